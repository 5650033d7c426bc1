// Where one thing overtakes another as something grows: the width of a model, the size of an array. By the verdicts
// that the bars show, on both sides of each crossing.
import type { Interval, Verdict } from './statistics.ts';

export interface GainAt extends Interval {
  /** The width or size. */
  at: number;
  /** How many times faster than the other. */
  ratio: number;
  verdict: Verdict;
}

/** Between two neighbours of what was measured, `last` and `first`. */
export interface Crossing {
  /**
   * Slower before and faster after, or the reverse: the ratio passes 1 at `passes`. Or no difference on one side: it
   * begins to gain, or ceases to.
   */
  kind: 'overtakes' | 'falls behind' | 'begins to gain' | 'ceases to gain';
  last: number;
  first: number;
  /** Where the line between both points passes a ratio of 1, all axes logarithmic. */
  passes: number;
}

/** A difference that is seen at a single place counts when it is so large; any other, when it is seen at two. */
const clear = 1.1;
const none = 'no significant difference';

export function passingOne(a: GainAt, b: GainAt): number {
  const share = Math.log(a.ratio) / (Math.log(a.ratio) - Math.log(b.ratio));
  return a.at * (b.at / a.at) ** share;
}

/** Leaves out places without a difference that stand between two with the same one: that is noise, no crossing. */
function withoutGaps(gains: readonly GainAt[]): GainAt[] {
  const differs = ({ verdict }: GainAt): boolean => verdict !== none;
  return gains.filter((gain, i) => {
    const [before, after] = [gains.slice(0, i).findLast(differs), gains.slice(i + 1).find(differs)];
    return differs(gain) || !before || before.verdict !== after?.verdict;
  });
}

/** With many places and pairs, one difference or another is always significant by chance: what stands alone is none. */
function withoutChance(gains: readonly GainAt[]): GainAt[] {
  return gains.map((gain, i) => {
    const isLarge = gain.low > clear || gain.high * clear < 1;
    const isAlone = gains[i - 1]?.verdict !== gain.verdict && gains[i + 1]?.verdict !== gain.verdict;
    return isAlone && !isLarge ? { ...gain, verdict: none } : gain;
  });
}

function kindOf(before: Verdict, after: Verdict): Crossing['kind'] | undefined {
  if (before === after) return undefined;
  if (after === 'faster') return before === 'slower' ? 'overtakes' : 'begins to gain';
  if (before === 'faster') return after === 'slower' ? 'falls behind' : 'ceases to gain';
  return undefined;
}

/** What happens between neighbours; where nothing could be told, nothing is told. */
export function crossingsOf(gains: readonly GainAt[]): Crossing[] {
  const told = gains.filter(({ verdict }) => verdict !== 'cannot tell').sort((a, b) => a.at - b.at);
  const sure = withoutChance(withoutGaps(told));
  return sure.slice(1).flatMap((b, i): Crossing[] => {
    const a = sure[i]!;
    const kind = kindOf(a.verdict, b.verdict);
    return kind ? [{ kind, last: a.at, first: b.at, passes: passingOne(a, b) }] : [];
  });
}
