// The race itself: a lane for each contender, filled as far as it has come, and under it the time that it worked. Once
// the first has arrived, what each had done by then stands out.
import { h, setText, show } from '../common/dom.ts';
import { invitation } from '../contenders/contender.ts';
import { formatArrival, formatDuration, formatInteger, formatSpeedup } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import { explained } from '../ui/term.ts';
import { clockFigures } from './clock-figures.ts';
import { firstOf, longestRun, stepsMeanwhile, workOf } from './outcome.ts';
import type { Race } from './race.ts';
import type { Runner } from './runner.ts';
import { doubtWords, isTold } from './timing.ts';

/** More than so many lanes are made lower, so that all can be watched at once. */
const roomyLanes = 5;

export function lanesPanel(race: Race): Panel {
  const lanes = race.runners.map((runner) => lane(race, runner));
  const element = h('ol', { class: 'lanes', 'aria-label': 'Contenders' }, ...lanes.map((one) => one.element));
  const update = (): void => {
    const first = firstOf(race);
    const [longest, total] = [longestWork(race), longestRun(race)];
    const byClock = race.setup?.seconds !== undefined;
    element.classList.toggle(
      'begun',
      race.runners.some(({ step, phase }) => step > 0 || phase === 'racing'),
    );
    element.classList.toggle('decided', first !== undefined);
    element.classList.toggle('many', race.activeRunners().length > roomyLanes);
    element.classList.toggle('same-time', byClock || race.untilFirst || race.shown?.endsWithFirst === true);
    element.classList.toggle('by-clock', byClock);
    for (const one of lanes) one.update({ first, longest, total });
  };
  return { element, update };
}

/** The time that the slowest needs for all steps: the scale of all bars of time. */
function longestWork(race: Race): number {
  const steps = race.setup?.steps ?? 0;
  const times = race.activeRunners().map((runner) => steps * runner.stepMilliseconds);
  return Math.max(0, ...times.filter(Number.isFinite));
}

/** Of the whole race. */
interface State {
  /** Who has arrived first. */
  first: Runner | undefined;
  /** The longest time that one works, in milliseconds. */
  longest: number;
  /** The steps that a lane is long. */
  total: number;
}

interface Lane {
  element: HTMLElement;
  update(state: State): void;
}

function figure(text: string, title: string): { element: HTMLElement; label: HTMLElement; value: HTMLElement } {
  const label = h('dt', { text });
  const value = h('dd', { text: '–' });
  return { element: h('div', { title }, label, value), label, value };
}

