// Where one rung overtakes the one before it as the model grows wider.
import type { Verdict } from '../measure/statistics.ts';

export interface GainAt {
  width: number;
  /** How many times faster than the rung before. */
  ratio: number;
  verdict: Verdict;
}

export type Crossing =
  /** Slower before, faster after: the ratio passes 1 at this width. */
  | { kind: 'overtakes'; width: number }
  | { kind: 'falls behind'; width: number }
  /** No difference up to one measured width, one from another on. */
  | { kind: 'begins to gain'; last: number; first: number }
  | { kind: 'ceases to gain'; last: number; first: number };

/** The width at which the line between two points passes a ratio of 1, both axes logarithmic. */
export function passingOne(a: GainAt, b: GainAt): number {
  const share = Math.log(a.ratio) / (Math.log(a.ratio) - Math.log(b.ratio));
  return a.width * (b.width / a.width) ** share;
}

/**
 * Leaves out widths without a clear difference that stand between two with the same one: that is noise, no crossing.
 */
function withoutGaps(gains: readonly GainAt[]): GainAt[] {
  const clear = ({ verdict }: GainAt): boolean => verdict !== 'no significant difference';
  return gains.filter((gain, i) => {
    const [before, after] = [gains.slice(0, i).findLast(clear), gains.slice(i + 1).find(clear)];
    return clear(gain) || !before || before.verdict !== after?.verdict;
  });
}

/** What happens between neighbouring widths; differences that are not significant are none. */
export function crossingsOf(gains: readonly GainAt[]): Crossing[] {
  const told = withoutGaps(gains.filter(({ verdict }) => verdict !== 'cannot tell').sort((a, b) => a.width - b.width));
  return told.slice(1).flatMap((b, i): Crossing[] => {
    const a = told[i]!;
    const change = `${a.verdict} > ${b.verdict}`;
    if (change === 'slower > faster') return [{ kind: 'overtakes', width: passingOne(a, b) }];
    if (change === 'faster > slower') return [{ kind: 'falls behind', width: passingOne(a, b) }];
    if (b.verdict === 'faster' && a.verdict !== 'faster')
      return [{ kind: 'begins to gain', last: a.width, first: b.width }];
    if (a.verdict === 'faster' && b.verdict !== 'faster')
      return [{ kind: 'ceases to gain', last: a.width, first: b.width }];
    return [];
  });
}
