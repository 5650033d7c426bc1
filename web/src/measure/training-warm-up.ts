// Training until the machine code has settled. The first losses are kept, for they show that all compute the same.
import { isSteady, median } from '../common/statistics.ts';
import type { Learner } from './learners.ts';
import { timerStepsPerBlock } from './warm-up.ts';

export interface WarmUpPlan {
  /** It ends when the time of a block no longer falls, or after so long. */
  milliseconds: number;
  /** But not before so many steps. */
  fewestSteps: number;
  /** So many losses are kept of the first steps. */
  run: number;
  /** If the rest of the run takes no longer than this, it is trained to its end. */
  runMilliseconds: number;
}

export interface WarmUp {
  stepMilliseconds: number;
  /** Of the first steps, at most `run` of them. */
  losses: Float64Array;
}

export function warmUp(learner: Learner, timerStep: number, plan: WarmUpPlan): WarmUp {
  const start = performance.now();
  const losses = new Float64Array(plan.run);
  const blocks: number[] = [];
  let done = 0;
  let steps = 1;
  const train = (n: number): number => {
    const result = learner.train(n);
    losses.set(result.losses.subarray(0, Math.max(0, plan.run - done)), Math.min(done, plan.run));
    done += n;
    return result.milliseconds;
  };

  for (let settled = false; !settled || done < plan.fewestSteps;) {
    const milliseconds = train(steps);
    if (milliseconds < timerStepsPerBlock * timerStep) {
      steps *= 2;
      blocks.length = 0;
    } else blocks.push(milliseconds / steps);
    settled = blocks.length > 0 && (performance.now() - start >= plan.milliseconds || isSteady(blocks));
  }
  const stepMilliseconds = median(blocks.slice(-20));
  if (done < plan.run && (plan.run - done) * stepMilliseconds <= plan.runMilliseconds) train(plan.run - done);
  return { stepMilliseconds, losses: losses.slice(0, done) };
}
