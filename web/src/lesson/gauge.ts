// What measures a chapter: the comparison of trainers that the race quotes, or an experiment's card. Both tell of
// themselves in the same way.
import type { Estimate, Judgement } from '../measure/statistics.ts';
import type { Training, Trial } from './chapters.ts';

export type Effort = 'quick' | 'thorough';

/** How many times faster it was, and on what that was measured. */
export type Found = { estimate: Estimate; basis: string } & Judgement;

export interface Gauge<What extends Training | Trial = Training | Trial> {
  /** Whether all is there that it needs. */
  ready(what: What): boolean;
  /** Why this browser cannot measure it, as far as that is known. */
  obstacle(what: What): string | undefined;
  /** What has to be fetched for it, if it is much. */
  download(what: What): { name: string; bytes: number } | undefined;
  start(what: What, effort: Effort): void;
  stop(): void;
  /** How far it is, 0..1, and what it does; undefined when nothing is being measured. */
  progress(what: What): { fraction: number; message: string } | undefined;
  /** What came out of the last start, or why nothing did. */
  found(what: What): Found | string;
}
