// The colours of a card's contenders: a variant's own where a contender goes by its name, and otherwise one that is
// free.
import type { Card, Contender } from './cards.ts';

/** Names of the colours --lane-... in the style sheets. */
const colours = ['value', 'scalar', 'autovec', 'simd', 'relaxed', 'threads', 'javascript', 'python'] as const;
export type Colour = (typeof colours)[number];

function wanted({ name, source }: Contender): Colour | undefined {
  if (name === 'boxed' || name === 'interpreter') return 'value';
  if (source.kind === 'python') return 'python';
  return colours.find((colour) => colour === name);
}

export function palette(card: Card): Map<string, Colour> {
  const chosen = new Map<string, Colour>();
  for (const contender of card.contenders) {
    const colour = wanted(contender);
    if (colour) chosen.set(contender.name, colour);
  }
  const taken = new Set(chosen.values());
  const free = [...colours.filter((colour) => !taken.has(colour)), ...colours];
  for (const { name } of card.contenders) {
    if (!chosen.has(name)) chosen.set(name, free.shift() ?? 'scalar');
  }
  return chosen;
}
