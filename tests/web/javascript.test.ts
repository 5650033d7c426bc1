// The parts of microGPT in plain JavaScript; its training is tested with that of the other learners.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JavaScriptTrainer } from '../../web/src/contenders/javascript/trainer.ts';
import { backward, Value } from '../../web/src/contenders/javascript/value.ts';
import { readCorpus } from '../../web/src/model/corpus.ts';
import { golden } from './golden.ts';

test('documents and vocabulary are those of Python', () => {
  for (const name of ['names-seed42', 'lines', 'text', 'single'] as const) {
    const { file, setup } = golden(name);
    const { documents, vocabulary } = readCorpus(setup.dataset.bytes, setup.corpus, setup.config.blockSize);
    const { data } = file.config;
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
  const { setup } = golden('single');
  const whole = new JavaScriptTrainer(setup).train(10).losses;
  const trainer = new JavaScriptTrainer(setup);
  assert.deepEqual([...trainer.train(4).losses, ...trainer.train(6).losses], [...whole]);
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
