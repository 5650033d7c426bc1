// What the address holds of the race, besides its settings.
import { contenders } from '../contenders/contenders.ts';
import { choicesEntry } from '../model/address.ts';

/** Who takes part, where that is not left as it is. */
export const takingPart = choicesEntry(
  'contenders',
  contenders.map(({ id }) => id),
);
