// How tokens are called where they are shown.

const unseen: Record<string, string> = { ' ': '␣', '\n': '↵', '\t': '⇥', '\u00a0': '␣' };

/** A letter such that it can be seen. */
export function visible(character: string): string {
  return unseen[character] ?? character;
}

/** A token that comes next: the mark, which is the last of them, ends a text then. */
export function nameOf(token: number, characters: readonly string[]): string {
  return token === characters.length ? 'end' : visible(characters[token]!);
}

/** A text as the model has it: with the mark that begins it. */
export function placesOf(letters: readonly string[]): string[] {
  return ['start', ...letters.map(visible)];
}
