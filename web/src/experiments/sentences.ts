// Sentences about measured results: they say what the figures say, and nothing where there is nothing to compare.
import { crossingsOf, type Crossing, type GainAt } from '../measure/crossings.ts';
import type { Estimate, Verdict } from '../measure/statistics.ts';
import { capitalised, formatInteger, formatList, formatSignificant } from '../ui/format.ts';
import { compare, figure, type Outcome, type Result } from './analysis.ts';
import type { Card } from './cards.ts';
import { claimOf, type CheckedClause } from './claim.ts';

/** A card's result at one size, beside those at the other sizes in ascending order (itself among them). */
export interface Facts {
  card: Card;
  result: Result;
  all: readonly Result[];
}

/** A contender by name, and how it is called in a sentence. */
export type Named = readonly [name: string, phrase: string];

export function ratioText(ratio: number): string {
  return formatSignificant(ratio, ratio >= 10 ? 2 : 3)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/**
 * How many times faster b was than a: 1 where there is no significant difference; undefined where nothing can be said.
 */
export function gain(result: Result, a: string, b: string): number | undefined {
  const found = compare(result, a, b);
  if (!found || found.verdict === 'cannot tell') return undefined;
  return found.verdict === 'no significant difference' ? 1 : found.estimate.ratio;
}

function verdictOn(found: { estimate: Estimate; verdict: Verdict }, [, a]: Named, [, b]: Named): string {
  const { ratio } = found.estimate;
  switch (found.verdict) {
    case 'faster':
      return `${b} was ${ratioText(ratio)} times as fast as ${a}`;
    case 'slower':
      return `${b} took ${ratioText(1 / ratio)} times as long as ${a}`;
    case 'no significant difference':
      return `between ${b} and ${a} there was no significant difference`;
    case 'cannot tell':
      return `how ${b} compares with ${a} could not be told`;
  }
}

/** "SIMD was 3.9 times as fast as the scalar loop." */
export function against(result: Result, a: Named, b: Named): string {
  const found = compare(result, a[0], b[0]);
  return found ? `${capitalised(verdictOn(found, a, b))}.` : '';
}

/** Several such comparisons in one sentence, those that could be measured. */
export function comparisons(result: Result, pairs: readonly (readonly [Named, Named])[]): string {
  const clauses = pairs.flatMap(([a, b]) => {
    const found = compare(result, a[0], b[0]);
    return found ? [verdictOn(found, a, b)] : [];
  });
  return clauses.length > 0 ? `${capitalised(clauses.join('; '))}.` : '';
}

export function at(card: Card, size: number): string {
  return card.size.startsWith('rows and')
    ? `${formatInteger(size)} × ${formatInteger(size)}`
    : `${formatInteger(size)} ${card.size}`;
}

/** 250000 -> "250k", 1300000 -> "1.3M" */
export function shortSize(size: number): string {
  const [divisor, letter] = size >= 1e6 ? [1e6, 'M'] : size >= 1e3 ? [1e3, 'k'] : [1, ''];
  return `${Number((size / divisor).toPrecision(3))}${letter}`;
}

/** b against a at the smallest measured size and at the largest, why it changed, if it did, and where they cross. */
export function acrossSizes({ card, all }: Facts, [a, left]: Named, [b, right]: Named, why: string): string {
  const found = all.flatMap((result): GainAt[] => {
    const compared = compare(result, a, b);
    if (!compared || compared.verdict === 'cannot tell') return [];
    return [{ at: result.size, ...compared.estimate, verdict: compared.verdict }];
  });
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last || first === last) return '';
  const ratioAt = ({ ratio, verdict }: GainAt): number => (verdict === 'no significant difference' ? 1 : ratio);
  const say = (gain: GainAt): string => {
    const ratio = ratioAt(gain);
    const how =
      ratio === 1
        ? 'no significant difference'
        : ratio > 1
          ? `${ratioText(ratio)} times as fast`
          : `${ratioText(1 / ratio)} times as long`;
    return `${how} at ${at(card, gain.at)}`;
  };
  const change = ratioAt(last) / ratioAt(first);
  const reason = change < 0.75 || change > 1.33 ? `; ${why}` : '';
  const crossings = crossingsOf(found).map((crossing) => ` ${describeCrossing(card, crossing, left, right)}`);
  const ends = `${say(first)}, ${say(last)}`;
  return `Over the sizes measured, ${right} against ${left}: ${ends}${reason}.${crossings.join('')}`;
}

