// The settings: what is accepted, what is said of the rest, and the way to the page's address and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkField,
  checkTogether,
  fields,
  fromQuery,
  initialSettings,
  toQuery,
  type Settings,
} from '../../web/src/model/settings.ts';
import { matricesOf, renameSizes, sizesFrom } from '../../web/src/model/sizes.ts';

const field = (key: keyof Settings) => fields.find((candidate) => candidate.key === key)!;
const errorOf = (key: keyof Settings, text: string): string => {
  const checked = checkField(field(key), text);
  return 'error' in checked ? checked.error : '';
};

test('the initial settings are those of microGPT, each within its own limits', () => {
  assert.deepEqual(initialSettings(), {
    steps: 1000,
    learningRate: 0.01,
    seed: 42,
    temperature: 0.5,
    layers: 1,
    width: 16,
    heads: 4,
    block: 16,
    batch: 1,
    corpus: 'lines',
    end: 'steps',
    pace: 'show',
    effort: 'thorough',
  });
  for (const one of fields) assert.deepEqual(checkField(one, String(one.initial)), { value: one.initial });
});

test('each setting has its own key and its own name in the address', () => {
  assert.equal(new Set(fields.map((one) => one.key)).size, fields.length);
  assert.equal(new Set(fields.map((one) => one.parameter)).size, fields.length);
  assert.deepEqual(new Set(fields.map((one) => one.key)), new Set(Object.keys(initialSettings())));
});

test('numbers as people type them', () => {
  assert.deepEqual(checkField(field('steps'), ' 2000 '), { value: 2000 });
  assert.deepEqual(checkField(field('steps'), '2,000'), { value: 2000 });
  assert.deepEqual(checkField(field('steps'), '1e3'), { value: 1000 });
  assert.deepEqual(checkField(field('learningRate'), '.05'), { value: 0.05 });
  assert.deepEqual(checkField(field('learningRate'), '1e-3'), { value: 0.001 });
  assert.deepEqual(checkField(field('seed'), '9007199254740991'), { value: 2 ** 53 - 1 });
  assert.deepEqual(checkField(field('seed'), '-0'), { value: 0 });
  assert.deepEqual(checkField(field('corpus'), 'text'), { value: 'text' });
});

test('bad values get a sentence', () => {
  assert.match(errorOf('steps', ''), /needed/);
  assert.match(errorOf('steps', 'many'), /not a number/);
  assert.match(errorOf('steps', '0x'), /not a number/);
  assert.match(errorOf('steps', 'Infinity'), /not a number/);
  assert.match(errorOf('steps', '2.5'), /whole number/);
  assert.match(errorOf('steps', '0'), /between 1 and 1,000,000/);
  assert.match(errorOf('steps', '-3'), /between/);
  assert.match(errorOf('seed', '9007199254740992'), /between 0 and 2\^53 - 1/);
  assert.match(errorOf('learningRate', '0'), /between/);
  assert.match(errorOf('temperature', '0'), /between/);
  assert.match(errorOf('width', '5000'), /between 1 and 4,096/);
  assert.match(errorOf('corpus', 'pictures'), /lines or text/);
});

test('heads must divide the width, and the message says which would', () => {
  assert.equal(checkTogether(initialSettings()), undefined);
  const problem = checkTogether({ ...initialSettings(), width: 18, heads: 4 });
  assert.equal(problem?.key, 'heads');
  assert.match(problem!.error, /4 heads do not divide a width of 18\. Possible: 1, 2, 3, 6\./);
});

test('settings survive the way to the address and back', () => {
  assert.equal(toQuery(initialSettings()), '');
  const settings: Settings = {
    steps: 250,
    learningRate: 0.003,
    seed: 2 ** 53 - 1,
    temperature: 1.25,
    layers: 3,
    width: 48,
    heads: 6,
    block: 64,
    batch: 8,
    corpus: 'text',
    end: '5',
    pace: 'slow',
    effort: 'quick',
  };
  assert.deepEqual(fromQuery(toQuery(settings)), { settings, problems: [] });
  assert.equal(toQuery({ ...initialSettings(), steps: 2000 }), '?steps=2000');
});

test('a bad address is told and otherwise used', () => {
  const { settings, problems } = fromQuery('?steps=abc&lr=0.5&unknown=1&heads=5');
  assert.equal(settings.steps, 1000);
  assert.equal(settings.learningRate, 0.5);
  assert.deepEqual([settings.width, settings.heads], [16, 4]);
  assert.equal(problems.length, 2);
  assert.match(problems[0]!, /steps=abc.*not a number.*1000/);
  assert.match(problems[1]!, /5 heads do not divide/);
});

test('a long value is cut in the sentence about it', () => {
  const [problem] = fromQuery(`?pace=${'x'.repeat(5000)}`).problems;
  assert.match(problem!, /pace=x{60}…\. Choose/);
});

test('the matrices of a model, in the order in which their numbers are drawn', () => {
  const matrices = (settings: Settings) => matricesOf(sizesFrom('form', settings), 27);
  const count = (settings: Settings): number =>
    matrices(settings).reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  assert.deepEqual(
    matrices(initialSettings()).map(({ name, rows, columns }) => `${name} ${rows}x${columns}`),
    ['wte 27x16', 'wpe 16x16', 'lm_head 27x16']
      .concat(['wq', 'wk', 'wv', 'wo'].map((name) => `layer0.attn_${name} 16x16`))
      .concat(['layer0.mlp_fc1 64x16', 'layer0.mlp_fc2 16x64']),
  );
  assert.equal(count(initialSettings()), 4192);
  assert.equal(count({ ...initialSettings(), layers: 4, width: 128, heads: 8, block: 64 }), 801536);
});

test('the sizes of a model have one table of names', () => {
  const sizes = { nLayer: 2, nEmbd: 24, nHead: 3, blockSize: 8, batch: 5 };
  assert.deepEqual(renameSizes(sizes, 'form'), { layers: 2, width: 24, heads: 3, block: 8, batch: 5 });
  assert.deepEqual(renameSizes(sizes, 'file'), { n_layer: 2, n_embd: 24, n_head: 3, block_size: 8, batch: 5 });
  assert.deepEqual(renameSizes(sizes, 'python'), { layers: 2, embd: 24, heads: 3, block: 8, batch: 5 });
  for (const naming of ['form', 'file', 'python'] as const)
    assert.deepEqual(sizesFrom(naming, renameSizes(sizes, naming)), sizes);
});
