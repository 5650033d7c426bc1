// Writing, one letter at a time: how a letter is drawn, what the KV cache holds meanwhile, and what it spares.
import './writing.css';
import { h, setText, show } from '../common/dom.ts';
import { formatBytes, formatCount, formatInteger, formatPart, formatSpeedup } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import { onThemeChange } from '../ui/theme.ts';
import { keptNumbers, multiplications, multiplicationsOfText } from './cache.ts';
import { tempered } from './drawing.ts';
import { paint, signedScale } from './heat.ts';
import type { Inside } from './inside.ts';
import { largestFirst } from './order.ts';
import { nameOf } from './tokens.ts';
import type { Draw } from './writing.ts';

/** What is less likely has no name in the strip, and what is hardly likely no piece of its own. */
const leastNamed = 0.035;
const leastPiece = 0.001;
/** Channels of the cache, and layers, that have room. */
const mostChannels = 64;
const mostLayers = 4;

export function generationPanel(inside: Inside): Panel {
  const drawing = drawingPart(inside);
  const cache = cachePart(inside);
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'inside-generation-title' },
    h('h2', { id: 'inside-generation-title', text: 'Writing, one letter at a time' }),
    h('div', { class: 'generation' }, drawing.element, cache.element),
  );
  return {
    element,
    update() {
      if (!inside.seen) return;
      drawing.update();
      cache.update();
    },
  };
}

function drawingPart(inside: Inside): Panel {
  const button = (id: string, text: string, act: () => void): HTMLButtonElement =>
    h('button', { type: 'button', id, text, on: { click: act } });
  const draw = button('inside-draw', 'Draw a letter', () => inside.write('draw'));
  const best = button('inside-likeliest', 'Take the likeliest', () => inside.write('likeliest'));
  const clear = button('inside-clear', 'Begin anew', () => inside.writing.clear());
  draw.classList.add('strong');
  const value = h('output', { for: 'inside-temperature' });
  const slider = h('input', { type: 'range', id: 'inside-temperature', min: 0.1, max: 2, step: 0.05 });
  slider.addEventListener('input', () => inside.writing.setTemperature(Number(slider.value)));
  const written = h('p', { class: 'written', id: 'inside-written' });
  const strip = h('div', { class: 'strip', id: 'inside-strip', role: 'img' });
  const fell = h('p', { class: 'help', id: 'inside-fell', role: 'status' });
  const trail = h('ol', { class: 'trail', 'aria-label': 'Letters that the model has chosen' });
  const element = h(
    'div',
    { class: 'generation-part' },
    h('p', {
      class: 'meaning',
      text:
        'To write, the model appends a letter, reads its own text again, and so on. Each letter has a piece of the ' +
        'strip as wide as it is probable; a random number points at one. A low temperature widens the widest.',
    }),
    written,
    h('div', { class: 'buttons' }, draw, best, clear),
    h('div', { class: 'field' }, h('label', { for: 'inside-temperature' }, 'Temperature ', value), slider),
    strip,
    fell,
    trail,
  );

  function update(): void {
    const { characters, writing } = inside;
    const { draws, temperature, hasEnded } = writing;
    const predictions = inside.seen!.inspection.predictions;
    draw.disabled = best.disabled = hasEnded || writing.isFull;
    setText(value, String(temperature));
    slider.value = String(temperature);
    setText(written, `${writing.text}${hasEnded ? '' : '▁'}`);
    const last = draws.at(-1);
    const coming = { token: -1, probabilities: tempered(predictions.at(-1)!, temperature) };
    drawStrip(strip, last ?? coming, characters);
    setText(fell, fateOf(inside, last));
    trail.replaceChildren(
      ...draws.map(({ token, probabilities }) =>
        h('li', {}, h('b', { text: nameOf(token, characters) }), ` ${formatPart(probabilities[token]!)}`),
      ),
    );
  }
  return { element, update };
}

function fateOf({ characters, writing }: Inside, last: Draw | undefined): string {
  const { isFull, hasEnded } = writing;
  if (!last) return isFull ? 'There is no room for another letter.' : 'The strip of the letter to come.';
  const name = nameOf(last.token, characters);
  const part = formatPart(last.probabilities[last.token]!);
  const how =
    last.random === undefined
      ? `The likeliest was “${name}”, with ${part}.`
      : `The random number ${last.random.toFixed(3)} fell on “${name}”, which had ${part}.`;
  if (hasEnded) return `${how} The model ends its text here.`;
  return isFull ? `${how} There is no room for another letter.` : how;
}

