// What a claim comes to on this machine: its clauses, which the core and the GPU's cards state beside the sentence,
// against what was measured. src/experiments/claim.h judges them by the same rules.
import type { ClauseDescriptor } from '../common/lanes.ts';
import type { Estimate, Interval, Judgement, Verdict } from '../measure/statistics.ts';
import { compare, type Result } from './analysis.ts';
import type { Card, Contender } from './cards.ts';

export type Finding = 'holds' | 'holds in part' | 'does not hold' | 'cannot be told' | 'is not about this size';

export interface CheckedClause extends ClauseDescriptor {
  /** How many times faster its `faster` was than its `slower`. */
  estimate: Estimate;
  judgement: Judgement;
  finding: Finding;
}

/** Limits are kept unless the interval lies beyond them. */
export function checkClause(
  { least, most }: Pick<ClauseDescriptor, 'least' | 'most'>,
  { low, high }: Interval,
  { verdict }: { verdict: Verdict },
): Finding {
  if (verdict === 'cannot tell') return 'cannot be told';
  const isWithin = high >= least && low <= most;
  if (least < 1) return isWithin ? 'holds' : 'does not hold';
  if (verdict !== 'faster') return 'does not hold';
  return isWithin ? 'holds' : 'holds in part';
}

/** By the findings of the clauses that are about the size; `claimsAny` says whether there are any, measured or not. */
export function checkClaim(clauses: readonly Finding[], claimsAny: boolean): Finding {
  if (!claimsAny) return 'is not about this size';
  const some = (finding: Finding): boolean => clauses.includes(finding);
  if (some('holds in part') || (some('holds') && some('does not hold'))) return 'holds in part';
  if (clauses.length === 0 || some('cannot be told')) return 'cannot be told';
  return some('holds') ? 'holds' : 'does not hold';
}

/** The claim of a card at the size of the result, and its clauses of which both contenders were measured. */
export function claimOf({ clauses }: Card, result: Result): { finding: Finding; clauses: CheckedClause[] } {
  const about = clauses.filter(({ from, to }) => from <= result.size && result.size <= to);
  const checked = about.flatMap((clause): CheckedClause[] => {
    const found = compare(result, clause.slower, clause.faster);
    if (!found) return [];
    const { estimate, ...judgement } = found;
    return [{ ...clause, estimate, judgement, finding: checkClause(clause, estimate, judgement) }];
  });
  const findings = checked.map(({ finding }) => finding);
  return { finding: checkClaim(findings, about.length > 0), clauses: checked };
}

/** The first thing that the claim says about a size, if both of whom it says it take part. */
export function firstClause(
  { clauses }: Card,
  size: number,
  taking: readonly Contender[],
): ClauseDescriptor | undefined {
  const takesPart = (name: string): boolean => taking.some((contender) => contender.name === name);
  return clauses.find(
    ({ from, to, slower, faster }) => from <= size && size <= to && takesPart(slower) && takesPart(faster),
  );
}
