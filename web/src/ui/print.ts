// On paper: light colours, and the figures of what was measured, whether they were folded away or not.
import { setPrinting } from './theme.ts';

let opened: HTMLDetailsElement[] = [];

export function preparePrinting(): void {
  addEventListener('beforeprint', () => {
    setPrinting(true);
    opened = [...document.querySelectorAll<HTMLDetailsElement>('details.print-open:not([open])')];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
    setPrinting(false);
  });
}
