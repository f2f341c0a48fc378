// Colours where no extension knows TOML: the editor then takes a manifest for plain text, and it is given our language.
//
// A language that claimed the files by their names would take them away from the extensions for TOML; so ours claims
// none, and is given only to what nobody else wants.

import * as vscode from 'vscode';
import { hasOurName, LANGUAGE } from './manifests';

export function giveColours(): vscode.Disposable {
  const give = (document: vscode.TextDocument) => {
    if (document.languageId === 'plaintext' && document.uri.scheme === 'file' && hasOurName(document.fileName)) {
      void vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
    }
  };
  vscode.workspace.textDocuments.forEach(give);
  return vscode.workspace.onDidOpenTextDocument(give);
}
