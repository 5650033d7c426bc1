// What the model writes, such as names: at fixed steps of the run, then from the trained model at any temperature.
import { h, setText, show } from '../common/dom.ts';
import { capitalised, formatInteger, formatSignificant } from '../ui/format.ts';
import type { Preview } from './protocol.ts';
import type { Runner } from './runner.ts';
import { samplesOf } from '../model/data-sets.ts';
import { fields } from '../model/settings.ts';
import type { Panel } from '../ui/panel.ts';
import './names.css';
import type { Page } from '../page/page.ts';
import type { Race } from './race.ts';

const slowestTemperature = 0.1;
const highestTemperature = 2;

export function namesPanel(race: Race): Panel {
  const chosen = h('select', { id: 'names-of', 'aria-label': 'Contender whose samples are shown' });
  const timeline = h('ol', { class: 'timeline', id: 'timeline' });
  const empty = h('p', { class: 'help', text: 'Press Train: what an untrained model writes is noise.' });
  const samples = h('ul', { class: 'samples', id: 'samples' });
  const title = h('h2', { id: 'names-title' });
  const samplesTitle = h('h3');
  const error = h('p', { class: 'field-error', role: 'alert', hidden: true });
  const temperature = temperatureSlider(race.page);
  const prompt = h('input', {
    type: 'text',
    id: 'prompt',
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
  });
  prompt.addEventListener('input', () => {
    race.prompt = prompt.value;
    race.resample();
  });
  const again = h('button', { type: 'button', id: 'again', text: 'More', on: { click: () => race.resample(true) } });
  chosen.addEventListener('change', update);

  const element = h(
    'section',
    { class: 'card names', 'aria-labelledby': 'names-title' },
    h('div', { class: 'card-head' }, title, h('label', { class: 'inline' }, h('span', { text: 'Shown: ' }), chosen)),
    h('p', {
      class: 'meaning',
      text:
        'What the model writes after so many steps, always with the same random numbers. The loss is smoothed over ' +
        'the last steps, as in the chart above.',
    }),
    h(
      'div',
      { class: 'names-columns' },
      h('div', {}, empty, timeline),
      h(
        'div',
        { class: 'sampler' },
        samplesTitle,
        h(
          'div',
          { class: 'sampler-controls' },
          temperature.element,
          h('div', { class: 'field' }, h('label', { for: 'prompt', text: 'Begins with' }), prompt),
          again,
        ),
        error,
        samples,
      ),
    ),
  );

  let drawn = '';
  function update(): void {
    temperature.update();
    const written = samplesOf((race.setup ?? race.page).dataset?.name);
    setText(title, `From noise to ${written}`);
    updateChoice(chosen, race.activeRunners(), race.favourite);
    const runner = race.runners.find(({ contender }) => contender.id === chosen.value) ?? race.favourite;
    const previews = runner?.run.previews ?? [];
    show(empty, previews.length === 0);
    const key = `${chosen.value} ${race.generation} ${previews.length}`;
    if (key !== drawn) {
      drawn = key;
      timeline.replaceChildren(...(runner ? previews.map((preview) => previewRow(race, runner, preview)) : []));
    }
    const current = runner?.run.resampled ?? runner?.run.samples;
    const still = runner?.phase === 'finished' || runner?.phase === 'paused';
    again.disabled = prompt.disabled = !still;
    setText(
      samplesTitle,
      runner && runner.phase !== 'finished' && runner.run.resampled
        ? `${capitalised(written)} after ${formatInteger(runner.step)} steps`
        : `${capitalised(written)} from the trained model`,
    );
    const names = current?.names ?? [];
    const text = names.join('\n');
    if (samples.dataset['text'] !== text) {
      samples.dataset['text'] = text;
      samples.replaceChildren(...names.map((name) => nameItem(name)));
    }
    setText(error, runner?.run.sampleError ?? '');
    show(error, Boolean(runner?.run.sampleError));
  }
  return { element, update, interval: 150 };
}

function nameItem(name: string): HTMLElement {
  return name === '' ? h('li', { class: 'muted', text: '(empty)' }) : h('li', { text: name });
}

function previewRow(race: Race, runner: Runner, { step, names }: Preview): HTMLElement {
  const loss = step > 0 ? `loss ${formatSignificant(race.smoothed(runner).at(step - 1))}` : 'untrained';
  return h(
    'li',
    { 'data-step': step },
    h(
      'p',
      { class: 'when' },
      h('span', { class: 'step', text: step === 0 ? 'start' : `step ${formatInteger(step)}` }),
      h('span', { class: 'muted', text: loss }),
    ),
    h('ul', { class: race.setup?.corpus === 'text' ? 'words text' : 'words' }, ...names.map(nameItem)),
  );
}

function updateChoice(select: HTMLSelectElement, runners: readonly Runner[], favourite: Runner | undefined): void {
  const ids = runners.map(({ contender }) => contender.id);
  if ([...select.options].map((option) => option.value).join() === ids.join()) return;
  const before = select.value;
  select.replaceChildren(...runners.map(({ contender }) => h('option', { value: contender.id, text: contender.name })));
  select.value = ids.includes(before) ? before : (favourite?.contender.id ?? '');
}

function temperatureSlider(page: Page): Panel {
  const field = fields.find(({ key }) => key === 'temperature')!;
  const value = h('output', { for: 'temperature' });
  const slider = h('input', {
    type: 'range',
    id: 'temperature',
    min: slowestTemperature,
    max: highestTemperature,
    step: 0.05,
    'aria-describedby': 'temperature-help',
  });
  slider.addEventListener('input', () => page.setField('temperature', slider.value));
  return {
    element: h(
      'div',
      { class: 'field' },
      h('label', { for: 'temperature' }, `${field.label} `, value),
      slider,
      h('p', { class: 'help', id: 'temperature-help', text: field.help }),
    ),
    update() {
      setText(value, String(page.settings.temperature));
      if (document.activeElement !== slider) slider.value = String(page.settings.temperature);
    },
  };
}
