// Judges data (and a checkpoint) before the race takes them on: the module itself is the judge, in a worker that is
// used once, so that a huge or broken file neither blocks the page nor disturbs a race.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { messageOf } from '../common/errors.ts';
import { loadLanes, type TrainerOptions } from '../common/lanes.ts';

export interface CheckRequest {
  lanes: string;
  options: TrainerOptions & { data: Uint8Array };
  weights?: Uint8Array;
}

export type CheckReply = { documents: number; vocabulary: number; sha256: string } | { error: string };

async function check({ lanes, options, weights }: CheckRequest): Promise<CheckReply> {
  const trainer = await (await loadLanes(lanes)).createTrainer(options);
  if (weights) trainer.load(weights);
  const { documents, vocabulary } = trainer.info();
  trainer.dispose();
  return { documents, vocabulary, sha256: bytesToHex(sha256(options.data)) };
}

addEventListener('message', ({ data }: MessageEvent<CheckRequest>) => {
  check(data)
    .catch((error: unknown): CheckReply => ({ error: messageOf(error) }))
    .then((reply) => postMessage(reply));
});
