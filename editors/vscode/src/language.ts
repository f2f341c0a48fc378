// Gives manifests our language if no extension provides TOML and VS Code opens them as plain text.
//
// Our language claims no file names: it would compete with TOML extensions for manifests.

import * as vscode from 'vscode';
import { hasOurName, LANGUAGE } from './manifests';

export function setLanguageOfPlainText(): vscode.Disposable {
  const setLanguage = (document: vscode.TextDocument) => {
    if (document.languageId === 'plaintext' && document.uri.scheme === 'file' && hasOurName(document.fileName)) {
      void vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
    }
  };
  vscode.workspace.textDocuments.forEach(setLanguage);
  return vscode.workspace.onDidOpenTextDocument(setLanguage);
}
