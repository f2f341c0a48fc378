// The extension: finds the server, keeps it running, and adds commands and a status item.

import * as vscode from 'vscode';
import { form, init, openRulePage } from './commands';
import { setLanguageOfPlainText } from './language';
import { Server } from './server';
import { statusItem } from './status';

/** What tests in the extension host use. */
export interface Api {
  readonly server: Server;
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const server = new Server(context);
  const on = (command: string, run: () => unknown) => vscode.commands.registerCommand(`cliq-lint.${command}`, run);
  context.subscriptions.push(
    server,
    setLanguageOfPlainText(),
    statusItem(server),
    on('restart', () => server.restart()),
    on('fixAll', () => vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.cliq-lint', apply: 'first' })),
    on('form', () => form(server.binary(), context.subscriptions)),
    on('init', () => init(server.binary())),
    on('openRulePage', openRulePage),
    on('showOutput', () => server.output.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('cliq-lint.path')) {
        void server.restart();
      }
    }),
  );
  await server.start();
  return { server };
}
