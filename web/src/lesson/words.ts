// What the lesson says of what was measured and guessed.
import { capitalised, formatInterval, formatList, formatRatio } from '../ui/format.ts';
import { closeness, formatGuess, missedBy } from '../ui/guess-axis.ts';
import { median, productOfRatios, type Estimate } from '../measure/statistics.ts';
import { chapters, tinyWidth, type Chapter } from './chapters.ts';
import type { Found } from './gauge.ts';

/** What came out, in a sentence. */
export function outcomeSentence({ names }: Chapter, found: Found): string {
  const [faster, slower] = [capitalised(names.faster), names.slower];
  const interval = formatInterval(found.estimate);
  const { ratio, low, high } = found.estimate;
  switch (found.verdict) {
    case 'cannot tell':
      return `It cannot be told. ${found.reason}`;
    case 'no significant difference':
      return `Between ${names.faster} and ${slower} there is no significant difference.`;
    case 'faster':
      return `${faster} is ${formatRatio(found.estimate)} times as fast as ${slower} (${interval}).`;
    case 'slower': {
      const longer = { ratio: 1 / ratio, low: 1 / high, high: 1 / low };
      return `${faster} takes ${formatRatio(longer)} times as long as ${slower} (${formatInterval(longer)}).`;
    }
  }
}

/** What came out in the chapter that this one is to be compared with, if it was told. */
export function recallSentence({ recalls }: Chapter, outcomes: ReadonlyMap<string, Found>): string {
  const found = recalls === undefined ? undefined : outcomes.get(recalls);
  if (!found || found.verdict === 'cannot tell') return '';
  const { title } = chapters.find(({ id }) => id === recalls)!;
  return `In the chapter “${title}” it was ${formatRatio(found.estimate)} times (${formatInterval(found.estimate)}).`;
}

/** How near a guess came. */
export function guessSentence(guess: number, { estimate, verdict }: Found): string {
  if (verdict === 'cannot tell') return '';
  const close = closeness(missedBy(guess, estimate.ratio));
  return `You guessed ${formatGuess(guess)}: ${close}.`;
}

/** A chapter on the one training step that all such chapters share, and what was found, if it was told. */
export interface LadderStep {
  chapter: Chapter;
  estimate: Estimate | undefined;
}

/** The ideas that make the training step of the tiny model faster, one after the other. */
export function ownLadder(outcomes: ReadonlyMap<string, Found>): {
  steps: LadderStep[];
  product: Estimate | undefined;
} {
  const steps = chapters
    .filter(({ measured }) => measured.kind === 'training' && measured.width === tinyWidth)
    .map((chapter): LadderStep => {
      const found = outcomes.get(chapter.id);
      return { chapter, estimate: found && found.verdict !== 'cannot tell' ? found.estimate : undefined };
    });
  const told = steps.flatMap(({ estimate }) => (estimate ? [estimate] : []));
  return { steps, product: told.length > 0 ? productOfRatios(told) : undefined };
}

/** What is said after the product, with a warning where factors are missing. */
export function ladderSentence({ steps, product }: ReturnType<typeof ownLadder>): string {
  if (!product) return 'None of the ideas was measured yet. Go back to their chapters: each takes a few seconds.';
  const missing = steps.filter(({ estimate }) => !estimate).map(({ chapter }) => chapter.title);
  const interval = formatInterval(product);
  if (missing.length === 0) {
    return `times as fast (${interval}): the same training step, with the same losses, one idea after the other.`;
  }
  return (
    `times as fast (${interval}), and that is not the whole ladder: ${formatList(missing)} ` +
    `${missing.length === 1 ? 'was' : 'were'} not measured, or could not be told.`
  );
}

/** A guess whose measurement was told. */
export interface Scored {
  chapter: Chapter;
  guess: number;
  ratio: number;
  /** By which factor it missed, 1 or more. */
  factor: number;
}

export function scoredGuesses(
  outcomes: ReadonlyMap<string, Found>,
  guessOf: (chapter: Chapter) => number | undefined,
): Scored[] {
  return chapters.flatMap((chapter) => {
    const [found, guess] = [outcomes.get(chapter.id), guessOf(chapter)];
    if (!found || guess === undefined || found.verdict === 'cannot tell') return [];
    const { ratio } = found.estimate;
    return [{ chapter, guess, ratio, factor: missedBy(guess, ratio) }];
  });
}

/** How good the guesses were, the best and the worst. */
export function scoreSentence(scored: readonly Scored[]): string {
  if (scored.length === 0) return 'You guessed nothing that was measured afterwards.';
  const ordered = [...scored].sort((a, b) => a.factor - b.factor);
  const [best, worst] = [ordered[0]!, ordered.at(-1)!];
  const of = ({ chapter, factor }: Scored): string => `${chapter.title} (${closeness(factor)})`;
  if (best === worst) return `One guess: ${of(best)}.`;
  const typical = closeness(median(ordered.map(({ factor }) => factor)));
  return (
    `Half of your ${scored.length} guesses were ${typical} or closer. Best: ${of(best)}. ` +
    `Farthest off: ${of(worst)}.`
  );
}
