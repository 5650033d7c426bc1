// The ladder as a section of the saved results: every width with its rungs and its raw rounds.
import { checkOf, figuresOf, productOf, type Figures } from './figures.ts';
import { byWidth, type Measured, type MeasuredPair } from './measured.ts';
import { isMeasured, savedRounds } from '../measure/pairs.ts';
import { quotable } from '../measure/statistics.ts';
import type { Rung } from './rungs.ts';

function rungSection({
  rung,
  time,
  median,
  average,
  gain,
  improvement,
  difference,
  loss,
  steps,
  gflops,
  about,
}: Figures): object {
  return {
    id: rung.id,
    name: rung.name,
    precision: rung.precision,
    variant: rung.variant,
    engine: rung.engine,
    ...(about && { on: about }),
    ms: time,
    median_ms: median,
    average_ms: average,
    gflops,
    improvement,
    loss,
    loss_step: steps,
    ...(gain && {
      to_the_rung_before: {
        against: gain.against.id,
        speedup: quotable(gain.estimate, gain),
        control: gain.control,
        verdict: gain.verdict,
        ...(gain.verdict === 'cannot tell' && { reason: gain.reason }),
      },
    }),
    ...(difference && { loss_difference: { largest: difference.largest, steps: difference.compared } }),
  };
}

function pairSection(pair: MeasuredPair): object {
  return { a: pair.a.id, b: pair.b.id, ...savedRounds(pair) };
}

function widthSection(measured: Measured, rungs: readonly Rung[]): object {
  const { environment, config, material, learningRate, effort, parameters, flops, pairs, leftOut, direct } = measured;
  const figures = figuresOf(measured, rungs);
  const product = productOf(figures);
  const check = checkOf(measured, figures);
  return {
    width: config.nEmbd,
    effort,
    environment,
    config: { ...config, learningRate, seed: material.seed, corpus: material.corpus, data: material.data },
    parameters,
    flops_per_step: flops,
    rungs: figures.map(rungSection),
    left_out: leftOut.map(({ rung, reason }) => ({ id: rung.id, reason })),
    ...(product && { product: { from: product.slowest.id, to: product.fastest.id, speedup: product.estimate } }),
    ...(check && {
      held_against_direct: {
        from: check.a.id,
        to: check.b.id,
        direct: check.direct,
        product: check.product,
        agrees: check.agrees,
      },
    }),
    pairs: pairs.filter(isMeasured).map(pairSection),
    ...(direct && isMeasured(direct) && { direct_pair: pairSection(direct) }),
  };
}

/** Undefined while nothing is measured. */
export function ladderSection(results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): object | undefined {
  if (results.size === 0) return undefined;
  return { widths: byWidth(results).map((measured) => widthSection(measured, rungs)) };
}
