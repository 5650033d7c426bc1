// All that the address may hold besides the settings. A feature that keeps something there declares it in a file
// `address.ts` of its room and adds it here; it reads and sets it with `page.address`.
import { cardSize } from '../experiments/address.ts';
import { ladderWidth } from '../ladder/address.ts';
import { versionEntry, type AnyEntry } from '../model/address.ts';
import { dataInAddress } from '../model/data-sets.ts';
import { embedEntry } from '../page/embed.ts';
import { takingPart } from '../race/address.ts';
import { presented } from './address.ts';

export const addressList: readonly AnyEntry[] = [
  versionEntry,
  dataInAddress,
  takingPart,
  ladderWidth,
  cardSize,
  presented,
  embedEntry,
];
