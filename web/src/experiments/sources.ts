// The source files in which contenders are written, each fetched when its code is first looked at.
import pythonLoops from '../python/loops.py?raw';
import { extract } from './code.ts';

const files: Record<string, () => Promise<string>> = {
  ...import.meta.glob<string>('../../../src/experiments/measured/*.h', { query: '?raw', import: 'default' }),
  ...import.meta.glob<string>('./javascript/multiply.ts', { query: '?raw', import: 'default' }),
  'loops.py': () => Promise.resolve(pythonLoops),
  ...import.meta.glob<string>('./gpu/kernels.wgsl', { query: '?raw', import: 'default' }),
};

const byName = new Map(Object.entries(files).map(([path, load]) => [path.slice(path.lastIndexOf('/') + 1), load]));

/** The marked part of a file. @throws Error when there is no such file or part, or it cannot be fetched. */
export async function loadCode({ file, part }: { file: string; part: string }): Promise<string> {
  const load = byName.get(file);
  const text = load && extract(await load(), part);
  if (text === undefined) throw new Error(`The part "${part}" of ${file} is not part of this page.`);
  return text;
}
