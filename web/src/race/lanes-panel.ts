// The race itself: a lane for each contender, filled as far as it has come.
import { h, setText, show } from '../common/dom.ts';
import { formatArrival, formatDuration, formatInteger, formatSpeedup } from '../ui/format.ts';
import { invitation } from '../contenders/contender.ts';
import type { Runner } from './runner.ts';
import type { Panel } from '../ui/panel.ts';
import type { Race } from './race.ts';

export function lanesPanel(race: Race): Panel {
  const lanes = race.runners.map((runner) => lane(race, runner));
  const element = h('ol', { class: 'lanes', 'aria-label': 'Contenders' }, ...lanes.map((one) => one.element));
  const update = (): void => {
    for (const one of lanes) one.update();
  };
  return { element, update };
}

function figure(label: string, title: string): { element: HTMLElement; value: HTMLElement } {
  const value = h('dd', { text: '–' });
  return { element: h('div', { title }, h('dt', { text: label }), value), value };
}

function lane(race: Race, runner: Runner): Panel {
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
    h('div', { class: 'head' }),
  );
  const steps = figure('steps', 'Training steps done');
  const perStep = figure('per step', 'Compute time of a step: the median over timed chunks');
  const rate = figure('steps/s', 'Steps per second of compute time');
  const time = figure('time', 'Time of all steps so far, interruptions by other programs included, whatever the pace');
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
    h('div', { class: 'who' }, h('h2', {}, contender.name), h('p', { class: 'what muted', text: contender.what })),
    h(
      'div',
      { class: 'run' },
      progress,
      message,
      h('dl', { class: 'figures' }, steps.element, perStep.element, rate.element, time.element),
    ),
    h('div', { class: 'gain' }, speed, join, restart, toggleLabel),
  );

  function update(): void {
    const { phase, step, run } = runner;
    const total = race.setup?.steps ?? race.page.settings.steps;
    element.dataset['phase'] = phase;
    element.dataset['step'] = String(step);
    progress.style.setProperty('--done', String(step / total));
    progress.setAttribute('aria-valuemax', String(total));
    progress.setAttribute('aria-valuenow', String(step));
    const perStepTime = runner.stepMilliseconds;
    setText(steps.value, `${formatInteger(step)} / ${formatInteger(total)}`);
    setText(perStep.value, formatDuration(perStepTime));
    setText(rate.value, perStepTime > 0 ? formatInteger(1000 / perStepTime) : '–');
    setText(time.value, step > 0 ? formatDuration(run.milliseconds) : '–');
    setText(speed, runner === race.baseline ? '1×' : formatSpeedup(race.speedup(runner)));
    speed.title = race.baseline ? `times the speed of ${race.baseline.contender.name}` : '';
    const said = phase === 'loading' && runner.arrival ? formatArrival(runner.arrival) : runner.message;
    setText(message, said);
    show(message, said !== '');
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
  return { element, update };
}
