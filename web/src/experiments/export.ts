// The experiments in the saved results: every figure, its interval, and the raw times of the blocks.
import { quotable } from '../measure/statistics.ts';
import { gigabytes, gigaflops, nanoseconds, type Outcome, type Result } from './analysis.ts';
import type { Bench, Entry } from './bench.ts';
import type { Card } from './cards.ts';
import { claimOf } from './claim.ts';

function contender(card: Card, outcome: Outcome): object {
  const { name, raw, share, speedup, checksum, agrees, flops, items, bytes, notes } = outcome;
  const told = (value: number): number | null => (outcome.quotable ? value : null);
  const known = card.contenders.find((candidate) => candidate.name === name)!;
  return {
    name,
    source: known.source.kind === 'wasm' ? known.source.variant : known.source.kind,
    threads: known.threads,
    ns_per_item: told(nanoseconds(outcome)),
    gigabytes_per_second: told(gigabytes(outcome)),
    gigaflops: told(gigaflops(outcome)),
    items,
    bytes,
    flops,
    checksum,
    checksum_agrees: agrees,
    ceiling_share: share,
    speedup: speedup && quotable(speedup.estimate, speedup),
    verdict: speedup?.verdict,
    ...(speedup?.verdict === 'cannot tell' && { reason: speedup.reason }),
    notes: Object.fromEntries(notes.map((note) => [note.name, note.value])),
    adapter: raw.adapter,
    ms_per_pass: raw.times,
  };
}

function claim(card: Card, result: Result): object {
  const { finding, clauses } = claimOf(card, result);
  return {
    finding,
    clauses: clauses.map(({ faster, slower, least, most, estimate, judgement, finding: found }) => ({
      faster,
      slower,
      least,
      most,
      speedup: quotable(estimate, judgement),
      ...judgement,
      finding: found,
    })),
  };
}

function measured(card: Card, { effort, environment, result }: Entry): object {
  return {
    size: result.size,
    effort,
    environment,
    contenders: result.outcomes.map((outcome) => contender(card, outcome)),
    claim: claim(card, result),
    failures: result.failures,
    block_ms: result.raw.block,
    gap_ms: result.raw.gap,
    control: {
      of: result.control.of,
      ...result.control.estimate,
      ms_per_pass: result.raw.twin.times,
    },
    ceilings: result.raw.ceilings.map(({ name, size, pass, times }) => ({
      experiment: card.ceiling!.name,
      contender: name,
      size,
      bytes: pass.bytes,
      flops: pass.flops,
      ms_per_pass: times,
    })),
  };
}

/** A card with some of its measurements. */
export function cardSection(card: Card, entries: readonly Entry[]): object {
  return {
    name: card.name,
    title: card.title,
    claim: card.claim,
    item: card.item,
    size_counts: card.size,
    unit: card.unit,
    ceiling: card.ceiling?.name ?? card.name,
    results: entries.map((entry) => measured(card, entry)),
  };
}

/** What was measured so far. */
export function experimentsSection(bench: Bench): object[] {
  return bench.cards
    .map((card) => ({ card, entries: bench.entriesOf(card) }))
    .filter(({ entries }) => entries.length > 0)
    .map(({ card, entries }) => cardSection(card, entries));
}
