// microGPT in plain JavaScript against the numbers of the Python reference, for every corpus and size that has them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCorpus } from '../../web/src/contenders/javascript/corpus.ts';
import { JavaScriptTrainer, type PlainOptions } from '../../web/src/contenders/javascript/trainer.ts';
import { backward, Value } from '../../web/src/contenders/javascript/value.ts';

const root = new URL('../../', import.meta.url);

interface Golden {
  data_file: string;
  config: {
    n_layer: number;
    n_embd: number;
    n_head: number;
    block_size: number;
    batch: number;
    steps: number;
    seed: number;
    learning_rate: number;
    corpus: 'lines' | 'text';
    data: { documents: number; vocabulary: number };
  };
  losses: number[];
}

function golden(name: string): { golden: Golden; options: PlainOptions } {
  const read = JSON.parse(readFileSync(new URL(`tests/golden/${name}.json`, root), 'utf8')) as Golden;
  const { config } = read;
  const options: PlainOptions = {
    data: readFileSync(new URL(read.data_file, root)),
    corpus: config.corpus,
    seed: config.seed,
    steps: config.steps,
    learningRate: config.learning_rate,
    config: {
      nLayer: config.n_layer,
      nEmbd: config.n_embd,
      nHead: config.n_head,
      blockSize: config.block_size,
      batch: config.batch,
    },
  };
  return { golden: read, options };
}

for (const [name, steps] of [
  ['names-seed42', 120],
  ['names-small', 12],
  ['names-narrow', 25],
  ['names-odd', 30],
  ['lines', 40],
  ['text', 40],
  ['single', 40],
] as const) {
  test(`the losses of ${name}`, () => {
    const {
      golden: { losses: expected },
      options,
    } = golden(name);
    const trainer = new JavaScriptTrainer(options);
    const { losses, milliseconds } = trainer.train(steps);
    assert.equal(losses.length, steps);
    assert.ok(milliseconds > 0);
    const largest = Math.max(...losses.map((loss, i) => Math.abs(loss - expected[i]!)));
    assert.ok(largest <= 1e-12, `the largest difference is ${largest}`);
  });
}

test('documents and vocabulary are those of Python', () => {
  for (const name of ['names-seed42', 'lines', 'text', 'single']) {
    const {
      golden: {
        config: { data },
      },
      options,
    } = golden(name);
    const { documents, vocabulary } = readCorpus(options.data, options.corpus, options.config.blockSize);
    assert.deepEqual([documents.length, vocabulary], [data.documents, data.vocabulary], name);
  }
  assert.deepEqual(readCorpus('\ufeffb \r\n\x1f\r ab\x85', 'lines', 4).documents, [
    [2, 1, 2],
    [2, 0, 1, 2],
  ]);
  assert.deepEqual(readCorpus(new TextEncoder().encode('ab\ncd'), 'text', 2).documents, [
    [5, 1, 2],
    [5, 0, 3],
    [5, 4],
  ]);
});

test('training in pieces is training in one go', () => {
  const { options } = golden('single');
  const whole = new JavaScriptTrainer(options).train(10).losses;
  const trainer = new JavaScriptTrainer(options);
  assert.deepEqual([...trainer.train(4).losses, ...trainer.train(6).losses], [...whole]);
});

test('a loss that is no number ends training with a sentence, and other trainers are not disturbed', () => {
  const {
    golden: { losses },
    options,
  } = golden('single');
  const wild = new JavaScriptTrainer({ ...options, learningRate: 1e200 });
  assert.throws(() => wild.train(40), /no longer a finite number at step \d+; a smaller learning rate/);
  const { losses: sound } = new JavaScriptTrainer(options).train(5);
  assert.ok(sound.every((loss, i) => Math.abs(loss - losses[i]!) <= 1e-12));
});

test('the gradients of each operation', () => {
  const [a, b] = [new Value(2), new Value(-3)];
  // a*b + a/b - exp(a) + log(a) + a^2 + relu(b) + relu(a) + (a + 5) + b/4
  const root = a
    .times(b)
    .plus(a.over(b))
    .minus(a.exp())
    .plus(a.log())
    .plus(a.power(2))
    .plus(b.relu())
    .plus(a.relu())
    .plus(a.plusConstant(5))
    .plus(b.overConstant(4));
  assert.ok(Math.abs(root.data - (-6 - 2 / 3 - Math.exp(2) + Math.log(2) + 4 + 0 + 2 + 7 - 0.75)) < 1e-14);
  backward(root, 1);
  assert.ok(Math.abs(a.grad - (-3 - 1 / 3 - Math.exp(2) + 0.5 + 4 + 1 + 1)) < 1e-14);
  assert.ok(Math.abs(b.grad - (2 - 2 / 9 + 0.25)) < 1e-14);
});
