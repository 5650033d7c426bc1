// Puts together what the bench serves: a copy of the built module and, beside it, the bench's own pages.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { variantNames } from '../../web/variants.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const build = process.env.LANES_BUILD ?? join(root, 'build');
export const web = createRequire(join(root, 'web/package.json'));
const here = fileURLToPath(new URL('.', import.meta.url));

/** The names that microGPT trains on: the 32,033 of the published figures where they are at hand, or else our own. */
export function findNames() {
  const places = [process.env.LANES_NAMES, join(root, '../shared/data/names.txt'), join(root, 'data/names.txt')];
  return places.find((path) => path && existsSync(path));
}

async function bundle(input, output) {
  const { rolldown } = await import(pathToFileURL(web.resolve('rolldown')).href);
  const bundled = await rolldown({ input, platform: 'browser', logLevel: 'warn' });
  await bundled.write({ file: output, format: 'esm', codeSplitting: false });
  await bundled.close();
}

const page = (script) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Lanes: bench</title><link rel="icon" href="data:,">
${script ? `<script type="module" src="${script}"></script>` : ''}</html>
`;

/** Returns the directory to serve. */
export async function assemble(names, withPeers) {
  const site = join(build, 'bench/site');
  rmSync(site, { recursive: true, force: true });
  mkdirSync(join(site, 'bench'), { recursive: true });
  cpSync(join(build, 'site/lib'), join(site, 'lib'), { recursive: true });
  const file = (name) => join(site, 'bench', name);
  for (const variant of variantNames) {
    for (const ending of ['js', 'wasm']) {
      const name = `lanes-bench-${variant}.${ending}`;
      cpSync(join(build, `wasm-${variant}`, name), file(name));
    }
  }
  cpSync(names, file('names.txt'));
  writeFileSync(file('index.html'), page());
  writeFileSync(file('start.html'), page('start.js'));
  await bundle(join(here, 'browser/worker.ts'), file('worker.js'));
  await bundle(join(here, 'browser/start.ts'), file('start.js'));
  if (withPeers) {
    await bundle(join(here, 'peers/peers.ts'), file('peers.js'));
    const packages = join(here, 'peers/node_modules');
    for (const wasm of ['tfjs-backend-wasm', 'tfjs-backend-wasm-simd', 'tfjs-backend-wasm-threaded-simd']) {
      cpSync(join(packages, `@tensorflow/tfjs-backend-wasm/dist/${wasm}.wasm`), file(`${wasm}.wasm`));
    }
    for (const ending of ['mjs', 'wasm']) {
      const name = `ort-wasm-simd-threaded.${ending}`;
      cpSync(join(packages, 'onnxruntime-web/dist', name), file(name));
    }
  }
  return site;
}
