// What there is to know of a contender: race, ladder, quote and saved results read it here and nowhere else.
import { patience } from '../common/silence.ts';
import type { Arrival } from '../common/arrival.ts';
import { bytesPerSecond } from '../model/data.ts';
import type { TrainingSetup } from '../model/setup.ts';
import { formatBytes, formatInteger } from '../ui/format.ts';
import type { Learner, LearnerInfo } from './port.ts';
import type { Texture } from './textures.ts';

export interface Contender extends Pick<LearnerInfo, 'engine' | 'variant' | 'precision'> {
  /** In addresses of elements, files and colours. */
  id: string;
  name: string;
  /** For axes and narrow columns. */
  short: string;
  /** As the subject of a sentence. */
  noun: string;
  /** What it is, in one sentence. */
  what: string;
  /** What it adds to the rung before it on the ladder; one without an idea of its own is no rung. */
  idea?: string;
  /** The rung whose idea it carries on, where what that gains is told over the widths. */
  carriesOn?: string;
  /** What the gain over that one comes from: 2 times from this. */
  gain?: string;
  /** How its lane is drawn: what the machine code is like, as a picture. */
  texture: Texture;
  /** Its colour in either theme; both meet WCAG AA for text on a card. */
  colour: { light: string; dark: string };
  /** Takes part in the race from the start; otherwise once it is switched on. */
  fromStart: boolean;
  /** What has to be fetched first. It is not, before somebody has asked for it. */
  download?: { bytes: number; milliseconds: number };
  /** Its instructions work on several numbers at once. */
  vector: boolean;
  /** Computes on more than one core. */
  parallel: boolean;
  /** Every number in the graph is a box of its own. */
  boxed: boolean;
  /** Its memory is freed by a garbage collector, now and then. */
  collected: boolean;
  /** About what a number in the graph costs, to foretell how long something takes. */
  nanosecondsPerNumber: number;
  /** More than it can bear: so many numbers in the graph of a step, so many bytes of data. */
  largest?: { numbers: number; bytes: number };
  /** Why this browser cannot run it; undefined when it can. `site` is the address of the page. */
  obstacle(site: string): Promise<string | undefined>;
  /** Makes a model with the seed's weights, in the calling thread, and tells of what it has to fetch. */
  make(setup: TrainingSetup, site: string, arrived: (arrival: Arrival) => void): Promise<Learner>;
}

/** Makes a contender's model, and gives it the setup's weights if there are any. */
export async function learnerOf(
  contender: Contender,
  setup: TrainingSetup,
  site: string,
  arrived: (arrival: Arrival) => void,
): Promise<Learner> {
  const learner = await contender.make(setup, site, arrived);
  if (!setup.weights) return learner;
  if (!learner.load) throw new Error(`${contender.name} cannot start from a checkpoint.`);
  await learner.load(setup.weights.bytes);
  return learner;
}

/**
 * Why a contender is left out where a step makes so many boxes and the data is so large, if that is too much for it.
 */
export function overburdened(
  { name, largest, nanosecondsPerNumber }: Contender,
  boxes: number,
  bytes: number,
): string | undefined {
  if (!largest) return undefined;
  if (bytes > largest.bytes) {
    return `Left out: the data is ${formatBytes(bytes)}, and ${name} reads at most ` + `${formatBytes(largest.bytes)}.`;
  }
  if (boxes <= largest.numbers) return undefined;
  const duration = (boxes * nanosecondsPerNumber) / 1e9 < 2 ? 'more than a second' : 'several seconds';
  return (
    `Left out at this size: a step would make up to ${formatInteger(Number(boxes.toPrecision(2)))} objects ` +
    `and take ${duration}.`
  );
}

/** Times the usual, on a slow and busy machine. */
const slowest = 20;

/** How many seconds a contender may be busy with its data, or with a step that makes so many boxes, and say nothing. */
export function longestSilence({ nanosecondsPerNumber }: Contender, boxes: number, bytes: number): number {
  return patience + bytes / bytesPerSecond + (slowest * boxes * nanosecondsPerNumber) / 1e9;
}

/** What a button says that lets a contender join which has much to fetch. */
export function invitation({ name, download }: Contender): string {
  return `Add ${name} (about ${formatBytes(download!.bytes)}, fetched from this site)`;
}
