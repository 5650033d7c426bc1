// What the explorers know without a page: layouts of tensors, the bits of numbers, the kinds of instructions, and the
// levels in the times of first calls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitsOf, explainBits, flipped, readNumber, shortest } from '../../web/src/experiments/explorers/bits.ts';
import { countKinds, depths, gloss, isVector, kindOf } from '../../web/src/experiments/explorers/glosses.ts';
import {
  chunksOf,
  compilersOf,
  findLevels,
  greatestChange,
  type Chunk,
} from '../../web/src/experiments/explorers/levels.ts';
import {
  exampleTensor,
  indexOf,
  offsetOf,
  rowMajor,
  transposed,
  tuple,
  type Layout,
} from '../../web/src/experiments/explorers/tensor.ts';

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer.slice(0) as ArrayBuffer);
const float = (value: number): Uint8Array => bytesOf(Float32Array.of(value));
const double = (value: number): Uint8Array => bytesOf(Float64Array.of(value));

const sizeOf = ({ shape }: Layout): number => shape.reduce((product, length) => product * length, 1);

test('a row-major layout has the last axis nearest, and transposing moves nothing', () => {
  const layout = rowMajor([4, 5, 3]);
  assert.deepEqual(layout.strides, [15, 3, 1]);
  const turned = transposed(layout);
  assert.deepEqual(turned, { shape: [5, 4, 3], strides: [3, 15, 1] });
  for (let offset = 0; offset < sizeOf(layout); ++offset) {
    const [row, column, channel] = indexOf(layout, offset);
    assert.equal(offsetOf(layout, [row!, column!, channel!]), offset);
    assert.deepEqual(indexOf(turned, offset), [column, row, channel]);
    assert.equal(offsetOf(turned, [column!, row!, channel!]), offset);
  }
  assert.deepEqual([rowMajor([8]).strides, tuple([8]), tuple([8, 3])], [[1], '(8,)', '(8, 3)']);
});

test('the example tensors are as large as they say, and fit into every type', () => {
  for (const rank of [1, 2, 3] as const) {
    for (const type of ['u8', 'i16', 'i32', 'f32', 'f64'] as const) {
      const { layout, values } = exampleTensor(rank, type);
      assert.equal(layout.shape.length, rank);
      assert.equal(values.length, sizeOf(layout));
      if (!type.startsWith('f'))
        assert.ok(
          values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255),
          `${rank} ${type}`,
        );
    }
  }
});

test('the bits of a number and their parts', () => {
  const bits = bitsOf('f32', float(-0.75));
  assert.equal(bits.map(({ set }) => Number(set)).join(''), '10111111010000000000000000000000');
  const lengths = (part: string, all = bits): number => all.filter((bit) => bit.part === part).length;
  assert.deepEqual(
    ['sign', 'exponent', 'mantissa'].map((part) => lengths(part)),
    [1, 8, 23],
  );
  const doubles = bitsOf('f64', double(1));
  assert.deepEqual(
    ['sign', 'exponent', 'mantissa'].map((part) => lengths(part, doubles)),
    [1, 11, 52],
  );
  assert.deepEqual(
    bitsOf('i16', Uint8Array.of(5, 0))
      .map(({ position, set }) => (set ? position : ''))
      .filter((at) => at !== ''),
    [2, 0],
  );
});

test('flipping a bit twice changes nothing, and each bit is the one it says', () => {
  const element = float(5);
  for (const { position, set } of bitsOf('f32', element)) {
    const { byte, value } = flipped(element, position);
    const changed = element.slice();
    changed[byte] = value;
    assert.equal(bitsOf('f32', changed).find((bit) => bit.position === position)!.set, !set);
    assert.deepEqual(flipped(changed, position), { byte, value: element[byte] });
  }
  const negative = element.slice();
  negative[3] = flipped(element, 31).value;
  assert.equal(readNumber('f32', negative), -5);
});

test('numbers are shown with the digits they need', () => {
  const cases: [Parameters<typeof shortest>[0], number, string][] = [
    ['f32', Math.fround(0.1), '0.1'],
    ['f64', Math.fround(0.1), '0.10000000149011612'],
    ['f32', 16777216, '16777216'],
    ['f32', -0, '-0'],
    ['f32', NaN, 'NaN'],
    ['u8', 200, '200'],
    ['f32', Math.fround(1 / 3), '0.33333334'],
  ];
  for (const [type, value, text] of cases) assert.equal(shortest(type, value), text);
});

