// Train, pause, step, reset, a new seed and the pace, with a sentence on where the race stands.
import { h, setText, show } from '../common/dom.ts';
import { formatDuration, formatInteger, formatSpeedup } from '../ui/format.ts';
import type { Race, RaceState } from './race.ts';
import { icon } from '../ui/icons.ts';
import type { Panel } from '../ui/panel.ts';

const trainLabels: Record<RaceState, string> = {
  empty: 'Train',
  loading: 'Train',
  ready: 'Train',
  starting: 'Pause',
  racing: 'Pause',
  paused: 'Continue',
  finished: 'Train again',
};

export function controlsPanel(race: Race, focusFirstError: () => void): Panel {
  const { page } = race;
  const trainIcon = h('span', { class: 'icon' }, icon('play'));
  const trainLabel = h('span', { text: 'Train' });
  const train = h('button', { class: 'primary', type: 'button', id: 'train' }, trainIcon, trainLabel);
  const step = h('button', { type: 'button', id: 'step' }, icon('step'), 'Step');
  const reset = h('button', { type: 'button', id: 'reset' }, icon('reset'), 'Reset');
  const seed = h('button', { type: 'button', id: 'new-seed' }, icon('dice'), 'New seed');
  const seedValue = h('span', { class: 'seed muted' });
  const paces = (['full', 'slow'] as const).map((value) => {
    const input = h('input', { type: 'radio', name: 'pace', value, checked: page.settings.pace === value });
    input.addEventListener('change', () => page.setField('pace', value));
    return { value, input, label: h('span', { text: value === 'full' ? 'Full speed' : 'Slow motion' }) };
  });
  const status = h('p', { class: 'status', role: 'status', id: 'status' });
  const slowly = h('button', { type: 'button', class: 'link', id: 'watch-slowly', hidden: true });
  const stale = h(
    'p',
    { class: 'notice', hidden: true },
    'The settings have changed. This run goes on with the earlier ones; ',
    h('button', {
      type: 'button',
      class: 'link',
      text: 'reset to use the new ones',
      on: { click: () => race.reset() },
    }),
    '.',
  );

  train.addEventListener('click', () => {
    if (['starting', 'racing'].includes(race.state)) race.pause();
    else if (page.errors.size > 0) focusFirstError();
    else race.train();
  });
  step.addEventListener('click', () => race.step());
  reset.addEventListener('click', () => race.reset());
  seed.addEventListener('click', () => race.newSeed());
  slowly.addEventListener('click', () => race.replaySlowly());

  const element = h(
    'div',
    { class: 'controls' },
    h(
      'div',
      { class: 'buttons', role: 'group', 'aria-label': 'Race' },
      train,
      step,
      reset,
      seed,
      seedValue,
      h(
        'fieldset',
        { class: 'segmented pace' },
        h('legend', { class: 'visually-hidden', text: 'Pace' }),
        ...paces.map(({ input, label }) => h('label', {}, input, label)),
      ),
    ),
    h('div', { class: 'status-line' }, status, slowly),
    stale,
  );

  let shownIcon = 'play';
  function update(): void {
    const { state } = race;
    setText(trainLabel, trainLabels[state]);
    const wantedIcon = trainLabels[state] === 'Pause' ? 'pause' : state === 'finished' ? 'reset' : 'play';
    if (wantedIcon !== shownIcon) {
      shownIcon = wantedIcon;
      trainIcon.replaceChildren(icon(wantedIcon));
    }
    train.disabled = state === 'empty' || page.measuring || !race.setup;
    step.disabled = !['ready', 'paused', 'loading'].includes(state) || page.measuring || !race.setup;
    reset.disabled = page.measuring || !race.setup || page.errors.size > 0;
    seed.disabled = page.measuring || !race.setup || page.errors.size > 0;
    setText(seedValue, `seed ${race.setup?.seed ?? page.settings.seed}`);
    for (const pace of paces) {
      pace.input.checked = pace.value === page.settings.pace;
      if (pace.value === 'slow') {
        setText(pace.label, race.slowdown ? `Slow motion, ${formatInteger(race.slowdown)}×` : 'Slow motion');
      }
    }
    setText(status, describe(race));
    const fastest = fastestFinished(race);
    show(slowly, state === 'finished' && page.settings.pace === 'full' && fastest !== undefined && fastest < 3000);
    if (fastest !== undefined) setText(slowly, 'Too quick to see? Watch it in slow motion');
    show(stale, race.stale && race.runners.some((runner) => runner.step > 0));
  }
  return { element, update };
}

function fastestFinished(race: Race): number | undefined {
  const times = race.runners.filter((r) => r.phase === 'finished').map((r) => r.run.milliseconds);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Where the race stands, in a sentence. It changes with the state, not with every step, as it is read aloud. */
function describe(race: Race): string {
  if (race.page.measuring) return 'Measuring. The race stands still.';
  switch (race.state) {
    case 'empty':
      return race.runners.some((runner) => runner.phase === 'off')
        ? 'No contender takes part. Switch one on.'
        : 'No contender can run in this browser.';
    case 'loading':
      return race.page.failure ? 'Nothing to train on yet.' : 'Loading and warming up …';
    case 'ready': {
      const { setup } = race;
      if (!setup) return '';
      const data = `${formatInteger(setup.dataset.documents)} ${setup.corpus === 'lines' ? 'lines' : 'windows'}`;
      return `Ready: ${formatInteger(setup.steps)} steps on ${setup.dataset.name}, ${data}.`;
    }
    case 'starting':
      return 'Starting as soon as all contenders are ready …';
    case 'racing':
      return race.page.settings.pace === 'slow' && race.slowdown
        ? `Slow motion: every contender is slowed ${formatInteger(race.slowdown)} times. The figures show real time.`
        : 'Racing.';
    case 'paused':
      return 'Paused.';
    case 'finished':
      return describeFinish(race);
  }
}

function describeFinish(race: Race): string {
  const finished = race.runners.filter((runner) => runner.phase === 'finished');
  if (finished.length === 0) return 'No contender finished.';
  const fastest = finished.reduce((a, b) => (b.stepMilliseconds < a.stepMilliseconds ? b : a));
  const { baseline } = race;
  const time = formatDuration(fastest.stepMilliseconds);
  const first = `${fastest.contender.name} took ${time} a step`;
  if (!baseline || baseline === fastest || baseline.phase !== 'finished') return `Finished. ${first}.`;
  const speedup = formatSpeedup(race.speedup(fastest)).replace('×', ' times');
  return (
    `Finished. ${first}, ${baseline.contender.name} ${formatDuration(baseline.stepMilliseconds)}: ${speedup} ` +
    'the speed.'
  );
}
