// The page: its head, the chosen view, and its foot.
import '../ui/number-formats.ts';
import '@fontsource-variable/geist/wght.css';
import '../ui/base.css';
import './frame.css';
import './shell.css';
import '../ui/view.css';
import '../ui/fields.css';
import '../ui/cards.css';
import '../ui/print.css';
import '../contenders/lanes.css';
import { contenders } from '../contenders/contenders.ts';
import { adoptContenderStyles } from '../contenders/styles.ts';
import { cancelledMessage } from '../measure/session.ts';
import { embedEntry } from '../page/embed.ts';
import { noticesPanel } from '../page/notices-panel.ts';
import { Page } from '../page/page.ts';
import { announcements } from '../ui/announce.ts';
import { onEscape } from '../ui/escape.ts';
import { drawLoop } from '../ui/panel.ts';
import { h } from '../common/dom.ts';
import { siteFile } from '../common/site.ts';
import { preparePrinting } from '../ui/print.ts';
import { startTheme, theme, toggleTheme, onThemeChange } from '../ui/theme.ts';
import { presented } from './address.ts';
import { addressList } from './address-list.ts';
import { embedding } from './embedding.ts';
import { environmentLine } from './environment-line.ts';
import { keeping } from './keeping.ts';
import { followLinks } from './links.ts';
import { addressToMeasure } from './measure-here.ts';
import { icon, mark } from '../ui/icons.ts';
import type { Bench } from '../experiments/bench.ts';
import { presentation } from './presentation.ts';
import { raceView } from '../race/view.ts';
import { router, type View } from './router.ts';

function themeButton(): HTMLElement {
  const button = h('button', { type: 'button', class: 'icon-button', id: 'theme' }, icon('theme'));
  const name = (): void => {
    button.setAttribute('aria-label', theme() === 'dark' ? 'Light colours' : 'Dark colours');
    button.title = button.getAttribute('aria-label')!;
  };
  button.addEventListener('click', toggleTheme);
  onThemeChange(name);
  name();
  return button;
}

/** Leads past the head. The address stays, as it says which view is shown. */
function skipLink(content: HTMLElement): HTMLElement {
  const link = h('a', { class: 'skip', href: '#main', text: 'Skip to the content' });
  link.addEventListener('click', (event) => {
    event.preventDefault();
    content.focus();
    content.scrollIntoView();
  });
  return link;
}

startTheme();
preparePrinting();
adoptContenderStyles(contenders);
const page = new Page(addressList);
onEscape(() => page.exclusive.end(cancelledMessage));
followLinks(page);

/** The experiments are measured on one bench, by their own view and by the lesson. */
let bench: Promise<Bench> | undefined;
function theBench(): Promise<Bench> {
  bench ??= import('../experiments/bench.ts').then(
    (room) => new room.Bench(page.exclusive, page.timerStep, () => page.changed()),
  );
  bench.catch(() => (bench = undefined)); // so that a lost connection can be tried again
  return bench;
}

/** What the address asks for behind # and there is not. */
function tellUnknown(view: string): void {
  page.address.tellUnknown(view, 'view');
  page.changed();
}

/** Of the whole page; a frame of another may show one of them only. */
const views: readonly View[] = [
  { id: 'race', name: 'Race', make: () => raceView(page) },
  { id: 'ladder', name: 'Ladder', make: async () => (await import('../ladder/view.ts')).ladderView(page) },
  {
    id: 'experiments',
    name: 'Experiments',
    make: async () => (await import('../experiments/view.ts')).experimentsView(page, await theBench()),
  },
  {
    id: 'lesson',
    name: 'Lesson',
    make: async () => (await import('../lesson/view.ts')).lessonView(page, await theBench()),
  },
  { id: 'inside', name: 'Inside', make: async () => (await import('../inside/view.ts')).insideView(page) },
  {
    id: 'compare',
    name: 'Compare',
    make: async () => (await import('../share/view.ts')).compareView(page, addressToMeasure),
  },
];
const embedded = page.address.get(embedEntry);
const { navigation, outlet } = router(embedded ? views.filter(({ id }) => id === embedded.view) : views, tellUnknown);
const presenting = presentation(
  [
    { name: 'Race', address: 'race' },
    { name: 'Ladder', address: 'ladder' },
  ],
  async () => {
    const { stops } = await import('../lesson/lesson.ts');
    return stops.map(({ id, title }) => ({ name: title, address: `lesson/${id}` }));
  },
  (on) => page.address.set(presented, on),
);
const notices = noticesPanel(page);
const kept = keeping();
const drawing = drawLoop([notices]);
page.onChange(() => drawing.request());
drawing.request();

function wholePage(): HTMLElement[] {
  const oneFile = siteFile('lanes-offline.html');
  const head = h(
    'header',
    { class: 'top' },
    h('a', { class: 'brand', href: '#race', 'aria-label': 'Lanes' }, mark(), 'Lanes'),
    h('p', { class: 'tagline muted', text: 'why vectorised code is fast' }),
    navigation,
    presenting.start,
    themeButton(),
  );
  const foot = h(
    'footer',
    {},
    environmentLine(page),
    kept.line,
    h(
      'p',
      {},
      'The model is Andrej Karpathy’s ',
      h('a', { href: 'https://karpathy.github.io/2026/02/12/microgpt/', rel: 'noopener', text: 'microGPT' }),
      '. Everything runs in this tab; nothing you type or open leaves it. ',
      oneFile && h('a', { href: oneFile, download: true, text: 'Save the page as one file' }),
      oneFile && ', which opens from disk, without a network.',
    ),
  );
  return [skipLink(outlet), head, notices.element, announcements, kept.notice, outlet, presenting.bar, foot];
}

const parts = embedded ? [notices.element, announcements, outlet, embedding(embedded)] : wholePage();
document.getElementById('shell')!.replaceWith(...parts);

if (page.address.get(presented) && !embedded) presenting.begin();
kept.begin(page.start());
