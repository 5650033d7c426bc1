// The choices of a setting side by side, all of them in sight.
import { h } from '../common/dom.ts';
import { fields, type ChoiceField, type Field } from '../model/settings.ts';
import type { Panel } from '../ui/panel.ts';
import type { Page } from './page.ts';

export interface SettingChoices extends Panel {
  element: HTMLFieldSetElement;
  /** What each choice says, in their order. */
  texts: readonly HTMLElement[];
}

/** `group` tells the radio buttons of this place from those of the same setting elsewhere in the page. */
export function settingChoices(
  page: Page,
  key: 'end' | 'pace' | 'effort',
  { group = key, ...attributes }: { group?: string; class?: string; 'aria-labelledby'?: string } = {},
): SettingChoices {
  const { choices, label } = fields.find((field) => field.key === key) as Field & ChoiceField;
  const options = choices.map(({ value, label: text }) => {
    const input = h('input', { type: 'radio', name: group, value });
    input.addEventListener('change', () => page.setField(key, value));
    return { value, input, text: h('span', { text }) };
  });
  const element = h(
    'fieldset',
    { ...attributes, class: ['segmented', attributes.class].filter(Boolean).join(' ') },
    !attributes['aria-labelledby'] && h('legend', { class: 'visually-hidden', text: label }),
    ...options.map(({ input, text }) => h('label', {}, input, text)),
  );
  function update(): void {
    for (const { value, input } of options) input.checked = value === page.settings[key];
  }
  update();
  return { element, texts: options.map(({ text }) => text), update };
}
