// The verdict on a comparison in words.
import type { Verdict } from './statistics.ts';

export const verdictWords: Record<Verdict, string> = {
  faster: 'faster',
  slower: 'slower',
  'no significant difference': 'no significant gain',
  'cannot tell': 'cannot tell',
};

export function isSignificant(verdict: Verdict): verdict is 'faster' | 'slower' {
  return verdict === 'faster' || verdict === 'slower';
}
