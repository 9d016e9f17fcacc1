/** An editor, as far as a linter's language server can tell: the protocol over stdio, open documents, their edits. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { safelyCloseClient } from 'safely-close';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface Diagnostic {
  readonly range: Range;
  readonly severity: number;
  readonly source: string;
  readonly code: string;
  readonly codeDescription?: { readonly href: string };
  readonly message: string;
}

export interface CodeAction {
  readonly title: string;
  readonly kind: string;
  readonly command?: { readonly command: string; readonly arguments?: readonly unknown[] };
  readonly edit?: DocumentEdits;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface DocumentEdits {
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
  readonly documentChanges?: readonly { readonly textDocument: { readonly uri: string }; readonly edits: readonly TextEdit[] }[];
}

/** The command of each linter's server. `ESLINT_LANGUAGE_SERVER` names another script than that of vscode-langservers-extracted. */
export const servers = {
  eslint: [process.env['ESLINT_LANGUAGE_SERVER'] ?? createRequire(import.meta.url).resolve('vscode-langservers-extracted/bin/vscode-eslint-language-server'), '--stdio'],
  oxlint: [join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin', 'oxlint'), '--lsp'],
} as const;

/** What a server asks an editor for. */
export type Settings = Readonly<Record<string, unknown>>;

/** The settings that VS Code's ESLint extension sends by default. */
export const defaultSettings = (folder: string): Settings => ({
  validate: 'on',
  packageManager: 'npm',
  useESLintClass: true,
  useFlatConfig: true,
  experimental: {},
  codeAction: { disableRuleComment: { enable: true, location: 'separateLine', commentStyle: 'line' }, showDocumentation: { enable: true } },
  codeActionOnSave: { mode: 'all' },
  format: false,
  quiet: false,
  onIgnoredFiles: 'off',
  options: {},
  rulesCustomizations: [],
  run: 'onType',
  problems: { shortenToSingleLine: false },
  nodePath: null,
  workspaceFolder: { name: 'project', uri: pathToFileURL(folder).href },
});

/** One editor window on one folder. */
export class Editor implements AsyncDisposable {
  readonly #folder: string;
  readonly #settings: Settings;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(reason: Error): void }>();
  readonly #documents = new Map<string, { version: number; text: string }>();
  /** What the server asked to be shown in a browser. */
  readonly openedPages: string[] = [];
  #received = Buffer.alloc(0);
  #errors = '';
  #nextId = 1;

  private constructor(folder: string, server: keyof typeof servers, settings: Settings) {
    this.#folder = folder;
    this.#settings = settings;
    this.#process = spawn(process.execPath, servers[server], { cwd: folder });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#process.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.#process.on('exit', (code) => this.#failAll(`The language server ended with code ${String(code)}. ${this.#errors}`));
  }

  /** Starts the language server and agrees with it on what an editor can do. */
  static async open(folder: string, server: keyof typeof servers = 'eslint', settings: Settings = defaultSettings(folder)): Promise<Editor> {
    const editor = new Editor(folder, server, settings);
    const uri = pathToFileURL(folder).href;
    await editor.#request('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'project' }],
      capabilities: {
        workspace: { configuration: true, applyEdit: true, workspaceFolders: true, diagnostics: { refreshSupport: true } },
        textDocument: {
          diagnostic: { dynamicRegistration: false },
          publishDiagnostics: { codeDescriptionSupport: true },
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } }, dataSupport: true },
        },
      },
    });
    editor.#notify('initialized', {});
    return editor;
  }

  /** Opens a file of the folder with the text that is in the editor, saved or not. */
  show(path: string, languageId: string, text: string): void {
    const uri = this.uriOf(path);
    this.#documents.set(uri, { version: 1, text });
    this.#notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Types: replaces the whole text of an open document. */
  type(path: string, text: string): void {
    this.#replace(this.uriOf(path), text);
  }

  textOf(path: string): string {
    return this.#documents.get(this.uriOf(path))?.text ?? '';
  }

  /** Asks for the squiggles of an open document. */
  async diagnostics(path: string): Promise<readonly Diagnostic[]> {
    const report = (await this.#request('textDocument/diagnostic', { textDocument: { uri: this.uriOf(path) } })) as { items: readonly Diagnostic[] };
    return report.items;
  }

  /** Asks what the light bulb on a squiggle offers. */
  async codeActions(path: string, diagnostic: Diagnostic): Promise<readonly CodeAction[]> {
    return (await this.#request('textDocument/codeAction', {
      textDocument: { uri: this.uriOf(path) },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    })) as readonly CodeAction[];
  }

  /** Chooses one of them; its edit is in it, or the server sends it then. */
  async choose({ command, edit }: CodeAction): Promise<void> {
    if (edit !== undefined) return this.#apply(edit);
    if (command === undefined) throw new Error('The code action has no command.');
    await this.#request('workspace/executeCommand', { command: command.command, arguments: command.arguments });
  }

  uriOf(path: string): string {
    return pathToFileURL(`${this.#folder}/${path}`).href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.removeAllListeners('exit');
    await safelyCloseClient(this.#process);
  }

  #replace(uri: string, text: string): void {
    const document = this.#documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open.`);
    document.version += 1;
    document.text = text;
    this.#notify('textDocument/didChange', { textDocument: { uri, version: document.version }, contentChanges: [{ text }] });
  }

  #request(method: string, parameters: unknown): Promise<unknown> {
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#send({ id, method, params: parameters });
    return answer;
  }

  #notify(method: string, parameters: unknown): void {
    this.#send({ method, params: parameters });
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`);
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const headerEnd = this.#received.indexOf('\r\n\r\n');
      if (headerEnd === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.subarray(0, headerEnd).toString())?.[1]);
      const bodyEnd = headerEnd + 4 + length;
      if (this.#received.length < bodyEnd) return;
      const body = this.#received.subarray(headerEnd + 4, bodyEnd).toString();
      this.#received = this.#received.subarray(bodyEnd);
      this.#handle(JSON.parse(body) as Message);
    }
  }

  #handle(message: Message): void {
    const { id, method } = message;
    if (method !== undefined) {
      if (id !== undefined) this.#send({ id, result: this.#answer(method, message.params) });
      return;
    }
    const waiting = this.#waiting.get(Number(id));
    this.#waiting.delete(Number(id));
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }

  /** What the server asks of the editor. */
  #answer(method: string, parameters: unknown): unknown {
    switch (method) {
      case 'workspace/configuration':
        return (parameters as { items: readonly unknown[] }).items.map(() => this.#settings);
      case 'workspace/applyEdit':
        this.#apply((parameters as { edit: DocumentEdits }).edit);
        return { applied: true };
      case 'eslint/openDoc':
        this.openedPages.push((parameters as { url: string }).url);
        return {};
      default:
        return null;
    }
  }

  #apply(edit: DocumentEdits): void {
    const byDocument = edit.documentChanges?.map(({ textDocument, edits }) => [textDocument.uri, edits] as const) ?? Object.entries(edit.changes ?? {});
    for (const [uri, edits] of byDocument) this.#replace(uri, edited(this.#documents.get(uri)?.text ?? '', edits));
  }

  #failAll(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}

/** A text with edits applied, the last one first, so that the places of the others stay true. */
function edited(text: string, edits: readonly TextEdit[]): string {
  const lineStarts = [0, ...[...text.matchAll(/\r\n|\n/g)].map((match) => match.index + match[0].length)];
  const offset = ({ line, character }: Position): number => (lineStarts[line] ?? text.length) + character;
  return [...edits]
    .sort((one, other) => offset(other.range.start) - offset(one.range.start))
    .reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text);
}