function lane(race: Race, runner: Runner): Lane {
  const { contender } = runner;
  const speed = h('span', { class: 'speedup', 'data-figure': 'speedup' });
  const progress = h(
    'div',
    {
      class: `track track-${contender.texture}`,
      role: 'progressbar',
      'aria-label': `${contender.name}: steps done`,
      'aria-valuemin': 0,
      'aria-valuenow': 0,
    },
    h('div', { class: 'ahead' }),
    h('div', { class: 'done' }),
    h('div', { class: 'early' }),
    h('div', { class: 'head' }),
    h('div', { class: 'then' }),
  );
  const work = h('span', { class: 'work' });
  const time = h(
    'div',
    { class: 'time', title: 'The time that its steps took, without waiting and without interruptions' },
    h('div', { class: 'length' }),
    work,
  );
  const steps = figure('steps', 'Training steps done');
  const perStep = figure('per step', 'Compute time of a step: the median over timed chunks that nobody interrupted');
  const rate = figure('steps/s', 'Steps per second of compute time');
  rate.element.classList.add('rate');
  steps.element.classList.add('steps');
  const meanwhile = figure('', 'Where it was when the first contender had done all steps');
  meanwhile.element.classList.add('meanwhile');
  const clock = clockFigures(race, runner);
  const message = h('p', { class: 'lane-message', hidden: true });
  const toggle = h('input', { type: 'checkbox', checked: runner.active, 'aria-label': `${contender.name} takes part` });
  toggle.addEventListener('change', () => race.setActive(runner, toggle.checked));
  const toggleLabel = h(
    'label',
    { class: 'switch', title: 'Take part in the race' },
    toggle,
    h('span', { class: 'knob' }),
  );
  // What has much to fetch says so before it joins.
  const join =
    contender.download &&
    h('button', {
      type: 'button',
      id: `join-${contender.id}`,
      text: invitation(contender),
      on: { click: () => race.setActive(runner, true) },
    });

  const restart = h('button', {
    type: 'button',
    id: `restart-${contender.id}`,
    text: 'Restart',
    title: 'Begin anew with this contender only',
    on: { click: () => race.restart(runner) },
  });

  const element = h(
    'li',
    { class: 'lane', 'data-contender': contender.id },
    h('div', { class: 'who' }, h('h2', {}, contender.name), explained('p', { class: 'what muted' }, contender.what)),
    h(
      'div',
      { class: 'run' },
      progress,
      time,
      message,
      h('dl', { class: 'figures' }, steps.element, perStep.element, rate.element, meanwhile.element),
      clock.element,
    ),
    h('div', { class: 'gain' }, speed, join, restart, toggleLabel),
  );

  function update({ first, longest, total }: State): void {
    const { phase, step, timing } = runner;
    element.dataset['phase'] = phase;
    element.dataset['step'] = String(step);
    progress.style.setProperty('--done', String(Math.min(1, step / total)));
    progress.setAttribute('aria-valuemax', String(total));
    progress.setAttribute('aria-valuenow', String(step));
    const told = isTold(timing) ? timing : undefined;
    // A step that takes long to watch is not nothing.
    const inFirst = step === 0 && phase === 'racing' && race.shown !== undefined;
    setText(steps.value, inFirst ? 'in its first' : `${formatInteger(step)} / ${formatInteger(total)}`);
    setText(steps.label, inFirst ? 'step' : 'steps');
    element.classList.toggle('warming', runner.rehearsing);
    setText(perStep.value, told ? formatDuration(told.median) : '–');
    setText(rate.value, told ? formatInteger(1000 / told.median) : '–');
    setText(speed, runner === race.baseline ? '1×' : formatSpeedup(race.speedup(runner)));
    speed.title = race.baseline ? `times the speed of ${race.baseline.contender.name}` : '';
    clock.update();
    updateTime(longest);
    updateArrival(first, total);
    const loads = phase === 'loading' && runner.arrival !== undefined;
    setText(
      message,
      loads
        ? formatArrival(runner.arrival!)
        : runner.message || (race.state === 'racing' || race.setup?.seconds ? '' : doubtOf(runner)),
    );
    show(message, message.textContent !== '');
    show(restart, phase === 'failed');
    restart.disabled = race.page.measuring;
    if (join) {
      show(join, phase === 'off');
      join.disabled = race.page.measuring;
    }
    show(toggleLabel, !join || phase !== 'off');
    toggle.checked = runner.active;
    toggle.disabled = phase === 'unsupported' || race.page.measuring;
  }

  function updateTime(longest: number): void {
    const spent = runner.step > 0 ? workOf(runner) : NaN;
    time.style.setProperty('--length', String(spent > 0 && longest > 0 ? Math.min(1, spent / longest) : 0));
    setText(work, spent > 0 ? `${formatDuration(spent)} of work` : '');
  }

  /** Where it was when the first arrived. */
  function updateArrival(first: Runner | undefined, total: number): void {
    const known = first !== undefined && isTold(runner.timing);
    const then = known ? stepsMeanwhile(race, runner, first) : total;
    progress.classList.toggle('arrived', known);
    progress.style.setProperty('--then', String(then / total));
    show(meanwhile.element, known);
    if (!known) return;
    const isFirst = runner === first;
    const done = then < 1 ? 'in its first step' : `${formatInteger(Math.floor(then))} of ${formatInteger(total)}`;
    setText(meanwhile.value, isFirst ? 'First' : done);
    setText(meanwhile.label, isFirst ? 'to arrive' : `when ${first.contender.short} arrived`);
  }
  return { element, update };
}

/** Why there is no figure, once it stands still. */
function doubtOf({ phase, timing }: Runner): string {
  if (phase !== 'finished' || isTold(timing)) return '';
  return `No figure: ${doubtWords[timing]}.`;
}
