// The offer to guess before something is measured, on a card or a rung: a small button until it is taken up, and
// nothing at all once it was measured without.
import { h, show } from '../common/dom.ts';
import { guessSlider, type Landed } from '../ui/guess.ts';
import type { Guesses, Question } from './guesses.ts';

export interface GuessFirst {
  element: HTMLElement;
  /** `landed` is what was measured, once that is told; `locked` while it is being measured. */
  update(question: Question | undefined, landed: Landed | undefined, locked: boolean): void;
}

/** `about` says to readers who hear the button what is to be guessed. */
export function guessFirst(guesses: Guesses, about: string): GuessFirst {
  let question: Question | undefined;
  let open = false;
  let last: [Landed | undefined, boolean] = [undefined, false];
  const draw = (): void => {
    const [landed, locked] = last;
    const guess = question && guesses.of(question.key);
    show(button, !open && !landed && guess === undefined);
    show(slider.element, guess !== undefined || (open && !landed));
    show(element, question !== undefined && !(button.hidden && slider.element.hidden));
    button.disabled = locked;
    if (question) slider.update(question.text, guess, landed, locked);
  };
  const slider = guessSlider((ratio) => {
    guesses.make(question!.key, ratio);
    draw();
  });
  const button = h('button', {
    type: 'button',
    class: 'link guess-first',
    text: 'Guess first',
    'aria-label': `Guess first: ${about}`,
    on: {
      click: () => {
        open = true;
        draw();
        slider.focus();
      },
    },
  });
  const element = h('div', { class: 'guessing', hidden: true }, button, slider.element);
  return {
    element,
    update(asked, landed, locked) {
      question = asked;
      last = [landed, locked];
      draw();
    },
  };
}
