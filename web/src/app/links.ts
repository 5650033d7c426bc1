// Links of the page to itself with other settings. They are followed without a reload, with which all would go that was
// measured and opened.
import type { Page } from '../page/page.ts';

export function followLinks(page: Page): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link?.target !== '' || !isPlain || event.defaultPrevented) return;
    const isOfThisPage = link.origin === location.origin && link.pathname === location.pathname;
    if (!isOfThisPage || link.search === location.search) return;
    event.preventDefault();
    page.follow(link.search);
    location.hash = link.hash;
  });
}
