// The width, how thoroughly to measure, and the buttons that start and end it.
import type { Page } from '../page/page.ts';
import { settingChoices } from '../page/setting-choices.ts';
import { h, setText, show } from '../common/dom.ts';
import { formatInteger } from '../ui/format.ts';
import { cancelledMessage } from '../measure/session.ts';
import { announce } from '../ui/announce.ts';
import type { Panel } from '../ui/panel.ts';
import { about, type Ladder } from './ladder.ts';
import { configOf, widths } from './sizes.ts';
import { describeWhole } from './waterfall-panel.ts';

export function controlsPanel(page: Page, ladder: Ladder): Panel {
  const slider = h('input', {
    type: 'range',
    id: 'ladder-width',
    min: 0,
    max: widths.length - 1,
    step: 1,
    value: widths.indexOf(ladder.width as 16),
  });
  const value = h('output', { for: 'ladder-width', class: 'width-value' });
  const marks = h(
    'div',
    { class: 'width-marks', 'aria-hidden': 'true' },
    ...widths.map((width) => h('span', { text: String(width) })),
  );
  const start = h('button', { type: 'button', class: 'primary', id: 'measure-ladder' });
  const all = h('button', { type: 'button', id: 'measure-widths', text: 'Measure all widths' });
  const cancel = h('button', { type: 'button', id: 'cancel-ladder', text: 'Cancel', hidden: true });
  const effort = settingChoices(page, 'effort', { group: 'ladder-effort' });
  const expectation = h('p', { class: 'help', id: 'ladder-expectation' });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Progress of the ladder' });
  const status = h('p', { class: 'status', role: 'status', id: 'ladder-status' });

  slider.addEventListener('input', () => {
    ladder.width = widths[Number(slider.value)]!;
    page.changed();
  });
  start.addEventListener('click', () => ladder.measure([ladder.width]));
  all.addEventListener('click', () => ladder.measure(widths));
  cancel.addEventListener('click', () => ladder.stop(cancelledMessage));

  const element = h(
    'div',
    { class: 'ladder-controls' },
    h(
      'div',
      { class: 'width-field' },
      h('div', { class: 'width-label' }, h('label', { for: 'ladder-width', text: 'Width of the model' }), value),
      slider,
      marks,
    ),
    h('div', { class: 'buttons', role: 'group', 'aria-label': 'Ladder' }, start, all, cancel, effort.element),
    expectation,
    h('div', { class: 'measuring' }, bar, status),
  );

  let wasRunning = false;
  function update(): void {
    const running = ladder.state === 'running';
    const { width } = ladder;
    const size = page.dataset && page.sizeOf(configOf(width), page.dataset);
    const said = size ? `${width}: ${formatInteger(size.parameters)} parameters` : String(width);
    slider.value = String(widths.indexOf(width as 16));
    slider.disabled = running;
    slider.setAttribute('aria-valuetext', said);
    setText(value, said);
    show(start, !running);
    show(all, !running);
    show(cancel, running);
    effort.update();
    show(effort.element, !running);
    start.disabled = all.disabled = !ladder.canMeasure;
    setText(start, ladder.results.has(width) ? `Measure width ${width} again` : `Measure width ${width}`);
    show(expectation, !running);
    setText(
      expectation,
      `Width ${width} takes ${about(ladder.foretell([width]))}, all ${widths.length} widths ` +
        `${about(ladder.foretell(widths))}. Everything runs in one worker: warmed up, in turns of equal ` +
        'length in an order drawn at random. Keep the tab visible.',
    );
    show(bar, running);
    bar.value = ladder.progress;
    setText(status, ladder.message);
    if (wasRunning && ladder.state === 'done') announce(`Measured width ${width}: ${describeWhole(ladder)}.`);
    wasRunning = running;
  }
  return { element, update, interval: 400 };
}
