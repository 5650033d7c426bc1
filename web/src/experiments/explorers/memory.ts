// The explorer of memory: a tensor, its bytes as they lie, the bits of one element, and the same in a list.
import { h, setText, show } from '../../common/dom.ts';
import { messageOf } from '../../common/errors.ts';
import type { ElementType } from '../../common/lanes.ts';
import './explorers.css';
import './memory.css';
import { segmented } from '../../ui/segmented.ts';
import { boxedView } from './boxed-view.ts';
import { dump, hexAddress } from './dump.ts';
import { elementEditor } from './element-editor.ts';
import { elementTypes, MemoryModel } from './memory-model.ts';
import { picture } from './picture.ts';
import { tuple, type Rank } from './tensor.ts';

const ranks: readonly (readonly [string, string])[] = [
  ['1', '1-D'],
  ['2', '2-D, grey'],
  ['3', '3-D, colour'],
];

export function memoryExplorer(): HTMLElement {
  const content = h(
    'div',
    { class: 'memory-content' },
    h('p', { class: 'status', role: 'status', text: 'Loading the scalar module …' }),
  );
  const element = h(
    'section',
    { class: 'card explorer', id: 'memory', 'aria-labelledby': 'memory-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'memory-title', text: 'Memory, seen' })),
    h('p', {
      class: 'meaning',
      text:
        'A tensor is a run of equal elements in memory and a rule for finding them: a shape, and strides that say ' +
        'how far apart neighbours lie. The bytes below are read from WebAssembly memory as you look at them.',
    }),
    content,
  );
  MemoryModel.load().then(
    (model) => content.replaceChildren(...explore(model)),
    (error: unknown) =>
      content.replaceChildren(
        h('p', { class: 'notice error', role: 'alert', text: `The memory cannot be shown: ${messageOf(error)}` }),
      ),
  );
  return element;
}

function explore(model: MemoryModel): HTMLElement[] {
  const rank = segmented('Tensor', ranks, '2', () => {
    model.show(Number(rank.value) as Rank, model.type);
    update();
  });
  const type = segmented(
    'Type of the elements',
    elementTypes.map((name) => [name, name] as const),
    'u8',
    () => {
      model.show(model.rank, type.value as ElementType);
      update();
    },
  );
  const view = h('input', { type: 'checkbox', id: 'memory-transposed' });
  const transpose = h('label', { class: 'inline', for: 'memory-transposed' }, view, 'Transposed');
  view.addEventListener('change', () => {
    model.isTransposed = view.checked;
    update();
  });
  const channel = segmented(
    'Channel',
    [
      ['0', 'red'],
      ['1', 'green'],
      ['2', 'blue'],
    ],
    '0',
    () => {
      const [row, column] = model.index;
      model.select([row!, column!, Number(channel.value)]);
      update();
    },
  );
  const restore = h('button', {
    type: 'button',
    text: 'Start again',
    on: {
      click: () => {
        model.reset();
        update();
      },
    },
  });

  const image = picture(model, () => update());
  const bytes = dump(model, () => update());
  const editor = elementEditor(model, () => update());
  const boxed = boxedView(model);
  const facts = h('dl', { class: 'facts' });
  const rule = h('p', { class: 'rule' });
  const remark = h('p', { class: 'help' });

  function fact(name: string, value: string): HTMLElement {
    return h('div', {}, h('dt', { text: name }), h('dd', { text: value }));
  }
  function update(): void {
    const { layout, elementBytes, address, selected, index, rank: dimensions } = model;
    view.checked = model.isTransposed;
    show(transpose, dimensions > 1);
    show(channel.element, dimensions === 3);
    if (dimensions === 3) channel.element.querySelectorAll('input')[index[2]!]!.checked = true;
    image.update();
    bytes.update();
    editor.update();
    boxed.update();
    facts.replaceChildren(
      fact('shape', tuple(layout.shape)),
      fact('strides, in elements', tuple(layout.strides)),
      fact('strides, in bytes', tuple(layout.strides.map((stride) => stride * elementBytes))),
    );
    const terms = index.map((i, axis) => `${i} × ${layout.strides[axis]! * elementBytes}`);
    setText(
      rule,
      `[${index.join(', ')}] lies at ${hexAddress(address)} + ${terms.join(' + ')} = ` +
        `${hexAddress(address + selected * elementBytes)}`,
    );
    setText(
      remark,
      model.isTransposed
        ? 'Shape and strides changed places. Not a byte has moved: the address of each element is the same.'
        : dimensions === 1
          ? 'Neighbours lie side by side, so that one register can load several at once.'
          : 'The last axis is the nearest: a step along it goes to the next element in memory.',
    );
  }
  update();

  return [
    h('div', { class: 'explorer-controls' }, rank.element, type.element, transpose, restore),
    h(
      'div',
      { class: 'memory-top' },
      h(
        'div',
        { class: 'tensor' },
        image.element,
        h('div', { class: 'tensor-facts' }, facts, rule, remark, channel.element),
      ),
      editor.element,
    ),
    h(
      'div',
      { class: 'memory-bottom' },
      h(
        'div',
        { class: 'bytes' },
        h('h3', { text: 'The bytes, as they lie' }),
        bytes.element,
        h('p', {
          class: 'help',
          text: 'The lowest byte of a number comes first. Click a byte to look at its element.',
        }),
      ),
      boxed.element,
    ),
  ];
}
