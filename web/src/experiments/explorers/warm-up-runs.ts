// The first calls on the page's side: runs the worker, keeps what each run found, and knows when it has to stop.
import { currentEnvironment, type Environment } from '../../common/environment.ts';
import { messageOf } from '../../common/errors.ts';
import type { Exclusive } from '../../measure/exclusive.ts';
import { Session } from '../../measure/session.ts';
import { chunksOf, findLevels, type Chunk, type Levels } from './levels.ts';
import type { WarmUpFinding, WarmUpRequest } from './warm-up-worker.ts';

export interface Kernel extends Omit<WarmUpRequest, 'site'> {
  id: string;
  name: string;
  /** What a call computes, in a few words. */
  work: string;
}

/** Loops long enough for the timer to tell single calls apart, where the page is isolated. */
export const kernels: readonly Kernel[] = [
  {
    id: 'matmul',
    name: 'Matrix product',
    work: '64 × 64 × 64 floats, 128-bit SIMD',
    experiment: 'matmul',
    contender: 'simd',
    variant: 'simd',
    size: 64,
  },
  {
    id: 'gradient',
    name: 'Gradient',
    work: '16,000 elements, scalar',
    experiment: 'gradient',
    contender: 'scalar',
    variant: 'scalar',
    size: 16_000,
  },
  {
    id: 'interpreter',
    name: 'Interpreter',
    work: '1,000 elements, scalar',
    experiment: 'interpreter',
    contender: 'interpreter',
    variant: 'scalar',
    size: 1_000,
  },
];

export interface WarmUpRun {
  kernel: Kernel;
  environment: Environment;
  /** Milliseconds to fetch the module and make it ready. */
  loading: number;
  chunks: readonly Chunk[];
  levels: Levels;
}

export class WarmUpRuns {
  readonly runs: WarmUpRun[] = [];
  running: Pick<WarmUpRun, 'kernel' | 'environment'> | undefined;
  message = '';
  private readonly session: Session<WarmUpRequest, WarmUpFinding>;

  constructor(
    exclusive: Exclusive,
    private readonly timerStep: number,
    private readonly changed: () => void,
  ) {
    const startWorker = (): Worker => new Worker(new URL('./warm-up-worker.ts', import.meta.url), { type: 'module' });
    this.session = new Session(exclusive, startWorker, {
      found: (finding) => this.receive(finding),
      waits: (message) => {
        this.message = message;
        this.changed();
      },
      ended: (_, message) => this.ended(message),
    });
  }

  start(kernel: Kernel): void {
    this.stop('');
    this.running = { kernel, environment: currentEnvironment() };
    this.message = 'Loading a module that this browser has never seen, and calling it …';
    const { variant, experiment, contender, size } = kernel;
    this.session.start({ site: document.baseURI, variant, experiment, contender, size });
    this.changed();
  }

  stop(message: string): void {
    this.session.stop(message);
  }

  private receive({ loading, times }: WarmUpFinding): void {
    try {
      const chunks = chunksOf(times, this.timerStep);
      this.runs.push({ ...this.running!, loading, chunks, levels: findLevels(chunks) });
    } catch (error) {
      this.stop(messageOf(error));
    }
  }

  private ended(message: string): void {
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
      variant,
      experiment,
      contender,
      size,
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
