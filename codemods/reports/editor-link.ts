/** Links that open a place in an editor. */

const known = {
  vscode: 'vscode://file/{path}:{line}:{column}',
  'vscode-insiders': 'vscode-insiders://file/{path}:{line}:{column}',
  vscodium: 'vscodium://file/{path}:{line}:{column}',
  cursor: 'cursor://file/{path}:{line}:{column}',
  zed: 'zed://file/{path}:{line}:{column}',
  idea: 'idea://open?file={path}&line={line}&column={column}',
  webstorm: 'webstorm://open?file={path}&line={line}&column={column}',
} as const;

export const editorNames: readonly string[] = Object.keys(known);
export const defaultEditor = 'vscode';
export const defaultEditorTemplate: string = known[defaultEditor];

/**
 * @param editor - A name of `editorNames`, or a template of your own with `{path}`, and `{line}` and `{column}` if the editor takes them.
 * @returns The template; `undefined` where `editor` is neither.
 */
export function editorTemplate(editor: string): string | undefined {
  if (Object.hasOwn(known, editor)) return known[editor as keyof typeof known];
  return /^(?!javascript:)[a-z][a-z\d+.-]*:.*\{path\}/i.test(editor) ? editor : undefined;
}

export interface Place {
  /** Absolute. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export function editorLink(template: string, { path, line, column }: Place): string {
  const encoded = path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/').replace(/^(?:\/|([a-z])%3A)/i, (_whole, drive?: string) => (drive === undefined ? '/' : `${drive}:`));
  // Schemes that say `file/` before the path want none of its own in front; others want the path whole.
  const values: Readonly<Record<string, string>> = { '/{path}': `/${encoded.replace(/^\//, '')}`, '{path}': encoded, '{line}': String(line), '{column}': String(column) };
  return template.replace(/\/?\{path\}|\{line\}|\{column\}/g, (placeholder) => values[placeholder] ?? placeholder);
}
