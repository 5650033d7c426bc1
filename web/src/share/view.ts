// The view that compares machines: results from links, files and the machines that come with the page, beside one's
// own.
import './share.css';
import { h, setText, show } from '../common/dom.ts';
import { linksIn } from '../export/link.ts';
import type { Shared } from '../export/shared.ts';
import type { Page } from '../page/page.ts';
import { hero } from '../ui/hero.ts';
import { drawLoop } from '../ui/panel.ts';
import { Comparison, visitName, type Exhibit } from './comparison.ts';
import { exhibitItem } from './exhibits-panel.ts';
import { groupPanel } from './group-panel.ts';
import { machines } from './machines.ts';

const whatToOpen = 'Open a link that somebody sent, a file that the page saved, or a machine that comes with the page.';

/** `addressToMeasure` leads to where a result is measured on this machine. */
export function compareView(page: Page, addressToMeasure: (page: Page, result: Shared) => string): HTMLElement {
  const comparison = new Comparison(
    () => page.results.measured(),
    () => {
      page.address.setPlace('compare', comparison.openLinksText);
      loop.request();
    },
  );
  const file = h('input', {
    type: 'file',
    class: 'visually-hidden',
    id: 'compare-file',
    multiple: true,
    accept: '.json',
  });
  file.addEventListener('change', () => {
    const chosen = [...(file.files ?? [])];
    file.value = '';
    void openFiles(chosen);
  });
  const pasted = h('input', {
    type: 'text',
    id: 'compare-link',
    'aria-label': 'A link to a result',
    placeholder: 'Paste a link to a result',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const form = h('form', { class: 'compare-link' }, pasted, h('button', { type: 'submit', text: 'Open the link' }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const links = linksIn(pasted.value);
    comparison.begin();
    if (links.length === 0) comparison.tell('This is no link to a result: those hold “#compare/” and many letters.');
    void comparison.openLinks(links);
    pasted.value = '';
  });
  const references = machines.map(({ name, about, read }) =>
    h('button', {
      type: 'button',
      class: 'chip',
      text: name,
      on: {
        click: () => {
          comparison.begin();
          void comparison.openReference(name, about, read);
        },
      },
    }),
  );
  const visits = h('div', { class: 'chips', hidden: true });
  const problems = h('div', { class: 'compare-problems', role: 'alert' });
  const exhibits = h('ul', { class: 'exhibits', 'aria-label': 'What is compared' });
  const groups = h('div', { class: 'view' });
  const empty = h('p', { class: 'help', id: 'compare-empty' });

  const element = h(
    'div',
    { class: 'view compare' },
    hero(
      'compare-title',
      {
        title: 'One program.',
        accent: 'Other machines.',
        lede: [
          'What was measured on another machine, beside what you measured on this one. Nothing is uploaded: a link ' +
            'holds its figures itself, and a file stays in this tab.',
        ],
      },
      h(
        'div',
        { class: 'buttons' },
        file,
        h('label', { for: 'compare-file', class: 'button', text: 'Open files of results …' }),
        ...references,
      ),
      visits,
      form,
      problems,
      empty,
      exhibits,
    ),
    groups,
  );

  async function openFiles(files: readonly File[]): Promise<void> {
    comparison.begin();
    for (const one of files) await comparison.openFile(one);
  }
  // Here a file that is dropped is no text to train on.
  const takeDrop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (element.hidden || files.length === 0) return;
    event.preventDefault();
    void openFiles(files);
  };
  document.addEventListener('drop', takeDrop, { capture: true });

  /** The focus stays on the button at its place, and goes on to the link when there is none any more. */
  function showExhibits(all: readonly Exhibit[]): void {
    const buttons = (): HTMLElement[] => [...exhibits.querySelectorAll<HTMLElement>('.forget')];
    const at = buttons().indexOf(document.activeElement as HTMLElement);
    exhibits.replaceChildren(...all.map((one) => exhibitItem(one, () => forget(one))));
    if (at >= 0) (buttons()[at] ?? buttons().at(-1) ?? pasted).focus({ preventScroll: true });
  }

  /** Drawn at once, so that a second press on the same place falls on the next one. */
  function forget(one: Exhibit): void {
    comparison.forget(one);
    update();
  }

  let drawn = '';
  function update(): void {
    if (element.hidden || page.measuring) return;
    const own = comparison.own();
    const found = comparison.groups(own);
    const state = JSON.stringify([own, comparison.others, comparison.problems, page.visits.earlier.length]);
    if (state === drawn) return;
    drawn = state;
    visits.replaceChildren(
      ...page.visits.earlier.map((visit) =>
        h('button', {
          type: 'button',
          class: 'chip',
          text: visitName(visit.date),
          on: { click: () => void comparison.openVisit(visit) },
        }),
      ),
    );
    show(visits, page.visits.earlier.length > 0);
    problems.replaceChildren(...comparison.problems.map((text) => h('p', { class: 'notice error', text })));
    const all = [...(own ? [own] : []), ...comparison.others];
    showExhibits(all);
    groups.replaceChildren(...found.map((group) => groupPanel(group, (result) => addressToMeasure(page, result))));
    show(empty, comparison.others.length === 0);
    setText(
      empty,
      own
        ? `Yours is there. ${whatToOpen}`
        : `${whatToOpen} What you measure on the ladder, for the quote of a race or on a card stands beside it.`,
    );
  }
  const loop = drawLoop([{ element, update, interval: 500 }]);
  page.onChange(() => loop.request());
  const open = (): void => {
    loop.request();
    void comparison.openLinks(linksIn(location.hash));
  };
  addEventListener('popstate', open);
  open();
  return element;
}
