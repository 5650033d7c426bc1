// Whole training steps and sampling through lib/lanes.js, the module that everybody uses.
import type { Module, Trainer, TrainerOptions, VariantName } from '../../../web/lib/lanes.ts';
import { learnerFrom } from '../../../web/src/contenders/port.ts';
import { stepWork, trainingSide, type StepSetup } from '../../../web/src/measure/training-side.ts';
import { measure, type Contender, type Effort } from './measure.ts';
import type { Row } from './protocol.ts';
import { bytesModel, microgpt, middleModel, updateBytes, wideModel, type Workload } from './workloads.ts';

export interface Lanes {
  createTrainer(options: TrainerOptions): Promise<Trainer>;
  loadVariant(name: VariantName): Promise<Module>;
}

type Extra = Partial<TrainerOptions>;

/** What decides the order and the lengths of the documents. */
function setupOf({ options: { data, corpus = 'lines', config } }: Workload): StepSetup {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return { dataset: { bytes }, corpus, seed: 42, config: { blockSize: 16, batch: 1, ...config } };
}

async function stepping(
  lanes: Lanes,
  workload: Workload,
  variant: VariantName,
  name: string,
  extra: Extra = {},
  stepsBefore = 0,
): Promise<Contender> {
  const trainer = await lanes.createTrainer({ ...workload.options, variant, ...extra });
  if (stepsBefore > 0) trainer.train(stepsBefore);
  const { flopsPerStep: flops, parameters } = trainer.info();
  return {
    name,
    variant,
    work: { flops, bytes: updateBytes(parameters), tokens: 0 },
    run: await trainingSide(learnerFrom(trainer), stepWork(setupOf(workload))),
    dispose: () => trainer.dispose(),
  };
}

/** Each sample ends with a token that is not shown, unless it fills the block of 16. */
async function sampling(lanes: Lanes, workload: Workload, variant: VariantName): Promise<Contender> {
  const trainer = await lanes.createTrainer({ ...workload.options, variant });
  trainer.train(1000);
  const draw = (): string[] => trainer.sample({ count: 1000, seed: 42 });
  const tokens = draw().reduce((sum, sample) => sum + Math.min(sample.length + 1, 16), 0);
  return {
    name: variant,
    variant,
    work: { flops: 0, bytes: 0, tokens },
    run: (calls) => {
      const start = performance.now();
      for (let i = 0; i < calls; ++i) draw();
      return performance.now() - start;
    },
    dispose: () => trainer.dispose(),
  };
}

/** The product of square matrices on two threads, beside the same module on one. */
async function threadedGemm(lanes: Lanes, n: number, threads: number, name: string): Promise<Contender> {
  const module = await lanes.loadVariant('threads');
  const options = { m: n, n, k: n, layout: 'nt', threads } as const;
  return {
    name,
    variant: 'threads',
    work: { flops: 2 * n ** 3, bytes: 12 * n * n, tokens: 0 },
    run: (repetitions) => module.gemm({ ...options, repetitions }).milliseconds,
  };
}

interface Plan {
  group: Row['group'];
  name: string;
  contenders: [string, () => Promise<Contender>][];
}

function plans(lanes: Lanes, names: Uint8Array, variants: readonly VariantName[], threads: boolean): Plan[] {
  const small = microgpt(names);
  const documents = new TextDecoder().decode(names).split('\n').filter(Boolean).length;
  // Whole rounds through the data apart, so that both train on the same documents.
  const late = 1000 + Math.ceil(99_000 / documents) * documents;
  const each = (make: (variant: VariantName) => Promise<Contender>): Plan['contenders'] =>
    variants.map((variant) => [variant, () => make(variant)]);
  const fast = variants.filter((variant) => variant === 'simd' || variant === 'relaxed');

  const list: Plan[] = [
    { group: 'step', name: `${small.name}, one step`, contenders: each((v) => stepping(lanes, small, v, v)) },
    {
      group: 'step',
      name: `${small.name}, one step in double precision`,
      contenders: (['value', 'tensor'] as const).map((engine) => [
        `${engine} engine`,
        () => stepping(lanes, small, 'scalar', `${engine} engine`, { engine, precision: 'f64' }),
      ]),
    },
    {
      group: 'step',
      name: `${small.name}, one step after 1,000 and after 100,000 steps`,
      contenders: fast.flatMap((v) =>
        (
          [
            ['early', 1000],
            ['late', late],
          ] as const
        ).map(([when, before]): Plan['contenders'][0] => [
          `${v} ${when}`,
          () => stepping(lanes, small, v, `${v} ${when}`, { steps: 100_000 }, before),
        ]),
      ),
    },
    { group: 'step', name: `${small.name}, 1,000 samples`, contenders: each((v) => sampling(lanes, small, v)) },
  ];
  for (const workload of [wideModel(names), middleModel(), bytesModel()]) {
    list.push({
      group: 'step',
      name: `${workload.name}, one step`,
      contenders: each((v) => stepping(lanes, workload, v, v)),
    });
    if (threads) {
      list.push({
        group: 'threads',
        name: `${workload.name}, one step on threads`,
        contenders: [[1, '1 thread'] as const, [2, '2 threads'] as const].map(([n, name]) => [
          name,
          () => stepping(lanes, workload, 'threads', name, { threads: n }),
        ]),
      });
    }
  }
  if (threads) {
    for (const n of [32, 64, 128, 256, 512, 1024]) {
      list.push({
        group: 'threads',
        name: `gemm nt ${n} x ${n} x ${n} on threads`,
        contenders: [[1, '1 thread'] as const, [2, '2 threads'] as const].map(([threads, name]) => [
          name,
          () => threadedGemm(lanes, n, threads, name),
        ]),
      });
    }
  }
  return list;
}

export async function benchSteps(
  lanes: Lanes,
  names: Uint8Array,
  variants: readonly VariantName[],
  threads: boolean,
  wanted: (group: string, name: string) => boolean,
  effort: Effort,
  report: (row: Row) => void,
): Promise<void> {
  for (const plan of plans(lanes, names, variants, threads)) {
    if (!wanted(plan.group, plan.name)) continue;
    const ready: Contender[] = [];
    const missing: Row['missing'] = [];
    for (const [contender, make] of plan.contenders) {
      try {
        const made = await make();
        await made.run(1);
        ready.push(made);
      } catch (error) {
        missing.push({ contender, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    const row = await measure(plan.group, plan.name, ready, effort);
    for (const contender of ready) contender.dispose?.();
    report({ ...row, missing });
  }
}
