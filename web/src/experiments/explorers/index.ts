// The cards that let their reader look into things: they stand below the measured ones.
import type { App } from '../../app.ts';
import { instructionsExplorer } from './instructions.ts';
import { memoryExplorer } from './memory.ts';
import { warmUpExplorer } from './warm-up.ts';

export { explorerResults } from './results.ts';

export const explorers: readonly ((app: App) => HTMLElement)[] = [memoryExplorer, instructionsExplorer, warmUpExplorer];
