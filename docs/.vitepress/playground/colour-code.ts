/** Colours for code while it is typed: by a look at its letters, so that it never lags behind the keys. */
export type Colour = 'keyword' | 'text' | 'number' | 'comment';

export interface Coloured {
  readonly start: number;
  readonly end: number;
  readonly colour: Colour;
}

const words = 'as|async|await|break|case|catch|class|const|continue|default|delete|do|else|enum|export|extends|false|finally|for|from|function|if|implements|import|in|instanceof|interface|let|new|null|of|private|protected|public|readonly|return|static|super|switch|this|throw|true|try|type|typeof|undefined|using|var|void|while|yield';
const pattern = new RegExp(
  [
    String.raw`(?<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
    String.raw`(?<text>'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|\x60(?:\\[\s\S]|[^\x60\\])*\x60?)`,
    String.raw`(?<keyword>(?<![\w$.])(?:${words})(?![\w$]))`,
    String.raw`(?<number>(?<![\w$.])\d[\w.]*)`,
  ].join('|'),
  'gu',
);

export function coloursOf(code: string): Coloured[] {
  return [...code.matchAll(pattern)].map((match) => {
    const colour = (Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0] ?? 'text') as Colour;
    return { start: match.index, end: match.index + match[0].length, colour };
  });
}
