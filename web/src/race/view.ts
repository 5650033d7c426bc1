// The view of the race: its panels, in reading order.
import type { Page } from '../page/page.ts';
import { h, show } from '../common/dom.ts';
import { controlsPanel } from './controls-panel.ts';
import { dataPanel } from '../page/data-panel.ts';
import { measurementsSection, resultsSection } from './export.ts';
import { Race } from './race.ts';
import { filesPanel } from './files-panel.ts';
import { lanesPanel } from './lanes-panel.ts';
import { lossPanel } from './loss-panel.ts';
import { quotePanel } from './quote-panel.ts';
import { namesPanel } from './names-panel.ts';
import { onEscape } from '../ui/escape.ts';
import { hero } from '../ui/hero.ts';
import { drawLoop } from '../ui/panel.ts';
import { bringIntoView } from '../ui/scroll.ts';
import { askBeforeLeaving } from '../page/leaving.ts';
import { settingsPanel } from '../page/settings-panel.ts';
import { tablePanel } from './table-panel.ts';
import { timingPanel } from './timing-panel.ts';
import './race.css';
import './presentation.css';

export function raceView(page: Page): HTMLElement {
  const race = new Race(page);
  page.results.add('results', () => resultsSection(race));
  page.results.add('measurements', () => measurementsSection(race.measurement));

  onEscape(() => {
    const isUnderWay = race.state === 'racing' || race.state === 'starting';
    if (isUnderWay) race.pause();
    return isUnderWay;
  });
  askBeforeLeaving(() => page.dataWouldBeLost || race.runners.some(({ step }) => step > 0));

  const settings = settingsPanel(page, dataPanel(page));
  const lanes = lanesPanel(race);
  const controls = controlsPanel(
    race,
    () => settings.focusFirstError(),
    (status) => bringIntoView(controls.element, status, lanes.element),
  );
  const [loss, timing, table, names] = [lossPanel(race), timingPanel(race), tablePanel(race), namesPanel(race)];
  // Nothing to see in them before the first step.
  const results = h(
    'div',
    { class: 'race-results', hidden: true },
    h('div', { class: 'two' }, loss.element, timing.element),
    table.element,
  );
  const quote = quotePanel(race);
  const files = filesPanel(race);

  const element = h(
    'div',
    { class: 'view race' },
    hero(
      'title',
      {
        title: 'Same model. Same losses.',
        accent: 'Different machine code.',
        lede: [
          'A tiny GPT learns to write in this tab, trained side by side by several builds of one C++ program. ' +
            'What differs is how the numbers lie in memory and how many of them an instruction takes. ',
          h('a', { href: '#lesson', text: 'The lesson tells why, in ten minutes.' }),
        ],
      },
      controls.element,
      lanes.element,
    ),
    settings.element,
    results,
    quote.element,
    names.element,
    files.element,
  );

  const panels = [controls, lanes, settings, loss, timing, table, quote, names, files];
  const loop = drawLoop(panels);
  const whileMeasuring = drawLoop([controls, settings, quote]); // what the reader may be at, and no more
  page.onChange(() => (page.measuring ? whileMeasuring : loop).request());
  page.onChange(() => {
    if (race.runners.some(({ step }) => step > 0)) show(results, true);
  });
  loop.request();
  return element;
}
