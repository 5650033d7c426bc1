// The same numbers as a list of objects: a pointer for each, and behind it a count, a type and the number.
import { h } from '../../common/dom.ts';
import { formatInteger, formatSignificant } from '../../ui/format.ts';
import { isFloat } from './bits.ts';
import { hex, hexAddress } from './dump.ts';
import { pointerBytes, type MemoryModel } from './memory-model.ts';

/** What CPython takes on a 64-bit machine, as sys.getsizeof tells: pointers in the list, and the objects. */
const cpython = { pointer: 8, float: 24, integer: 28 };

const bytesText = (bytes: Uint8Array): string => [...bytes].map(hex).join(' ');

export function boxedView(model: MemoryModel): { element: HTMLElement; update(): void } {
  const chain = h('div', { class: 'boxed' });
  const sizes = h('tbody');
  const about = h('p', { class: 'help' });
  const element = h(
    'div',
    { class: 'list' },
    h('h3', { text: 'The same in a list of objects' }),
    chain,
    h(
      'table',
      { class: 'sizes' },
      h('caption', { class: 'visually-hidden', text: 'What an element takes' }),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col', text: 'Bytes per element' }),
          h('th', { scope: 'col', text: 'pointer' }),
          h('th', { scope: 'col', text: 'object' }),
          h('th', { scope: 'col', text: 'all' }),
          h('th', { scope: 'col', text: 'times' }),
        ),
      ),
      sizes,
    ),
    about,
  );

  function entry(i: number): HTMLElement {
    const { pointer, address, object } = model.boxed(i);
    const here = i === model.selected;
    const field = (name: string, from: number, to: number): HTMLElement =>
      h(
        'span',
        { class: 'boxed-field' },
        h('span', { class: 'boxed-name', text: name }),
        h('code', { text: bytesText(object.slice(from, to)) }),
      );
    return h(
      'div',
      { class: here ? 'boxed-entry here' : 'boxed-entry' },
      h(
        'span',
        { class: 'boxed-pointer' },
        h('span', { class: 'boxed-name', text: `${hexAddress(model.listAddress + pointerBytes * i)} · pointer ${i}` }),
        h('code', { text: bytesText(pointer) }),
      ),
      here && h('span', { class: 'boxed-arrow', 'aria-hidden': 'true', text: '→' }),
      here &&
        h(
          'span',
          { class: 'boxed-object' },
          h('span', { class: 'boxed-name', text: `object at ${hexAddress(address)}` }),
          h('span', { class: 'boxed-fields' }, field('references', 0, 4), field('type', 4, 8), field('number', 8, 16)),
        ),
    );
  }

  function row(name: string, pointer: number, object: number, own: number): HTMLElement {
    const times = (pointer + object) / own;
    return h(
      'tr',
      {},
      h('th', { scope: 'row', text: name }),
      h('td', {}, pointer || '–'),
      h('td', {}, object),
      h('td', {}, pointer + object),
      h('td', { text: times === 1 ? '1×' : `${formatSignificant(times, 2)}×` }),
    );
  }

  function update(): void {
    const { elementBytes, selected, type, values } = model;
    const first = Math.min(Math.max(0, selected - 1), values.length - 3);
    chain.replaceChildren(...[first, first + 1, first + 2].map(entry));
    const object = model.boxed(selected).object.length;
    const integer = !isFloat(type);
    sizes.replaceChildren(
      row('The tensor', 0, elementBytes, elementBytes),
      row('This list, measured', pointerBytes, object, elementBytes),
      row(
        `CPython, list of ${integer ? 'int' : 'float'}`,
        cpython.pointer,
        integer ? cpython.integer : cpython.float,
        elementBytes,
      ),
    );
    about.textContent =
      `All ${formatInteger(values.length)} elements: ${formatInteger(values.length * elementBytes)} bytes in the ` +
      `tensor, ${formatInteger(values.length * (pointerBytes + object))} in this list. Both lie in the memory of the ` +
      'scalar module, where a pointer has four bytes. The row of CPython is what sys.getsizeof tells on a 64-bit ' +
      'machine' +
      (integer
        ? '; the whole numbers from −5 to 256 exist once and are shared, so that of them only the pointer counts.'
        : '.');
  }
  return { element, update };
}
