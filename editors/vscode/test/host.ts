// Tests the extension through the editor's API, inside the extension host of a real VS Code.

import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { findBinary } from '../src/binary';
import type { Api } from '../src/extension';

const FAULTY = `[client]
type = "Non-browser Applications"
name = "Nightly-Report"
homepage = "https://www.acme.com"
`;

const tests: [string, () => Promise<void>][] = [];
const test = (name: string, body: () => Promise<void>) => tests.push([name, body]);

/** Runs all tests; rejects with the first error. VS Code calls this. */
export async function run(): Promise<void> {
  for (const [name, body] of tests) {
    const begin = Date.now();
    try {
      await body();
      console.log(`TEST ok ${name} (${Date.now() - begin} ms)`);
    } catch (error) {
      console.log(`TEST FAILED ${name}: ${error instanceof Error ? error.stack : String(error)}`);
      throw error;
    }
  }
}

const folder = () => vscode.workspace.workspaceFolders![0]!.uri;

async function api(): Promise<Api> {
  return vscode.extensions.getExtension<Api>('cliq-lint.cliq-lint')!.activate();
}

/** Waits until a value is accepted; fails with the last value. */
async function until<T>(read: () => T | PromiseLike<T>, isDone: (value: T) => boolean): Promise<T> {
  const begin = Date.now();
  for (;;) {
    const value = await read();
    if (isDone(value)) {
      return value;
    }
    if (Date.now() - begin > 30_000) {
      throw new Error(`timed out; the last value was ${JSON.stringify(value)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The document of a new file, opened in a tab of its own as a user does: it is closed with its tab. */
async function opened(name: string, text: string): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.joinPath(folder(), name);
  fs.mkdirSync(path.dirname(uri.fsPath), { recursive: true });
  fs.writeFileSync(uri.fsPath, text);
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  const document = await until(() => vscode.window.activeTextEditor?.document, (shown) => shown?.uri.toString() === uri.toString());
  return document!;
}

/** Replaces the first occurrence of a text in a document. */
async function replace(document: vscode.TextDocument, text: string, replacement: string): Promise<void> {
  const start = document.getText().indexOf(text);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + text.length)), replacement);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Applies the quick-fix with a title, offered at the first occurrence of a text. */
async function quickFix(document: vscode.TextDocument, text: string, title: string): Promise<void> {
  const position = document.positionAt(document.getText().indexOf(text));
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(position, position),
    vscode.CodeActionKind.QuickFix.value,
  );
  const fix = actions.find((action) => action.title === title);
  assert.ok(fix?.edit, JSON.stringify(actions.map((action) => action.title)));
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
}

const rules = (uri: vscode.Uri) =>
  vscode.languages
    .getDiagnostics(uri)
    .filter((found) => found.source === 'cliq-lint')
    .map((found) => (typeof found.code === 'object' ? found.code.value : found.code))
    // The manifests of these tests have one name on purpose.
    .filter((rule) => rule !== 'shared-client-name')
    .sort();

const reported = (uri: vscode.Uri, wanted: string[]) => until(() => rules(uri), (found) => JSON.stringify(found) === JSON.stringify([...wanted].sort()));

const ALL = ['unknown-client-type', 'invalid-client-name', 'unknown-key'];

function pidsOfServer(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const rows = lines.map((line) => line.trim().split(/\s+/));
  return rows.filter(([, parent, ...command]) => Number(parent) === process.pid && command.join(' ').endsWith('cliq-lint lsp')).map(([pid]) => Number(pid));
}

test('no server is started where there is no manifest', async () => {
  const extension = vscode.extensions.getExtension<Api>('cliq-lint.cliq-lint')!;
  await opened('notes.txt', 'notes\n');
  const { languageId } = await opened('Cargo.toml', '[package]\nname = "acme"\n');
  // Only a TOML extension gives this file its language, which activates ours.
  await until(() => extension.isActive, (isActive) => isActive === (languageId === 'toml'));
  assert.ok(!extension.isActive || !(await api()).server.isStarted);
  assert.deepEqual(pidsOfServer(), []);
  const document = await opened('first/cliq-client.toml', FAULTY);
  await reported(document.uri, ALL);
  assert.equal(pidsOfServer().length, 1);
});

test('the bundled server runs and reports its version', async () => {
  const { server } = await api();
  const state = await until(() => server.state, ({ kind }) => kind === 'running');
  assert.equal(state.kind === 'running' && state.version, vscode.extensions.getExtension('cliq-lint.cliq-lint')!.packageJSON.version);
  const binary = server.binary();
  assert.ok('path' in binary && binary.path.includes(`${path.sep}server${path.sep}`), JSON.stringify(binary));
});

test('manifests and the configuration file are TOML, and findings have a rule, a page and a range', async () => {
  const document = await opened('a/cliq-client.toml', FAULTY);
  assert.equal(document.languageId, 'toml');
  assert.equal((await opened('a/cliq-client.staging.toml', '')).languageId, 'toml');
  assert.equal((await opened('a/cliq-lint.toml', '')).languageId, 'toml');
  await reported(document.uri, ALL);
  const [first] = vscode.languages.getDiagnostics(document.uri).filter((found) => found.range.start.line === 1);
  assert.ok(first && typeof first.code === 'object' && first.code.target.toString().endsWith('/unknown-client-type/'));
  assert.equal(document.getText(first.range), 'Non-browser Applications');
});

test('many manifests are opened once each, and their findings follow every edit, fix and save', async () => {
  const events: string[] = [];
  const isOurs = ({ fileName }: vscode.TextDocument) => fileName.includes(`${path.sep}many${path.sep}`);
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument((document) => isOurs(document) && events.push(`open ${document.fileName}`)),
    vscode.workspace.onDidCloseTextDocument((document) => isOurs(document) && events.push(`close ${document.fileName}`)),
  );
  const documents: vscode.TextDocument[] = [];
  for (let number = 0; number < 16; number += 1) {
    documents.push(await opened(`many/${number}/cliq-client.toml`, FAULTY));
  }
  for (const document of documents) {
    await reported(document.uri, ALL);
    await replace(document, 'Nightly-Report', 'Nightly Report');
    await reported(document.uri, ALL.filter((rule) => rule !== 'invalid-client-name'));
    await replace(document, 'Nightly Report', 'Nightly-Report');
    await reported(document.uri, ALL);
    await quickFix(document, '-Report', 'Rename to `Nightly_Report`');
    await reported(document.uri, ALL.filter((rule) => rule !== 'invalid-client-name'));
    await document.save();
    await replace(document, 'Non-browser Applications', 'non-browser-based');
    await reported(document.uri, ['unknown-key']);
  }
  listening.dispose();
  assert.deepEqual(events, documents.map(({ fileName }) => `open ${fileName}`));
});

test('findings follow the edits of a document whose language changes', async () => {
  let document = await opened('b/cliq-client.staging.toml', FAULTY);
  for (const language of ['ini', 'plaintext', 'toml']) {
    document = await vscode.languages.setTextDocumentLanguage(document, language);
    await reported(document.uri, ALL);
    await replace(document, 'Nightly-Report', 'Nightly Report');
    await reported(document.uri, ALL.filter((rule) => rule !== 'invalid-client-name'));
    await replace(document, 'Nightly Report', 'Nightly-Report');
    await reported(document.uri, ALL);
  }
});

test('the findings of a closed manifest are those of its file', async () => {
  const document = await opened('closed/cliq-client.toml', FAULTY);
  await reported(document.uri, ALL);
  await replace(document, 'Nightly-Report', 'Nightly Report');
  await reported(document.uri, ALL.filter((rule) => rule !== 'invalid-client-name'));
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await reported(document.uri, ALL);
  fs.rmSync(document.uri.fsPath);
  await reported(document.uri, []);
});

test('hover, completion, symbols, links and folding work', async () => {
  const text = '[client]\ntype = "server-based"\nname = "Acme"\nhomepage_url = "https://www.acme.com"\n\nredirect_uris = [\n    "https://app.acme.com/callback",\n]\n';
  const document = await opened('c/cliq-client.toml', text);
  await reported(document.uri, []);
  const at = (line: number, character: number) => new vscode.Position(line, character);
  const provided = <T>(command: string, ...rest: unknown[]) => vscode.commands.executeCommand<T>(command, document.uri, ...rest);
  const [hover] = await provided<vscode.Hover[]>('vscode.executeHoverProvider', at(3, 2));
  assert.match((hover!.contents[0] as vscode.MarkdownString).value, /Homepage URL/);
  const [symbol] = await provided<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider');
  assert.deepEqual(symbol!.children.map(({ name }) => name), ['type', 'name', 'homepage_url', 'redirect_uris']);
  const links = await provided<vscode.DocumentLink[]>('vscode.executeLinkProvider');
  assert.deepEqual(links.map(({ target }) => target?.toString(true)), ['https://www.acme.com/', 'https://app.acme.com/callback']);
  const folds = await provided<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider');
  assert.ok(folds.some(({ start, end }) => start === 5 && end >= 6));
  const half = await opened('c2/cliq-client.toml', '[client]\ntype = "self-client"\n\n');
  const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', half.uri, at(2, 0));
  assert.ok(list.items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'name'));
});

test('a quick fix resolves its finding, and fix all applies the other safe fixes', async () => {
  const document = await opened('d/cliq-client.toml', FAULTY);
  await reported(document.uri, ALL);
  await quickFix(document, '-Report', 'Rename to `Nightly_Report`');
  await until(() => document.getText(), (text) => text.includes('"Nightly_Report"'));
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('cliq-lint.fixAll');
  await until(() => document.getText(), (text) => text.includes('type = "non-browser-based"') && text.includes('homepage_url ='));
});

test('what a type requires is inserted with tab stops', async () => {
  const document = await opened('insert/cliq-client.toml', '[client]\ntype = "non-browser-based"\n');
  await reported(document.uri, ['missing-required-field', 'missing-required-field']);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(0, 1, 0, 1),
    vscode.CodeActionKind.QuickFix.value,
    1,
  );
  const [action] = actions;
  assert.ok(action?.edit && action.title.startsWith('Insert all that'), action?.title);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  await until(() => document.getText(), (text) => text.includes('name = "Your Application"\nhomepage_url = "https://www.yourdomain.com"'));
  // The first placeholder is selected, and typed over.
  await vscode.commands.executeCommand('type', { text: 'Acme' });
  await until(() => document.getText(), (text) => text.includes('name = "Acme"\nhomepage_url = "https://www.yourdomain.com"'));
});

test('a changed configuration takes effect', async () => {
  const document = await opened('e/cliq-client.toml', FAULTY);
  await reported(document.uri, ALL);
  const configuration = vscode.Uri.joinPath(folder(), 'e/cliq-lint.toml').fsPath;
  fs.writeFileSync(configuration, '[rules]\nunknown-key = "off"\n');
  await reported(document.uri, ALL.filter((rule) => rule !== 'unknown-key'));
  // Keep the file: VS Code does not report a file that is created and removed within an instant.
  fs.writeFileSync(configuration, '');
  await reported(document.uri, ALL);
});

test('a server that is killed is restarted, and its findings return', async () => {
  const { server } = await api();
  const document = await opened('f/cliq-client.toml', FAULTY);
  await reported(document.uri, ALL);
  const [pid] = pidsOfServer();
  const states: string[] = [];
  const listening = server.onDidChangeState(({ kind }) => states.push(kind));
  process.kill(pid!, 'SIGKILL');
  await until(() => states, (seen) => seen.includes('restarting') && seen.at(-1) === 'running');
  listening.dispose();
  assert.notEqual(pidsOfServer()[0], pid);
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((edit) => edit.insert(document.positionAt(document.getText().length), '# more\n'));
  await reported(document.uri, ALL);
});

test('after too many crashes the server stays stopped until the restart command', async () => {
  const { server } = await api();
  await vscode.commands.executeCommand('cliq-lint.restart');
  for (let crash = 0; crash < 6; crash += 1) {
    await until(() => server.state.kind, (kind) => kind === 'running');
    const [pid] = await until(pidsOfServer, (pids) => pids.length === 1);
    process.kill(pid!, 'SIGKILL');
    await until(() => server.state.kind, (kind) => kind !== 'running');
  }
  const state = server.state;
  assert.ok(state.kind === 'failed' && state.problem.includes('6 times'), JSON.stringify(state));
  await vscode.commands.executeCommand('cliq-lint.restart');
  await until(() => server.state.kind, (kind) => kind === 'running');
});

test('several restarts at once leave one server that reports', async () => {
  const { server } = await api();
  const document = await opened('h/cliq-client.toml', FAULTY);
  await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand('cliq-lint.restart')));
  await until(() => server.state.kind, (kind) => kind === 'running');
  await until(pidsOfServer, (pids) => pids.length === 1);
  await reported(document.uri, ALL);
});

test('an invalid path in the settings is reported, and a corrected one takes effect at once', async () => {
  const { server } = await api();
  const settings = vscode.workspace.getConfiguration('cliq-lint');
  await settings.update('path', '/nowhere/cliq-lint', vscode.ConfigurationTarget.Global);
  const state = await until(() => server.state, ({ kind }) => kind === 'failed');
  assert.ok(state.kind === 'failed' && state.problem.includes('/nowhere/cliq-lint'));
  await settings.update('path', undefined, vscode.ConfigurationTarget.Global);
  await until(() => server.state.kind, (kind) => kind === 'running');
});

test('the form of the unsaved text is shown beside the manifest', async () => {
  const document = await opened('g/cliq-client.toml', '[client]\ntype = "self-client"\nname = "Nightly Report"\n');
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((edit) => edit.replace(new vscode.Range(2, 8, 2, 22), 'Weekly Report'));
  const page = await vscode.commands.executeCommand<string>('cliq-lint.form');
  assert.match(page, /Content-Security-Policy[^]*Weekly Report/);
  const shown = () => vscode.window.tabGroups.activeTabGroup.activeTab;
  const tab = await until(shown, (tab) => tab?.input instanceof vscode.TabInputWebview);
  assert.equal(tab!.label, 'cliq-client.toml: what to type');
  await vscode.window.tabGroups.close(tab!);
});

test('a code lens above a client shows the form of its manifest, until the setting turns it off', async () => {
  const document = await opened('lens/cliq-client.toml', '\n[client]\ntype = "self-client"\nname = "Acme Lens"\n');
  const lenses = () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
  const [lens] = await until(lenses, (found) => found.length === 1);
  assert.equal(lens!.range.start.line, 1);
  assert.equal(lens!.command!.title, 'Show what to type into the console');
  const other = await opened('lens/cliq-client.other.toml', '[client]\ntype = "self-client"\nname = "Acme Other"\n');
  await vscode.window.showTextDocument(other);
  const page = await vscode.commands.executeCommand<string>(lens!.command!.command, ...(lens!.command!.arguments ?? []));
  assert.match(page, /Acme Lens/);
  const shown = () => vscode.window.tabGroups.activeTabGroup.activeTab;
  const tab = await until(shown, (tab) => tab?.input instanceof vscode.TabInputWebview);
  await vscode.window.tabGroups.close(tab!);
  const settings = vscode.workspace.getConfiguration('cliq-lint');
  await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
  await until(lenses, (found) => found.length === 0);
  await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
  await until(lenses, (found) => found.length === 1);
});

test('TOML extensions get no schema, by which they would repeat findings', async () => {
  const { contributes } = vscode.extensions.getExtension('cliq-lint.cliq-lint')!.packageJSON;
  assert.equal(contributes.tomlValidation, undefined);
});

test('the executable is from the settings, bundled or on the PATH, and in the workspace only if that is trusted', async () => {
  const here = fs.mkdtempSync(path.join(os.tmpdir(), 'cliq-lint-'));
  const program = (name: string) => {
    fs.mkdirSync(path.dirname(path.join(here, name)), { recursive: true });
    fs.writeFileSync(path.join(here, name), '');
    return path.join(here, name);
  };
  const inWorkspace = program('workspace/cliq-lint');
  const onPath = program('bin/cliq-lint');
  const search = { setting: '', trustedFolder: undefined, extension: path.join(here, 'extension'), path: `workspace${path.delimiter}${path.join(here, 'bin')}` };
  assert.deepEqual(findBinary(search), { path: onPath });
  assert.deepEqual(findBinary({ ...search, setting: 'cliq-lint' }), { path: onPath });
  const bundled = program('extension/server/cliq-lint');
  assert.deepEqual(findBinary(search), { path: bundled });
  assert.ok('problem' in findBinary({ ...search, setting: './cliq-lint' }));
  assert.deepEqual(findBinary({ ...search, setting: './cliq-lint', trustedFolder: path.join(here, 'workspace') }), { path: inWorkspace });
  assert.ok('problem' in findBinary({ ...search, extension: here, path: 'workspace' }));
  fs.rmSync(here, { recursive: true });
});
