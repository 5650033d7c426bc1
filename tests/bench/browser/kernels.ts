// Ceilings, every kernel and the bare tape, from the benchmark modules: one per variant, all in this worker.
import type { VariantName } from '../../../web/lib/lanes.ts';
import type { Effort } from './measure.ts';
import { measure, type Contender } from './measure.ts';
import type { Row } from './protocol.ts';

/** What src/bindings/bench offers. A loop is its address there. Failures come back as Error objects. */
interface BenchModule {
  list(names: Uint8Array): { group: Row['group']; name: string; contender: string }[] | Error;
  createLoop(index: number): number | Error;
  destroyLoop(loop: number): void;
  /** Milliseconds that so many calls took. */
  run(loop: number, calls: number): number | Error;
  work(loop: number): { flops: number; bytes: number };
}

function checked<T>(result: T | Error): T {
  if (result instanceof Error) throw result;
  return result;
}

interface Entry {
  group: Row['group'];
  name: string;
  contenders: { name: string; variant: VariantName; module: BenchModule; index: number }[];
}

async function entries(names: Uint8Array, variants: readonly VariantName[]): Promise<Entry[]> {
  const found = new Map<string, Entry>();
  for (const variant of variants) {
    const url = new URL(`./lanes-bench-${variant}.js`, location.href).href;
    const { default: create } = (await import(url)) as { default: () => Promise<BenchModule> };
    const module = await create();
    for (const [index, { group, name, contender }] of checked(module.list(names)).entries()) {
      const entry = found.get(name) ?? { group, name, contenders: [] };
      found.set(name, entry);
      entry.contenders.push({ name: contender, variant, module, index });
    }
  }
  return [...found.values()];
}

function ready({ name, variant, module, index }: Entry['contenders'][number]): Contender {
  const loop = checked(module.createLoop(index));
  return {
    name,
    variant,
    work: { ...module.work(loop), tokens: 0 },
    run: (calls) => checked(module.run(loop, calls)),
    dispose: () => module.destroyLoop(loop),
  };
}

export async function benchKernels(
  names: Uint8Array,
  variants: readonly VariantName[],
  wanted: (group: string, name: string) => boolean,
  effort: Effort,
  report: (row: Row) => void,
): Promise<void> {
  for (const entry of await entries(names, variants)) {
    if (entry.group !== 'ceiling' && !wanted(entry.group, entry.name)) continue;
    const contenders = entry.contenders.map(ready);
    report(await measure(entry.group, entry.name, contenders, effort));
    for (const contender of contenders) contender.dispose?.();
  }
}
