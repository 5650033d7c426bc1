// A race against the clock: each contender has so many seconds of its own, and is judged by how far its model came.
import type { Settings } from '../model/settings.ts';
import type { Setup } from '../model/setup.ts';

/** A tenth of the distinct documents: nobody trains on them. */
const holdout = 0.1;

/** As many as the module takes: over so many steps the learning rate all but stays where it is. */
const endless = 1e9;

/** The setup of a race that ends as the settings say; one over steps is as it was. */
export function endingBy(end: Settings['end'], setup: Setup): Setup {
  return end === 'steps' ? setup : { ...setup, seconds: Number(end), steps: endless, holdout };
}

/** How well a model does on documents that nobody trained on. */
export interface Judgement {
  loss: number;
  documents: number;
}

const mostJudged = 2000;
const fewestJudged = 20;
const workOfJudging = 5e6;

/** How many documents to judge a model by: all contenders by the same, and the slowest in about a second. */
export function documentsToJudge({ parameters, heldOut }: { parameters: number; heldOut: number }): number {
  const affordable = Math.floor(workOfJudging / parameters);
  return Math.min(heldOut, mostJudged, Math.max(fewestJudged, affordable));
}
