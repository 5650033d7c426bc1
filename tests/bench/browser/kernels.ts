// Ceilings, every kernel and the bare tape, from the benchmark modules: one per variant, all in this worker.
import type { VariantName } from '../../../web/lib/lanes.ts';
import type { Effort } from './measure.ts';
import { measure, type Contender } from './measure.ts';
import type { Row } from './protocol.ts';

interface Loop {
  run(calls: number): number | Error;
  work(): { flops: number; bytes: number };
  delete(): void;
}

/** What src/bindings/bench offers. Failures come back as Error objects. */
interface BenchModule {
  list(names: Uint8Array): { group: Row['group']; name: string; contender: string }[] | Error;
  prepare(index: number): Loop | Error;
}

function checked<T>(result: T | Error): T {
  if (result instanceof Error) throw result;
  return result;
}

interface Entry {
  group: Row['group'];
  name: string;
  contenders: { name: string; variant: VariantName; prepare(): Loop }[];
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
      entry.contenders.push({ name: contender, variant, prepare: () => checked(module.prepare(index)) });
    }
  }
  return [...found.values()];
}

function ready({ name, variant, prepare }: Entry['contenders'][number]): Contender {
  const loop = prepare();
  return {
    name,
    variant,
    work: { ...loop.work(), tokens: 0 },
    run: (calls) => checked(loop.run(calls)),
    dispose: () => loop.delete(),
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
