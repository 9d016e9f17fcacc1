/** What the playground shows, as the fragment of an address: the text travels in the link and nowhere else. */
export interface Shared {
  readonly text: string;
  readonly language: Language;
  readonly mode: Mode;
  readonly style: Style;
}

export type Language = 'ts' | 'js';
export type Mode = 'recommended' | 'strict';
export type Style = 'await-using' | 'try-finally';

/** @returns The fragment, without its `#`. */
export function encodeShared({ text, language, mode, style }: Shared): string {
  const bytes = new TextEncoder().encode(text);
  const code = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  return `${language}/${mode}/${style}/${code}`;
}

/** @returns What a fragment holds; `undefined` where it is none of ours. */
export function decodeShared(fragment: string): Shared | undefined {
  const parts = /^#?(ts|js)\/(recommended|strict)\/(await-using|try-finally)\/([\w-]*)$/u.exec(fragment);
  if (parts === null) return undefined;
  try {
    const bytes = Uint8Array.from(atob((parts[4] ?? '').replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    return { language: parts[1] as Language, mode: parts[2] as Mode, style: parts[3] as Style, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    // Cut short on its way: shown as no text at all, not as half of one.
    return undefined;
  }
}
