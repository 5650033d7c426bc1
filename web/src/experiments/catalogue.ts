// What there is to measure: the experiments of the registry in src/experiments, with the contenders that only a browser
// has (JavaScript, CPython) beside them, and the experiments that only a browser has (on the GPU).
import type { ExperimentDescriptor, VariantSupport } from '../common/lanes.ts';
import { loopNames, type LoopName } from '../contenders/python/runtime.ts';
import type { Card, Contender } from './cards.ts';
import { gpuCards } from './gpu/cards.ts';
import { javascriptContenders } from './javascript/contenders.ts';

/**
 * The cards of the page, in the order of the registry. `cores` bounds the numbers of threads worth showing;
 * `withoutPython` says why CPython cannot run here, where it cannot.
 */
export function catalogue(
  experiments: readonly ExperimentDescriptor[],
  supports: readonly VariantSupport[],
  cores: number,
  withoutPython?: string,
): Card[] {
  const reasons = new Map(supports.map(({ name, reason }) => [name, reason]));
  const contendersOf = ({ name: experiment, contenders }: ExperimentDescriptor): Contender[] =>
    contenders
      .filter(({ threads }) => threads <= cores)
      .map(({ name, description, variant, threads, code }) => {
        const obstacle = reasons.get(variant);
        return {
          name,
          description,
          threads,
          source: { kind: 'wasm', variant, experiment, contender: name },
          code: { file: `${experiment}.h`, part: code },
          ...(obstacle === undefined ? {} : { obstacle }),
        };
      });
  const ceilingOf = (name: string): Card['ceiling'] => {
    const experiment = experiments.find((candidate) => candidate.name === name);
    return experiment && { name, contenders: contendersOf(experiment), largest: experiment.largest };
  };
  const measured = experiments.map((experiment): Card => {
    const { name, title, claim, clauses, item, size, sizes, unit } = experiment;
    const ceiling = experiment.ceiling === name ? undefined : ceilingOf(experiment.ceiling);
    const contenders = [
      ...contendersOf(experiment),
      ...javascriptContenders(name),
      ...pythonContenders(name, withoutPython),
    ];
    return { name, title, claim, clauses, item, size, sizes, unit, contenders, ...(ceiling ? { ceiling } : {}) };
  });
  return [
    ...measured.filter(({ ceiling }) => ceiling),
    ...gpuCards(measured),
    ...measured.filter(({ ceiling }) => !ceiling),
  ];
}

/** CPython, for the experiments whose loop is written in Python too. */
function pythonContenders(experiment: string, obstacle: string | undefined): Contender[] {
  if (!loopNames.some((name) => name === experiment)) return [];
  return [
    {
      name: 'CPython',
      threads: 1,
      source: { kind: 'python', loop: experiment as LoopName },
      description: 'the language that most of machine learning is written in, interpreted in this tab',
      code: { file: 'loops.py', part: experiment },
      ...(obstacle === undefined ? { onDemand: true } : { obstacle }),
    },
  ];
}
