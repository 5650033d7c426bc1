// A panel is a part of a view: an element, and how to bring it up to date.
import { keepFocus } from './focus.ts';

export interface Panel {
  element: HTMLElement;
  update(): void;
  /** Milliseconds between updates while things move; every frame if it is left out. */
  interval?: number;
}

/** Updates panels in animation frames: only after a change, each no more often than it wants. */
export function drawLoop(panels: readonly Panel[]): { request(): void } {
  const drawn = new Map<Panel, number>();
  const dirty = new Set<Panel>();
  let scheduled = false;

  function frame(now: number): void {
    scheduled = false;
    for (const panel of [...dirty]) {
      if (now - (drawn.get(panel) ?? -Infinity) < (panel.interval ?? 0)) continue;
      dirty.delete(panel);
      drawn.set(panel, now);
      keepFocus(panel.element, () => panel.update());
    }
    if (dirty.size > 0) schedule();
  }
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(frame);
  }
  function request(): void {
    for (const panel of panels) dirty.add(panel);
    schedule();
  }
  return { request };
}
