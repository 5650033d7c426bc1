// How tokens are called where they are shown.

const unseen: Record<string, string> = { ' ': '␣', '\n': '↵', '\t': '⇥', '\u00a0': '␣' };

/** A letter such that it can be seen. */
export function visible(character: string): string {
  return unseen[character] ?? character;
}

/** A token; the mark, which is the last of them, begins and ends a text, and ends it where it comes next. */
export function nameOf(token: number, characters: readonly string[], mark: 'start' | 'end' = 'end'): string {
  return token === characters.length ? mark : visible(characters[token]!);
}

/** A text as the model has it: with the mark that begins it. */
export function placesOf(letters: readonly string[]): string[] {
  return ['start', ...letters.map(visible)];
}
