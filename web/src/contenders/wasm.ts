// The builds of the C++ core.
import type { Arrival } from '../common/arrival.ts';
import { loadLanes, type TrainerOptions } from '../common/lanes.ts';
import { trainerOptions, type TrainingSetup } from '../model/setup.ts';
import { learnerFrom, type Learner, type LearnerInfo } from './port.ts';

/** Which build, and how it computes. */
export type Build = Required<Pick<TrainerOptions, 'variant' | 'engine' | 'precision'>>;

/** `site` is the address of the page. */
export async function wasmLearner(
  build: Build,
  setup: TrainingSetup,
  site: string,
  arrived: (arrival: Arrival) => void,
): Promise<Learner> {
  const { createTrainer, watchLoading } = await loadLanes(site);
  watchLoading(arrived);
  const trainer = await createTrainer({ ...trainerOptions(setup), ...build });
  const info = async (): Promise<LearnerInfo> => {
    const found = trainer.info();
    return found.threads > 1 ? { ...found, about: `${found.threads} threads` } : found;
  };
  return { ...learnerFrom(trainer), info };
}
