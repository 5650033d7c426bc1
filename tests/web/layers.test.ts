// The rooms of the page: what a file imports lies in its own room or in one below, features do not know each other, and
// no files import each other in a circle.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** From the top; rooms beside each other do not know each other. */
const layers = [
  ['app'],
  ['lesson'],
  ['race', 'ladder', 'experiments', 'inside', 'share'],
  ['page'],
  ['export'],
  ['measure'],
  ['contenders'],
  ['model'],
  ['ui'],
  ['common'],
];

const source = fileURLToPath(new URL('../../web/src', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|js|json|css|py|wgsl)$/.test(file))
  .map((file) => file.replaceAll('\\', '/'));
const roomOf = (file: string): string => file.split('/')[0]!;
const depthOf = (room: string): number => layers.findIndex((layer) => layer.includes(room));

/** The files of the page that a file imports, also for its types, when asked for, or as a worker. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  const specifiers = text.matchAll(/\b(?:from|import|import\(|new URL\()\s*['"](\.[^'"?]+)/g);
  return [...specifiers]
    .map(([, specifier]) => posix.normalize(posix.join(dirname(file), specifier!)))
    .filter((target) => !target.startsWith('..'));
}

const graph = new Map(files.filter((file) => file.endsWith('.ts')).map((file) => [file, importsOf(file)]));

test('every room has its place', () => {
  const rooms = new Set(files.filter((file) => file.includes('/')).map(roomOf));
  assert.deepEqual([...rooms].sort(), layers.flat().sort());
});

test('what is imported is there', () => {
  for (const [file, targets] of graph)
    for (const target of targets) assert.ok(files.includes(target), `${file} imports ${target}`);
  assert.ok([...graph.values()].flat().length > 300, 'imports are found');
});

test('arrows point downwards only', () => {
  const wrong = [...graph].flatMap(([file, targets]) =>
    targets
      .filter((target) => roomOf(target) !== roomOf(file))
      .filter((target) => depthOf(roomOf(target)) <= depthOf(roomOf(file)))
      .map((target) => `${file} -> ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('no files import each other in a circle', () => {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    assert.ok(!way.includes(file), [...way.slice(way.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
});
