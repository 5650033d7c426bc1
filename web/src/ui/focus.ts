// The focus stays where the reader works: when the control that has it goes out of sight or can no longer be used, as
// Measure does while it measures, the one beside it takes it over, and gives it back.

const controls = 'a[href], button, input, select, summary, textarea';

/** Whom a control took the focus over from. */
const givers = new WeakMap<Element, HTMLElement>();

function canHaveFocus(element: HTMLElement): boolean {
  return element.checkVisibility() && !element.matches(':disabled');
}

/** The next control after this one in the smallest part of the panel that has any, or else the one before it. */
function neighbourOf(element: Element, panel: Element): HTMLElement | undefined {
  for (let part = element.parentElement; part && panel.contains(part); part = part.parentElement) {
    const all = [...part.querySelectorAll<HTMLElement>(controls)].filter((one) => one === element || canHaveFocus(one));
    const at = all.indexOf(element as HTMLElement);
    const neighbour = all[at + 1] ?? all[at - 1];
    if (neighbour) return neighbour;
  }
  return undefined;
}

/** Changes what is in the panel by `update`, and keeps the focus in it. */
export function keepFocus(panel: Element, update: () => void): void {
  const focused = document.activeElement;
  update();
  if (!(focused instanceof HTMLElement) || !panel.contains(focused) || canHaveFocus(focused)) return;
  const giver = givers.get(focused);
  const next = giver && canHaveFocus(giver) ? giver : neighbourOf(focused, panel);
  if (!next) return;
  if (next !== giver) givers.set(next, focused);
  next.focus({ preventScroll: true });
}
