// Measures two contenders of an experiment's card, on the same bench as the view of the experiments: what is found here
// stands on the card, too.
import type { Bench } from '../experiments/bench.ts';
import { messageOf } from '../common/errors.ts';
import { compare } from '../experiments/analysis.ts';
import type { Card } from '../experiments/cards.ts';
import { at } from '../experiments/sentences.ts';
import type { Trial } from './chapters.ts';
import type { Gauge } from './gauge.ts';

/** Calls back when it knows the cards, or why it does not. */
export function cardGauge(bench: Bench, changed: () => void): Gauge<Trial> {
  let failure: string | undefined;
  const failed = (error: unknown): void => {
    failure = `The experiments could not be loaded: ${messageOf(error)}`;
  };
  void bench.load().catch(failed).finally(changed);
  const cardOf = ({ card }: Trial): Card | undefined => bench.cards.find(({ name }) => name === card);
  return {
    ready: (what) => cardOf(what) !== undefined,
    obstacle(what) {
      const card = cardOf(what);
      if (!card) return failure;
      const of = (name: string): string | undefined => {
        const contender = card.contenders.find((candidate) => candidate.name === name);
        return contender ? contender.obstacle : `This machine has too few cores for ${name}.`;
      };
      return of(what.slower) ?? of(what.faster);
    },
    download: () => undefined,
    start(what, effort) {
      const card = cardOf(what);
      if (card) bench.start([{ card, size: what.size }], effort);
    },
    stop: () => bench.stop(''),
    progress(what) {
      const { run } = bench;
      if (run?.tasks[0]?.card.name !== what.card) return undefined;
      return { fraction: run.fraction, message: run.waiting || `${run.what} …` };
    },
    found(what) {
      const { card: name, size, slower, faster } = what;
      const card = cardOf(what);
      const problem = bench.message || bench.problems.get(name);
      const entry = card && bench.entry(card, size);
      if (problem || !entry) return problem ?? 'Another measurement took its place.';
      const { result } = entry;
      const found = compare(result, slower, faster);
      if (found) {
        return { ...found, basis: `${card.title}, ${at(card, size)}, ${found.estimate.rounds} rounds in turns` };
      }
      const failure = result.failures.find((one) => one.name === slower || one.name === faster);
      const imitated = result.outcomes.find(({ raw }) => raw.adapter?.software)?.raw.adapter?.description;
      if (failure) return failure.reason;
      if (imitated) return `The processor only imitates a GPU here (${imitated}), so its speed says nothing.`;
      return 'The two computed different things: that is an error, and their times mean nothing.';
    },
  };
}
