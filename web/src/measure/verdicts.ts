// The verdict on a comparison in words.
import { formatInterval, formatRatio } from '../ui/format.ts';
import type { Estimate, Judgement, Verdict } from './statistics.ts';

export function isSignificant(verdict: Verdict): verdict is 'faster' | 'slower' {
  return verdict === 'faster' || verdict === 'slower';
}

/** For `data-verdict`: gains, losses, and what is neither, have colours of their own. */
export function verdictColour(verdict: Verdict): string {
  return { faster: 'gain', slower: 'loss', 'no significant difference': 'level', 'cannot tell': 'level' }[verdict];
}

/** "3.16×"; a dash where it cannot be told. */
export function quotedRatio(estimate: Estimate, { verdict }: { verdict: Verdict }): string {
  return verdict === 'cannot tell' ? '–' : `${formatRatio(estimate)}×`;
}

/** Why there is no ratio, or no difference although the interval lies off 1; empty where it speaks for itself. */
export function explainVerdict(estimate: Estimate, judgement: Judgement): string {
  if (judgement.verdict === 'cannot tell') return `${judgement.reason} Try again at a calmer time.`;
  const isOff = estimate.low > 1 || estimate.high < 1;
  return judgement.verdict === 'no significant difference' && isOff
    ? 'No more than the same code differs from itself here.'
    : '';
}

/** "3.10 to 3.40"; a dash where it cannot be told. */
export function quotedInterval(estimate: Estimate, { verdict }: { verdict: Verdict }): string {
  return verdict === 'cannot tell' ? '–' : formatInterval(estimate);
}
