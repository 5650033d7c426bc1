// The source files in which contenders are written, each fetched when its code is first looked at.
import pythonLoops from '../contenders/python/loops.py?raw';
import { shownPart } from './shown-part.js';

const files: Record<string, () => Promise<string>> = {
  ...import.meta.glob<string>(
    ['../../../src/experiments/measured/*.h', '../../../src/experiments/boxed.h', '../../../src/kernels/gemm.h'],
    { query: '?raw', import: 'default' },
  ),
  ...import.meta.glob<string>('./javascript/multiply.ts', { query: '?raw', import: 'default' }),
  ...import.meta.glob<string>('./gpu/kernels.wgsl', { query: '?raw', import: 'default' }),
  'loops.py': () => Promise.resolve(pythonLoops),
};

const byName = new Map(Object.entries(files).map(([path, load]) => [path.slice(path.lastIndexOf('/') + 1), load]));

/** What a reader wants to see below a loop: what its operations come to, or the program that it runs. */
const companions: Record<string, { title: string; file: string; part: string }> = {
  'multiply.h boxed': { title: 'what an operation on objects comes to', file: 'boxed.h', part: 'box' },
  'gradient.h boxed': { title: 'what an operation on objects comes to', file: 'boxed.h', part: 'box' },
  'interpreter.h interpreter': { title: 'the program that it interprets', file: 'interpreter.h', part: 'program' },
  'matmul.h blocked': { title: 'kernels/gemm.h, the part that takes the time', file: 'gemm.h', part: 'tile' },
  'fused.h horner': { title: 'the probe: is it really one instruction?', file: 'fused.h', part: 'probe' },
};

async function part(file: string, name: string): Promise<string> {
  const text = shownPart((await byName.get(file)?.()) ?? '', name);
  if (text === undefined) throw new Error(`The part "${name}" of ${file} is not in this page.`);
  return text;
}

/** The marked part of a file. @throws Error when there is no such file or part, or it cannot be fetched. */
export async function loadCode(code: { file: string; part: string }): Promise<string> {
  const text = await part(code.file, code.part);
  const companion = companions[`${code.file} ${code.part}`];
  return companion ? `${text}\n\n// ${companion.title}\n${await part(companion.file, companion.part)}` : text;
}
