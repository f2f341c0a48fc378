// The commands that the server does not provide: the console's form, a new manifest, a rule's page.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { findBinary } from './binary';

type Binary = ReturnType<typeof findBinary>;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Shows, beside a manifest, what to type into the console. Returns the page, if it is shown.
 *
 * @param manifest the manifest; the active document if it is not given
 */
export async function form(binary: Binary, manifest?: vscode.Uri): Promise<string | undefined> {
  const document = manifest ? await vscode.workspace.openTextDocument(manifest) : vscode.window.activeTextEditor?.document;
  if (document === undefined || 'problem' in binary) {
    tell('problem' in binary ? binary.problem : 'Open a manifest first.');
    return undefined;
  }
  const options = ['form', '-', '--stdin-filename', path.basename(document.fileName), '--format', 'html'];
  let ran = await run(binary.path, options, document);
  if (ran.code === 1) {
    const choice = await vscode.window.showWarningMessage('cliq-lint: The manifest has errors that the console rejects.', 'Show Form Anyway');
    if (choice === undefined) {
      return undefined;
    }
    ran = await run(binary.path, [...options, '--force'], document);
  }
  if (ran.code !== 0) {
    tell(ran.stderr);
    return undefined;
  }
  showPage(document.uri, ran.stdout);
  return ran.stdout;
}

/** Asks for a type, writes a manifest of it and opens it. Required fields that are missing are then underlined. */
export async function init(binary: Binary): Promise<void> {
  const folder = currentFolder();
  if (folder === undefined || 'problem' in binary) {
    return tell('problem' in binary ? binary.problem : 'Open a folder first.');
  }
  const types = (await schemaOfTypes(binary.path)).map(([label, description]) => ({ label, detail: description }));
  const chosen = await vscode.window.showQuickPick(types, { title: 'New Manifest', placeHolder: 'Select the client type' });
  if (chosen === undefined) {
    return;
  }
  const file = freeFile(folder);
  try {
    await writeFile(file, `[client]\ntype = "${chosen.label}"\n`, { flag: 'wx' });
  } catch (error) {
    return tell(`Cannot write ${path.basename(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
}

/** Opens the page of the rule that reported the finding at the cursor. */
export async function openRulePage(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const ours = (editor ? vscode.languages.getDiagnostics(editor.document.uri) : []).filter((found) => found.source === 'cliq-lint');
  const here = ours.filter((found) => editor && found.range.contains(editor.selection.active));
  const pages = new Map<string, vscode.Uri>();
  for (const { code } of here.length > 0 ? here : ours) {
    if (typeof code === 'object') {
      pages.set(String(code.value), code.target);
    }
  }
  const rules = [...pages.keys()];
  const rule = rules.length > 1 ? await vscode.window.showQuickPick(rules, { placeHolder: 'Select a rule' }) : rules[0];
  const page = rule === undefined ? undefined : pages.get(rule);
  if (page !== undefined) {
    await vscode.env.openExternal(page);
  } else if (rules.length === 0) {
    tell('There are no findings here.');
  }
}

/** The views that show forms: one per manifest. */
const views = new Map<string, vscode.WebviewPanel>();

/** Shows a page, whose policy allows only its own style and script, in the view of the manifest. */
function showPage(manifest: vscode.Uri, page: string): void {
  const key = manifest.toString();
  let view = views.get(key);
  if (view === undefined) {
    const title = `${path.basename(manifest.path)}: what to type`;
    const options = { enableScripts: true, localResourceRoots: [], enableFindWidget: true };
    view = vscode.window.createWebviewPanel('cliq-lint.form', title, vscode.ViewColumn.Beside, options);
    view.onDidDispose(() => views.delete(key));
    views.set(key, view);
  }
  view.webview.html = page;
  view.reveal();
}

/** The client types with the console's labels, from the server's schema. */
async function schemaOfTypes(binary: string): Promise<[string, string][]> {
  const { stdout } = await run(binary, ['schema', 'manifest']);
  const { type } = JSON.parse(stdout).definitions as { type: { enum: string[]; enumDescriptions: string[] } };
  return type.enum.map((value, index) => [value, type.enumDescriptions[index] ?? '']);
}

/** The folder of the workspace that holds the active document, or else the first one. */
function currentFolder(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  const folder = document && vscode.workspace.getWorkspaceFolder(document.uri);
  return (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
}

/** The first of `cliq-client.toml`, `cliq-client.2.toml` and so on that does not exist. */
function freeFile(folder: string): string {
  let file = path.join(folder, 'cliq-client.toml');
  for (let number = 2; existsSync(file); number += 1) {
    file = path.join(folder, `cliq-client.${number}.toml`);
  }
  return file;
}

function run(binary: string, args: string[], stdin?: vscode.TextDocument): Promise<Ran> {
  return new Promise((resolve) => {
    const cwd = stdin === undefined ? undefined : path.dirname(stdin.fileName);
    const child = execFile(binary, args, { cwd }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 2;
      resolve({ code, stdout, stderr: stderr || (error?.message ?? '') });
    });
    // A run that does not read its input may already have ended.
    child.stdin?.on('error', () => undefined).end(stdin?.getText() ?? '');
  });
}

function tell(problem: string): void {
  void vscode.window.showErrorMessage(problem.startsWith('cliq-lint: ') ? problem : `cliq-lint: ${problem}`);
}
