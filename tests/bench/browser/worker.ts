// The bench's worker: finds out what this browser can run, and does one part of the benchmarks.
import type { VariantName, VariantSupport } from '../../../web/lib/lanes.ts';
import { benchKernels } from './kernels.ts';
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
  const shortest = 150 * step; // so that the clock's step is lost in a block
  const wanted = (group: string, name: string): boolean => `${group} ${name}`.toLowerCase().includes(filter);
  const report = (row: Row): void => post({ type: 'row', row });
  if (part === 'kernels') {
    await benchKernels(names, variants as VariantName[], wanted, { block: shortest, warmUp: 300, budget: 100 }, report);
  } else if (part === 'steps') {
    // Long blocks: the documents in them are of many lengths.
    const effort = { block: Math.max(shortest, 5), warmUp: 1500, budget: 800 };
    await benchSteps(lanes, names, variants as VariantName[], threads, wanted, effort, report);
  } else {
    const { benchPeers } = (await import(new URL('./peers.js', location.href).href)) as Peers;
    await benchPeers(lanes, names, wanted, { block: shortest, warmUp: 1000, budget: 400 }, report);
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
