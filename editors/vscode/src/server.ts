// Runs the language server: starts it, restarts it after a crash with a growing pause, and gives up after too many.

import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  type CloseHandlerResult,
  type LanguageClientOptions,
  type Middleware,
  type StaticFeature,
} from 'vscode-languageclient/node';
import { findBinary } from './binary';

/** What the status item shows. */
export type State =
  | { readonly kind: 'starting' | 'restarting' | 'stopped' }
  | { readonly kind: 'running'; readonly version: string }
  | { readonly kind: 'failed'; readonly problem: string };

/** How long a crash counts. */
const MEMORY_MS = 3 * 60 * 1000;
const MAX_CRASHES = 5;
const FIRST_PAUSE_MS = 250;
/** How long a stop waits for a client that is starting. */
const START_LIMIT_MS = 2000;

const DOWNLOADS = 'https://cliq-lint.github.io/cliq-lint/editors/vscode/';

/**
 * Asks the server to push diagnostics. A client that pulls them walks the workspace every two seconds, and no longer
 * pulls those of a document that is closed and opened in one step, as at each change of its language.
 */
const PUSHED_DIAGNOSTICS: StaticFeature = {
  fillClientCapabilities: ({ textDocument }) => void delete textDocument?.diagnostic,
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};

/** Asks for edits with tab stops, which the client's library does not know. */
const TAB_STOPS: StaticFeature = {
  fillClientCapabilities: (capabilities) => void (capabilities.experimental = { snippetTextEdit: true }),
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};

/** What the server sends for such an edit. */
interface ResolvedAction {
  readonly edit?: { readonly documentChanges?: readonly { readonly edits?: readonly { readonly insertTextFormat?: number }[] }[] };
  data?: unknown;
}

/** The data of an action whose edits have tab stops: the library keeps them, but not the format of the edits. */
const HAS_TAB_STOPS = 'tab stops';

/** The server's command that shows the form as text; the extension shows it as a page with buttons that copy. */
const OPEN_FORM = 'cliq-lint.openForm';

const MIDDLEWARE: Middleware = {
  executeCommand: (command, args, next) =>
    command === OPEN_FORM ? vscode.commands.executeCommand('cliq-lint.form', vscode.Uri.parse(String(args[0]))) : next(command, args),
  sendRequest: async (type, param, token, next) => {
    const result = await next(type, param, token);
    const action = (typeof type === 'string' ? type : type.method) === 'codeAction/resolve' ? (result as ResolvedAction) : undefined;
    if (action?.edit?.documentChanges?.some(({ edits }) => edits?.some(({ insertTextFormat }) => insertTextFormat === 2))) {
      action.data = HAS_TAB_STOPS;
    }
    return result;
  },
  resolveCodeAction: async (item, token, next) => {
    const action: (vscode.CodeAction & { data?: unknown }) | null | undefined = await next(item, token);
    if (action?.edit !== undefined && action.data === HAS_TAB_STOPS) {
      for (const [uri, edits] of action.edit.entries()) {
        action.edit.set(uri, edits.map(({ range, newText }) => new vscode.SnippetTextEdit(range, new vscode.SnippetString(newText))));
      }
    }
    return action;
  },
};

export class Server implements vscode.Disposable {
  private output: vscode.OutputChannel | undefined;
  private trace: vscode.OutputChannel | undefined;
  private readonly changed = new vscode.EventEmitter<State>();
  readonly onDidChangeState = this.changed.event;
  private current: State = { kind: 'stopped' };
  private client: LanguageClient | undefined;
  /** When the start of the client ended, and when the stop of all clients before it did. */
  private started: Promise<unknown> = Promise.resolve();
  private stopped: Promise<unknown> = Promise.resolve();
  private restarts = 0;
  private crashes: number[] = [];
  /** Ends the pause before a restart; set only during the pause. */
  private endPause: (() => void) | undefined;

  constructor(private readonly context: vscode.ExtensionContext) {}

  get state(): State {
    return this.current;
  }

  /** The server's executable, or an error message. */
  binary(): ReturnType<typeof findBinary> {
    return findBinary({
      setting: vscode.workspace.getConfiguration('cliq-lint').get('path', '').trim(),
      trustedFolder: vscode.workspace.isTrusted ? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath : undefined,
      extension: this.context.extensionPath,
      path: process.env['PATH'] ?? '',
    });
  }

  get isStarted(): boolean {
    return this.current.kind !== 'stopped';
  }

