// The package under every tool that its README names: `./build.sh test --packages`. About 1.1 GB are fetched the first
// time, which takes two minutes; the tests take about as long.
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { esbuild, rollup, vite } from './bundlers.mjs';
import { isTyped } from './readme.mjs';
import { closeBrowser, project, run, same, tools, trainsFrom, trainsInPage, withServer } from './support.mjs';

let fetched, expected;
const tool = (name) => join(fetched, name);
const node = (version) => tool(`node-${version}-${process.arch}/bin/node`);

before(async () => {
  fetched = await tools();
  // Most tools want a newer node than the one that is here may be.
  process.env.PATH = `${join(node(24), '..')}:${process.env.PATH}`;
  expected = JSON.parse(await run(await project('node'), node(24), ['node.js']));
});
after(closeBrowser);

for (const version of [20, 22, 24]) {
  test(`node ${version}`, async () => {
    const results = JSON.parse(await run(await project('node'), node(version), ['node.js']));
    same(results, expected, version === 20 && { relaxed: /lacks relaxed WebAssembly SIMD/ });
  });
}

test('Vite 8', () => vite('vite', node(24), tool('vite/bin/vite.js'), expected));
test('Vite 7', () => vite('vite-7', node(24), tool('vite-7/bin/vite.js'), expected));
test('esbuild', () => esbuild(tool('esbuild/bin/esbuild'), expected));
test('Rollup', () => rollup(tool('.bin/rollup'), expected));

test('webpack 5', async () => {
  const folder = await project('webpack', 'webpack');
  await run(folder, tool('.bin/webpack'), ['--mode', 'production', '--entry', './page.js']);
  await cp(join(folder, 'index.html'), join(folder, 'dist/index.html'));
  await trainsFrom(join(folder, 'dist'), expected);
});

/** What a server trained and put into its page. */
function onServer(html) {
  return JSON.parse(
    html
      .match(/<pre>(.*?)<\/pre>/)[1]
      .replaceAll('&quot;', '"')
      .replaceAll('&#x27;', "'"),
  );
}

test('Astro', async () => {
  const folder = await project('astro', 'astro');
  await run(folder, tool('.bin/astro'), ['build'], { ASTRO_TELEMETRY_DISABLED: '1' });
  same(onServer(await readFile(join(folder, 'dist/index.html'), 'utf8')), expected);
  await trainsFrom(join(folder, 'dist'), expected);
});

test('Next.js', async () => {
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  const folder = await project('next', 'next');
  await run(folder, tool('.bin/next'), ['build']);
  await withServer(folder, node(24), [tool('next/dist/bin/next'), 'start', '--port', '0'], async (address) => {
    same(onServer(await (await fetch(address)).text()), expected);
    await trainsInPage(address, expected);
  });
});

for (const environment of ['node', 'jsdom']) {
  test(`vitest with ${environment}`, async () => {
    const folder = await project('vitest', 'vitest');
    const result = join(folder, 'result.json');
    await run(folder, tool('.bin/vitest'), ['run', '--environment', environment], { RESULT: result });
    const missing = environment === 'jsdom' && { threads: /same origin/ }; // for jsdom has one, and node none
    same(JSON.parse(await readFile(result, 'utf8')), expected, missing);
  });
}

for (const version of ['5.9', '7']) {
  test(`TypeScript ${version}, strict`, () => isTyped(tool(`typescript-${version}/bin/tsc`)));
}