test('how the bits make the number, in words', () => {
  const cases: [Parameters<typeof explainBits>[0], Uint8Array, RegExp][] = [
    ['u8', Uint8Array.of(5), /^4 \+ 1 = 5\.$/],
    ['u8', Uint8Array.of(0), /^No bit is set: 0\.$/],
    ['u8', Uint8Array.of(64), /^One bit is set, which stands for 64\.$/],
    ['i16', Uint8Array.of(255, 255), /^16 bits are set; what they stand for adds up to -1\.$/],
    ['i8', Uint8Array.of(0x81), /^-128 \+ 1 = -127\.$/],
    ['f32', float(5), /^\+ 2\^\(129 − 127\) × 1\.25 = 2\^2 × 1\.25 = 5\.$/],
    ['f64', double(-0.75), /^− 2\^\(1022 − 1023\) × 1\.5 = −2\^-1 × 1\.5 = -0\.75\.$/],
    ['f32', float(0), /^Nothing but perhaps the sign is set: \+0\.$/],
    ['f32', float(-Infinity), /−infinity/],
    ['f32', float(NaN), /not a number/],
    ['f32', float(2 ** -149), /A subnormal number/],
  ];
  for (const [type, bytes, text] of cases) assert.match(explainBits(type, bytes), text);
});

test('instructions have a kind and an explanation', () => {
  const cases: [string, string, boolean, RegExp][] = [
    ['local.get 3', 'names', false, /^takes variable 3$/],
    ['i32.const -1', 'names', false, /^a constant$/],
    ['f32x4.mul', 'arithmetic', true, /^multiplies four pairs of floats$/],
    ['f64.sqrt', 'arithmetic', false, /^takes the square root of a double$/],
    ['v128.load offset=16', 'memory', true, /^loads sixteen bytes: four floats$/],
    ['f32.store', 'memory', false, /^stores a float$/],
    ['v128.bitselect', 'arithmetic', true, /mask/],
    ['i32.le_u', 'integers', false, /^compares two integers$/],
    ['br_if 0', 'jumps', false, /^jumps if/],
    ['if', 'jumps', false, /test/],
    ['end', 'names', false, /^the end/],
  ];
  for (const [instruction, kind, vector, text] of cases) {
    assert.deepEqual([kindOf(instruction), isVector(instruction)], [kind, vector], instruction);
    assert.match(gloss(instruction), text);
  }
  const loop = ['loop', 'local.get 0', 'if', 'f32.mul', 'else', 'nop', 'end', 'br_if 0', 'end'];
  assert.deepEqual(countKinds(loop), { arithmetic: 1, memory: 0, integers: 0, jumps: 2, names: 6 });
  assert.deepEqual(depths(loop), [0, 1, 1, 2, 1, 2, 1, 1, 0]);
});

test('calls that the timer cannot tell apart are taken together', () => {
  const chunks = chunksOf([0, 1, 1.005, 1.01, 1.02, 1.05, 1.1], 0.005);
  assert.deepEqual(
    chunks.map(({ first, calls }) => [first, calls]),
    [
      [1, 1],
      [2, 4],
      [6, 1],
    ],
  );
  assert.deepEqual(chunksOf([0], 0.005), []);
});

/** Chunks of single calls with these times. */
const singles = (times: readonly number[]): Chunk[] =>
  times.map((milliseconds, i) => ({ first: i + 1, calls: 1, milliseconds }));

test('the levels of first calls are found, with an outlier here and there', () => {
  const wobble = (level: number, n: number): number[] =>
    Array.from({ length: n }, (_, i) => level * (1 + 0.05 * Math.sin(i)) * (i % 17 === 9 ? 8 : 1));
  const { first, baseline, steady } = findLevels(singles([5, ...wobble(0.06, 80), ...wobble(0.02, 300)]));
  assert.deepEqual(first, { from: 1, to: 1, milliseconds: 5 });
  assert.deepEqual([baseline!.from, baseline!.to, steady.from, steady.to], [2, 81, 82, 381]);
  assert.ok(Math.abs(baseline!.milliseconds - 0.06) < 0.002 && Math.abs(steady.milliseconds - 0.02) < 0.001);
});

test('where nothing becomes faster, no baseline is claimed', () => {
  const { baseline, steady } = findLevels(singles([3, ...new Array<number>(50).fill(0.02)]));
  assert.equal(baseline, undefined);
  assert.deepEqual([steady.from, steady.to, steady.milliseconds], [2, 51, 0.02]);
  const slower = findLevels(singles([3, ...new Array<number>(20).fill(0.02), ...new Array<number>(20).fill(0.06)]));
  assert.equal(slower.baseline, undefined, 'slower code is no optimised code');
  assert.throws(() => findLevels(singles([3, 1, 1])), /^Error: Too few calls/);
});

test('the greatest change is cut where it is', () => {
  assert.equal(greatestChange([8, 8, 8, 8, 8, 1, 1, 1, 1, 1, 1], 2), 5);
  assert.equal(greatestChange([8, 1, 1, 1, 1, 1], 2), 2, 'each part has the fewest allowed');
});

test('compilers are named after the browser', () => {
  assert.equal(compilersOf('Mozilla/5.0 (X11) Chrome/156.0 Safari/537.36').optimising, 'TurboFan');
  assert.equal(compilersOf('Mozilla/5.0 (X11; rv:140.0) Gecko Firefox/140.0').optimising, 'Ion');
  assert.equal(compilersOf('Mozilla/5.0 (Macintosh) Version/26.0 Safari/605.1').baseline, 'BBQ');
  assert.equal(compilersOf('curl').baseline, 'the baseline compiler');
});
