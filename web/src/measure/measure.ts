// The quoted speed-up: runs the measuring worker, keeps what it found, and knows when it has to stop.
import { lanesUrl } from '../common/lanes.ts';
import { currentEnvironment, type Environment } from '../common/environment.ts';
import type { Exclusive } from '../common/exclusive.ts';
import type { Contender } from '../race/contenders.ts';
import type { Setup } from '../race/race.ts';
import { pairsOf, type PairResult } from './pairs.ts';
import type { MeasureReply, MeasureRequest } from './protocol.ts';

/** A tab that is hidden while it measures would be slowed by the browser, so the measurement ends. */
const hiddenMessage = 'Stopped: the tab was hidden, and a hidden tab is slowed down. Keep it visible and measure again.';

export class Measurement {
  state: 'idle' | 'running' | 'done' | 'stopped' = 'idle';
  message = '';
  pairs: PairResult[] = [];
  setup: Setup | undefined;
  environment: Environment | undefined;
  private worker: Worker | undefined;
  private leave = (): void => {};

  constructor(
    private readonly exclusive: Exclusive,
    private readonly changed: () => void,
  ) {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stop(hiddenMessage);
    });
  }

  /** How much of the planned work is done, 0..1. */
  get progress(): number {
    const parts = this.pairs.map((pair) => (pair.planned > 0 ? pair.rounds.length / pair.planned : 0));
    return parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length);
  }

  start(contenders: readonly Contender[], setup: Setup, timerStep: number): void {
    this.stop('');
    this.setup = setup;
    this.environment = currentEnvironment();
    this.pairs = pairsOf(contenders).map((pair) => ({ ...pair, blockSteps: 0, planned: 0, rounds: [], controls: [] }));
    if (document.hidden) return this.end('stopped', hiddenMessage);

    const { dataset, weights: _, ...options } = setup;
    // A learning rate that diverges would end the measurement; the arithmetic does not depend on it.
    const common = { ...options, learningRate: Math.min(0.01, options.learningRate), data: dataset.bytes };
    const competitors = contenders.map(({ id, variant, engine, precision }) => ({
      id, options: { ...common, variant, engine, precision },
    }));
    const pairs = this.pairs.map(({ a, b }) => ({ a: a.id, b: b.id }));
    const request: MeasureRequest = { lanes: lanesUrl(), competitors, pairs, timerStep };
    this.leave = this.exclusive.enter((why) => this.stop(why));
    this.state = 'running';
    this.message = 'Loading all builds into one worker …';
    this.worker = new Worker(new URL('./measure-worker.ts', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<MeasureReply>) => this.receive(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end('stopped', `The measuring worker crashed: ${event.message || 'the browser gave no reason'}.`);
    };
    this.worker.postMessage(request);
    this.changed();
  }

  /** Ends a running measurement; what was measured so far stays. */
  stop(message: string): void {
    if (this.state === 'running') this.end('stopped', message);
  }

  private receive(reply: MeasureReply): void {
    switch (reply.type) {
      case 'warming': {
        const contender = this.pairs.flatMap((pair) => [pair.a, pair.b]).find(({ id }) => id === reply.id);
        this.message = `Warming up: ${contender?.name} …`;
        break;
      }
      case 'pair': {
        const pair = this.pairs[reply.pair]!;
        Object.assign(pair, { planned: reply.rounds, blockSteps: reply.blockSteps });
        this.message = `${pair.b.name} against ${pair.a.name} …`;
        break;
      }
      case 'round': {
        const pair = this.pairs[reply.pair]!;
        pair.rounds.push(reply.round);
        pair.controls.push(reply.control);
        break;
      }
      case 'done':
        return this.end('done', '');
      case 'failed':
        return this.end('stopped', reply.message);
    }
    this.changed();
  }

  private end(state: 'done' | 'stopped', message: string): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.leave();
    this.state = state;
    this.message = message;
    this.changed();
  }
}
