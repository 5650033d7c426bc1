// The bench's worker: finds out what this browser can run, and does one part of the benchmarks.
import type { VariantName, VariantSupport } from '../../../web/lib/lanes.ts';
import { benchKernels } from './kernels.ts';
import type { Plan } from '../../../web/src/measure/stopwatch.ts';
import { timerStep, type Effort } from './measure.ts';
import type { Reply, Request, Row } from './protocol.ts';
import { benchSteps, type Lanes } from './steps.ts';

/** The module of ../peers, which is there only when the other libraries were asked for. */
interface Peers {
  benchPeers(
    lanes: Lanes,
    names: Uint8Array,
    wanted: (group: string, name: string) => boolean,
    effort: Effort,
    report: (row: Row) => void,
  ): Promise<void>;
}

const post = (reply: Reply): void => postMessage(reply);

async function bench({ part, filter }: Request): Promise<void> {
  const lanes = (await import(new URL('../lib/lanes.js', location.href).href)) as Lanes & {
    variants(): Promise<VariantSupport[]>;
  };
  const names = new Uint8Array(await (await fetch('names.txt')).arrayBuffer());
  const support = await lanes.variants();
  for (const { name, supported, reason } of support) if (!supported) post({ type: 'note', text: `${name}: ${reason}` });
  const variants = support.filter(({ name, supported }) => supported && name !== 'threads').map(({ name }) => name);
  const threads = support.some(({ name, supported }) => supported && name === 'threads');

  const step = timerStep();
  const effort = (plan: Omit<Plan, 'fewestRounds' | 'mostRounds'>): Effort => ({
    plan: { ...plan, fewestRounds: 8, mostRounds: 300 },
    timerStep: step,
  });
  const wanted = (group: string, name: string): boolean => `${group} ${name}`.toLowerCase().includes(filter);
  const report = (row: Row): void => post({ type: 'row', row });
  if (part === 'kernels') {
    const brief = effort({ block: 0.75, warmUp: 60, rounds: 100 });
    await benchKernels(names, variants as VariantName[], wanted, brief, report);
  } else if (part === 'steps') {
    // Long blocks: the documents in them are of many lengths.
    const long = effort({ block: 3, warmUp: 500, rounds: 800 });
    await benchSteps(lanes, names, variants as VariantName[], threads, wanted, long, report);
  } else {
    const { benchPeers } = (await import(new URL('./peers.js', location.href).href)) as Peers;
    await benchPeers(lanes, names, wanted, effort({ block: 0.75, warmUp: 500, rounds: 400 }), report);
  }
  const environment = {
    userAgent: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isolated: crossOriginIsolated,
    timerStep: step,
  };
  post({ type: 'done', environment });
}

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  bench(data).catch((error: unknown) => {
    post({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
