// What has come to its end is said once, also to those who do not see it.
import { h, setText } from '../common/dom.ts';

/** The live region; the frame of the page holds it. */
export const announcements = h('p', { class: 'visually-hidden', role: 'status', id: 'announcements' });

export function announce(text: string): void {
  setText(announcements, ''); // so that the same words are said again when the same ends again
  requestAnimationFrame(() => setText(announcements, text));
}
