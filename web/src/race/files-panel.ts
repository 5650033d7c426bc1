// Taking results away, and weights out and in.
import type { App } from '../page/page.ts';
import { h, setText, show } from '../common/dom.ts';
import { download } from '../export/download.ts';
import { messageOf } from '../common/errors.ts';
import { lossesCsv, timesCsv } from '../export/results.ts';
import { hasResults, saveResults, trainedEntries } from '../export/save.ts';
import type { Panel } from '../ui/panel.ts';

export function filesPanel(app: App): Panel {
  const entries = () => trainedEntries(app);
  const button = (id: string, text: string, click: () => void) =>
    h('button', { type: 'button', id, text, on: { click } });

  const json = button('save-json', 'Results as JSON', () => saveResults(app));
  const losses = button('save-losses', 'Losses as CSV', () =>
    download('lanes-losses.csv', lossesCsv(entries()), 'text/csv'),
  );
  const times = button('save-times', 'Times as CSV', () =>
    download('lanes-times.csv', timesCsv(entries()), 'text/csv'),
  );
  const weights = button('save-weights', 'Save the trained weights', () => void saveWeights(app));
  const file = h('input', { type: 'file', class: 'visually-hidden', id: 'load-weights', accept: '.safetensors' });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    file.value = '';
    if (chosen) void openCheckpoint(app, chosen);
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
      on: { click: () => app.forgetCheckpoint() },
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
    json.disabled = !hasResults(app);
    for (const one of [losses, times]) one.disabled = entries().length === 0;
    weights.disabled = savable(app) === undefined;
    setText(notice, app.checkpointNotice?.text ?? '');
    notice.classList.toggle('error', app.checkpointNotice?.kind === 'error');
    show(notice, app.checkpointNotice !== undefined);
    setText(loadedName, app.weights ? `Every run starts from ${app.weights.name}.` : '');
    show(loaded, app.weights !== undefined);
  }
  return { element, update, interval: 200 };
}

export async function openCheckpoint(app: App, file: File): Promise<void> {
  try {
    await app.useCheckpoint(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    app.checkpointNotice = { kind: 'error', text: `${file.name} could not be read: ${error}` };
    app.changed();
  }
}

/** The contender whose weights are saved: the last one that stands still after training. */
function savable(app: App) {
  const still = app.race.runners.filter((runner) => runner.phase === 'finished' || runner.phase === 'paused');
  return still.findLast((runner) => runner.step > 0);
}

async function saveWeights(app: App): Promise<void> {
  const runner = savable(app);
  if (!runner) return;
  try {
    download(
      `lanes-${runner.contender.id}-step${runner.step}.safetensors`,
      await runner.save(),
      'application/octet-stream',
    );
    app.checkpointNotice = undefined;
  } catch (error) {
    app.checkpointNotice = { kind: 'error', text: messageOf(error) };
  }
  app.changed();
}
