// CPython as the page uses it, here in node.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createPython, type Python } from '../../web/src/contenders/python/runtime.ts';

const { loadPyodide } = createRequire(new URL('../../web/package.json', import.meta.url))('pyodide');
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

export async function startPython(): Promise<Python> {
  const [weights, loops] = ['weights', 'loops'].map((name) => read(`web/src/contenders/python/${name}.py`));
  const microgpt = read('tests/golden/microgpt.py');
  return createPython(await loadPyodide(), { microgpt, weights: weights!, loops: loops! });
}
