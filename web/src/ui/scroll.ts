// Scrolling to what has just begun to matter.

/** As much of a screen as what is above the essential may take. */
const roomAbove = 0.2;

/**
 * Scrolls so that what lies from the top of one element to the bottom of another can be seen, if it cannot yet: from
 * the `essential` one between them on, where the screen is small.
 */
export function bringIntoView(top: Element, essential: Element, to: Element): void {
  const topOf = (element: Element): number => element.getBoundingClientRect().top;
  if (topOf(top) >= 0 && to.getBoundingClientRect().bottom <= innerHeight) return;
  const from = topOf(essential) - topOf(top) > roomAbove * innerHeight ? essential : top;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  from.scrollIntoView({ block: 'start', behavior: calm ? 'instant' : 'smooth' });
}
