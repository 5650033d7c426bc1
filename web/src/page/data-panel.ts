// Choosing the training text: what comes with the page, a file (also dropped on it), a paste, or the list at GitHub.
import { forgetAll } from '../common/memory.ts';
import { askBeforeLeaving } from './leaving.ts';
import type { Page } from './page.ts';
import { h, setText, show } from '../common/dom.ts';
import { formatBytes, formatCount, formatDocuments, formatInteger } from '../ui/format.ts';
import { publicNames } from '../model/data.ts';
import { dataSets } from '../model/data-sets.ts';
import type { Panel } from '../ui/panel.ts';

/** In characters, of what is put into the text box at once. */
const largestTyped = 100_000;

export function dataPanel(page: Page): Panel {
  const current = h('p', { class: 'current-data', id: 'current-data' });
  const about = h('p', { class: 'help', id: 'data-about' });
  const notice = h('p', { class: 'notice', role: 'alert', id: 'data-notice', hidden: true });
  const shipped = dataSets.map((set) => ({
    set,
    chip: h('button', {
      type: 'button',
      class: 'chip',
      text: set.label,
      on: { click: () => void page.useShipped(set) },
    }),
  }));
  const file = h('input', { type: 'file', class: 'visually-hidden', id: 'data-file' });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen) void page.useData(chosen.name, chosen);
    file.value = '';
  });
  acceptDrops((dropped) =>
    /\.safetensors$/i.test(dropped.name)
      ? page.useCheckpoint(dropped.name, dropped)
      : page.useData(dropped.name, dropped),
  );

  const pasted = h('textarea', {
    id: 'data-paste',
    rows: 5,
    placeholder: 'ada\ngrace\nbarbara\n…',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  // A text box takes seconds for a large text, and the page stands still meanwhile: it is used at once, as a file is.
  pasted.addEventListener('beforeinput', (event) => {
    if (!event.data || event.data.length < largestTyped) return;
    event.preventDefault();
    void page.useData('pasted text', event.data);
  });
  askBeforeLeaving(() => pasted.value !== '');
  const usePasted = h('button', { type: 'button', text: 'Train on this text', id: 'use-pasted' });
  usePasted.addEventListener('click', () => void page.useData('pasted text', pasted.value));

  const element = h(
    'div',
    { class: 'data' },
    current,
    about,
    h('div', { class: 'chips' }, ...shipped.map(({ chip }) => chip)),
    h(
      'div',
      { class: 'buttons' },
      file,
      h('label', { for: 'data-file', class: 'button', text: 'Open a text file …' }),
      h('button', {
        type: 'button',
        id: 'fetch-names',
        text: `Fetch ${formatInteger(publicNames.documents)} names from GitHub`,
        title: publicNames.url,
        on: { click: () => void page.usePublicNames() },
      }),
    ),
    notice,
    h('p', {
      class: 'help',
      text:
        'You can also drop a file anywhere on the page. Text stays in this browser: nothing is sent anywhere. ' +
        'Only the GitHub button leaves this site; it asks raw.githubusercontent.com for the list that microGPT was ' +
        'published with and checks its SHA-256.',
    }),
    h(
      'p',
      { class: 'help' },
      'What you set and open is remembered in this browser for your next visit. ',
      h('button', {
        type: 'button',
        class: 'link',
        id: 'forget-all',
        text: 'Forget all, and begin anew',
        on: { click: () => void beginAnew() },
      }),
    ),
    h(
      'details',
      { class: 'paste' },
      h('summary', { text: 'Paste text' }),
      h('label', { for: 'data-paste', class: 'visually-hidden', text: 'Text to train on' }),
      pasted,
      usePasted,
    ),
  );

  function update(): void {
    const { dataset, dataNotice, settings } = page;
    setText(
      current,
      dataset
        ? `${dataset.name}: ${formatDocuments(dataset.documents, settings.corpus)}, ` +
            `${formatCount(dataset.vocabulary - 1, 'different character')}, ${formatBytes(dataset.bytes.length)}`
        : 'No data yet.',
    );
    setText(about, page.dataSet?.about ?? '');
    for (const { set, chip } of shipped) chip.setAttribute('aria-pressed', String(set === page.dataSet));
    const said = dataNotice?.text ?? dataset?.warnings.join(' ') ?? '';
    setText(notice, said);
    notice.classList.toggle('error', dataNotice?.kind === 'error');
    show(notice, said !== '');
  }
  return { element, update };
}

async function beginAnew(): Promise<void> {
  await forgetAll();
  history.replaceState(null, '', location.pathname + location.hash);
  location.reload();
}

function acceptDrops(open: (file: File) => Promise<void>): void {
  const { body } = document;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) body.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    body.classList.remove('dropping');
    const [file] = event.dataTransfer?.files ?? [];
    if (!file || event.defaultPrevented) return; // the view may have a use of its own for it
    event.preventDefault();
    void open(file);
  });
}
