// The form of the settings, made from their list. A bad value keeps its place and gets a message beside it.
import type { Page } from './page.ts';
import { h, setText, show } from '../common/dom.ts';
import { formatCount, formatDocuments, formatInteger } from '../ui/format.ts';
import { checkField, fields, type Field, type Settings } from '../model/settings.ts';
import { sizesFrom } from '../model/sizes.ts';
import type { Panel } from '../ui/panel.ts';
import './settings.css';

/**
 * Models worth a look: the original, and two in which arithmetic outweighs the fixed cost of an operation. Each comes
 * with a learning rate at which it is stable.
 */
const models: { label: string; values: Partial<Settings> }[] = [
  { label: 'microGPT: width 16', values: { layers: 1, width: 16, heads: 4, block: 16, learningRate: 0.01 } },
  { label: 'Wide: width 64', values: { layers: 1, width: 64, heads: 4, block: 16, learningRate: 0.002 } },
  { label: 'Large: 2 layers, width 128', values: { layers: 2, width: 128, heads: 8, block: 32, learningRate: 0.002 } },
];

export interface SettingsPanel extends Panel {
  focusFirstError(): void;
}

function fieldRow(page: Page, field: Field): Panel & { control: HTMLElement } {
  const id = `setting-${field.parameter}`;
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  const help = h('p', { class: 'help', id: `${id}-help`, text: field.help });
  const described = { id, name: field.parameter, 'aria-describedby': `${id}-error ${id}-help` };
  const control =
    field.kind === 'choice'
      ? h('select', described, ...field.choices.map(({ value, label }) => h('option', { value, text: label })))
      : h('input', {
          ...described,
          type: 'text',
          inputmode: field.kind === 'integer' ? 'numeric' : 'decimal',
          autocomplete: 'off',
          spellcheck: 'false',
        });
  control.addEventListener('input', () => page.setField(field.key, control.value));
  const element = h('div', { class: 'field' }, h('label', { for: id, text: field.label }), control, error, help);

  function update(): void {
    const message = page.errors.get(field.key);
    const shown = checkField(field, control.value);
    const outdated = 'error' in shown || shown.value !== page.settings[field.key];
    if (outdated && !page.fieldErrors.has(field.key)) control.value = String(page.settings[field.key]);
    control.setAttribute('aria-invalid', String(message !== undefined));
    setText(error, message ?? '');
    show(error, message !== undefined);
  }
  return { element, control, update };
}

export function settingsPanel(page: Page, dataPanel: Panel): SettingsPanel {
  const rowsOf = (group: Field['group']) =>
    fields.filter((field) => field.group === group).map((field) => ({ field, ...fieldRow(page, field) }));
  const [run, model, data] = [rowsOf('run'), rowsOf('model'), rowsOf('data')];
  const rows = [...run, ...model, ...data];
  const summary = h('span', { class: 'muted' });
  const parameters = h('p', { class: 'help' });
  const presets = models.map(({ label, values }) =>
    h('button', {
      type: 'button',
      class: 'chip',
      text: label,
      on: {
        click: () => {
          for (const [key, value] of Object.entries(values)) page.setField(key as keyof Settings, String(value));
        },
      },
    }),
  );
  const element = h(
    'details',
    { class: 'card settings', id: 'settings' },
    h('summary', {}, h('h2', { text: 'Set up' }), ' ', summary),
    h(
      'div',
      { class: 'groups' },
      h('fieldset', {}, h('legend', { text: 'Run' }), h('div', { class: 'fields' }, ...run.map((r) => r.element))),
      h(
        'fieldset',
        {},
        h('legend', { text: 'Model' }),
        h('div', { class: 'chips' }, ...presets),
        h('div', { class: 'fields' }, ...model.map((r) => r.element)),
        parameters,
      ),
      h(
        'fieldset',
        { class: 'wide' },
        h('legend', { text: 'Data' }),
        dataPanel.element,
        h('div', { class: 'fields' }, ...data.map((r) => r.element)),
      ),
    ),
  );

  function update(): void {
    for (const row of rows) row.update();
    dataPanel.update();
    const { settings, dataset } = page;
    const known = dataset && page.errors.size === 0 && page.sizeOf(sizesFrom('form', settings), dataset);
    const count = known && formatInteger(known.parameters);
    setText(parameters, count ? `${count} parameters with ${dataset.vocabulary} tokens.` : '');
    const size = `${formatCount(settings.layers, 'layer')} of width ${settings.width}`;
    setText(
      summary,
      [
        dataset ? `${dataset.name}, ${formatDocuments(dataset.documents, settings.corpus)}` : '',
        count ? `${size}, ${count} parameters` : size,
        settings.end === 'steps' ? formatCount(settings.steps, 'step') : `${settings.end} s for each contender`,
      ]
        .filter(Boolean)
        .join(' · '),
    );
    if (page.errors.size > 0) element.open = true;
  }
  return {
    element,
    update,
    focusFirstError() {
      element.open = true;
      rows.find(({ field }) => page.errors.has(field.key))?.control.focus();
    },
  };
}
