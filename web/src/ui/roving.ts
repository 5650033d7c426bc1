// A group of buttons that is one stop of the Tab key, and in which the arrow keys go from button to button.

/** `columns` buttons stand in a row. The button to begin with has tabindex 0, all others -1. */
export function roving(group: HTMLElement, columns: () => number): void {
  const buttons = (): HTMLElement[] => [...group.querySelectorAll<HTMLElement>('button')];
  group.addEventListener('keydown', (event) => {
    const list = buttons();
    const at = list.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns(),
      ArrowDown: columns(),
      Home: -at,
      End: list.length - 1 - at,
    };
    const step = steps[event.key];
    const next = step !== undefined && at >= 0 ? list[at + step] : undefined;
    if (!next) return;
    event.preventDefault();
    focusOn(list, next);
  });
  group.addEventListener('focusin', (event) => {
    const list = buttons();
    if (list.includes(event.target as HTMLElement)) markOnly(list, event.target as HTMLElement);
  });
}

function markOnly(list: readonly HTMLElement[], one: HTMLElement): void {
  for (const button of list) button.tabIndex = button === one ? 0 : -1;
}

function focusOn(list: readonly HTMLElement[], next: HTMLElement): void {
  markOnly(list, next);
  next.focus();
}
