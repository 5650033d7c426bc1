// All parameters of the model, each matrix a picture.
import './numbers.css';
import { h, setText } from '../common/dom.ts';
import { formatInteger, formatSignificant } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import { onThemeChange } from '../ui/theme.ts';
import { paint, signedScale } from './heat.ts';
import type { Inside } from './inside.ts';
import type { Picture, Weights } from './protocol.ts';
import { partsOf, purposes } from './words.ts';

/** Numbers from here on have the full colour: far beyond most of a new model, and a good deal of a trained one. */
const full = 0.5;

export function weightsPanel(inside: Inside): Panel {
  const layer = h('select', { id: 'inside-layer', 'aria-label': 'Layer whose matrices are shown' });
  layer.addEventListener('change', () => update());
  const pictures = h('div', { class: 'matrices', id: 'inside-weights' });
  const total = h('span');
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'inside-weights-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'inside-weights-title', text: 'Every number it has' }), layer),
    h(
      'p',
      { class: 'meaning' },
      'A parameter is a number that training may change. ',
      total,
      ' They lie in matrices; each square is one of them.',
    ),
    h(
      'p',
      { class: 'signed-legend', 'aria-hidden': 'true' },
      `−${full} or less`,
      h('span', { class: 'signed-scale' }),
      `${full} or more`,
    ),
    pictures,
  );

  let drawn: Weights | undefined;
  const draw = (weights: Weights): void => {
    const layers = new Set(weights.matrices.map(({ name }) => partsOf(name).layer)).size - 1;
    if (layer.options.length !== layers) {
      const names = Array.from({ length: layers }, (_, i) =>
        h('option', { value: i + 1, text: `Layer ${i + 1} of ${layers}` }),
      );
      layer.replaceChildren(...names);
      layer.hidden = layers < 2;
    }
    const shown = weights.matrices.filter(({ name }) =>
      [undefined, layer.selectedIndex + 1].includes(partsOf(name).layer),
    );
    if (pictures.children.length !== shown.length) pictures.replaceChildren(...shown.map(() => figure()));
    for (const [i, picture] of shown.entries()) fill(pictures.children[i] as HTMLElement, picture);
  };
  function update(): void {
    const { weights } = inside;
    if (!weights) return;
    const count = weights.matrices.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
    setText(total, `This model has ${formatInteger(count)} of them.`);
    draw(weights);
  }
  onThemeChange(() => inside.weights && draw(inside.weights));
  return {
    element,
    update() {
      if (drawn === inside.weights) return;
      drawn = inside.weights;
      update();
    },
  };
}

function figure(): HTMLElement {
  const caption = h('figcaption', {}, h('b'), ' ', h('span'), h('small', { class: 'muted' }));
  return h('figure', {}, h('canvas', { role: 'img' }), caption);
}

/** The longer side of a matrix lies across. */
function fill(element: HTMLElement, picture: Picture): void {
  const { name, rows, columns, values, shownRows, shownColumns, size, moved } = picture;
  const { matrix } = partsOf(name);
  const purpose = purposes[matrix]!;
  const turned = rows > columns;
  const [across, down] = turned ? [shownRows, shownColumns] : [shownColumns, shownRows];
  const [canvas, caption] = element.children as unknown as [HTMLCanvasElement, HTMLElement];
  const [title, text, small] = caption.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
  const at = (row: number, column: number): number =>
    turned ? values[column * shownColumns + row]! : values[row * shownColumns + column]!;
  paint(canvas, down, across, at, signedScale(full));
  element.style.setProperty('--across', String(across));
  element.style.setProperty('--down', String(down));
  element.dataset['matrix'] = name;
  element.dataset['moved'] = String(moved);
  const axes = turned ? [purpose.rows, purpose.columns] : [purpose.columns, purpose.rows];
  const part = shownRows < rows || shownColumns < columns ? ` (the first ${across} by ${down})` : '';
  setText(title, matrix);
  setText(text, `${purpose.what}.`);
  setText(
    small,
    ` ${rows} × ${columns}${part}; across ${axes[0]}, down ${axes[1]}. Size ${formatSignificant(size, 2)}, ` +
      `moved by ${formatSignificant(moved, 2)}.`,
  );
  canvas.setAttribute('aria-label', `${name}: ${purpose.what}`);
}
