// The quoted speed-up of the race: what is measured, and what was found.
import { currentEnvironment, type Environment } from '../common/environment.ts';
import type { Exclusive } from './exclusive.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Setup } from '../model/setup.ts';
import { pairSession, type PairSession } from './pair-session.ts';
import { pairsOf, type PairResult } from './pairs.ts';
import type { Finding, Plan } from './protocol.ts';

const plan: Plan = {
  warmUp: { milliseconds: 2000, fewestSteps: 1, run: 0, runMilliseconds: 0 },
  pairMilliseconds: 4000,
  fewestRounds: 12,
  mostRounds: 80,
};

export class Measurement {
  state: 'idle' | 'running' | 'done' | 'stopped' = 'idle';
  message = '';
  pairs: PairResult[] = [];
  setup: Setup | undefined;
  environment: Environment | undefined;
  private readonly session: PairSession;

  constructor(
    exclusive: Exclusive,
    private readonly changed: () => void,
  ) {
    this.session = pairSession(exclusive, {
      found: (finding) => this.receive(finding),
      ended: (complete, message) => this.end(complete ? 'done' : 'stopped', message),
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

    const { weights: _, ...fromSeed } = setup;
    const pairs = this.pairs.map(({ a, b }) => ({ a: a.id, b: b.id }));
    this.state = 'running';
    this.message = 'Loading all builds into one worker …';
    this.session.start({
      site: document.baseURI,
      // A learning rate that diverges would end the measurement; the arithmetic does not depend on it.
      setup: { ...fromSeed, learningRate: Math.min(0.01, setup.learningRate) },
      contenders: contenders.map(({ id }) => id),
      pairs,
      timerStep,
      plan,
    });
    this.changed();
  }

  /** Ends a running measurement; what was measured so far stays. */
  stop(message: string): void {
    this.session.stop(message);
  }

  private receive(finding: Finding): void {
    switch (finding.type) {
      case 'warming': {
        const contender = this.pairs.flatMap((pair) => [pair.a, pair.b]).find(({ id }) => id === finding.id);
        this.message = `Warming up: ${contender?.name} …`;
        break;
      }
      case 'warmed':
        return;
      case 'pair': {
        const pair = this.pairs[finding.pair]!;
        Object.assign(pair, { planned: finding.rounds, blockSteps: finding.blockSteps });
        this.message = `${pair.b.name} against ${pair.a.name} …`;
        break;
      }
      case 'round': {
        const pair = this.pairs[finding.pair]!;
        pair.rounds.push(finding.round);
        pair.controls.push(finding.control);
        break;
      }
    }
    this.changed();
  }

  private end(state: 'done' | 'stopped', message: string): void {
    this.state = state;
    this.message = message;
    this.changed();
  }
}
