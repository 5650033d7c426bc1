// Measures pairs of contenders with the stopwatch, all in this one worker.
import { beat } from '../common/beat.ts';
import { messageOf } from '../common/errors.ts';
import { learnerOf } from '../contenders/contender.ts';
import { contenderOf } from '../contenders/contenders.ts';
import type { Learner } from '../contenders/port.ts';
import { pairsWithout, type PairRounds } from './pairs.ts';
import type { MeasureReply, MeasureRequest, Pair } from './protocol.ts';
import { uniformStream } from './statistics.ts';
import { takeRounds, type Progress, type Rounds, type Side } from './stopwatch.ts';
import { firstLosses, shortestBlockOf, stepWork, trainingSide, type StepWork } from './training-side.ts';

/** The page hears of progress a few times a second; drawing more would disturb what is measured. */
const reportMilliseconds = 250;

function post(reply: MeasureReply): void {
  postMessage(reply);
}

/** Returns the pairs of those that could be made. @throws Error when none is left, with what the last one says. */
async function trainFirst({ site, setup, contenders, pairs, plan }: MeasureRequest): Promise<readonly Pair[]> {
  if (!plan.losses) return pairs;
  let present: readonly Pair[] = pairs;
  for (const id of contenders) {
    post({ type: 'training', id });
    let learner: Learner;
    try {
      learner = await learnerOf(contenderOf(id), setup, site, beat);
    } catch (error) {
      present = pairsWithout(present, id);
      if (present.length === 0) throw error;
      post({ type: 'absent', id, message: messageOf(error) });
      continue;
    }
    const losses = await firstLosses(learner, plan.losses);
    const { about } = await learner.info();
    learner.dispose();
    post({ type: 'trained', id, losses, ...(about && { about }) });
  }
  return present;
}

function pairRounds({ milliseconds, twinOf, block, gap }: Rounds, progress: number): PairRounds {
  const [a = [], b = [], twin = []] = milliseconds;
  return { progress, block, gap, times: { a, b, twin }, twinOf: twinOf === 1 ? 'b' : 'a' };
}

/** Warming up counts as a fifth. */
function partDone({ stage, fraction }: Progress): number {
  return stage === 'warming up' ? 0.2 * fraction : 0.2 + 0.8 * fraction;
}

async function measurePair(request: MeasureRequest, index: number, { a, b }: Pair, work: StepWork): Promise<void> {
  const { site, setup, timerStep, plan } = request;
  const learners: Learner[] = [];
  const side = async (id: string): Promise<Side> => {
    const contender = contenderOf(id);
    const learner = await learnerOf(contender, setup, site, beat);
    learners.push(learner);
    return {
      run: await trainingSide(learner, work),
      twin: () => side(id),
      shortestBlock: shortestBlockOf(contender),
    };
  };
  const tell = (rounds: Rounds, progress: number): void =>
    post({ type: 'pair', pair: index, rounds: pairRounds(rounds, progress) });

  tell({ milliseconds: [], block: 0, gap: 0 }, 0);
  let told = performance.now();
  try {
    const rounds = await takeRounds([await side(a), await side(b)], plan.rounds, {
      timerStep,
      random: uniformStream(index),
      progress(progress, soFar) {
        if (performance.now() - told < reportMilliseconds) return;
        const measured = progress.stage === 'measuring' ? soFar : { ...soFar, milliseconds: [] };
        tell(measured, partDone(progress));
        told = performance.now();
      },
    });
    tell(rounds, 1);
  } finally {
    for (const learner of learners) learner.dispose();
  }
}

async function measure(request: MeasureRequest): Promise<void> {
  const pairs = await trainFirst(request);
  const work = stepWork(request.setup);
  for (const [index, pair] of pairs.entries()) await measurePair(request, index, pair, work);
  post({ type: 'done' });
}

addEventListener('message', ({ data }: MessageEvent<MeasureRequest>) => {
  measure(data).catch((error: unknown) => {
    post({ type: 'failed', message: messageOf(error) });
  });
});
