// One contender's worker: it makes a learner, trains it in batches of small pieces and reports each batch. Between
// batches it yields, so that a pause is heard at once. Slow motion computes at full speed too, for a processor that is
// woken for a few steps only runs them slower: it is the report of each batch that takes its time.
import { beat } from '../common/beat.ts';
import { messageOf } from '../common/errors.ts';
import type { DivergenceError } from '../common/lanes.ts';
import { learnerOf, type Contender } from '../contenders/contender.ts';
import { contenderOf } from '../contenders/contenders.ts';
import { abilitiesOf, type Learner, type TrainResult } from '../contenders/port.ts';
import { figureOf, uniformStream } from '../measure/statistics.ts';
import { takeRounds, type Plan } from '../measure/stopwatch.ts';
import { stepWork, trainingSide } from '../measure/training-side.ts';
import type { TrainingSetup } from '../model/setup.ts';
import { chunkStepsFor, chunkTimer, isPreviewStep, nextPreviewStep } from './plan.ts';
import type { Preview, Progress, Reply, Request, Samples } from './protocol.ts';

const batchMilliseconds = 30;
const pieceMilliseconds = 10;
const slowBatchMilliseconds = 1;
const slowReportMilliseconds = 20;
const beatMilliseconds = 1000;
const rehearsalBytes = 1 << 16;
const previewSeed = 1;
const previewCount = 6;
const sampleCount = 20;

interface Session {
  run: number;
  learner: Learner;
  steps: number;
  step: number;
  stepMilliseconds: number;
  chunks: ReturnType<typeof chunkTimer>;
}

let session: Session | undefined;
let training = false;
let slowdown = 1;
let wake: (() => void) | undefined;

function post(reply: Reply, transfer: Transferable[] = []): void {
  postMessage(reply, { transfer });
}

/** Rests until the time is over or a message calls `wake`. */
function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Lets waiting messages in, without the 4 ms that a browser adds to nested timers. */
function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
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

/** Of the rehearsal: until the compiler has done its work, and then a few blocks. */
const rehearsal: Plan = { block: 2, warmUp: 60, rounds: 0, fewestRounds: 5, mostRounds: 5 };

/** Trains a copy of the model for a moment and throws it away. Returns the milliseconds that a step takes. */
async function rehearse(contender: Contender, setup: TrainingSetup, site: string, timerStep: number): Promise<number> {
  const copy = await learnerOf(contender, setup, site, beat);
  const side = { run: await trainingSide(copy, stepWork(setup)) };
  const { milliseconds } = await takeRounds([side], rehearsal, {
    timerStep,
    random: uniformStream(1),
    progress: () => beat(),
  });
  copy.dispose();
  return figureOf(milliseconds[0]!).value;
}

async function create(request: Extract<Request, { type: 'create' }>): Promise<void> {
  session?.learner.dispose();
  session = undefined;
  const { run, setup, site, timerStep } = request;
  const contender = contenderOf(request.contender);
  const learner = await learnerOf(contender, setup, site, beat);
  const stepMilliseconds = await rehearse(contender, rehearsalOf(setup), site, timerStep);
  const chunkSteps = chunkStepsFor(stepMilliseconds, timerStep);
  const chunks = chunkTimer(chunkSteps);
  session = { run, learner, steps: setup.steps, step: 0, stepMilliseconds, chunks };
  const info = await learner.info();
  post({ type: 'created', run, info, abilities: abilitiesOf(learner), chunkSteps, stepMilliseconds });
}

/** What was computed and not yet reported. */
interface Pending extends Omit<Progress, 'losses'> {
  losses: Float64Array[];
}

