// The hot loops that the page shows: that they are found in a module, and that what was written into the site is what
// stands in the shipped modules.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { elementsPerIteration, hottestLoop, innermostLoops, loops } from '../../web/instructions/loops.mjs';
import { shownPart } from '../../web/src/experiments/shown-part.js';
import { forEachFunction, functionNames, withoutNames } from '../../web/instructions/module.mjs';
import { written } from '../../web/instructions/write.mjs';
import { folder, root } from './support.mjs';

const [block, loop, end, brIf, localGet, drop] = [0x02, 0x03, 0x0b, 0x0d, 0x20, 0x1a];
const empty = 0x40;
const f32Load = (offset) => [0x2a, 2, offset];
const f32Multiply = 0x94;
const vectorLoad = [0xfd, 0x00, 4, 0];
const vectorMultiply = [0xfd, 0xe6, 0x01];

/** A module with one imported function and one of its own, with this code. */
function moduleOf(code) {
  const body = [0, ...code, end]; // no locals
  return new Uint8Array([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    1,
    4,
    1,
    0x60,
    0,
    0, // a type: nothing to nothing
    2,
    7,
    1,
    1,
    0x61,
    1,
    0x62,
    0,
    0,
    3,
    2,
    1,
    0, // import "a" "b"; a function
    10,
    body.length + 2,
    1,
    body.length,
    ...body,
  ]);
}

const scalarLoop = [
  loop,
  empty,
  localGet,
  0,
  ...f32Load(4),
  localGet,
  0,
  ...f32Load(0),
  f32Multiply,
  drop,
  localGet,
  1,
  brIf,
  0,
  end,
];
const vectorLoop = [
  loop,
  empty,
  localGet,
  0,
  ...vectorLoad,
  localGet,
  0,
  ...vectorLoad,
  ...vectorMultiply,
  drop,
  localGet,
  1,
  brIf,
  0,
  end,
];

test('the hottest loop is the innermost one that does most for each access to memory', () => {
  const bytes = moduleOf([block, empty, ...scalarLoop, end, loop, empty, ...vectorLoop, end]);
  const found = hottestLoop(bytes, new Set([1]), ['mul']);
  assert.equal(found.index, 1, 'imported functions are counted, too');
  assert.equal(found.elements, 4);
  assert.deepEqual(found.instructions.map(written), [
    'loop',
    'local.get 0',
    'v128.load',
    'local.get 0',
    'v128.load',
    'f32x4.mul',
    'drop',
    'local.get 1',
    'br_if 0',
    'end',
  ]);
  assert.equal(bytes[found.instructions[0].at], loop);
  assert.equal(hottestLoop(bytes, new Set([1]), ['sqrt']), undefined);
  assert.equal(hottestLoop(bytes, new Set([0]), ['mul']), undefined);
});

test('loops within loops are told apart, and offsets are written', () => {
  let instructions;
  forEachFunction(moduleOf([loop, empty, ...scalarLoop, ...scalarLoop, end]), (f) => {
    instructions = f.instructions();
  });
  const found = innermostLoops(instructions);
  assert.equal(found.length, 2);
  assert.equal(elementsPerIteration(found[0], ['mul']), 1);
  assert.ok(found[0].map(written).includes('f32.load offset=4'));
});

test('names come from their section, which is taken out of what is shipped', () => {
  const bare = moduleOf([localGet, 0, drop]);
  const text = (string) => [string.length, ...Buffer.from(string)];
  const functions = [2, 0, ...text('imported'), 1, ...text('void f<float>()')];
  const content = [...text('name'), 0, 2, ...text('m'), 1, functions.length, ...functions];
  const named = new Uint8Array([...bare, 0, content.length, ...content]);
  assert.deepEqual(
    [...functionNames(named)],
    [
      [0, 'imported'],
      [1, 'void f<float>()'],
    ],
  );
  assert.equal(functionNames(bare).size, 0);
  assert.deepEqual([...withoutNames(named)], [...bare]);
});

test('sources come from between their marks', () => {
  assert.equal(
    shownPart('x\n    // [show: it]\n    for (;;) {\n      y;\n    }\n    // [end]\n', 'it'),
    'for (;;) {\n  y;\n}',
  );
  assert.equal(shownPart('', 'it'), undefined);
});

const shipped = JSON.parse(await readFile(resolve(folder, 'instructions.json'), 'utf8'));

test('every loop is there in every build', () => {
  assert.deepEqual(
    shipped.loops.map(({ id, builds }) => [id, builds.map((build) => build.id)]),
    loops.map(({ id, builds }) => [id, builds.map((build) => build.id)]),
  );
});

test('what is shown stands so in the shipped modules', async () => {
  for (const { id, builds } of shipped.loops) {
    for (const { id: build, module, function: index, at, instructions } of builds) {
      const bytes = await readFile(resolve(folder, module));
      let found;
      forEachFunction(bytes, (f) => {
        if (f.index === index) found = f.instructions().filter((instruction) => instruction.at >= at);
      });
      assert.deepEqual(found?.slice(0, instructions.length).map(written), instructions, `${id}, ${build}`);
    }
  }
});

test('the builds are what their names say', () => {
  const isVector = (instruction) => /^(v128|[if]\d+x\d+)\./.test(instruction);
  for (const { id, builds } of shipped.loops) {
    const of = Object.fromEntries(builds.map((build) => [build.id, build]));
    const cost = ({ instructions, elements }) => instructions.length / elements;
    for (const name of ['boxed', 'scalar'])
      assert.ok(!of[name]?.instructions.some(isVector), `${id}: no vector in ${name}`);
    assert.ok(of.simd.instructions.some(isVector) && of.simd.elements >= (4 * of.scalar.elements) / 2, id);
    assert.ok(cost(of.simd) < cost(of.scalar) / 2, `${id}: fewer instructions per element`);
    if (of.relaxed && id === 'matmul') assert.ok(of.relaxed.instructions.includes('f32x4.relaxed_madd'));
    for (const { source } of builds) assert.ok(source.text.length > 20 && source.file.startsWith('src/'));
  }
});

test('the sources are those of the tree', async () => {
  for (const { builds } of loops) {
    for (const { file, part } of builds)
      assert.ok(shownPart(await readFile(resolve(root, file), 'utf8'), part).length > 0);
  }
});
