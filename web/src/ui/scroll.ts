// Scrolling to what has just begun to matter.

/** Scrolls so that what lies from the top of one element to the bottom of another can be seen, if it cannot yet. */
export function bringIntoView(from: Element, to: Element): void {
  if (from.getBoundingClientRect().top >= 0 && to.getBoundingClientRect().bottom <= innerHeight) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  from.scrollIntoView({ block: 'start', behavior: calm ? 'instant' : 'smooth' });
}
