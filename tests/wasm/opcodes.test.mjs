// Each module holds the instructions that its name promises, and says which variant it is.
// Reads LANES_WASM_MODULES: the paths of the modules without their endings, separated by colons.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { variants } from '../../web/variants.mjs';
import { countOpcodes } from './opcodes.mjs';

/** What the instructions of a module must be like, by what its variant says that an engine must support. */
const limits = {
  ''(counts) {
    assert.equal(counts.simd, 0, 'no v128 at all');
  },
  simd(counts) {
    assert.equal(counts.relaxed, 0, 'nothing relaxed');
  },
  'relaxed-simd'() {},
};

const paths = (process.env.LANES_WASM_MODULES ?? '').split(':').filter(Boolean);

test('there are modules to look at', () => {
  assert.ok(paths.length > 0, 'LANES_WASM_MODULES is empty');
});

for (const path of paths) {
  const module = basename(path).replace('lanes-', '');
  const name = module === 'f64' ? variants[0].name : module.replace(/^(experiments-)?(threads-)?/, '');
  const { wasm } = variants.find((variant) => variant.name === name);
  test(`the instructions of ${module}`, async () => {
    const counts = countOpcodes(await readFile(`${path}.wasm`));
    assert.ok(counts.total > 1000, 'a real module');
    limits[wasm.needs](counts);
    for (const held of wasm.holds.split(' ').filter(Boolean)) assert.ok(counts.count(held) > 0, held);
    assert.equal(counts.atomic > 0, module.includes('threads-'), 'atomic instructions where there are threads');
  });
  test(`${module} says that its kernels are ${name}`, async () => {
    const { default: create } = await import(pathToFileURL(`${path}.js`));
    const bytes = await readFile(`${path}.wasm`);
    const instantiateWasm = (imports, done) => {
      WebAssembly.instantiate(bytes, imports).then(({ instance, module }) => done(instance, module));
      return {};
    };
    assert.equal((await create({ instantiateWasm })).variant(), name);
  });
}

/** A module of one function with this body (locals and code). */
function moduleOf(...body) {
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
    0,
    3,
    2,
    1,
    0,
    10,
    body.length + 2,
    1,
    body.length,
    ...body,
  ]);
}

test('the counting sees v128 in constants, instructions and locals, and nothing else', () => {
  const end = 0x0b;
  const drop = 0x1a;
  const splat = [0x41, 0xfd, 0x00, 0xfd, 0x11]; // i32.const 125, whose encoding starts with 0xfd; i32x4.splat
  const cases = [
    [moduleOf(0, end), 0, 0],
    [moduleOf(0, 0x41, 0xfd, 0x00, drop, end), 0, 0],
    [moduleOf(0, ...splat, drop, end), 1, 0],
    [moduleOf(0, 0xfd, 0x0c, ...new Array(16).fill(0xfd), drop, end), 1, 0],
    [moduleOf(1, 2, 0x7b, end), 2, 0],
    [moduleOf(0, ...splat, ...splat, ...splat, 0xfd, 0x85, 0x02, drop, end), 4, 1],
  ];
  for (const [bytes, simd, relaxed] of cases) {
    const counts = countOpcodes(bytes);
    assert.deepEqual([counts.simd, counts.relaxed], [simd, relaxed]);
  }
  assert.throws(() => countOpcodes(moduleOf(0, 0xff, end)), /unknown opcode/);
  assert.throws(() => countOpcodes(new Uint8Array(8)), /not a WebAssembly module/);
});