function drawStrip(strip: HTMLElement, { probabilities, token, random }: Draw, characters: readonly string[]): void {
  const pieces = piecesOf(probabilities, token).map(({ part, candidate }) => {
    const piece = h('span', { class: candidate === token ? 'piece fallen' : 'piece' });
    if (part >= leastNamed && candidate !== undefined) piece.textContent = nameOf(candidate, characters);
    piece.style.flexGrow = String(part);
    return piece;
  });
  const needle = h('span', { class: 'needle' });
  needle.style.left = `${100 * (random ?? 0)}%`;
  show(needle, random !== undefined);
  strip.replaceChildren(...pieces, needle);
  const first = largestFirst(probabilities)
    .slice(0, 5)
    .map((i) => `${nameOf(i, characters)} ${formatPart(probabilities[i]!)}`);
  strip.setAttribute('aria-label', `Probabilities at this temperature: ${first.join(', ')} and others.`);
}

/** The pieces of the strip: one for each token, but one for all neighbours together that are hardly likely. */
function piecesOf(probabilities: readonly number[], token: number): { part: number; candidate?: number }[] {
  const pieces: { part: number; candidate?: number }[] = [];
  for (const [candidate, part] of probabilities.entries()) {
    const last = pieces.at(-1);
    if (part >= leastPiece || candidate === token) pieces.push({ part, candidate });
    else if (last && last.candidate === undefined) last.part += part;
    else pieces.push({ part });
  }
  return pieces;
}

function cachePart(inside: Inside): Panel {
  const pictures = h('div', { class: 'cache' });
  const holds = h('p', { id: 'inside-cache' });
  const figures = h('dl', { class: 'spared', id: 'inside-multiplications' });
  const cut = h('p', { class: 'help' });
  const element = h(
    'div',
    { class: 'generation-part' },
    h('h3', { text: 'What the KV cache holds, and what it spares' }),
    h('p', {
      class: 'meaning',
      text:
        'Attention needs a key and a value of every earlier letter. They never change, so they are kept: each new ' +
        'letter adds a column, and only that one has to be computed.',
    }),
    pictures,
    cut,
    holds,
    figures,
  );
  let painted = '';
  const paintAll = (): void => {
    const { keys, values } = inside.seen!.inspection;
    const key = JSON.stringify([document.documentElement.dataset['theme'], keys, values]);
    if (key === painted) return;
    painted = key;
    const limit = Math.max(...[keys, values].flatMap((cache) => cache.flat(2)).map(Math.abs));
    const shown = keys.slice(0, mostLayers).flatMap((_, layer) => [
      { name: keys.length > 1 ? `Keys, layer ${layer + 1}` : 'Keys', columns: keys[layer]! },
      { name: keys.length > 1 ? `Values, layer ${layer + 1}` : 'Values', columns: values[layer]! },
    ]);
    pictures.replaceChildren(...shown.map((cache) => cachePicture(cache, limit, inside.setup!.config.blockSize)));
    const { nLayer, nEmbd } = inside.setup!.config;
    const parts = [
      nLayer > mostLayers ? `the first ${mostLayers} of ${nLayer} layers` : '',
      nEmbd > mostChannels ? `the first ${mostChannels} of ${nEmbd} channels` : '',
    ].filter(Boolean);
    setText(cut, parts.length > 0 ? `Shown: ${parts.join(', ')}.` : '');
    show(cut, parts.length > 0);
  };
  onThemeChange(() => inside.seen && paintAll());

  return {
    element,
    update() {
      paintAll();
      const { config } = inside.setup!;
      const positions = inside.seen!.inspection.tokens.length;
      const vocabulary = inside.characters.length + 1;
      const numbers = keptNumbers(config, positions);
      setText(
        holds,
        `${formatInteger(numbers)} numbers now: 2 × ${formatCount(config.nLayer, 'layer')} × ` +
          `${config.nEmbd} channels × ${positions} places, ${formatBytes(4 * numbers)}.`,
      );
      const one = multiplications(config, vocabulary, positions);
      const all = multiplicationsOfText(config, vocabulary, positions);
      figures.dataset['kept'] = String(one.kept);
      figures.dataset['anew'] = String(one.anew);
      figures.replaceChildren(...figuresOf('For the next letter', one), ...figuresOf('For all so far', all));
    },
  };
}

/** Multiplications with the cache and without it, as terms of a list. */
function figuresOf(what: string, { kept, anew }: { kept: number; anew: number }): HTMLElement[] {
  const times = anew / kept;
  return [
    h('dt', { text: what }),
    h(
      'dd',
      {},
      h('b', { text: formatInteger(kept) }),
      ` multiplications, without the cache ${formatInteger(anew)}`,
      times > 1 ? `: ${formatSpeedup(times)} as many` : ': the same, as nothing is kept yet',
    ),
  ];
}

/** A column for each place of the block, filled as far as the text goes. */
function cachePicture(
  { name, columns }: { name: string; columns: readonly (readonly number[])[] },
  limit: number,
  blockSize: number,
): HTMLElement {
  const canvas = h('canvas', { role: 'img', 'aria-label': `${name} of ${columns.length} places` });
  const channels = Math.min(mostChannels, columns[0]!.length);
  const places = Math.min(32, blockSize);
  paint(canvas, channels, places, (channel, place) => columns[place]?.[channel], signedScale(limit));
  return h('figure', {}, canvas, h('figcaption', { text: name }));
}
