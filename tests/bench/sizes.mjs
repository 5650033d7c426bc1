// What a page loads to train: the WebAssembly of a module and its JavaScript, packed as servers send them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What it should come to in the end, and what it must not grow beyond until then, in KB. */
export const sizeAim = (module) => (module.startsWith('threads-') ? 70 : 66);
export const sizeLimit = (module) => (module.startsWith('threads-') ? 85 : 74);

/** {wasm, js} in bytes of every module in the folder, by its name: `simd`, `experiments-simd`, `threads-simd`, ... */
export function gzipSizes(folder) {
  const size = (file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  const modules = readdirSync(folder)
    .map((file) => /^lanes-(.+)\.wasm$/.exec(file)?.[1])
    .filter(Boolean);
  return Object.fromEntries(
    modules.map((name) => [name, { wasm: size(`lanes-${name}.wasm`), js: size(`lanes-${name}.js`) }]),
  );
}

/** In KB, of those among them that train in a variant. */
export function trainingSizes(sizes) {
  const modules = Object.entries(sizes).filter(([module]) => !/^experiments-|^f64$/.test(module));
  return modules.map(([module, { wasm, js }]) => [module, (wasm + js) / 1000]);
}
