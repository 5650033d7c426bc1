// Train, pause, step, reset, a new seed and the pace, with a sentence on where the race stands.
import { h, setText, show } from '../common/dom.ts';
import type { Race, RaceState } from './race.ts';
import { icon } from '../ui/icons.ts';
import type { Panel } from '../ui/panel.ts';
import { settingChoices } from '../page/setting-choices.ts';
import { formatBytes, formatCount, formatList } from '../ui/format.ts';
import { describeRace, isResult } from './words.ts';

const trainLabels: Record<RaceState, string> = {
  empty: 'Train',
  loading: 'Train',
  ready: 'Train',
  starting: 'Pause',
  racing: 'Pause',
  paused: 'Continue',
  finished: 'Train again',
};

/** `focusFirstError` leads to what is wrong with the settings, `bringIntoView` to the lanes with this status. */
export function controlsPanel(
  race: Race,
  focusFirstError: () => void,
  bringIntoView: (status: Element) => void,
): Panel {
  const { page } = race;
  const trainIcon = h('span', { class: 'icon' }, icon('play'));
  const trainLabel = h('span', { text: 'Train' });
  const train = h('button', { class: 'primary', type: 'button', id: 'train' }, trainIcon, trainLabel);
  const step = h('button', { type: 'button', id: 'step' }, icon('step'), 'Step');
  const reset = h('button', { type: 'button', id: 'reset' }, icon('reset'), 'Reset');
  const seed = h('button', { type: 'button', id: 'new-seed' }, icon('dice'), 'New seed');
  const seedValue = h('span', { class: 'seed muted' });
  const paces = settingChoices(page, 'pace', { class: 'pace' });
  const ends = settingChoices(page, 'end', { 'aria-labelledby': 'ends-after' });
  const sentence = h('span');
  const more = h('span', { class: 'more' });
  const status = h('p', { class: 'status', role: 'status', id: 'status' }, sentence, more);
  const slowly = h('button', {
    type: 'button',
    class: 'link',
    id: 'watch-slowly',
    text: 'Watch the fastest in slow motion',
    hidden: true,
  });
  const wholeField = h('button', {
    type: 'button',
    class: 'chip',
    id: 'whole-field',
    text: 'The whole field',
    on: {
      click: () => {
        race.wholeField();
        bringIntoView(status);
      },
    },
  });
  const wholeFieldHelp = h('span', { class: 'help', id: 'whole-field-help' });
  wholeField.setAttribute('aria-describedby', wholeFieldHelp.id);
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

  train.addEventListener('click', ({ detail }) => {
    if (detail > 1) return; // the second of a double click would pause what the first has begun
    if (['starting', 'racing'].includes(race.state)) race.pause();
    else if (page.errors.size > 0) focusFirstError();
    else {
      race.train();
      bringIntoView(status);
    }
  });
  step.addEventListener('click', () => race.step());
  reset.addEventListener('click', () => race.reset());
  seed.addEventListener('click', () => race.newSeed());
  slowly.addEventListener('click', () => {
    race.replaySlowly();
    train.focus({ preventScroll: true }); // this button goes
    bringIntoView(status);
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
      paces.element,
    ),
    h(
      'div',
      { class: 'presets' },
      h('span', { id: 'ends-after', class: 'help', text: 'Ends after' }),
      ends.element,
      wholeField,
      wholeFieldHelp,
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
    wholeField.disabled = page.measuring || !race.setup || page.errors.size > 0;
    setText(wholeFieldHelp, describeWholeField(race));
    ends.update();
    setText(ends.texts[0]!, formatCount(page.settings.steps, 'step'));
    paces.element.disabled = page.settings.end !== 'steps';
    paces.update();
    const described = describeRace(race);
    setText(sentence, described.sentence);
    setText(more, described.more ? ` ${described.more}` : '');
    status.classList.toggle('result', isResult(race));
    status.classList.toggle('arrival', race.untilFirst);
    show(slowly, state === 'finished' && page.settings.pace === 'show' && !race.setup?.seconds);
    show(stale, race.stale && race.runners.some((runner) => runner.step > 0));
  }
  return { element, update };
}

/** Who takes part, and what has to be fetched for it. */
function describeWholeField({ runners }: Race): string {
  const missing = runners.filter(({ phase, contender }) => phase === 'off' && contender.download);
  const bytes = missing.reduce((sum, { contender }) => sum + contender.download!.bytes, 0);
  const fetched = bytes > 0 ? `; fetches ${formatList(missing.map(({ contender }) => contender.name))}` : '';
  const size = bytes > 0 ? `, about ${formatBytes(bytes)}, from this site` : '';
  return `from an object per number to vector units, until the first arrives${fetched}${size}`;
}
