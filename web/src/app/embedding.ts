// What surrounds a part of the page that stands in the frame of another: a link to the whole, with the same settings.
import './embedding.css';
import { h } from '../common/dom.ts';
import { embedEntry, type Embedded } from '../page/embed.ts';

/** The address of the whole page, at this part of it. */
function wholePage({ view, card }: Embedded): string {
  const address = new URL(location.href);
  address.searchParams.delete(embedEntry.parameter);
  address.hash = card === undefined ? view : `${view}/${card}`;
  return address.href;
}

/** Marks the document, for the styles, and returns the link. */
export function embedding(embedded: Embedded): HTMLElement {
  document.documentElement.dataset['embed'] = embedded.view;
  const link = h('a', { href: wholePage(embedded), target: '_blank', rel: 'noopener', text: 'Lanes: the whole page' });
  return h('footer', { class: 'whole-page' }, link);
}
