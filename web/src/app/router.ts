// Which view the page shows: the address after # says it, as in #experiments or #experiments/multiply, where the second
// part is the id of an element to go to, unless the view takes it for something else. A view is made when it is first
// asked for, and then kept as it is.
import { fragment } from '../common/fragment.ts';
import { h, show } from '../common/dom.ts';
import { patience, unlessSilent } from '../common/silence.ts';

export interface View {
  id: string;
  name: string;
  make(): HTMLElement | Promise<HTMLElement>;
}

/**
 * The links to the views, and the place where the chosen one stands. The first view is that of a bare address. One
 * that names none of them is given to `unknown`, and leads nowhere.
 */
export function router(
  views: readonly View[],
  unknown: (id: string) => void,
): { navigation: HTMLElement; outlet: HTMLElement } {
  const links = views.map(({ id, name }) => h('a', { href: `#${id}`, text: name }));
  const navigation = h('nav', { class: 'views', 'aria-label': 'Views' }, ...links);
  const outlet = h('main', { id: 'main', tabindex: -1 });
  const siteTitle = document.title;
  const made = new Map<View, Promise<HTMLElement>>();
  let shown: View | undefined;
  let trouble: HTMLElement | undefined;

  function element(view: View): Promise<HTMLElement> {
    let making = made.get(view);
    if (!making) {
      making = Promise.resolve(view.make()).then((content) => {
        outlet.append(content);
        if (view === shown) trouble?.remove(); // it may come late
        return content;
      });
      made.set(view, making);
      making.catch(() => made.delete(view)); // so that a lost connection can be tried again
    }
    return making;
  }

  function complaint(view: View): HTMLElement {
    const again = h('button', { type: 'button', class: 'link', text: 'Try again' });
    again.addEventListener('click', () => {
      shown = undefined;
      void go(false);
    });
    const text = `The view ${view.name} could not be loaded. The connection may be gone, or slow. `;
    return h('p', { class: 'notice error', role: 'alert' }, text, again);
  }

  async function go(first: boolean): Promise<void> {
    const { view: id, place } = fragment();
    const found = views.find((candidate) => candidate.id === id);
    if (!found && id !== '') unknown(id);
    const view = found ?? (id === '' ? undefined : shown) ?? views[0]!;
    if (view !== shown) {
      shown = view;
      document.title = `${view.name} · ${siteTitle}`;
      for (const [i, link] of links.entries()) {
        if (views[i] === view) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      trouble?.remove();
      try {
        await unlessSilent(
          patience,
          () => 'It takes too long.',
          () => element(view),
        );
      } catch (error) {
        console.error(error);
        if (view === shown) {
          trouble = complaint(view);
          outlet.append(trouble);
        }
      }
      if (view !== shown) return; // another was chosen meanwhile
      for (const [other, making] of made) {
        const turn = (content: HTMLElement): void => show(content, other === shown);
        making.then(turn, () => {});
      }
      if (!first) scrollTo(0, 0);
    }
    if (place) outlet.querySelector(`:scope > :not([hidden]) #${CSS.escape(place)}`)?.scrollIntoView();
  }
  addEventListener('popstate', () => void go(false)); // a hashchange is no way back on which the query changes, too
  void go(true);
  return { navigation, outlet };
}
