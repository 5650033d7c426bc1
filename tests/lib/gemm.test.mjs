// The matrix product of a module: the same checksum in every variant and layout, a plausible speed.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lanes, supported } from './support.mjs';

/** The checksum that src/bindings/kernels.cpp promises, by plain loops. */
function expected({ m, n, k, layout, repetitions }) {
  const a = Float64Array.from({ length: m * k }, (_, i) => (i % 5) - 2);
  const b = Float64Array.from({ length: k * n }, (_, i) => (i % 7) - 3);
  const product = (i, j) => {
    let sum = 0;
    for (let l = 0; l < k; l++) {
      sum += a[layout === 'tn' ? l * m + i : i * k + l] * b[layout === 'nt' ? j * k + l : l * n + j];
    }
    return sum;
  };
  let checksum = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    a[0] = repetition % 5;
    checksum += product(0, 0);
  }
  for (let i = 0; i < m * n; i++) checksum += product(Math.floor(i / n), i % n) * ((i % 3) + 1);
  return checksum;
}

for (const name of supported) {
  test(`${name} multiplies exactly`, async () => {
    const module = await lanes.loadVariant(name);
    for (const layout of ['nn', 'nt', 'tn']) {
      for (const [m, n, k] of [
        [1, 1, 1],
        [3, 5, 7],
        [16, 16, 16],
        [17, 33, 9],
        [64, 1, 40],
        [1, 64, 300],
      ]) {
        const options = { m, n, k, layout, repetitions: 3 };
        const result = module.gemm(options);
        assert.equal(result.checksum, expected(options), JSON.stringify(options));
      }
    }
  });

  test(`${name} times its work`, async () => {
    const module = await lanes.loadVariant(name);
    const work = { m: 64, n: 64, k: 64, layout: 'nn', repetitions: 200 };
    const { gflops, milliseconds } = module.gemm(work);
    assert.ok(milliseconds > 0 && milliseconds < 60_000);
    assert.ok(Math.abs((gflops * milliseconds * 1e6) / (2 * 64 ** 3 * 200) - 1) < 1e-9);
  });
}

test('wrong options are refused by name', async () => {
  const module = await lanes.loadVariant('scalar');
  const good = { m: 2, n: 2, k: 2, layout: 'nn', repetitions: 1 };
  const cases = [
    [undefined, /option/i],
    [{}, /\bm is missing/],
    [{ ...good, n: 0 }, /\bn\b.*whole number.*0/],
    [{ ...good, k: 2.5 }, /\bk\b.*whole number.*2\.5/],
    [{ ...good, m: 1e9 }, /\bm\b.*1000000000/],
    [{ ...good, layout: 'tt' }, /layout.*"tt"/],
    [{ ...good, repetitions: -1 }, /repetitions/],
    [{ ...good, speed: 1 }, /"speed"/],
  ];
  for (const [options, message] of cases) {
    assert.throws(
      () => module.gemm(options),
      (error) => error instanceof Error && message.test(error.message),
    );
  }
  assert.equal(module.gemm(good).checksum, expected(good));
});
