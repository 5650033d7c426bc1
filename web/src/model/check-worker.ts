// Judges data (and a checkpoint) before the race takes them on: the module itself is the judge, in a worker that is
// used once, so that a huge or broken file neither blocks the page nor disturbs a race.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { beat } from '../common/beat.ts';
import { messageOf } from '../common/errors.ts';
import { loadLanes } from '../common/lanes.ts';
import { trainerOptions, type Dataset, type TrainingSetup } from './setup.ts';

export interface CheckRequest {
  /** The address of the page. */
  site: string;
  setup: TrainingSetup;
}

export type CheckReply =
  | ({ type: 'accepted' } & Omit<Dataset, 'name' | 'bytes'>)
  | { type: 'refused'; message: string };

async function check({ site, setup }: CheckRequest): Promise<CheckReply> {
  const { createTrainer, watchLoading } = await loadLanes(site);
  watchLoading(beat);
  const trainer = await createTrainer({ ...trainerOptions(setup), variant: 'scalar' });
  if (setup.weights) trainer.load(setup.weights.bytes);
  const { documents, vocabulary, warnings } = trainer.info();
  trainer.dispose();
  return { type: 'accepted', documents, vocabulary, warnings, sha256: bytesToHex(sha256(setup.dataset.bytes)) };
}

addEventListener('message', ({ data }: MessageEvent<CheckRequest>) => {
  check(data)
    .catch((error: unknown): CheckReply => ({ type: 'refused', message: messageOf(error) }))
    .then((reply) => postMessage(reply));
});
