/**
 * Says for a line why it was or was not reported: the sessions on it, what closes them, who else has them, what stays open.
 */
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { Node } from '../analysis/syntax/syntax.ts';
import { lineOf } from './places.ts';

/** What `settings.debug` asks for in a file: every session, those of one line, or nothing. */
export function linesToExplain(debug: boolean | string, filename: string): 'all' | number | undefined {
  if (debug === false) return undefined;
  if (debug === true) return 'all';
  const [, file = '', line] = /^(.*?)(?::(\d+))?$/u.exec(debug) ?? [];
  if (!filename.replaceAll('\\', '/').endsWith(file.replaceAll('\\', '/'))) return undefined;
  return line === undefined ? 'all' : Number(line);
}

export interface Explanation {
  readonly node: Node;
  readonly text: string;
}

/** One explanation for each session of the line, or for each call on it where there is none. */
export function explain(analysis: FileAnalysis, line: 'all' | number): Explanation[] {
  const isOn = (node: Node): boolean => line === 'all' || (node.loc.start.line <= line && node.loc.end.line >= line);
  const sessions = analysis.sessions.filter((session) => isOn(session.acquisition) || session.closes.some((site) => isOn(site.node)) || session.escapes.some((escape) => isOn(escape.node)));
  if (sessions.length > 0) return sessions.map((session) => ({ node: session.acquisition, text: tell(session) }));
  if (line === 'all') return [];
  return analysis.calls.filter((call) => call.loc.start.line === line).map((call) => ({ node: call, text: tellNoSession(call, analysis) }));
}

function tell(session: SessionRecord): string {
  const parts = [`"${session.name}" is a ${session.client.name} of ${session.library}, made on line ${lineOf(session.acquisition)}`];
  if (session.client.armedBy !== 'acquisition') parts.push(`it holds nothing until ${session.client.armedBy.map((method) => `"${method}()"`).join(' or ') || 'ever'}`);
  if (session.disposal !== undefined) parts.push(`"${session.disposal}" closes it at the end of its block`);
  for (const site of session.closes) {
    const fate = site.isAsynchronous ? `, its promise ${site.promise}` : '';
    parts.push(`line ${lineOf(site.node)} closes it (${site.form}${site.onEvent === undefined ? '' : ` on "${site.onEvent}"`}${fate})`);
  }
  for (const escape of session.escapes) parts.push(`line ${lineOf(escape.node)} hands it over (${escape.manner})`);
  if (session.leaks.length === 0) parts.push('no path leaves it open');
  for (const leak of session.leaks) parts.push(`line ${lineOf(leak.node)} leaves it open (${leak.kind})`);
  return `${parts.join('; ')}.`;
}

function tellNoSession(call: FileAnalysis['calls'][number], analysis: FileAnalysis): string {
  const { context } = analysis;
  const origin = context?.origins.of(call.callee);
  const name = context?.textOf(call.callee) ?? '';
  switch (origin?.kind) {
    case 'module':
      return `"${name}" makes no session: "${origin.path.join('.') || '*'}" of "${origin.module}" is not in the catalog, nor in the settings.`;
    case 'function':
    case 'class':
    case 'foreign':
      return `"${name}" makes no session: its body was looked into, and hands none to its caller.`;
    case 'global':
      return `"${name}" makes no session: it is a global that is not in the catalog.`;
    default:
      return `"${name}" makes no session: where it comes from can't be seen.`;
  }
}
