// The extension: finds the server, keeps it running, and adds commands and a status item.

import * as vscode from 'vscode';
import { form, init, openRulePage } from './commands';
import { hasOurName, PATTERN } from './manifests';
import { Server } from './server';
import { statusItem } from './status';

/** What tests in the extension host use. */
export interface Api {
  readonly server: Server;
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const server = new Server(context);
  const on = (command: string, run: (...args: never[]) => unknown) => vscode.commands.registerCommand(`cliq-lint.${command}`, run);
  context.subscriptions.push(
    server,
    statusItem(server),
    on('restart', () => server.restart()),
    on('fixAll', () => vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.cliq-lint', apply: 'first' })),
    on('form', (manifest?: vscode.Uri) => form(server.binary(), manifest)),
    on('init', () => init(server.binary())),
    on('openRulePage', openRulePage),
    on('showOutput', () => server.showOutput()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.isStarted && server.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (server.isStarted && change.affectsConfiguration('cliq-lint.path')) {
        void server.restart();
      }
    }),
    vscode.workspace.onDidOpenTextDocument((document) => hasOurName(document.fileName) && server.start()),
  );
  if (await hasManifests()) {
    await server.start();
  }
  return { server };
}

/** Whether a manifest is open or in the workspace. Else the editor has other TOML open, for which no server is started. */
async function hasManifests(): Promise<boolean> {
  if (vscode.workspace.textDocuments.some(({ fileName }) => hasOurName(fileName))) {
    return true;
  }
  return vscode.workspace.findFiles(PATTERN, '**/node_modules/**', 1).then(
    (found) => found.length > 0,
    () => false,
  );
}
