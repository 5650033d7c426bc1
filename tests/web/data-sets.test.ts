// The data sets that come with the page: what is written down, and what is computed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { dataSets, knightMoves, knightWalks, samplesOf, sums } from '../../web/src/model/data-sets.ts';

const distinct = (lines: readonly string[]): number => new Set(lines).size;

test('sums are right, and all there', () => {
  const lines = sums(100);
  assert.equal(distinct(lines), 10_000);
  assert.ok(lines.includes('7+35=42') && lines.includes('99+99=198') && lines.includes('0+0=0'));
  for (const line of lines) {
    const [, a, b, c] = /^(\d+)\+(\d+)=(\d+)$/.exec(line)!;
    assert.equal(Number(a) + Number(b), Number(c), line);
  }
});

test('a knight moves as it should', () => {
  assert.deepEqual(knightMoves('a1').sort(), ['b3', 'c2']);
  assert.deepEqual(knightMoves('d4').sort(), ['b3', 'b5', 'c2', 'c6', 'e2', 'e6', 'f3', 'f5']);
  assert.deepEqual(knightMoves('h8').sort(), ['f7', 'g6']);
});

test('its walks are all there, each once', () => {
  assert.equal(knightWalks(1).length, 64);
  assert.equal(knightWalks(2).length, 336, 'the moves on a chessboard');
  const walks = knightWalks(4);
  assert.equal(distinct(walks), walks.length);
  assert.ok(walks.includes('b1c3d5e7'));
  for (const walk of walks) assert.match(walk, /^([a-h][1-8]){4}$/);
});

test('the written lists hold lines of small letters, none twice, that fit into a block', () => {
  for (const [file, fewest, form] of [
    ['names.txt', 2_000, /^[a-z]{2,15}$/],
    ['words.txt', 2_000, /^[a-z]{2,15}$/],
    ['verses.txt', 200, /^(?=.{2,15}$)[a-z]+( [a-z]+)*$/],
  ] as const) {
    const lines = readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8')
      .trimEnd()
      .split('\n');
    assert.ok(lines.length > fewest, file);
    assert.equal(distinct(lines), lines.length, file);
    for (const line of lines) assert.match(line, form, file);
  }
});

test('no two are called alike', () => {
  for (const key of ['id', 'label', 'name', 'about'] as const) {
    assert.equal(distinct(dataSets.map((set) => set[key])), dataSets.length, key);
  }
});

test('what is written is called after the data, and text where the data is not the page’s', () => {
  assert.deepEqual(
    dataSets.map(({ name }) => samplesOf(name)),
    ['names', 'words', 'verses', 'sums', 'walks'],
  );
  assert.equal(samplesOf('names.txt (makemore)'), 'names');
  assert.equal(samplesOf('names.txt'), 'text');
  assert.equal(samplesOf(undefined), 'text');
});
