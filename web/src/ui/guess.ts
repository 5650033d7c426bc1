// "How many times faster? Drag to guess": a slider, and on the same axis the measurement, once there is one.
import { h, setText, show } from '../common/dom.ts';
import { formatRatio } from './format.ts';
import {
  closeness,
  firstPosition,
  formatGuess,
  lastPosition,
  missedBy,
  positionOf,
  ratioAt,
  shareOf,
  spoken,
  ticks,
} from './guess-axis.ts';
import './guess.css';

export interface Landed {
  ratio: number;
  low: number;
  high: number;
}

function place(element: HTMLElement, name: string, ratio: number): void {
  element.style.setProperty(name, String(shareOf(ratio)));
}

let instances = 0;

export interface GuessSlider {
  element: HTMLElement;
  /** Asks and shows; what has landed cannot be guessed any more, nor while it is `locked`. */
  update(question: string, guess: number | undefined, landed: Landed | undefined, locked: boolean): void;
  focus(): void;
}

export function guessSlider(guessed: (ratio: number) => void): GuessSlider {
  instances += 1;
  const id = `guess-${instances}`;
  const slider = h('input', { type: 'range', id, min: firstPosition, max: lastPosition, step: 1, value: 0 });
  const label = h('label', { for: id });
  const said = h('output', { for: id, 'aria-live': 'off' }); // the slider itself speaks
  const interval = h('span', { class: 'interval' });
  const point = h('span', { class: 'point' });
  const mark = h('div', { class: 'guess-landed', 'aria-hidden': 'true', hidden: true }, interval, point);
  const scale = ticks.map((ratio) => {
    const tick = h('span', { text: formatGuess(ratio) });
    place(tick, '--at', ratio);
    return tick;
  });
  slider.addEventListener('input', () => guessed(ratioAt(Number(slider.value))));
  const element = h(
    'div',
    { class: 'guess' },
    h('div', { class: 'guess-head' }, label, said),
    h(
      'div',
      { class: 'guess-axis' },
      mark,
      slider,
      h('div', { class: 'guess-scale', 'aria-hidden': 'true' }, ...scale),
    ),
  );

  return {
    element,
    focus: () => slider.focus(),
    update(question, guess, landed, locked) {
      setText(label, question);
      element.toggleAttribute('data-guessed', guess !== undefined);
      element.toggleAttribute('data-landed', landed !== undefined);
      slider.disabled = locked || landed !== undefined;
      slider.value = String(Math.round(positionOf(guess ?? 1)));
      slider.setAttribute('aria-valuetext', guess === undefined ? 'no guess yet' : spoken(guess));
      const words = guess === undefined ? 'Drag to guess' : `Your guess: ${formatGuess(guess)}`;
      setText(said, landed ? landedWords(guess, landed) : words);
      show(mark, landed !== undefined);
      if (!landed) return;
      place(interval, '--from', landed.low);
      place(interval, '--to', landed.high);
      place(point, '--at', landed.ratio);
    },
  };
}

function landedWords(guess: number | undefined, landed: Landed): string {
  const measured = `measured ${formatRatio(landed)}×`;
  if (guess === undefined) return `Not guessed, ${measured}`;
  const close = closeness(missedBy(guess, landed.ratio));
  return `Guessed ${formatGuess(guess)}, ${measured}: ${close}`;
}