  /** Starts the server, unless that was done before. */
  async start(): Promise<void> {
    if (this.isStarted) {
      return;
    }
    const binary = this.binary();
    if ('problem' in binary) {
      return this.fail(binary.problem);
    }
    this.log(`Starting ${binary.path}`);
    this.set({ kind: 'starting' });
    const client: LanguageClient = new LanguageClient(
      'cliq-lint',
      'cliq-lint',
      { command: binary.path, args: ['lsp'] },
      this.clientOptions(() => this.client === client),
    );
    client.onDidChangeState(() => {
      const version = client.initializeResult?.serverInfo?.version;
      if (this.client === client && client.isRunning() && version !== undefined) {
        this.set({ kind: 'running', version });
      }
    });
    client.registerFeature(PUSHED_DIAGNOSTICS);
    client.registerFeature(TAB_STOPS);
    this.client = client;
    this.started = client.start();
    try {
      await this.started;
    } catch (error) {
      if (this.client === client && this.current.kind === 'starting') {
        this.fail(`${binary.path} failed to start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.endPause?.();
    // A client can be stopped once it has started. One that does not start, or has lost its server, is dropped.
    const limit = new Promise((resolve) => setTimeout(resolve, START_LIMIT_MS));
    const stopped = Promise.race([this.started, limit]).then(() => client?.stop());
    this.stopped = Promise.allSettled([this.stopped, stopped]);
    await this.stopped;
    this.set({ kind: 'stopped' });
  }

  async restart(): Promise<void> {
    this.crashes = [];
    this.restarts += 1;
    const restart = this.restarts;
    await this.stop();
    // Of several restarts at once, the last one starts the server: two clients would register the same commands.
    if (restart === this.restarts) {
      await this.start();
    }
  }

  showOutput(): void {
    this.outputChannel().show();
  }

  dispose(): void {
    void this.stop();
    this.output?.dispose();
    this.trace?.dispose();
    this.changed.dispose();
  }

  private clientOptions(isCurrent: () => boolean): LanguageClientOptions {
    const settings = vscode.workspace.getConfiguration('cliq-lint');
    return {
      // Manifests in any language, and all TOML files, because the configuration can include files with other names.
      documentSelector: [
        { scheme: 'file', pattern: '**/*.toml' },
        { scheme: 'file', language: 'toml' },
      ],
      initializationOptions: {
        configPath: settings.get('configPath'),
        codeLens: settings.get('codeLens'),
        inlayHints: settings.get('inlayHints'),
        logLevel: settings.get('logLevel'),
      },
      synchronize: { configurationSection: 'cliq-lint' },
      middleware: MIDDLEWARE,
      outputChannel: this.outputChannel(),
      traceOutputChannel: (this.trace ??= vscode.window.createOutputChannel('cliq-lint trace')),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.afterCrash(isCurrent),
      },
    };
  }

  private async afterCrash(isCurrent: () => boolean): Promise<CloseHandlerResult> {
    const drop: CloseHandlerResult = { action: CloseAction.DoNotRestart, handled: true };
    if (!isCurrent()) {
      return drop;
    }
    const now = Date.now();
    this.crashes = [...this.crashes.filter((crash) => now - crash < MEMORY_MS), now];
    if (this.crashes.length > MAX_CRASHES) {
      this.fail(`The language server crashed ${this.crashes.length} times in three minutes.`);
      return drop;
    }
    this.set({ kind: 'restarting' });
    const pause = FIRST_PAUSE_MS * 2 ** (this.crashes.length - 1);
    this.log(`The language server crashed; restarting in ${pause} ms.`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endPause = undefined;
    return isCurrent() ? { action: CloseAction.Restart, handled: true } : drop;
  }

  /** The output, which is listed in the editor once there is something in it. */
  private outputChannel(): vscode.OutputChannel {
    return (this.output ??= vscode.window.createOutputChannel('cliq-lint'));
  }

  private log(line: string): void {
    this.outputChannel().appendLine(line);
  }

  private set(state: State): void {
    this.current = state;
    this.changed.fire(state);
  }

  private fail(problem: string): void {
    this.set({ kind: 'failed', problem });
    this.log(problem);
    const choices: Record<string, () => unknown> = {
      'How to Install': () => vscode.env.openExternal(vscode.Uri.parse(DOWNLOADS)),
      'Open Setting': () => vscode.commands.executeCommand('workbench.action.openSettings', 'cliq-lint.path'),
      'Try Again': () => this.restart(),
    };
    void vscode.window.showErrorMessage(`cliq-lint: ${problem}`, ...Object.keys(choices)).then((choice) => choice && choices[choice]?.());
  }
}
