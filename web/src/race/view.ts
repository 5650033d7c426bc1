// The view of the race: its panels, in reading order.
import type { App } from '../page/page.ts';
import { h, show } from '../common/dom.ts';
import { controlsPanel } from './controls-panel.ts';
import { dataPanel } from '../page/data-panel.ts';
import { filesPanel } from './files-panel.ts';
import { lanesPanel } from './lanes-panel.ts';
import { lossPanel } from './loss-panel.ts';
import { measurePanel } from './quote-panel.ts';
import { namesPanel } from './names-panel.ts';
import { drawLoop, type Panel } from '../ui/panel.ts';
import { settingsPanel } from '../page/settings-panel.ts';
import { tablePanel } from './table-panel.ts';
import { timingPanel } from './timing-panel.ts';
import './race.css';

export function raceView(app: App): HTMLElement {
  const settings = settingsPanel(app, dataPanel(app));
  const controls = controlsPanel(app, () => settings.focusFirstError());
  const lanes = lanesPanel(app);
  const notices = noticesPanel(app);
  const [loss, timing, table, names] = [lossPanel(app), timingPanel(app), tablePanel(app), namesPanel(app)];
  const measure = measurePanel(app);
  const files = filesPanel(app);

  const element = h(
    'div',
    { class: 'view' },
    h(
      'section',
      { class: 'hero', 'aria-labelledby': 'title' },
      h(
        'h1',
        { id: 'title' },
        'Same model. Same losses. ',
        h('span', { class: 'accent', text: 'Different machine code.' }),
      ),
      h('p', {
        class: 'lede',
        text:
          'A tiny GPT learns to invent names in this tab, trained side by side by several builds of one C++ program. ' +
          'What differs is how the numbers lie in memory and how many of them an instruction takes.',
      }),
      notices.element,
      controls.element,
      lanes.element,
    ),
    settings.element,
    h('div', { class: 'two' }, loss.element, timing.element),
    table.element,
    measure.element,
    names.element,
    files.element,
  );

  const panels = [notices, controls, lanes, settings, loss, timing, table, measure, names, files];
  const loop = drawLoop(panels);
  const whileMeasuring = drawLoop([controls, measure]);
  app.onChange(() => (app.measuring ? whileMeasuring : loop).request());
  loop.request();
  return element;
}

function noticesPanel(app: App): Panel {
  const element = h('div', { class: 'notices', role: 'alert' });
  return {
    element,
    update() {
      show(element, app.pageNotices.length > 0);
      if (element.childElementCount === app.pageNotices.length) return;
      element.replaceChildren(...app.pageNotices.map((text) => h('p', { class: 'notice error', text })));
    },
  };
}
