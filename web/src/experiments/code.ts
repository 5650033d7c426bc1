// Source code in colours: which parts of a text are keywords, comments and numbers.

export type Token = 'plain' | 'keyword' | 'comment' | 'number';

// C++, TypeScript, WGSL and Python have enough in common for a few colours.
const keywords =
  'alignas auto bool break case class const constexpr continue default def double else enum f32 false float fn for ' +
  'from function if import in inline int let namespace new operator override private public return size_t static ' +
  'struct switch template true typename u32 union using var vec3u void while';
const pattern = new RegExp(
  [
    String.raw`(?<comment>//.*|#(?= ).*|/\*[\s\S]*?\*/)`,
    String.raw`(?<keyword>\b(?:${keywords.replaceAll(' ', '|')})\b)`,
    String.raw`(?<number>\b\d[\w.]*)`,
  ].join('|'),
  'g',
);

/** The text cut into pieces, all of which together are the text again. */
export function tokens(text: string): [Token, string][] {
  const result: [Token, string][] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) result.push(['plain', text.slice(at, match.index)]);
    const kind = (['comment', 'keyword', 'number'] as const).find((name) => match.groups![name] !== undefined)!;
    result.push([kind, match[0]]);
    at = match.index + match[0].length;
  }
  if (at < text.length) result.push(['plain', text.slice(at)]);
  return result;
}
