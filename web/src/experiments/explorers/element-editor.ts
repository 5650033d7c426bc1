// One element: its value, to be changed; its bits, to be flipped; and how these make that.
import { h, setText, show } from '../../common/dom.ts';
import { messageOf } from '../../common/errors.ts';
import { bitsOf, explainBits, formats, isFloat, shortest } from './bits.ts';
import type { MemoryModel } from './memory-model.ts';
import { roving } from '../../ui/roving.ts';

export function elementEditor(model: MemoryModel, changed: () => void): { element: HTMLElement; update(): void } {
  const title = h('h3');
  const input = h('input', {
    type: 'text',
    id: 'memory-value',
    inputmode: 'decimal',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'memory-value-error',
  });
  const error = h('p', { class: 'field-error', id: 'memory-value-error', role: 'alert', hidden: true });
  const bits = h('div', { class: 'bits', role: 'group' });
  const key = h('p', { class: 'help bits-key' });
  const explanation = h('p', { class: 'explanation' });
  roving(bits, () => (model.elementBytes >= 4 ? 16 : 8));

  function refuse(message: string): void {
    setText(error, message);
    show(error, message !== '');
    input.setAttribute('aria-invalid', String(message !== ''));
  }
  function take(action: () => void): void {
    try {
      action();
      refuse('');
      changed();
    } catch (problem) {
      refuse(messageOf(problem));
    }
  }
  const typed = (): number => {
    const value = Number(input.value.trim().replace('−', '-'));
    if (input.value.trim() === '' || Number.isNaN(value)) throw new Error(`“${input.value}” is not a number.`);
    return value;
  };
  input.addEventListener('change', () => take(() => model.setValue(typed())));
  const step = (text: string, name: string, difference: number): HTMLElement =>
    h('button', {
      type: 'button',
      class: 'step',
      text,
      'aria-label': name,
      on: { click: () => take(() => model.add(difference)) },
    });

  const element = h(
    'div',
    { class: 'element' },
    title,
    h(
      'div',
      { class: 'value-row' },
      h('label', { for: 'memory-value', text: 'Value' }),
      step('−', 'Subtract one', -1),
      input,
      step('+', 'Add one', 1),
    ),
    error,
    bits,
    key,
    explanation,
  );

  function update(): void {
    const { type } = model;
    setText(title, `Element [${model.index.join(', ')}], ${formats[type].name}`);
    input.value = shortest(type, model.value);
    refuse('');
    const focused = [...bits.children].flatMap((group) => [...group.children]).indexOf(document.activeElement!);
    const buttons = bitsOf(type, model.element).map(({ position, part, set }, i) =>
      h('button', {
        type: 'button',
        class: `bit ${part}`,
        text: set ? '1' : '0',
        'aria-pressed': String(set),
        tabindex: i === Math.max(0, focused) ? 0 : -1,
        'aria-label': `bit ${position}${part === 'integer' ? '' : ` of the ${part}`}: ${set ? 1 : 0}`,
        on: { click: () => take(() => model.flip(position)) },
      }),
    );
    // Byte by byte, the highest first, as numbers are written.
    const groups = Array.from({ length: buttons.length / 8 }, (_, i) =>
      h('span', { class: 'bit-byte' }, ...buttons.slice(8 * i, 8 * i + 8)),
    );
    bits.replaceChildren(...groups);
    bits.setAttribute(
      'aria-label',
      'The bits, the highest first. Each can be flipped; the arrow keys go through them.',
    );
    if (focused >= 0) buttons[focused]?.focus();
    const part = (name: string, text: string): HTMLElement => h('span', { class: `part ${name}`, text });
    key.replaceChildren(
      ...(isFloat(type)
        ? [
            part('sign', 'sign'),
            part('exponent', 'exponent'),
            part('mantissa', 'mantissa'),
            'Flip a bit and see what becomes of the number.',
          ]
        : ['Flip a bit and see what becomes of the number.']),
    );
    setText(explanation, explainBits(type, model.element));
  }
  return { element, update };
}
