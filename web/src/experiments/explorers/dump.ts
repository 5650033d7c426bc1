// The bytes as they lie: an address, and the sixteen bytes (eight where it is narrow) from there on, over and over.
import { h } from '../../common/dom.ts';
import type { MemoryModel } from './memory-model.ts';
import { offsetOf } from './tensor.ts';

const narrow = matchMedia('(max-width: 640px)');

export const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
export const hexAddress = (address: number): string => `0x${address.toString(16).padStart(6, '0')}`;

export function dump(model: MemoryModel, chosen: () => void): { element: HTMLElement; update(): void } {
  const element = h('div', { class: 'dump', role: 'region', tabindex: 0 });
  element.addEventListener('click', (event) => {
    const byte = (event.target as HTMLElement).closest<HTMLElement>('[data-element]');
    if (!byte) return;
    model.selected = Number(byte.dataset['element']);
    chosen();
  });

  /** The elements of the pixel that is looked at. */
  function pixel(): number[] {
    if (model.rank !== 3) return [model.selected];
    const [row, column] = model.index;
    return [0, 1, 2].map((channel) => offsetOf(model.layout, [row!, column!, channel]));
  }

  function update(): void {
    const { bytes, address, elementBytes, selected } = model;
    const marked = new Set(pixel());
    const perRow = narrow.matches ? 8 : 16;
    const byte = (i: number): HTMLElement => {
      const of = Math.floor(i / elementBytes);
      const place = `${i % elementBytes === 0 ? ' first' : ''}${(i + 1) % elementBytes === 0 ? ' last' : ''}`;
      const mark = of === selected ? ' chosen' : marked.has(of) ? ' pixel' : '';
      return h('span', { class: `byte${place}${mark}`, 'data-element': of, text: hex(bytes[i]!) });
    };
    const rows = Array.from({ length: Math.ceil(bytes.length / perRow) }, (_, row) => {
      const count = Math.min(perRow, bytes.length - row * perRow);
      return h(
        'div',
        { class: 'dump-row' },
        h('span', { class: 'address', text: hexAddress(address + row * perRow) }),
        ...Array.from({ length: count }, (_, i) => byte(row * perRow + i)),
      );
    });
    element.replaceChildren(...rows);
    element.setAttribute('aria-label', `${bytes.length} bytes from address ${hexAddress(address)}`);
    const first = element.querySelector<HTMLElement>('.chosen')?.parentElement;
    if (first) {
      const [top, bottom] = [first.offsetTop, first.offsetTop + first.offsetHeight];
      if (top < element.scrollTop) element.scrollTop = top;
      else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
    }
  }
  narrow.addEventListener('change', update);
  return { element, update };
}
