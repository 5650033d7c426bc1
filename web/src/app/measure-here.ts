// Where a result that came from elsewhere is measured on this machine.
import { cardSize } from '../experiments/address.ts';
import type { Shared } from '../export/shared.ts';
import { ladderWidth } from '../ladder/address.ts';
import { dataInAddress, dataSets } from '../model/data-sets.ts';
import type { Settings } from '../model/settings.ts';
import type { Asked } from '../page/address.ts';
import type { Page } from '../page/page.ts';
import { takingPart } from '../race/address.ts';

/** A text that only its owner has is left out: it is measured on the data at hand. */
function asksForData(name: string | undefined): Asked[] {
  const found = dataSets.find((set) => set.name === name);
  return found ? [[dataInAddress, found === dataSets[0] ? undefined : found.id]] : [];
}

function asksForContenders({ rows }: Shared): Asked[] {
  const raced = new Set(rows.flatMap(({ id, gain }) => (gain ? [id, gain.against] : [id])));
  return raced.size >= 2 ? [[takingPart, [...raced]]] : [];
}

/** The place in the page, and what differs there from how the page is set. */
function wishesOf(result: Shared): { place: string; settings: Partial<Settings>; entries: Asked[] } {
  const { subject, data } = result;
  const effort = result.effort && { effort: result.effort };
  switch (subject.kind) {
    case 'ladder': {
      const width: Asked = [ladderWidth, String(subject.width)];
      return { place: '#ladder', settings: { ...effort }, entries: [...asksForData(data), width] };
    }
    case 'quote': {
      const { kind: _, ...sizes } = subject;
      return { place: '#race', settings: sizes, entries: [...asksForData(data), ...asksForContenders(result)] };
    }
    case 'card': {
      const { card, size } = subject;
      const place = `#experiments/${encodeURIComponent(card)}`;
      return { place, settings: { ...effort }, entries: [[cardSize, { card, size }]] };
    }
  }
}

/**
 * An address of this page: all that the result tells of how it was measured, and for the rest the present settings. A
 * size, a card or a contender that this page does not have is told where the address is followed.
 */
export function addressToMeasure(page: Page, result: Shared): string {
  const { place, settings, entries } = wishesOf(result);
  return page.address.asking({ ...page.settings, ...settings }, entries, place);
}
