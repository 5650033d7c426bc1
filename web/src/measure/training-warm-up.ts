// Training until the machine code has settled. The first losses are kept, for they show that all compute the same.
import type { Learner } from '../contenders/port.ts';
import { timerStepsPerBlock, warmUp } from './warm-up.ts';

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

export async function warmUpTraining(learner: Learner, timerStep: number, plan: WarmUpPlan): Promise<WarmUp> {
  const losses = new Float64Array(plan.run);
  let done = 0;
  const train = async (steps: number): Promise<number> => {
    const result = await learner.train(steps);
    losses.set(result.losses.subarray(0, Math.max(0, plan.run - done)), Math.min(done, plan.run));
    done += steps;
    return result.milliseconds;
  };

  const enough = (): boolean => done >= plan.fewestSteps;
  const stepMilliseconds = await warmUp(train, timerStepsPerBlock * timerStep, plan.milliseconds, { enough });
  if (done < plan.run && (plan.run - done) * stepMilliseconds <= plan.runMilliseconds) await train(plan.run - done);
  return { stepMilliseconds, losses: losses.slice(0, done) };
}
