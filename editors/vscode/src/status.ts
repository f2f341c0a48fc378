// The status item: the server's version and state, shown only for manifests and configuration files.

import * as vscode from 'vscode';
import { hasOurName } from './manifests';
import type { Server, State } from './server';

export function statusItem(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('cliq-lint', vscode.StatusBarAlignment.Right, 100);
  item.name = 'cliq-lint';
  item.command = 'cliq-lint.showOutput';
  const show = () => {
    const { text, tooltip, isError } = words(server.state);
    item.text = text;
    item.tooltip = tooltip;
    item.backgroundColor = isError ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const file = vscode.window.activeTextEditor?.document.fileName;
    if (file !== undefined && hasOurName(file)) {
      item.show();
    } else {
      item.hide();
    }
  };
  show();
  return vscode.Disposable.from(item, server.onDidChangeState(show), vscode.window.onDidChangeActiveTextEditor(show));
}

function words(state: State): { text: string; tooltip: string; isError: boolean } {
  switch (state.kind) {
    case 'running':
      return { text: `$(check) cliq-lint ${state.version}`, tooltip: `cliq-lint ${state.version} is running`, isError: false };
    case 'starting':
      return { text: '$(loading~spin) cliq-lint', tooltip: 'cliq-lint is starting', isError: false };
    case 'restarting':
      return { text: '$(warning) cliq-lint: restarting', tooltip: 'The language server crashed and is restarting', isError: false };
    case 'stopped':
      return { text: '$(circle-slash) cliq-lint', tooltip: 'cliq-lint is stopped', isError: false };
    case 'failed':
      return { text: '$(error) cliq-lint', tooltip: state.problem, isError: true };
  }
}
