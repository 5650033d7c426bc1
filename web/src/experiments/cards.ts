// What a card is: an experiment as the page shows and measures it. All plain data, as messages carry it.
import type { ContenderDescriptor, ExperimentDescriptor, VariantName } from '../common/lanes.ts';
import type { LoopName } from '../contenders/python/runtime.ts';

/** Where a contender's loop comes from. */
export type Source =
  | { kind: 'wasm'; variant: VariantName; experiment: string; contender: string }
  | { kind: 'javascript'; loop: string }
  | { kind: 'python'; loop: LoopName }
  | { kind: 'gpu'; loop: 'multiply' | 'matmul'; transfer: boolean };

export interface Contender extends Pick<ContenderDescriptor, 'name' | 'description' | 'threads'> {
  source: Source;
  /** The file and the marked part of it that shows the loop. */
  code: { file: string; part: string };
  /** Why it cannot run here, as far as that is known before it is tried. */
  obstacle?: string;
  /** Takes part only once somebody has asked for it, since it has much to load. */
  onDemand?: true;
}

/** An experiment as the page shows and measures it. */
export interface Card
  extends Pick<ExperimentDescriptor, 'name' | 'title' | 'claim' | 'clauses' | 'item' | 'size' | 'sizes' | 'unit'> {
  contenders: Contender[];
  /** What it is held against; missing where the experiment is a ceiling itself. */
  ceiling?: { name: string; contenders: Contender[]; largest: number };
}

/** The contenders that take part: those that can be tried here, and on demand also CPython. */
export function participants(card: Card, onDemand: boolean): Contender[] {
  return card.contenders.filter((contender) => contender.obstacle === undefined && (onDemand || !contender.onDemand));
}
