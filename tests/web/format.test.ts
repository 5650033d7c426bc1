// Numbers as people read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  capitalised,
  formatBytes,
  formatCount,
  formatDocuments,
  formatDifference,
  formatDuration,
  formatInteger,
  formatList,
  formatLoss,
  formatMilliseconds,
  formatMoment,
  formatPart,
  formatSignificant,
  formatSpeedup,
  formatTick,
} from '../../web/src/ui/format.ts';
import { describeBrowser } from '../../web/src/common/environment.ts';

test('significant digits without exponents', () => {
  const cases: [number, string][] = [
    [0.013712, '0.0137'],
    [0.9999, '1.00'],
    [1.234, '1.23'],
    [12.34, '12.3'],
    [99.96, '100'],
    [123.4, '123'],
    [1234.5, '1,235'],
    [0, '0'],
    [0.0000123, '0.0000123'],
    [NaN, '–'],
    [Infinity, '–'],
  ];
  for (const [value, text] of cases) assert.equal(formatSignificant(value), text);
  assert.equal(formatSignificant(93.4, 2), '93');
});

test('durations choose their unit', () => {
  const cases: [number, string][] = [
    [0, '0 ms'],
    [0.0137, '13.7 µs'],
    [0.00137, '1.37 µs'],
    [0.9996, '1.00 ms'],
    [1.34, '1.34 ms'],
    [142, '142 ms'],
    [999.7, '1.00 s'],
    [2500, '2.50 s'],
    [150_000, '2 min 30 s'],
    [119_900, '2 min 0 s'],
    [7_300_000, '2 h 2 min'],
    [NaN, '–'],
  ];
  for (const [value, text] of cases) assert.equal(formatDuration(value), text);
});

test('durations on an axis have no trailing zeros', () => {
  const cases: [number, string][] = [
    [0.001, '1 µs'],
    [0.005, '5 µs'],
    [0.01, '10 µs'],
    [0.1, '100 µs'],
    [1, '1 ms'],
    [100, '100 ms'],
    [1000, '1 s'],
    [150_000, '2 min 30 s'],
  ];
  for (const [value, text] of cases) assert.equal(formatTick(value), text);
});

test('other figures', () => {
  assert.equal(formatMoment('2026-05-04T10:30:59.123Z'), '2026-05-04 10:30 UTC');
  assert.equal(capitalised('a list'), 'A list');
  assert.equal(formatInteger(1234567), '1,234,567');
  assert.deepEqual([0, 999, 1000, -1234567.5, 1e15].map(formatInteger), [
    '0',
    '999',
    '1,000',
    '-1,234,568',
    '1,000,000,000,000,000',
  ]);
  assert.equal(formatCount(1, 'step'), '1 step');
  assert.equal(formatCount(2000, 'step'), '2,000 steps');
  assert.deepEqual([formatDocuments(1, 'lines'), formatDocuments(2, 'text')], ['1 line', '2 windows']);
  assert.equal(formatMilliseconds(142.13), '142');
  assert.equal(formatSpeedup(1), '1×');
  assert.equal(formatSpeedup(5.083), '5.08×');
  assert.equal(formatSpeedup(93.4), '93×');
  assert.equal(formatSpeedup(10372), '10,372×');
  assert.equal(formatSpeedup(NaN), '–');
  assert.deepEqual([1, 0.312, 0.0312, 0.0002, 0, NaN].map(formatPart), ['100%', '31%', '3.1%', '<0.1%', '0%', '–']);
  assert.equal(formatLoss(2.64969), '2.6497');
  assert.equal(formatLoss(3.02e13), '3.020e+13');
  assert.equal(formatLoss(NaN), '–');
  assert.equal(formatDifference(6.7e-7), '6.7e-7');
  assert.equal(formatDifference(0), '0');
  assert.equal(formatDifference(0.25), '0.25');
  assert.equal(formatBytes(512), '512 bytes');
  assert.equal(formatBytes(71_420), '71 kB');
  assert.equal(formatBytes(50_000_000), '50 MB');
  assert.equal(formatList(['a']), 'a');
  assert.equal(formatList(['a', 'b', 'c']), 'a, b and c');
});

test('browsers by their user agents', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
  assert.equal(describeBrowser(chrome), 'Chromium 156 on Linux');
  assert.equal(
    describeBrowser('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'),
    'Firefox 140 on Linux',
  );
  const safari =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 ' +
    'Safari/605.1.15';
  assert.equal(describeBrowser(safari), 'Safari 18 on macOS');
  assert.equal(describeBrowser('curl/8'), 'An unknown browser');
});
