// How contenders compare, pair by pair: what is measured, and what was found. For the speed-up that the race quotes,
// and for the lesson.
import { currentEnvironment, type Environment } from '../common/environment.ts';
import type { Exclusive } from './exclusive.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Setup } from '../model/setup.ts';
import { pairSession, type PairSession } from './pair-session.ts';
import { noRounds, pairsOf, type PairResult } from './pairs.ts';
import type { Finding, MeasureRequest, Plan } from './protocol.ts';

/** As thoroughly as what is to be quoted needs it. */
const toQuote: Plan = { rounds: { block: 0.75, warmUp: 500, rounds: 3000, fewestRounds: 30, mostRounds: 800 } };

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
      waits: (message) => this.say(message),
      ended: (complete, message) => this.end(complete ? 'done' : 'stopped', message),
    });
  }

  /** How much of the planned work is done, 0..1. */
  get progress(): number {
    return this.pairs.reduce((sum, { progress }) => sum + progress, 0) / Math.max(1, this.pairs.length);
  }

  /** `seconds` is how long the contenders may be busy without saying anything. */
  start(contenders: readonly Contender[], setup: Setup, timerStep: number, seconds: number, plan = toQuote): void {
    this.stop('');
    this.setup = setup;
    this.environment = currentEnvironment();
    this.pairs = pairsOf(contenders).map((pair) => ({ ...pair, ...noRounds }));

    const { weights: _, ...fromSeed } = setup;
    const pairs = this.pairs.map(({ a, b }) => ({ a: a.id, b: b.id }));
    this.state = 'running';
    this.message = 'Loading all builds into one worker …';
    const request: MeasureRequest = {
      site: document.baseURI,
      // A learning rate that diverges would end the measurement; the arithmetic does not depend on it.
      setup: { ...fromSeed, learningRate: Math.min(0.01, setup.learningRate) },
      contenders: contenders.map(({ id }) => id),
      pairs,
      timerStep,
      plan,
    };
    this.session.start(request, seconds);
    this.changed();
  }

  /** Ends a running measurement; what was measured so far stays. */
  stop(message: string): void {
    this.session.stop(message);
  }

  private receive(finding: Finding): void {
    if (finding.type !== 'pair') return;
    const pair = Object.assign(this.pairs[finding.pair]!, finding.rounds);
    this.say(`${pair.b.name} against ${pair.a.name} …`);
  }

  private say(message: string): void {
    this.message = message;
    this.changed();
  }

  private end(state: 'done' | 'stopped', message: string): void {
    this.state = state;
    this.message = message;
    this.changed();
  }
}
