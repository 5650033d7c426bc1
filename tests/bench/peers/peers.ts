// Other libraries beside Lanes on the same work, all in one worker, in turns. What cannot run is reported, with why.
import { measure, type Contender, type Effort } from '../browser/measure.ts';
import type { Row } from '../browser/protocol.ts';
import type { Lanes } from '../browser/steps.ts';
import { bytesModel, microgpt, middleModel, type Workload } from '../browser/workloads.ts';
import * as jax from './jax.ts';
import * as onnx from './onnx.ts';
import * as tfjs from './tfjs.ts';
import { prepareWork, type Learner, type Work } from './work.ts';

const none = { flops: 0, bytes: 0, tokens: 0 };

/** Repeats a call and takes the time; waits where the call does. */
function repeated(name: string, work: Contender['work'], call: () => void | Promise<void>): Contender {
  return {
    name,
    variant: 'other',
    work,
    async run(calls) {
      const start = performance.now();
      for (let i = 0; i < calls; ++i) {
        const waiting = call();
        if (waiting) await waiting;
      }
      return performance.now() - start;
    },
  };
}

type Maker = [string, () => Promise<Contender>];

async function measureAll(name: string, makers: readonly Maker[], effort: Effort): Promise<Row> {
  const ready: Contender[] = [];
  const missing: Row['missing'] = [];
  for (const [contender, make] of makers) {
    try {
      ready.push(await make());
    } catch (error) {
      missing.push({ contender, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const row = await measure('peer', name, ready, effort);
  for (const contender of ready) contender.dispose?.();
  return { ...row, missing };
}

/** Numbers that every library multiplies alike. */
const filled = (n: number, period: number): Float32Array =>
  Float32Array.from({ length: n * n }, (_, i) => (i % period) - (period >> 1));

function matmuls(lanes: Lanes, n: number): Maker[] {
  const work = { flops: 2 * n ** 3, bytes: 12 * n * n, tokens: 0 };
  const a = filled(n, 5);
  const b = filled(n, 7);
  const ours = (variant: 'simd' | 'relaxed'): Maker => [
    `Lanes ${variant}`,
    async () => {
      const module = await lanes.loadVariant(variant);
      return {
        name: `Lanes ${variant}`,
        variant,
        work,
        run: (repetitions) => module.gemm({ m: n, n, k: n, layout: 'nn', repetitions }).milliseconds,
      };
    },
  ];
  return [
    ours('simd'),
    ours('relaxed'),
    ['tfjs', async () => repeated('tfjs', work, tfjs.matmul(n, a, b))],
    ['jax-js', async () => repeated('jax-js', work, jax.matmul(n, a, b))],
    ['ONNX Runtime', async () => repeated('ONNX Runtime', work, await onnx.matmul(n, a, b))],
  ];
}

/** A library in training, once its first losses are those of Lanes. */
function training(name: string, work: Work, learner: Learner): Contender {
  const steps = 1000;
  let at = 0;
  const step = (): number => learner.step(work.batch(at), 0.01 * (1 - Math.min(at++, steps - 1) / steps));
  for (const [i, expected] of work.losses.entries()) {
    const loss = step();
    if (!(Math.abs(loss - expected) <= 1e-3)) {
      throw new Error(`The loss of step ${i + 1} is ${loss}, but should be ${expected}.`);
    }
  }
  const contender = repeated(name, { ...none, flops: work.flops }, () => void step());
  return { ...contender, dispose: () => learner.dispose() };
}

async function steps(lanes: Lanes, workload: Workload, checked: number): Promise<Maker[]> {
  const work = await prepareWork(lanes, workload, checked);
  const ours = (variant: 'simd' | 'relaxed'): Maker => [
    `Lanes ${variant}`,
    async () => {
      const trainer = await lanes.createTrainer({ ...workload.options, variant });
      trainer.train(checked);
      return {
        name: `Lanes ${variant}`,
        variant,
        work: { ...none, flops: work.flops },
        run: (calls) => trainer.train(calls).milliseconds,
        dispose: () => trainer.dispose(),
      };
    },
  ];
  return [
    ours('simd'),
    ours('relaxed'),
    ['tfjs', async () => training('tfjs', work, tfjs.learner(work))],
    ['jax-js', async () => training('jax-js', work, jax.learner(work))],
  ];
}

export async function benchPeers(
  lanes: Lanes,
  names: Uint8Array,
  wanted: (group: string, name: string) => boolean,
  effort: Effort,
  report: (row: Row) => void,
): Promise<void> {
  await tfjs.start();
  await jax.start();
  onnx.start();
  for (const n of [32, 64, 256, 512]) {
    const name = `matmul ${n} x ${n} x ${n} beside others`;
    if (wanted('peer', name)) report(await measureAll(name, matmuls(lanes, n), effort));
  }
  for (const workload of [microgpt(names), middleModel(), bytesModel()]) {
    const name = `${workload.name}, one step beside others`;
    const checked = workload.name === 'microGPT' ? 20 : 3;
    if (wanted('peer', name)) report(await measureAll(name, await steps(lanes, workload, checked), effort));
  }
}
