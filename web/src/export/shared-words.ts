// A shared result in words: the same on its picture and where machines are compared.
import { contenders } from '../contenders/contenders.ts';
import {
  capitalised,
  formatCount,
  formatDuration,
  formatInteger,
  formatInterval,
  formatMoment,
  formatRatio,
  formatSignificant,
} from '../ui/format.ts';
import type { Machine, Shared, SharedGain, SharedRow, Subject } from './shared.ts';

/** "The ladder at width 16" */
export function subjectTitle(subject: Subject): string {
  switch (subject.kind) {
    case 'ladder':
      return `The ladder at width ${formatInteger(subject.width)}`;
    case 'quote': {
      const { layers, width, heads, block, batch } = subject;
      const model = `${formatCount(layers, 'layer')} of width ${formatInteger(width)}, ${formatCount(heads, 'head')}`;
      return `The race of ${model}, block ${formatInteger(block)}, batch ${formatInteger(batch)}`;
    }
    case 'card':
      return `${capitalised(subject.card)}, a card at size ${formatInteger(subject.size)}`;
  }
}

/** Of a contender that this page knows; otherwise what the result calls it. */
export function nameOf(id: string): string {
  return contenders.find((contender) => contender.id === id)?.name ?? id;
}

/** "Tensors, scalar", and of a pair "Tensors, scalar against Value graph" */
export function rowName({ subject }: Shared, { id, gain }: SharedRow): string {
  return subject.kind === 'quote' && gain ? `${nameOf(id)} against ${nameOf(gain.against)}` : nameOf(id);
}

/** "13.7 µs", "1.25 ns" */
export function figureText({ unit }: Shared, figure: number | undefined): string {
  if (figure === undefined) return '–';
  return unit === 'ms' ? formatDuration(figure) : `${formatSignificant(figure)} ${unit}`;
}

/** "3.16×"; a dash where it cannot be told. */
export function ratioText({ estimate }: SharedGain): string {
  return estimate ? `${formatRatio(estimate)}×` : '–';
}

/** "3.10 to 3.40", and where it is no gain, what it is. */
export function intervalText({ verdict, estimate }: SharedGain): string {
  if (!estimate) return verdict;
  const said = { slower: ', slower', 'no significant difference': ', not significant' } as const;
  return formatInterval(estimate) + (said[verdict as keyof typeof said] ?? '');
}

/** "12,380× from CPython to Tensors, SIMD with FMA" */
export function headline({ best, subject }: Shared): string {
  if (!best?.gain?.estimate) return subjectTitle(subject);
  return `${formatRatio(best.gain.estimate)}× from ${nameOf(best.gain.against)} to ${nameOf(best.id)}`;
}

/** "Chromium 156 on Linux, 2 cores, 2026-05-04 10:30 UTC" */
export function describeMachine({ browser, cores, date }: Machine): string {
  return `${browser}, ${formatCount(cores, 'core')}, ${formatMoment(date)}`;
}

/** How long the bar of a row is, 0..1 on one scale for all `results`, which are of one subject. */
export function barScale(results: readonly Shared[]): (row: SharedRow) => number {
  const kind = results[0]?.subject.kind;
  const lengthOf = (row: SharedRow): number => (kind === 'quote' ? row.gain?.estimate?.ratio : row.figure) ?? NaN;
  const values = results.flatMap(({ rows }) => rows.map(lengthOf)).filter(Number.isFinite);
  if (values.length === 0) return () => 0;
  const high = Math.max(...values);
  // Times of the ladder lie decades apart, as do ratios of a race; what a card compares does not.
  const low = kind === 'ladder' ? Math.min(...values) / 2 : 1;
  const within = (share: number): number => (share > 0 ? Math.min(1, share) : 0);
  if (kind === 'card') return (row) => within(lengthOf(row) / high);
  return (row) => within(Math.log(lengthOf(row) / low) / Math.log(high / low));
}
