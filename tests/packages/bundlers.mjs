// How each tool makes something of an installed package, and that what it makes trains.
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { library, project, run, trainsFrom, trainsInPage, withServer } from './support.mjs';

/** Vite, `binary` run by `node`, on projects/`name`: what it builds, and the server that it has for developing. */
export async function vite(name, node, binary, expected) {
  const folder = await project(name, name);
  await run(folder, node, [binary, 'build']);
  await trainsFrom(join(folder, 'dist'), expected);
  await withServer(folder, node, [binary, '--port', '0'], (address) => trainsInPage(address, expected));
}

/** A bundler that follows imports but no `new URL()`: the files that those name are copied beside what it makes. */
async function bundle(name, program, args, expected) {
  const folder = await project(name, 'bundle');
  await run(folder, program, args);
  const dist = join(folder, 'dist');
  for (const file of await readdir(library)) {
    if (/^lanes-.*\.(js|wasm)$/.test(file)) await cp(join(library, file), join(dist, file));
  }
  await cp(join(folder, 'index.html'), join(dist, 'index.html'));
  await trainsFrom(dist, expected);
}

const entries = ['page.js', 'worker.js'];

export async function esbuild(binary, expected) {
  const args = [...entries, '--bundle', '--minify', '--format=esm', '--outdir=dist'];
  await bundle('esbuild', binary, args, expected);
  await bundle('esbuild', binary, [...args, '--splitting'], expected);
}

export function rolldown(binary, expected) {
  return bundle('rolldown', binary, [...entries, '--format', 'esm', '--dir', 'dist', '--minify'], expected);
}

export function rollup(binary, expected) {
  return bundle('rollup', binary, [...entries, '-p', 'node-resolve', '--format', 'es', '--dir', 'dist'], expected);
}
