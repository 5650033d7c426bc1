// The package, installed into empty projects that have the tools of web/ at hand: node, Vite, esbuild, Rolldown. All
// other tools: matrix.test.mjs.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { esbuild, rolldown, vite } from './bundlers.mjs';
import { closeBrowser, library, project, run } from './support.mjs';

const tool = (name) => fileURLToPath(new URL(`../../web/node_modules/${name}`, import.meta.url));
let expected;

before(async () => {
  const folder = await project('node');
  expected = JSON.parse(await run(folder, process.execPath, ['node.js']));
});
after(closeBrowser);

test('node', () => {
  for (const name of ['scalar', 'autovec', 'simd', 'threads']) {
    for (const [i, loss] of expected.f64.entries()) assert.ok(Math.abs(expected[name][i] - loss) < 1e-5, name);
  }
});

test('Vite', () => vite('vite', process.execPath, tool('vite/bin/vite.js'), expected));
test('esbuild', () => esbuild(tool('esbuild/bin/esbuild'), expected));
test('Rolldown', () => rolldown(tool('.bin/rolldown'), expected));

test('a bundle that is no ES module says what to do', async () => {
  const folder = await project('classic');
  const program =
    "import { train } from './train.js'; train().then(console.log, ({ message }) => console.log(message));";
  await writeFile(join(folder, 'classic.js'), program);
  await run(folder, tool('esbuild/bin/esbuild'), [
    'classic.js',
    '--bundle',
    '--platform=node',
    '--outfile=classic.cjs',
  ]);
  assert.match(await run(folder, process.execPath, ['classic.cjs']), /not bundled as an ES module .*"esm"/);
});

test('the package says who it is, and under which licences it stands', async () => {
  const installed = join(await project('contents'), 'node_modules/lanes');
  const read = (name) => readFile(join(installed, name), 'utf8');
  const description = JSON.parse(await read('package.json'));
  assert.match(description.version, /^\d+\.\d+\.\d+$/);
  assert.equal(description.private, true); // nobody publishes it by mistake
  assert.match(await read('README.md'), /^# Lanes\n.*npm install/s);
  assert.match(await read('LICENSE'), /^MIT License/);
  const licences = await read('licences.txt');
  for (const part of ['wasm-feature-detect', 'Apache License', 'Emscripten', 'musl', 'Niels Lohmann']) {
    assert.ok(licences.includes(part), part);
  }
  await assert.rejects(read('instructions.json')); // which is the page's alone
});

test('what Emscripten wrote holds nothing that a bundler would stumble over', async () => {
  for (const name of ['lanes-simd', 'lanes-f64', 'lanes-threads-simd', 'lanes-experiments-threads-relaxed']) {
    const code = await readFile(join(library, `${name}.js`), 'utf8');
    assert.doesNotMatch(code, /\bimport\s*\(|\bnew Worker\b|\bcreateRequire\b/, name);
  }
});
