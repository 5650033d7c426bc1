// The settings as one typed list: the form, the checks and the address of the page are all made from it.
import { formatSignificant, shortened } from '../ui/format.ts';
import type { Setup } from './setup.ts';
import { sizesFrom, type SizesAs } from './sizes.ts';

export interface Settings extends SizesAs<'form'> {
  steps: number;
  learningRate: number;
  seed: number;
  temperature: number;
  corpus: 'lines' | 'text';
  /** What ends a race: all steps, or so many seconds of each contender's own. */
  end: 'steps' | '1' | '5' | '20';
  pace: 'show' | 'slow' | 'full';
  /** How long is measured where figures are to be quoted. */
  effort: 'thorough' | 'quick';
}

interface NumberField {
  kind: 'integer' | 'number';
  minimum: number;
  maximum: number;
}

export interface ChoiceField {
  kind: 'choice';
  choices: readonly { value: string; label: string }[];
}

export type Field = (NumberField | ChoiceField) & {
  key: keyof Settings;
  /** In the address: ?steps=2000 */
  parameter: string;
  label: string;
  help: string;
  group: 'run' | 'model' | 'data' | 'controls';
  initial: number | string;
};

export const fields: readonly Field[] = [
  {
    key: 'steps',
    parameter: 'steps',
    label: 'Steps',
    group: 'run',
    kind: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    initial: 1000,
    help: 'Training steps; the learning rate falls to zero over them.',
  },
  {
    key: 'learningRate',
    parameter: 'lr',
    label: 'Learning rate',
    group: 'run',
    kind: 'number',
    minimum: 1e-9,
    maximum: 1e6,
    initial: 0.01,
    help: 'How far each step moves the weights. Too large, and the loss becomes NaN.',
  },
  {
    key: 'batch',
    parameter: 'batch',
    label: 'Batch',
    group: 'run',
    kind: 'integer',
    minimum: 1,
    maximum: 4096,
    initial: 1,
    help: 'Documents per step.',
  },
  {
    key: 'seed',
    parameter: 'seed',
    label: 'Seed',
    group: 'run',
    kind: 'integer',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    initial: 42,
    help: 'Fixes the first weights and the order of the data: the same seed, the same losses.',
  },
  {
    key: 'layers',
    parameter: 'layers',
    label: 'Layers',
    group: 'model',
    kind: 'integer',
    minimum: 1,
    maximum: 96,
    initial: 1,
    help: 'Transformer blocks.',
  },
  {
    key: 'width',
    parameter: 'width',
    label: 'Width',
    group: 'model',
    kind: 'integer',
    minimum: 1,
    maximum: 4096,
    initial: 16,
    help: 'Numbers that describe each token.',
  },
  {
    key: 'heads',
    parameter: 'heads',
    label: 'Heads',
    group: 'model',
    kind: 'integer',
    minimum: 1,
    maximum: 4096,
    initial: 4,
    help: 'Attention heads; they divide the width.',
  },
  {
    key: 'block',
    parameter: 'block',
    label: 'Block',
    group: 'model',
    kind: 'integer',
    minimum: 1,
    maximum: 4096,
    initial: 16,
    help: 'Longest context, in characters.',
  },
  {
    key: 'corpus',
    parameter: 'corpus',
    label: 'The data is',
    group: 'data',
    kind: 'choice',
    initial: 'lines',
    choices: [
      { value: 'lines', label: 'one document per line' },
      { value: 'text', label: 'running text' },
    ],
    help: 'Lines are learnt one by one (names, words). Running text is cut into windows of one block.',
  },
  {
    key: 'temperature',
    parameter: 'temperature',
    label: 'Temperature',
    group: 'controls',
    kind: 'number',
    minimum: 0.01,
    maximum: 10,
    initial: 0.5,
    help: 'Low: the likeliest letters. High: more daring.',
  },
  {
    key: 'end',
    parameter: 'end',
    label: 'Ends after',
    group: 'controls',
    kind: 'choice',
    initial: 'steps',
    choices: [
      { value: 'steps', label: 'Steps' },
      { value: '1', label: '1 s' },
      { value: '5', label: '5 s' },
      { value: '20', label: '20 s' },
    ],
    help: 'Steps: who has done them first? Seconds: how far does each model come in so much time of its own?',
  },
  {
    key: 'pace',
    parameter: 'pace',
    label: 'Pace',
    group: 'controls',
    kind: 'choice',
    initial: 'show',
    choices: [
      { value: 'show', label: 'To watch' },
      { value: 'slow', label: 'Slow motion' },
      { value: 'full', label: 'Full speed' },
    ],
    help:
      'To watch: all are slowed by the same factor, such that the slowest takes some seconds. Slow motion: such that ' +
      'the fastest does; it ends there. Figures are of the work, never of the waiting.',
  },
  {
    key: 'effort',
    parameter: 'effort',
    label: 'How thoroughly',
    group: 'controls',
    kind: 'choice',
    initial: 'thorough',
    choices: [
      { value: 'thorough', label: 'Thorough' },
      { value: 'quick', label: 'Quick' },
    ],
    help: 'Quick: a look, with wider intervals. Thorough: what to quote.',
  },
];

