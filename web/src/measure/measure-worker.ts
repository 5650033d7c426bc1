// Measures pairs of contenders by interleaved short runs, all in this one worker. In a round A B B A (or B A A B) both
// sides train on the same documents, so that a ratio compares the same work; the control is the faster code against a
// twin.
import { messageOf } from '../common/errors.ts';
import { learnerOf } from '../contenders/contender.ts';
import { contenderOf } from '../contenders/contenders.ts';
import type { Learner } from '../contenders/port.ts';
import type { Round } from './statistics.ts';
import { stepsPerBlock, type Side } from './blocks.ts';
import type { MeasureReply, MeasureRequest } from './protocol.ts';
import { warmUpTraining } from './training-warm-up.ts';

const reportMilliseconds = 250;

function post(reply: MeasureReply): void {
  postMessage(reply);
}

async function time(learner: Learner, steps: number): Promise<number> {
  return (await learner.train(steps)).milliseconds;
}

async function abba(a: Learner, b: Learner, steps: number): Promise<Round> {
  const a1 = await time(a, steps);
  const b1 = await time(b, steps);
  const b2 = await time(b, steps);
  const a2 = await time(a, steps);
  return { a: [a1, a2], b: [b1, b2] };
}

function mirrored({ a, b }: Round): Round {
  return { a: b, b: a };
}

/** Everything the worker needs while it measures: how to make a learner, and what was learnt of each. */
interface Bench {
  request: MeasureRequest;
  make(id: string): Promise<Learner>;
  sides: Map<string, Side>;
}

async function prepare(request: MeasureRequest): Promise<Bench> {
  const { site, setup, contenders, timerStep, plan } = request;
  const make = (id: string): Promise<Learner> => learnerOf(contenderOf(id), setup, site);
  const sides = new Map<string, Side>();
  for (const id of contenders) {
    post({ type: 'warming', id });
    const learner = await make(id);
    const warm = await warmUpTraining(learner, timerStep, plan.warmUp);
    const { about } = await learner.info();
    learner.dispose();
    sides.set(id, { stepMilliseconds: warm.stepMilliseconds, collected: contenderOf(id).collected });
    post({ type: 'warmed', id, ...warm, ...(about && { about }) });
  }
  return { request, make, sides };
}

async function measurePair({ request, make, sides }: Bench, index: number): Promise<void> {
  const { timerStep, plan } = request;
  const pair = request.pairs[index]!;
  const [sideA, sideB] = [sides.get(pair.a)!, sides.get(pair.b)!];
  const [stepA, stepB] = [sideA.stepMilliseconds, sideB.stepMilliseconds];
  const fastest = Math.min(stepA, stepB);
  const faster = stepA < stepB ? pair.a : pair.b;
  const blockSteps = stepsPerBlock([sideA, sideB], timerStep);
  const fitting = Math.floor(plan.pairMilliseconds / (blockSteps * (2 * stepA + 2 * stepB + 4 * fastest)));
  const rounds = Math.min(plan.mostRounds, Math.max(plan.fewestRounds, fitting));
  post({ type: 'pair', pair: index, rounds, blockSteps });

  const learners = await Promise.all([pair.a, pair.b, faster, faster].map(make));
  const [a, b, twin1, twin2] = learners as [Learner, Learner, Learner, Learner];
  for (const learner of learners) await learner.train(1); // the first step also reserves memory

  let reported = performance.now();
  let unreported: MeasureReply[] = [];
  for (let i = 0; i < rounds; ++i) {
    // What comes first also pays for the caches that the code before it left behind: so every other round starts with
    // B.
    const round = i % 2 === 0 ? await abba(a, b, blockSteps) : mirrored(await abba(b, a, blockSteps));
    const control = i % 2 === 0 ? await abba(twin1, twin2, blockSteps) : mirrored(await abba(twin2, twin1, blockSteps));
    unreported.push({ type: 'round', pair: index, round, control });
    if (performance.now() - reported < reportMilliseconds && i + 1 < rounds) continue;
    unreported.forEach(post);
    unreported = [];
    reported = performance.now();
  }
  for (const learner of learners) learner.dispose();
}

async function measure(request: MeasureRequest): Promise<void> {
  const bench = await prepare(request);
  for (const index of request.pairs.keys()) await measurePair(bench, index);
  post({ type: 'done' });
}

addEventListener('message', ({ data }: MessageEvent<MeasureRequest>) => {
  measure(data).catch((error: unknown) => {
    post({ type: 'failed', message: messageOf(error) });
  });
});
