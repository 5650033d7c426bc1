// The worker in which all contenders of an experiment live while they are measured.
import { beat } from '../common/beat.ts';
import { messageOf } from '../common/errors.ts';
import { loadLanes } from '../common/lanes.ts';
import type { Contender } from './cards.ts';
import { gpuLoop } from './gpu/loops.ts';
import { javascriptLoop } from './javascript/contenders.ts';
import type { Loop } from './loop.ts';
import { openPython } from '../contenders/python/python.ts';
import type { ListReply, ListRequest, MeasureReply, MeasureRequest } from './protocol.ts';
import { measureCard } from './rounds.ts';

/** The page hears of progress a few times a second; drawing more would disturb what is measured. */
const reportMilliseconds = 250;

function post(reply: ListReply | MeasureReply): void {
  postMessage(reply);
}

type Lanes = Awaited<ReturnType<typeof loadLanes>>;

async function open(lanes: Lanes, site: string, { source }: Contender, size: number): Promise<Loop> {
  switch (source.kind) {
    case 'wasm':
      return (await lanes.loadVariant(source.variant)).prepare(source.experiment, source.contender, size);
    case 'javascript':
      return javascriptLoop(source.loop, size);
    case 'gpu':
      return gpuLoop(source.loop, source.transfer, size);
    case 'python':
      return (await openPython(site, beat)).loop(source.loop, size);
  }
}

async function list(lanes: Lanes): Promise<void> {
  const [supports, scalar] = await Promise.all([lanes.variants(), lanes.loadVariant('scalar')]);
  post({ type: 'list', experiments: scalar.experiments(), supports });
}

async function measure(lanes: Lanes, request: MeasureRequest): Promise<void> {
  const { site, tasks, plan, timerStep } = request;
  let reported = -Infinity;
  for (const [index, task] of tasks.entries()) {
    const progress = (fraction: number, what: string): void => {
      const now = performance.now();
      if (now - reported < reportMilliseconds) return;
      reported = now;
      post({ type: 'progress', task: index, fraction, what });
    };
    try {
      const result = await measureCard(task, plan, {
        open: (contender, size) => open(lanes, site, contender, size),
        progress,
        clock: () => performance.now(),
        timerStep,
      });
      post({ type: 'result', task: index, result });
    } catch (error) {
      post({ type: 'problem', task: index, message: messageOf(error) });
    }
  }
  post({ type: 'done' });
}

addEventListener('message', ({ data }: MessageEvent<ListRequest | MeasureRequest>) => {
  loadLanes(data.site)
    .then((lanes) => {
      lanes.watchLoading(beat);
      return data.type === 'list' ? list(lanes) : measure(lanes, data);
    })
    .catch((error: unknown) => {
      const message = messageOf(error);
      post({ type: 'failed', message: data.type === 'list' ? message : `Nothing could be measured: ${message}` });
    });
});
