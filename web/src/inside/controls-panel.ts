// Training, and the scale of time from the untrained model to the trained one.
import { h, setText, show } from '../common/dom.ts';
import { previewStepsOf } from '../model/preview-steps.ts';
import { icon } from '../ui/icons.ts';
import type { Panel } from '../ui/panel.ts';
import type { Inside } from './inside.ts';
import { nameOfStep, statusOf } from './words.ts';

export function controlsPanel(inside: Inside): Panel {
  const mark = h('span', { class: 'icon' });
  const label = h('span');
  const go = h('button', { type: 'button', class: 'primary', id: 'inside-train' }, mark, label);
  go.addEventListener('click', () => actionOf(inside).act());
  const again = h('button', { type: 'button', class: 'link', text: 'Try again', on: { click: () => inside.again() } });
  const status = h('p', { class: 'status model-status', id: 'inside-status', role: 'status' });
  const slider = h('input', { type: 'range', id: 'inside-step', min: 0, value: 0, 'aria-label': 'Step that is shown' });
  const scale = h('div', { class: 'time-marks', 'aria-hidden': 'true' });
  const time = h('div', { class: 'time-scale' }, slider, scale);
  const element = h('div', { class: 'controls' }, h('div', { class: 'time-row' }, go, time), status, again);

  let planned: number[] = [];
  slider.addEventListener('input', () => {
    const step = planned[Number(slider.value)]!;
    inside.show(inside.states.findLastIndex((state) => state.step <= step));
  });

  let drawn = -1;
  function update(): void {
    const { name, picture } = actionOf(inside);
    setText(label, name);
    if (mark.dataset['icon'] !== picture) mark.replaceChildren(icon(picture));
    mark.dataset['icon'] = picture;
    go.disabled = !inside.state;
    show(again, inside.phase === 'failed');
    setText(status, statusOf(inside));
    const steps = inside.setup?.steps ?? 1000;
    if (steps !== drawn) {
      drawn = steps;
      planned = previewStepsOf(steps);
      slider.max = String(planned.length - 1);
      scale.replaceChildren(...planned.map((step, i) => tick(step, i / (planned.length - 1))));
    }
    slider.disabled = inside.states.length < 2;
    const shown = inside.state?.step ?? 0;
    slider.value = String(planned.indexOf(shown));
    slider.setAttribute('aria-valuetext', shown === 0 ? 'untrained' : `after ${nameOfStep(shown)} steps`);
    for (const [i, step] of planned.entries()) {
      const { classList } = scale.children[i]!;
      classList.toggle(
        'reached',
        inside.states.some((state) => state.step === step),
      );
      classList.toggle('shown', step === shown);
    }
  }
  return { element, update };
}

function actionOf(inside: Inside): { name: string; picture: 'play' | 'pause'; act(): void } {
  if (inside.busy) return { name: 'Pause', picture: 'pause', act: () => inside.pause() };
  if (inside.complete && inside.states.length > 1)
    return { name: 'Watch again', picture: 'play', act: () => inside.replay() };
  return { name: inside.step > 0 ? 'Train on' : 'Train', picture: 'play', act: () => inside.train() };
}

/** A mark of the scale, `at` from 0 to 1. Of those between powers of ten, phones show no name. */
function tick(step: number, at: number): HTMLElement {
  const between = step > 0 && at < 1 && !/^10*$/.test(String(step));
  const element = h('span', { class: between ? 'between' : '' }, h('span', { text: nameOfStep(step) }));
  element.style.left = `${100 * at}%`;
  return element;
}
