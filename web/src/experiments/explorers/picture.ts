// The tensor as its reader thinks of it: a row of numbers, a grey image, or an image in colours.
import { h } from '../../common/dom.ts';
import { shortest } from './bits.ts';
import type { MemoryModel } from './memory-model.ts';
import { roving } from '../../ui/roving.ts';
import { offsetOf } from './tensor.ts';

/** What fits between 0 and 255, for a colour. */
const shade = (value: number): number => Math.round(Math.min(255, Math.max(0, Number.isNaN(value) ? 0 : value)));

export function picture(model: MemoryModel, chosen: () => void): { element: HTMLElement; update(): void } {
  const element = h('div', { class: 'picture', role: 'group' });
  roving(element, () => (model.rank === 1 ? 1 : model.layout.shape[1]!));

  /** One button for a number, or in colour for the three numbers of a pixel. */
  function cell(index: readonly number[], values: readonly number[]): HTMLElement {
    const { rank, layout, type } = model;
    const channels =
      rank === 3
        ? [0, 1, 2].map((channel) => values[offsetOf(layout, [...index, channel])]!)
        : [values[offsetOf(layout, index)]!];
    const own = rank === 3 ? [...index, model.index[2]!] : index;
    const selected = offsetOf(layout, own) === model.selected;
    const text = channels.map((value) => shortest(type, value)).join(', ');
    const name = rank === 1 ? `element ${index[0]}: ${text}` : `row ${index[0]}, column ${index[1]}: ${text}`;
    const button = h('button', {
      type: 'button',
      class: 'cell',
      'aria-label': name,
      'aria-pressed': String(selected),
      tabindex: selected ? 0 : -1,
      text: rank === 1 ? text : undefined,
      on: {
        click: () => {
          model.select(own);
          chosen();
        },
      },
    });
    if (rank > 1) {
      const [red, green, blue] = rank === 3 ? channels.map(shade) : [0, 0, 0].map(() => shade(channels[0]!));
      button.style.backgroundColor = `rgb(${red} ${green} ${blue})`;
      button.classList.toggle('bright', red! * 0.3 + green! * 0.59 + blue! * 0.11 > 140);
    }
    return button;
  }

  function update(): void {
    const { layout, values, rank } = model;
    const [rows, columns] = rank === 1 ? [layout.shape[0]!, 1] : [layout.shape[0]!, layout.shape[1]!];
    const focused = element.contains(document.activeElement);
    const indices = Array.from({ length: rows * columns }, (_, i) =>
      rank === 1 ? [i] : [Math.floor(i / columns), i % columns],
    );
    element.replaceChildren(...indices.map((index) => cell(index, values)));
    element.dataset['rank'] = String(rank);
    element.setAttribute(
      'aria-label',
      `The tensor: ${rank === 1 ? `${rows} numbers` : `an image of ${rows} by ${columns} pixels`}. The arrow keys go ` +
        'through it.',
    );
    if (focused) element.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
  }
  return { element, update };
}
