// The worker that holds the model of this view: it trains it in turns, keeps its weights at the preview steps, and
// shows what the model made of a text at any of them. For that it has a second model, which is given those weights.
import { beat } from '../common/beat.ts';
import { messageOf } from '../common/errors.ts';
import { lossesBefore } from '../common/lanes.ts';
import { answerInTurn } from '../common/requests.ts';
import { Series } from '../common/series.ts';
import { learnerOf } from '../contenders/contender.ts';
import { contenderOf } from '../contenders/contenders.ts';
import type { Learner } from '../contenders/port.ts';
import { mean } from '../measure/statistics.ts';
import { nextPreviewStep } from '../model/preview-steps.ts';
import type { TrainingSetup } from '../model/setup.ts';
import { openWeights } from '../model/weights.ts';
import { letterMap } from './letter-map.ts';
import { pictureOf } from './pictures.ts';
import type { Reply, Request, State, Weights } from './protocol.ts';
import { States } from './states.ts';

const mostBytes = 256e6;
/** A loss is that of a few documents: so many are averaged. */
const averaged = 50;

interface Session {
  run: number;
  setup: TrainingSetup;
  trained: Learner;
  viewed: Learner;
  viewedStep?: number;
  states: States;
  losses: Series;
  stepsPerMillisecond: number;
}

let session: Session | undefined;

function post(reply: Reply): void {
  postMessage(reply);
}

async function create({ run, contender, setup, site }: Extract<Request, { type: 'create' }>): Promise<void> {
  session?.trained.dispose();
  session?.viewed.dispose();
  session = undefined;
  const maker = contenderOf(contender);
  const trained = await learnerOf(maker, setup, site, beat);
  const bytes = await trained.save!();
  const { characters } = openWeights(bytes);
  const viewed = await maker.make(readerOf(setup, characters), site, beat);
  const states = new States(mostBytes);
  states.add({ step: 0 }, bytes);
  session = { run, setup, trained, viewed, states, losses: new Series(), stepsPerMillisecond: 0 };
  post({ type: 'created', run, characters, states: states.list() });
}

/** A model that is never trained needs no more data than all characters once. */
function readerOf({ config, steps, learningRate, seed }: TrainingSetup, characters: readonly string[]): TrainingSetup {
  const bytes = new TextEncoder().encode(characters.join(''));
  return { config, steps, learningRate, seed, corpus: 'text', dataset: { bytes } };
}

async function train(s: Session, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  try {
    while (s.losses.length < s.setup.steps && performance.now() < end) {
      const next = Math.min(nextPreviewStep(s.losses.length), s.setup.steps);
      const inTime = Math.max(1, Math.floor(s.stepsPerMillisecond * milliseconds));
      const result = await s.trained.train(Math.min(inTime, next - s.losses.length));
      s.losses.append(result.losses);
      s.stepsPerMillisecond = result.losses.length / Math.max(result.milliseconds, 0.1);
      if (s.losses.length === next) s.states.add(stateOf(s.losses), await s.trained.save!());
    }
  } catch (error) {
    s.losses.append(lossesBefore(error));
    return post({ type: 'ended', ...progressOf(s), message: messageOf(error) });
  }
  post({ type: 'trained', ...progressOf(s) });
}

function progressOf({ run, losses, states }: Session): { run: number; step: number; states: State[] } {
  return { run, step: losses.length, states: states.list() };
}

function stateOf(losses: Series): State {
  const last = [...losses.values().slice(-averaged)];
  return { step: losses.length, loss: { mean: mean(last), steps: last.length } };
}

async function look(s: Session, { step, text }: Extract<Request, { type: 'look' }>): Promise<void> {
  const { run } = s;
  try {
    if (s.viewedStep !== step) {
      const bytes = s.states.weights(step);
      await s.viewed.load!(bytes);
      s.viewedStep = step;
      post({ type: 'weights', run, weights: weightsOf(bytes, s.states.weights(0)) });
    }
    post({ type: 'seen', run, step, inspection: await s.viewed.inspect!(text) });
  } catch (error) {
    post({ type: 'refused', run, message: messageOf(error) });
  }
}

function weightsOf(bytes: Uint8Array, first: Uint8Array): Weights {
  const { matrices } = openWeights(bytes);
  const before = openWeights(first).matrices;
  const { values, columns } = matrices.find(({ name }) => name === 'wte')!;
  return {
    matrices: matrices.map((matrix, i) => pictureOf(matrix, before[i]!)),
    letters: letterMap(values, columns),
  };
}

async function handle(request: Request): Promise<void> {
  if (request.type === 'create') return create(request);
  if (!session) throw new Error('There is no model.');
  return request.type === 'train' ? train(session, request.milliseconds) : look(session, request);
}

answerInTurn<Request>(handle, (request, error) => {
  const run = request.type === 'create' ? request.run : (session?.run ?? 0);
  post({ type: 'failed', run, message: messageOf(error) });
});
