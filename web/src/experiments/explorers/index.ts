// The cards that let their reader look into things: they stand below the measured ones.
import type { Page } from '../../page/page.ts';
import { instructionsExplorer } from './instructions.ts';
import { memoryExplorer } from './memory.ts';
import { warmUpExplorer } from './warm-up.ts';

export { explorersMeasured, explorersSection } from './results.ts';

export interface Explorer {
  /** Of the card's element, to which #experiments/<id> leads. */
  id: string;
  title: string;
  make(page: Page): HTMLElement;
}

export const explorers: readonly Explorer[] = [
  { id: 'memory', title: 'Memory, seen', make: memoryExplorer },
  { id: 'instructions', title: 'Instructions, seen', make: instructionsExplorer },
  { id: 'warm-up', title: 'Warming up', make: warmUpExplorer },
];
