// How surprised the model is at each letter: its loss.
import './expectations.css';
import { h, setCount, setText } from '../common/dom.ts';
import { mean } from '../measure/statistics.ts';
import { formatPart, formatSignificant } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import type { Inside } from './inside.ts';
import { nameOf } from './tokens.ts';
import { sideways } from '../ui/sideways.ts';

export function lossPanel(inside: Inside): Panel {
  const meaning = h('p', { class: 'meaning', id: 'inside-loss-mean' });
  const columns = h('ol', { class: 'loss-columns', id: 'inside-losses' });
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'inside-loss-title' },
    h('h2', { id: 'inside-loss-title', text: 'How surprised it is' }),
    meaning,
    sideways('The loss at each letter', columns),
  );

  function update(): void {
    if (!inside.seen) return;
    const { losses, targets, inspection } = inside.seen;
    const vocabulary = inside.characters.length + 1;
    const guess = Math.log(vocabulary);
    const average = mean(losses);
    setText(
      meaning,
      losses.length > 0
        ? `The loss of a letter is −log of the probability it had: 0 if it was certain, ${formatSignificant(guess)} ` +
            `for a blind guess among ${vocabulary}. Here the mean is ${formatSignificant(average)}; training makes ` +
            'this number small, over all texts.'
        : 'Type a letter: the loss is −log of the probability that the model gave it.',
    );
    columns.dataset['mean'] = String(average);
    setCount(columns, losses.length, () => column(inside, columns.children.length));
    const scale = Math.max(guess, ...losses.filter(Number.isFinite));
    for (const [position, loss] of losses.entries()) {
      const element = columns.children[position] as HTMLElement;
      const [figure, line, name] = element.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
      const target = targets[position]!;
      element.dataset['loss'] = String(loss);
      element.classList.toggle('chosen', position === inside.place);
      element.title = `${formatPart(inspection.predictions[position]![target]!)} were given to it`;
      setText(figure, Number.isFinite(loss) ? loss.toFixed(1) : '∞');
      setText(name, nameOf(target, inside.characters));
      line.style.setProperty('--part', String(Math.min(1, loss / scale)));
    }
  }
  return { element, update };
}

function column(inside: Inside, position: number): HTMLElement {
  return h(
    'li',
    { on: { pointerenter: () => inside.writing.select(position) } },
    h('span', { class: 'figure' }),
    h('span', { class: 'column-line' }),
    h('span', { class: 'name' }),
  );
}
