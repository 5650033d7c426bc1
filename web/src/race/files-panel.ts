// Taking results away, and weights out and in.
import { h, setText, show } from '../common/dom.ts';
import { download } from '../export/download.ts';
import { messageOf } from '../common/errors.ts';
import type { Panel } from '../ui/panel.ts';
import { lossesCsv, timesCsv, trainedRunners } from './export.ts';
import type { Race } from './race.ts';
import type { Runner } from './runner.ts';

export function filesPanel(race: Race): Panel {
  const { page } = race;
  const entries = () => trainedRunners(race);
  const button = (id: string, text: string, click: () => void) =>
    h('button', { type: 'button', id, text, on: { click } });

  const json = button('save-json', 'Results as JSON', () => page.results.save());
  const losses = button('save-losses', 'Losses as CSV', () =>
    download('lanes-losses.csv', lossesCsv(entries()), 'text/csv'),
  );
  const times = button('save-times', 'Times as CSV', () =>
    download('lanes-times.csv', timesCsv(entries()), 'text/csv'),
  );
  const weights = button('save-weights', 'Save the trained weights', () => void saveWeights(race));
  const file = h('input', { type: 'file', class: 'visually-hidden', id: 'load-weights', accept: '.safetensors' });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    file.value = '';
    if (chosen) void page.useCheckpoint(chosen.name, chosen);
  });
  const notice = h('p', { class: 'notice', role: 'alert', id: 'checkpoint-notice', hidden: true });
  const loadedName = h('span');
  const loaded = h(
    'p',
    { class: 'notice', hidden: true },
    loadedName,
    ' ',
    h('button', {
      type: 'button',
      class: 'link',
      text: 'Start from the seed again',
      on: { click: () => page.forgetCheckpoint() },
    }),
  );

  const element = h(
    'section',
    { class: 'card files', 'aria-labelledby': 'files-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'files-title', text: 'Take it with you' })),
    h(
      'div',
      { class: 'file-rows' },
      h(
        'div',
        {},
        h('h3', { text: 'Results' }),
        h('div', { class: 'buttons' }, json, losses, times),
        h('p', {
          class: 'help',
          text: 'Every loss, every timed chunk, the settings and this machine, in the format of the program lanes.',
        }),
      ),
      h(
        'div',
        {},
        h('h3', { text: 'Weights' }),
        h(
          'div',
          { class: 'buttons' },
          weights,
          file,
          h('label', { for: 'load-weights', class: 'button', text: 'Load weights into all …' }),
        ),
        h('p', {
          class: 'help',
          text:
            'A .safetensors file, which the Python world reads too. ' +
            'Loading sets the model’s sizes and resets the race.',
        }),
        notice,
        loaded,
      ),
    ),
  );

  function update(): void {
    json.disabled = !page.results.has();
    for (const one of [losses, times]) one.disabled = entries().length === 0;
    weights.disabled = savable(race) === undefined;
    setText(notice, page.checkpointNotice?.text ?? '');
    notice.classList.toggle('error', page.checkpointNotice?.kind === 'error');
    show(notice, page.checkpointNotice !== undefined);
    setText(loadedName, page.weights ? `Every run starts from ${page.weights.name}.` : '');
    show(loaded, page.weights !== undefined);
  }
  return { element, update, interval: 200 };
}

/** The contender whose weights are saved: the last one that stands still after training. */
function savable(race: Race): Runner | undefined {
  return race.runners.findLast((runner) => runner.still && runner.step > 0 && runner.run.abilities.includes('save'));
}

async function saveWeights(race: Race): Promise<void> {
  const { page } = race;
  const runner = savable(race);
  if (!runner) return;
  try {
    download(
      `lanes-${runner.contender.id}-step${runner.step}.safetensors`,
      await runner.save(),
      'application/octet-stream',
    );
    page.checkpointNotice = undefined;
  } catch (error) {
    page.checkpointNotice = { kind: 'error', text: messageOf(error) };
  }
  page.changed();
}