export type Checked = { value: number | string } | { error: string };

function plain(value: number): string {
  return value >= 1e15 ? '2^53 - 1' : formatSignificant(value, 1);
}

/** Reads what was typed for one field; the error is a sentence to stand beside it. */
export function checkField(field: Field, text: string): Checked {
  const trimmed = text.trim();
  if (field.kind === 'choice') {
    const known = field.choices.some((choice) => choice.value === trimmed);
    return known ? { value: trimmed } : { error: `Choose ${field.choices.map((c) => c.value).join(' or ')}.` };
  }
  const { minimum, maximum } = field;
  if (trimmed === '') return { error: 'A number is needed here.' };
  const value = Number(trimmed.replace(/(\d),(?=\d{3}(\D|$))/g, '$1'));
  if (!Number.isFinite(value)) return { error: 'This is not a number.' };
  if (field.kind === 'integer' && !Number.isInteger(value)) return { error: 'This must be a whole number.' };
  if (value < minimum || value > maximum) {
    return { error: `This must lie between ${plain(minimum)} and ${plain(maximum)}.` };
  }
  return { value: value + 0 }; // "-0" is 0, too
}

function divisors(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
}

/** What single fields cannot see; the error belongs beside the field that it names. */
export function checkTogether(settings: Settings): { key: keyof Settings; error: string } | undefined {
  const { heads, width } = settings;
  if (width % heads === 0) return undefined;
  const near = divisors(width)
    .sort((a, b) => Math.abs(a - heads) - Math.abs(b - heads))
    .slice(0, 4);
  const possible = near.sort((a, b) => a - b).join(', ');
  return { key: 'heads', error: `${heads} heads do not divide a width of ${width}. Possible: ${possible}.` };
}

export function initialSettings(): Settings {
  return Object.fromEntries(fields.map((field) => [field.key, field.initial])) as unknown as Settings;
}

/** The settings that differ from the initial ones, as the query of an address ("" or "?steps=2000&lr=0.1"). */
export function toQuery(settings: Settings): string {
  const query = new URLSearchParams();
  for (const field of fields) {
    if (settings[field.key] !== field.initial) query.set(field.parameter, String(settings[field.key]));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** The settings of an address. A bad value is left at its initial one, and `problems` says so. */
export function fromQuery(query: string): { settings: Settings; problems: string[] } {
  const settings = initialSettings();
  const problems: string[] = [];
  const parameters = new URLSearchParams(query);
  for (const field of fields) {
    const text = parameters.get(field.parameter);
    if (text === null) continue;
    const checked = checkField(field, text);
    if ('value' in checked) Object.assign(settings, { [field.key]: checked.value });
    else
      problems.push(`The address says ${field.parameter}=${shortened(text)}. ${checked.error} Using ${field.initial}.`);
  }
  const together = checkTogether(settings);
  if (together) {
    const { width, heads } = initialSettings();
    problems.push(
      `The sizes in the address do not fit together. ${together.error} Using width ${width}, ${heads} heads.`,
    );
    Object.assign(settings, { width, heads });
  }
  return { settings, problems };
}

/** The settings that a checkpoint fixes. */
export const shapeKeys: readonly (keyof Settings)[] = ['layers', 'width', 'heads', 'block', 'corpus'];

/** What the settings ask to be trained; the data and the weights come from elsewhere. */
export function candidateOf(settings: Settings): Omit<Setup, 'dataset' | 'weights'> {
  const { corpus, steps, learningRate, seed } = settings;
  return { config: sizesFrom('form', settings), corpus, steps, learningRate, seed };
}
