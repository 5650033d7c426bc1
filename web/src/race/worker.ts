// One contender's worker: it makes a learner, and trains it whenever it is given a turn. It computes in its turns only,
// at full speed; who has the next turn, and how fast all this is shown, the page decides.
import { beat } from '../common/beat.ts';
import { messageOf } from '../common/errors.ts';
import { lossesBefore } from '../common/lanes.ts';
import { answerInTurn } from '../common/requests.ts';
import { Series } from '../common/series.ts';
import { learnerOf, type Contender } from '../contenders/contender.ts';
import { contenderOf } from '../contenders/contenders.ts';
import { abilitiesOf, type Learner, type TrainResult } from '../contenders/port.ts';
import { figureOf, uniformStream } from '../measure/statistics.ts';
import { takeRounds, type Plan } from '../measure/stopwatch.ts';
import { shortestBlockOf, stepWork, trainingSide, type StepWork } from '../measure/training-side.ts';
import { isPreviewStep, nextPreviewStep } from '../model/preview-steps.ts';
import type { TrainingSetup } from '../model/setup.ts';
import { chunkMilliseconds, ChunkPlan } from './chunks.ts';
import { documentsToJudge, type Judgement } from './clock.ts';
import type { Preview, Reply, Request, Samples, Turn } from './protocol.ts';

const rehearsalBytes = 1 << 16;
const previewSeed = 1;
const previewCount = 6;
const sampleCount = 20;

interface Session extends Omit<Extract<Request, { type: 'create' }>, 'type' | 'contender'> {
  contender: Contender;
  learner: Learner;
  work: StepWork;
  step: number;
  /** Milliseconds that the steps took. */
  spent: number;
  chunks: ChunkPlan;
}

let session: Session | undefined;
/** Whether the compiler has met this contender before. */
let warm = false;

function post(reply: Reply, transfer: Transferable[] = []): void {
  postMessage(reply, { transfer });
}

async function create(request: Extract<Request, { type: 'create' }>): Promise<void> {
  session?.learner.dispose();
  session = undefined;
  const { run, setup, site, timerStep } = request;
  const contender = contenderOf(request.contender);
  const learner = await learnerOf(contender, setup, site, beat);
  const chunks = new ChunkPlan(timerStep, shortestBlockOf(contender));
  session = { run, setup, site, timerStep, contender, learner, work: stepWork(setup), step: 0, spent: 0, chunks };
  post({ type: 'created', run, info: await learner.info(), abilities: abilitiesOf(learner) });
}

/** The head of the data, cut at a line: a rehearsal needs no more. */
function beginning(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= rehearsalBytes) return bytes;
  const end = bytes.lastIndexOf(10, rehearsalBytes);
  return end > 0 ? bytes.slice(0, end) : bytes;
}

/** The learning rate of the rehearsal is one that cannot diverge; the arithmetic is the same. */
function rehearsalOf({ weights: _, ...setup }: TrainingSetup): TrainingSetup {
  return { ...setup, dataset: { bytes: beginning(setup.dataset.bytes) }, learningRate: 0.001 };
}

/** Until times have settled, for longer where the compiler has not met the code before, and then some blocks. */
function rehearsal(): Plan {
  return { block: chunkMilliseconds, warmUp: warm ? 60 : 300, rounds: 400, fewestRounds: 1, mostRounds: 48 };
}

async function rehearse(s: Session): Promise<void> {
  const { run, contender, timerStep } = s;
  const setup = rehearsalOf(s.setup);
  const copy = await learnerOf(contender, setup, s.site, beat);
  const shortestBlock = shortestBlockOf(contender);
  const side = { run: await trainingSide(copy, stepWork(setup)), shortestBlock };
  const { milliseconds } = await takeRounds([side], rehearsal(), {
    timerStep,
    random: uniformStream(1),
    progress: () => beat(),
  });
  copy.dispose();
  warm = true;
  const times = milliseconds[0]!;
  s.chunks = new ChunkPlan(timerStep, shortestBlock, figureOf(times).value);
  post({ type: 'rehearsed', run, times });
}

/** Nothing where the contender cannot sample. */
async function previews({ step, learner }: Session, temperature: number): Promise<Preview[]> {
  const names = await learner.sample?.({ count: previewCount, temperature, seed: previewSeed });
  return names ? [{ step, names }] : [];
}

