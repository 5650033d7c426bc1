// The first calls on the page's side: runs the worker, keeps what each run found, and knows when it has to stop.
import { currentEnvironment, type Environment } from '../../common/environment.ts';
import type { Exclusive } from '../../common/exclusive.ts';
import { lanesUrl } from '../../common/lanes.ts';
import { chunksOf, findLevels, type Chunk, type Levels } from './levels.ts';
import type { WarmUpReply, WarmUpRequest } from './warm-up-worker.ts';

export interface Kernel extends Omit<WarmUpRequest, 'lanes'> {
  id: string;
  name: string;
  /** What a call computes, in a few words. */
  work: string;
}

/** Loops long enough for the timer to tell single calls apart, where the page is isolated. */
export const kernels: readonly Kernel[] = [
  { id: 'matmul', name: 'Matrix product', work: '64 × 64 × 64 floats, 128-bit SIMD', experiment: 'matmul', contender: 'simd', variant: 'simd', size: 64 },
  { id: 'gradient', name: 'Gradient', work: '16,000 elements, scalar', experiment: 'gradient', contender: 'scalar', variant: 'scalar', size: 16_000 },
  { id: 'interpreter', name: 'Interpreter', work: '1,000 elements, scalar', experiment: 'interpreter', contender: 'interpreter', variant: 'scalar', size: 1_000 },
];

export interface WarmUpRun {
  kernel: Kernel;
  environment: Environment;
  /** Milliseconds to fetch the module and make it ready. */
  loading: number;
  chunks: readonly Chunk[];
  levels: Levels;
}

const hiddenMessage = 'Stopped: the tab was hidden, and a hidden tab is slowed down. Keep it visible and measure again.';

export class WarmUpRuns {
  readonly runs: WarmUpRun[] = [];
  running: Kernel | undefined;
  message = '';
  private worker: Worker | undefined;
  private leave = (): void => {};

  constructor(
    private readonly exclusive: Exclusive,
    private readonly timerStep: number,
    private readonly changed: () => void,
  ) {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stop(hiddenMessage);
    });
  }

  start(kernel: Kernel): void {
    this.stop('');
    if (document.hidden) return this.end(hiddenMessage);
    const environment = currentEnvironment();
    this.leave = this.exclusive.enter((why) => this.stop(why));
    this.running = kernel;
    this.message = 'Loading a module that this browser has never seen, and calling it …';
    this.worker = new Worker(new URL('./warm-up-worker.ts', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<WarmUpReply>) => this.receive(kernel, environment, data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end(`The measuring worker crashed: ${event.message || 'the browser gave no reason'}.`);
    };
    const { variant, experiment, contender, size } = kernel;
    this.worker.postMessage({ lanes: lanesUrl(), variant, experiment, contender, size } satisfies WarmUpRequest);
    this.changed();
  }

  stop(message: string): void {
    if (this.running) this.end(message);
  }

  private receive(kernel: Kernel, environment: Environment, reply: WarmUpReply): void {
    if (reply.type === 'failed') return this.end(reply.message);
    try {
      const chunks = chunksOf(reply.times, this.timerStep);
      this.runs.push({ kernel, environment, loading: reply.loading, chunks, levels: findLevels(chunks) });
      this.end('');
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error));
    }
  }

  private end(message: string): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.leave();
    this.running = undefined;
    this.message = message;
    this.changed();
  }
}

/** The runs as they are written into the saved results; undefined while there is none. */
export function warmUpSection({ runs }: WarmUpRuns): object | undefined {
  if (runs.length === 0) return undefined;
  return {
    name: 'warm-up',
    title: 'Warming up',
    runs: runs.map(({ kernel: { variant, experiment, contender, size }, environment, loading, chunks, levels }) => ({
      variant, experiment, contender, size,
      environment,
      loading_ms: loading,
      first_call_ms: levels.first.milliseconds,
      baseline_ms: levels.baseline?.milliseconds,
      baseline_until_call: levels.baseline?.to,
      steady_ms: levels.steady.milliseconds,
      chunks: chunks.map(({ first, calls, milliseconds }) => [first, calls, milliseconds]),
    })),
  };
}
