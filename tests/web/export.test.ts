// What the page writes: the result JSON of the contract, CSV, and what it reads from a checkpoint's header.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultsFile } from '../../web/src/export/results.ts';
import {
  lossesCsv,
  measurementsSection,
  summarize,
  timesCsv,
  trainResult,
  type Entry,
} from '../../web/src/race/export.ts';
import { estimatePair, noRounds, pairsOf } from '../../web/src/measure/pairs.ts';
import { contenders } from '../../web/src/contenders/contenders.ts';
import type { Setup } from '../../web/src/model/setup.ts';
import { Series } from '../../web/src/common/series.ts';
import { checkpointSizes } from '../../web/src/model/checkpoint.ts';

const environment = {
  date: '2026-11-21T00:00:00.000Z',
  user_agent: 'test',
  cores: 2,
  isolated: true,
  timer_step_ms: 0.005,
  lanes_version: '0.1.0',
};
const setup: Setup = {
  config: { nLayer: 1, nEmbd: 16, nHead: 4, blockSize: 16, batch: 1 },
  corpus: 'lines',
  steps: 4,
  learningRate: 0.01,
  seed: 42,
  dataset: { name: 'a, "b"', bytes: new Uint8Array(), documents: 3, vocabulary: 27, sha256: 'ab', warnings: [] },
};

function entry(id: string, losses: number[]): Entry {
  const series = new Series();
  series.append(Float64Array.from(losses));
  const contender = contenders.find((candidate) => candidate.id === id)!;
  const info = {
    variant: contender.variant,
    engine: contender.engine,
    precision: contender.precision,
    parameters: 4192,
    vocabulary: 27,
    documents: 3,
    step: losses.length,
    threads: 1,
    heldOut: 0,
  };
  return {
    contender,
    run: {
      info,
      abilities: [],
      rehearsed: Array.from({ length: 8 }, () => 2),
      losses: series,
      milliseconds: 8,
      chunks: [2, 2, 9].map((milliseconds) => ({ steps: 2, milliseconds })),
      previews: [],
      samples: { temperature: 0.7, prompt: '', names: ['ann', 'kamon'] },
    },
  };
}

test('the result JSON has every field of the contract', () => {
  const results = [entry('value', [3.5, 3.25]), entry('simd', [3.5, 3.25, 3])].map((one) =>
    trainResult(one, setup, environment, 0.5),
  );
  const file = resultsFile(environment, { results });
  const parsed = JSON.parse(JSON.stringify(file));
  assert.deepEqual(Object.keys(parsed), ['version', 'environment', 'results']);
  assert.equal(parsed.version, 1);
  assert.deepEqual(parsed.environment, environment);
  assert.deepEqual(parsed.results[0], {
    config: {
      n_layer: 1,
      n_embd: 16,
      n_head: 4,
      block_size: 16,
      batch: 1,
      steps: 4,
      seed: 42,
      learning_rate: 0.01,
      temperature: 0.7,
      engine: 'value',
      precision: 'f64',
      variant: 'scalar',
      threads: 1,
      corpus: 'lines',
      data: { name: 'a, "b"', documents: 3, vocabulary: 27, sha256: 'ab' },
    },
    environment,
    losses: [3.5, 3.25],
    samples: ['ann', 'kamon'],
    chunk_steps: 2,
    step_ms: [2, 2, 9],
    summary: { parameters: 4192, avg_ms: 2, median_ms: 2, total_s: 0.004, clocked_s: 0.008, final_loss: 3.25 },
  });
  assert.equal(parsed.results[1].config.variant, 'simd');
});

test('losses keep their full precision in JSON', () => {
  const loss = 3.365966947585123;
  const result = JSON.parse(JSON.stringify(trainResult(entry('scalar', [loss]), setup, environment, 0.5)));
  assert.equal(result.losses[0], loss);
});

test('a figure that cannot be told is written as none', () => {
  const one = entry('scalar', [3, 3]);
  one.run.rehearsed = [];
  const { avg_ms, median_ms, total_s, clocked_s } = summarize(one.run);
  assert.deepEqual([avg_ms, median_ms, total_s, clocked_s], [null, null, null, 0.008]);
});