function nothingPending(): Pending {
  return { losses: [], milliseconds: 0, chunks: [], previews: [] };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Nothing where the contender cannot sample. */
async function previews({ step, learner }: Session, temperature: number): Promise<Preview[]> {
  const names = await learner.sample?.({ count: previewCount, temperature, seed: previewSeed });
  return names ? [{ step, names }] : [];
}

/** Trains one piece: few enough steps to stay responsive, ending where a chunk ends or names are sampled. */
async function trainPiece(
  s: Session,
  until: number,
  budget: number,
  temperature: number,
  pending: Pending,
): Promise<void> {
  const fitting = Math.max(1, Math.floor(budget / s.stepMilliseconds));
  const steps = Math.min(fitting, until - s.step, nextPreviewStep(s.step) - s.step, s.chunks.remaining());
  let result: TrainResult;
  try {
    result = await s.learner.train(steps);
  } catch (error) {
    // When the loss diverges, the losses up to there still count.
    if (error instanceof Error && 'losses' in error) pending.losses.push((error as DivergenceError).losses);
    throw error;
  }
  s.step += steps;
  pending.losses.push(result.losses);
  pending.milliseconds += result.milliseconds;
  const chunk = s.chunks.add(steps, result.milliseconds);
  if (chunk !== undefined) pending.chunks.push(chunk);
  if (isPreviewStep(s.step)) pending.previews.push(...(await previews(s, temperature)));
}

/**
 * Reports a batch in slow motion: piece by piece over its compute time multiplied by the factor, which began at
 * `start`. A pause, or the change to full speed, reports the rest at once.
 */
async function reportSlowly(run: number, batch: Progress, start: number): Promise<void> {
  const { losses, milliseconds, chunks, previews } = batch;
  const duration = milliseconds * slowdown;
  const parts = Math.max(1, Math.min(losses.length, Math.round(duration / slowReportMilliseconds)));
  let shown = 0;
  for (let part = 1; part < parts && training && slowdown > 1; ++part) {
    await rest(start + (duration * part) / parts - performance.now());
    const end = Math.round((losses.length * part) / parts);
    const share = ((end - shown) / losses.length) * milliseconds;
    post({ type: 'progress', run, losses: losses.slice(shown, end), milliseconds: share, chunks: [], previews: [] });
    shown = end;
  }
  if (training && slowdown > 1) await rest(start + duration - performance.now());
  const share = losses.length > 0 ? ((losses.length - shown) / losses.length) * milliseconds : 0;
  post({ type: 'progress', run, losses: losses.slice(shown), milliseconds: share, chunks, previews });
}

async function train(s: Session, request: Extract<Request, { type: 'train' }>): Promise<void> {
  const { run } = s;
  const { temperature } = request;
  const until = Math.min(request.until, s.steps);
  let pending = nothingPending();
  const take = (): Progress => {
    const batch = { ...pending, losses: joined(pending.losses) };
    pending = nothingPending();
    return batch;
  };
  training = true;
  slowdown = request.slowdown;
  const beats = setInterval(beat, beatMilliseconds); // in slow motion there is little else to hear
  try {
    if (s.step === 0) pending.previews.push(...(await previews(s, temperature)));
    while (training && s.step < until) {
      const start = performance.now();
      const slow = slowdown > 1;
      const budget = slow ? slowBatchMilliseconds : batchMilliseconds;
      do await trainPiece(s, until, slow ? budget : pieceMilliseconds, temperature, pending);
      while (s.step < until && performance.now() - start < budget && !(slow && pending.previews.length > 0));
      if (slow) await reportSlowly(run, take(), start);
      else post({ type: 'progress', run, ...take() });
      await yieldToMessages();
    }
  } finally {
    training = false;
    clearInterval(beats);
    post({ type: 'progress', run, ...take() });
  }
  const finished = s.step >= s.steps;
  const samples = finished ? await sample(s, temperature, '') : undefined;
  post({ type: 'stopped', run, finished, ...(samples && { samples }) });
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
    case 'train':
      return train(session, request);
    case 'pace':
      slowdown = request.slowdown;
      return wake?.();
    case 'pause':
      training = false;
      return wake?.();
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

addEventListener('message', ({ data: request }: MessageEvent<Request>) => {
  handle(request).catch((error: unknown) => {
    const run = request.type === 'create' ? request.run : (session?.run ?? 0);
    const message = messageOf(error);
    post({ type: 'failed', run, during: request.type, message });
  });
});
