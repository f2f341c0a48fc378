// The extension: finds the server, keeps it running, and puts commands and a status item around it.

import * as vscode from 'vscode';
import { form, init, openRulePage } from './commands';
import { giveColours } from './colours';
import { Server } from './server';
import { statusItem } from './status';

/** What the tests of the extension host look at. */
export interface Api {
  readonly server: Server;
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const server = new Server(context);
  const on = (command: string, run: () => unknown) => vscode.commands.registerCommand(`cliq-lint.${command}`, run);
  context.subscriptions.push(
    server,
    giveColours(),
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