test('measurements are written with their rounds', () => {
  const times = { a: Array<number>(8).fill(10), b: Array<number>(8).fill(2), twin: Array<number>(8).fill(2) };
  const rounds = { progress: 1, block: 0.75, times, twinOf: 'b', gap: 0 } as const;
  const pair = { a: contenders[0]!, b: contenders[1]!, ...rounds };
  const empty = { ...pair, ...noRounds };
  const section = measurementsSection({ environment, setup, pairs: [pair, empty] })!;
  const { measurements, results } = JSON.parse(JSON.stringify(resultsFile(environment, { measurements: section })));
  assert.deepEqual(results, [], 'the race has nothing to tell yet');
  assert.equal(measurementsSection({ environment, setup, pairs: [empty] }), undefined);
  assert.equal(measurements.pairs.length, 1);
  assert.deepEqual(measurements.pairs[0].speedup, { ratio: 5, low: 5, high: 5, rounds: 8, calm: 8, steady: true });
  assert.equal(measurements.pairs[0].verdict, 'faster');
  assert.deepEqual(measurements.pairs[0].ms_per_step, times);
  assert.deepEqual([measurements.pairs[0].twin_of, measurements.pairs[0].block_ms], ['b', 0.75]);
  assert.equal(estimatePair(empty).verdict, 'cannot tell');
});

test('pairs: each against the one before it, and against the first', () => {
  const names = (pairs: { a: string; b: string }[]) => pairs.map(({ a, b }) => `${a}${b}`);
  assert.deepEqual(names(pairsOf(['x'])), []);
  assert.deepEqual(names(pairsOf(['x', 'y'])), ['xy']);
  assert.deepEqual(names(pairsOf(['x', 'y', 'z'])), ['xy', 'yz', 'xz']);
});

test('CSV: a row per step, a column per contender, gaps where one is behind', () => {
  assert.equal(
    lossesCsv([entry('value', [3.5]), entry('scalar', [3.5, 3.25])]),
    'step,loss_value,loss_scalar\r\n1,3.5,3.5\r\n2,,3.25\r\n',
  );
  assert.equal(timesCsv([entry('scalar', [1])]).split('\r\n')[1], 'scalar,1,2,2');
  assert.equal(lossesCsv([]), 'step\r\n');
});

function safetensors(header: unknown, declared?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(declared ?? text.length), true);
  bytes.set(text, 8);
  return bytes;
}

test('a checkpoint states its sizes', () => {
  const metadata = { n_layer: '2', n_embd: '32', n_head: '8', block_size: '24', corpus: 'text', vocabulary: '[]' };
  assert.deepEqual(checkpointSizes(safetensors({ __metadata__: metadata })), {
    layers: 2,
    width: 32,
    heads: 8,
    block: 24,
    corpus: 'text',
  });
});

test('what is no checkpoint is refused in a sentence', () => {
  const metadata = { n_layer: '2', n_embd: 'wide', n_head: '8', block_size: '24' };
  assert.throws(() => checkpointSizes(new Uint8Array(3)), /not a safetensors file/);
  assert.throws(() => checkpointSizes(new Uint8Array(64).fill(255)), /not a safetensors file/);
  assert.throws(() => checkpointSizes(safetensors({}, 1000)), /cut off/);
  assert.throws(() => checkpointSizes(safetensors('not json')), /not a safetensors file/);
  assert.throws(() => checkpointSizes(safetensors({})), /not written by Lanes/);
  assert.throws(() => checkpointSizes(safetensors('null')), /not written by Lanes/);
  assert.throws(() => checkpointSizes(safetensors({ __metadata__: metadata })), /valid n_embd/);
  const none = { toString: null, valueOf: null };
  for (const value of [none, [none], ['32'], {}, [], 32, true, null, '', ' 32', '32.5', '0', '-1', '1e1', '0x20']) {
    const odd = safetensors({ __metadata__: { ...metadata, n_embd: value } });
    assert.throws(() => checkpointSizes(odd), /valid n_embd/, JSON.stringify(value));
  }
});
