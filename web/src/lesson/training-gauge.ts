// Compares two trainers by the same comparison that the race quotes, on models of the ladder's sizes.
import { contenderOf } from '../contenders/contenders.ts';
import { longestSilence, overburdened, type Contender } from '../contenders/contender.ts';
import { configOf, learningRateOf, runSteps } from '../ladder/sizes.ts';
import { plans } from '../ladder/plan.ts';
import { Measurement } from '../measure/measure.ts';
import { estimatePair, isMeasured } from '../measure/pairs.ts';
import type { Page } from '../page/page.ts';
import type { Training } from './chapters.ts';
import type { Gauge } from './gauge.ts';

export function trainingGauge(page: Page, changed: () => void): Gauge<Training> {
  const measurement = new Measurement(page.exclusive, changed);
  const contendersOf = ({ slower, faster }: Training): [Contender, Contender] => [
    contenderOf(slower),
    contenderOf(faster),
  ];
  return {
    ready: () => page.dataset !== undefined,
    obstacle(what) {
      const { dataset } = page;
      if (!dataset) return page.failure;
      const { boxes } = page.sizeOf(configOf(what.width), dataset);
      return contendersOf(what)
        .map((one) => page.obstacles.get(one.id) ?? overburdened(one, boxes, dataset.bytes.length))
        .find((reason) => reason !== undefined);
    },
    download(what) {
      const found = contendersOf(what).find(({ download }) => download);
      return found && { name: found.name, bytes: found.download!.bytes };
    },
    start(what, effort) {
      const { dataset, settings, timerStep } = page;
      if (!dataset) return;
      const config = configOf(what.width);
      const { boxes } = page.sizeOf(config, dataset);
      const { corpus, seed } = settings;
      const taking = contendersOf(what);
      measurement.start(
        taking,
        { dataset, corpus, seed, steps: runSteps, learningRate: learningRateOf(what.width), config },
        timerStep,
        Math.max(...taking.map((one) => longestSilence(one, boxes, dataset.bytes.length))),
        { rounds: plans[effort].rounds },
      );
    },
    stop: () => measurement.stop(''),
    progress: () =>
      measurement.state === 'running' ? { fraction: measurement.progress, message: measurement.message } : undefined,
    found({ width }) {
      const [pair] = measurement.pairs;
      if (measurement.state !== 'done' || !pair || !isMeasured(pair)) return measurement.message;
      const found = estimatePair(pair);
      const { name } = measurement.setup!.dataset;
      return { ...found, basis: `Training at width ${width} on ${name}, ${found.estimate.rounds} rounds in turns` };
    },
  };
}
