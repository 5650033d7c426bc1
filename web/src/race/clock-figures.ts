// What stands in a lane of a race against the clock: how far the model came.
import { h, setText } from '../common/dom.ts';
import { formatInteger, formatSignificant } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import type { Race } from './race.ts';
import type { Runner } from './runner.ts';

export function clockFigures(race: Race, runner: Runner): Panel {
  const figure = (name: string, text: string, title: string): { element: HTMLElement; value: HTMLElement } => {
    const value = h('dd', { text: '–' });
    return { element: h('div', { class: name, title }, h('dt', { text }), value), value };
  };
  const steps = figure('steps', 'steps', 'Training steps done');
  const seen = figure('seen', 'documents seen', 'Documents that it has trained on, one after the other and over again');
  const training = figure(
    'training',
    'training loss',
    'How surprised it was by what it trained on, over the last steps',
  );
  const heldOut = figure('held-out', 'held-out loss', 'How surprised it is by documents that nobody trained on');
  const all = [steps, seen, training, heldOut];
  const element = h('dl', { class: 'figures clock' }, ...all.map((one) => one.element));

  function update(): void {
    const { step, run } = runner;
    const batch = race.setup?.config.batch ?? 1;
    setText(steps.value, formatInteger(step));
    setText(seen.value, formatInteger(step * batch));
    setText(training.value, step > 0 ? formatSignificant(race.smoothed(runner).last()) : '–');
    setText(heldOut.value, run.judgement ? formatSignificant(run.judgement.loss) : '–');
  }
  return { element, update };
}
