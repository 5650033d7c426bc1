// A choice among a few, all of them in sight: radio buttons that look like one control.
import { h } from '../common/dom.ts';

let instances = 0;

export function segmented<T extends string>(
  label: string,
  choices: readonly (readonly [T, string])[],
  initial: T,
  changed: () => void,
): { element: HTMLElement; readonly value: T } {
  instances += 1;
  const name = `choice-${instances}`;
  let value = initial;
  const options = choices.map(([choice, text]) => {
    const input = h('input', { type: 'radio', name, value: choice, checked: choice === initial });
    input.addEventListener('change', () => {
      value = choice;
      changed();
    });
    return h('label', {}, input, h('span', { text }));
  });
  const element = h(
    'fieldset',
    { class: 'segmented' },
    h('legend', { class: 'visually-hidden', text: label }),
    ...options,
  );
  return {
    element,
    get value() {
      return value;
    },
  };
}