/**
 * How many steps may be taken at once: all that are left, or of those that end before the time is up half, when it is
 * nearly so, since no step can be undone.
 */
function stepsLeft({ setup, step, spent, chunks }: Session): number {
  if (setup.seconds === undefined) return setup.steps - step;
  const fitting = Math.floor((1000 * setup.seconds - spent) / Math.max(chunks.stepMilliseconds, step && spent / step));
  return fitting > 2 * chunks.steps ? fitting : Math.ceil(fitting / 2);
}

/** Trains a chunk, or less where it ends earlier or names are sampled. */
async function trainChunk(s: Session, until: number, turn: Turn, losses: Series): Promise<void> {
  const steps = Math.min(s.chunks.steps, stepsLeft(s), until - s.step, nextPreviewStep(s.step) - s.step);
  let result: TrainResult;
  try {
    result = await s.learner.train(steps);
  } catch (error) {
    // When the loss diverges, the losses up to there still count.
    losses.append(lossesBefore(error));
    throw error;
  }
  losses.append(result.losses);
  const { milliseconds } = result;
  turn.milliseconds += milliseconds;
  const chunk = s.chunks.add(steps, { milliseconds, work: s.work(s.step, steps) });
  if (chunk) turn.chunks.push(chunk);
  s.step += steps;
  s.spent += milliseconds;
}

async function train(s: Session, request: Extract<Request, { type: 'train' }>): Promise<void> {
  const { temperature, until } = request;
  const losses = new Series();
  const turn: Turn = { losses: new Float64Array(), milliseconds: 0, chunks: [], previews: [], over: false };
  try {
    if (s.step === 0) turn.previews.push(...(await previews(s, temperature)));
    while (s.step < until && stepsLeft(s) > 0 && turn.milliseconds < request.milliseconds) {
      await trainChunk(s, until, turn, losses);
      if (isPreviewStep(s.step)) turn.previews.push(...(await previews(s, temperature)));
    }
    // The first finds its data far away, since others had the processor meanwhile.
    if (turn.chunks.length > 2) turn.chunks.shift();
    turn.over = stepsLeft(s) <= 0;
    if (turn.over) Object.assign(turn, await conclude(s, temperature));
  } finally {
    post({ type: 'trained', run: s.run, ...turn, losses: losses.values().slice() });
  }
}

/** What is asked of a model that has been trained to the end. */
async function conclude(s: Session, temperature: number): Promise<Pick<Turn, 'samples' | 'judgement'>> {
  const samples = await sample(s, temperature, '');
  const judgement = await judge(s);
  return { ...(samples && { samples }), ...(judgement && { judgement }) };
}

async function judge({ learner }: Session): Promise<Judgement | undefined> {
  const documents = documentsToJudge(await learner.info());
  if (documents === 0) return undefined;
  const loss = await learner.heldOutLoss?.({ documents });
  return loss === undefined ? undefined : { loss, documents };
}

/** Without a seed from the learner's own random stream, as the program prints them after training. */
async function sample(
  { learner }: Session,
  temperature: number,
  prompt: string,
  seed?: number,
): Promise<Samples | undefined> {
  const stream = seed === undefined ? {} : { seed };
  const names = await learner.sample?.({ count: sampleCount, temperature, prompt, ...stream });
  return names && { temperature, prompt, names };
}

async function handle(request: Request): Promise<void> {
  if (request.type === 'create') return create(request);
  if (!session) throw new Error('The contender has no learner.');
  switch (request.type) {
    case 'rehearse':
      return rehearse(session);
    case 'train':
      return train(session, request);
    case 'sample': {
      const samples = await sample(session, request.temperature, request.prompt, request.seed);
      return samples && post({ type: 'sampled', run: session.run, samples });
    }
    case 'save': {
      const bytes = await session.learner.save?.();
      return bytes && post({ type: 'saved', run: session.run, bytes }, [bytes.buffer]);
    }
  }
}

answerInTurn<Request>(handle, (request, error) => {
  const run = request.type === 'create' ? request.run : (session?.run ?? 0);
  post({ type: 'failed', run, during: request.type, message: messageOf(error) });
});
