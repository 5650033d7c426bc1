// What a claim comes to, by the same cases as tests/unit/experiments_claim_test.cpp.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkClaim, checkClause, type Finding } from '../../web/src/experiments/claim.ts';
import type { Verdict } from '../../web/src/measure/statistics.ts';

interface Cases {
  clauses: {
    what: string;
    least: number;
    most: number | null;
    low: number;
    high: number;
    verdict: Verdict;
    finding: Finding;
  }[];
  claims: { claims_any: boolean; clauses: Finding[]; finding: Finding }[];
}

const cases = JSON.parse(readFileSync(new URL('../measure/claims.json', import.meta.url), 'utf8')) as Cases;

for (const { what, least, most, verdict, finding, ...interval } of cases.clauses) {
  test(`a clause: ${what}`, () => {
    assert.equal(checkClause({ least, most: most ?? Infinity }, interval, { verdict }), finding);
  });
}

test('a claim is judged by its clauses', () => {
  for (const { claims_any: claimsAny, clauses, finding } of cases.claims) {
    assert.equal(checkClaim(clauses, claimsAny), finding, JSON.stringify(clauses));
  }
});
