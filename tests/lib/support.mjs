// What the tests of the JavaScript module share: the module as it was built, and data to train on.
// LANES_LIB is the folder with lanes.js; build/site/lib unless told otherwise.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import v8 from 'node:v8';

// Node 20 has relaxed SIMD behind this flag; later ones know no such flag.
if (process.versions.node.startsWith('20.')) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const folder = resolve(root, process.env.LANES_LIB ?? 'build/site/lib');
export const url = pathToFileURL(resolve(folder, 'lanes.js')).href;

export const lanes = await import(url);

/** The variants that this node can run. */
export const supported = (await lanes.variants()).filter((variant) => variant.supported).map(({ name }) => name);

export const names = await readFile(resolve(root, 'data/names.txt'));
export const fewNames = 'emma\nolivia\nava\nisabella\nsophia\nmia\ncharlotte\namelia\nharper\nevelyn\n';

/** Runs `use` with a trainer on `fewNames` unless told otherwise, and disposes of it. */
export async function withTrainer(options, use) {
  const trainer = await lanes.createTrainer({ variant: 'simd', data: fewNames, ...options });
  try {
    return await use(trainer);
  } finally {
    trainer.dispose();
  }
}

/** The largest |difference| of two runs of numbers; NaN when they differ in length. */
export function largestDifference(a, b) {
  if (a.length !== b.length) return NaN;
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}
