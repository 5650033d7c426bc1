// Train, pause, step, reset, a new seed and the pace, with a sentence on where the race stands.
import { h, setText, show } from '../common/dom.ts';
import type { Race, RaceState } from './race.ts';
import { icon } from '../ui/icons.ts';
import type { Panel } from '../ui/panel.ts';
import type { Settings } from '../model/settings.ts';
import { describeRace } from './words.ts';

const trainLabels: Record<RaceState, string> = {
  empty: 'Train',
  loading: 'Train',
  ready: 'Train',
  starting: 'Pause',
  racing: 'Pause',
  paused: 'Continue',
  finished: 'Train again',
};

const paceLabels: Record<Settings['pace'], string> = {
  show: 'To watch',
  slow: 'Slow motion',
  full: 'Full speed',
};

/** `focusFirstError` leads to what is wrong with the settings, `bringIntoView` to the lanes. */
export function controlsPanel(race: Race, focusFirstError: () => void, bringIntoView: () => void): Panel {
  const { page } = race;
  const trainIcon = h('span', { class: 'icon' }, icon('play'));
  const trainLabel = h('span', { text: 'Train' });
  const train = h('button', { class: 'primary', type: 'button', id: 'train' }, trainIcon, trainLabel);
  const step = h('button', { type: 'button', id: 'step' }, icon('step'), 'Step');
  const reset = h('button', { type: 'button', id: 'reset' }, icon('reset'), 'Reset');
  const seed = h('button', { type: 'button', id: 'new-seed' }, icon('dice'), 'New seed');
  const seedValue = h('span', { class: 'seed muted' });
  const paces = Object.entries(paceLabels).map(([value, text]) => {
    const input = h('input', { type: 'radio', name: 'pace', value, checked: page.settings.pace === value });
    input.addEventListener('change', () => page.setField('pace', value));
    return { value, input, label: h('span', { text }) };
  });
  const status = h('p', { class: 'status', role: 'status', id: 'status' });
  const slowly = h('button', {
    type: 'button',
    class: 'link',
    id: 'watch-slowly',
    text: 'Watch the fastest in slow motion',
    hidden: true,
  });
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
    else {
      race.train();
      bringIntoView();
    }
  });
  step.addEventListener('click', () => race.step());
  reset.addEventListener('click', () => race.reset());
  seed.addEventListener('click', () => race.newSeed());
  slowly.addEventListener('click', () => {
    race.replaySlowly();
    bringIntoView();
  });

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
    for (const pace of paces) pace.input.checked = pace.value === page.settings.pace;
    setText(status, describeRace(race));
    status.classList.toggle('result', state === 'finished' || race.quoted);
    show(slowly, state === 'finished' && page.settings.pace === 'show');
    show(stale, race.stale && race.runners.some((runner) => runner.step > 0));
  }
  return { element, update };
}