function describeCrossing(card: Card, { kind, last, first }: Crossing, left: string, right: string): string {
  const subject = capitalised(right);
  switch (kind) {
    case 'overtakes':
    case 'falls behind':
      return `${subject} ${kind} ${left} between ${at(card, last)} and ${at(card, first)}.`;
    case 'begins to gain':
      return `${subject} gains from ${at(card, first)} on.`;
    case 'ceases to gain':
      return `${subject} gains up to ${at(card, last)}.`;
  }
}

/** "at least 2", "at most 1.5", "10 to 100" */
function limits({ least, most }: CheckedClause): string {
  if (least === 0) return `at most ${ratioText(most)}`;
  return Number.isFinite(most) ? `${ratioText(least)} to ${ratioText(most)}` : `at least ${ratioText(least)}`;
}

/** What the claim comes to here: "holds in part here", and the figures that say so. */
export function claimSentence(card: Card, result: Result): { finding: string; figures: string } {
  const { finding, clauses } = claimOf(card, result);
  const figures = clauses.map((clause) => {
    const { faster, slower, estimate, judgement } = clause;
    const told = verdictOn({ estimate, ...judgement }, [slower, slower], [faster, faster]);
    return `${told} (claimed: ${limits(clause)})`;
  });
  const here = finding === 'is not about this size' ? finding : `${finding} here`;
  return { finding: here, figures: figures.join('; ') };
}

/** Why it is less than claimed, or more, where it is. */
export function beyondClaim({ card, result }: Facts, [less, more]: readonly [string, string]): string {
  const [clause] = claimOf(card, result).clauses;
  if (!clause || clause.finding === 'holds' || clause.finding === 'cannot be told') return '';
  return clause.estimate.ratio < clause.least
    ? `It is less than claimed: ${less}.`
    : `It is more than claimed: ${more}.`;
}

/** Outcomes that may be compared, the fastest first. */
export function ranked({ outcomes }: Result): Outcome[] {
  return outcomes
    .filter(({ agrees, raw }) => agrees && !raw.adapter?.software)
    .sort((a, b) => a.pass.value - b.pass.value);
}

export function noteOf(result: Result, contender: string, name: string): number | undefined {
  return result.outcomes.find((outcome) => outcome.name === contender)?.notes.find((note) => note.name === name)?.value;
}

/** How near the contender that came nearest on one thread is to what this machine can do. */
export function ceilingSentence({ result }: Facts): string {
  const shares = ranked(result).flatMap(({ name, share }) => (share === undefined ? [] : [{ name, share }]));
  const nearest = shares.reduce<(typeof shares)[number] | undefined>(
    (a, b) => (a && a.share >= b.share ? a : b),
    undefined,
  );
  if (!nearest) return '';
  const percent = Math.round(100 * nearest.share);
  if (percent >= 100)
    return (
      `${capitalised(nearest.name)} reached this machine’s ceiling for such work: nothing is left to gain on ` +
      'one thread.'
    );
  const reached = `${capitalised(nearest.name)} reached ${percent}% of this machine’s ceiling for such work`;
  if (percent >= 80) return `${reached}: there is little left to gain on one thread.`;
  return `${reached}.`;
}

/** The measured figures in a list, for readers who do not see the bars. */
export function listed({ card, result }: Pick<Facts, 'card' | 'result'>): string {
  const unit = card.unit === 'ns' ? `ns per ${card.item}` : card.unit;
  return formatList(
    result.outcomes.map((outcome) =>
      outcome.quotable
        ? `${outcome.name} ${formatSignificant(figure(card, outcome))} ${unit}`
        : `${outcome.name} cannot be told`,
    ),
  );
}
