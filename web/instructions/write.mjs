// Writes the hot loops of the shipped modules, instruction by instruction, for the page to show, and beside each what
// V8 makes of it.
//
//   node web/instructions/write.mjs OUT.json MODULE...       modules with the names of their functions
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shownPart } from '../src/experiments/shown-part.js';
import { boundOf } from './bound.mjs';
import { hottestLoop, loops } from './loops.mjs';
import { compiler, hottestMachineLoop, printedCode, readCode, writtenLoop } from './machine.mjs';
import { functionNames } from './module.mjs';

/** An instruction as the text format has it, but for what would only take up room. */
export function written({ name, immediates }) {
  if (name === 'v128.const' || name === 'i8x16.shuffle') return name;
  const isMemory = /\.(load|store)/.test(name);
  const values = isMemory
    ? immediates.filter((offset) => offset !== 0).map((offset) => `offset=${offset}`)
    : immediates;
  return [name, ...values].join(' ');
}

/** The machine code of the hot loop of a function; undefined where it cannot be told. */
function describeMachineLoop(code, { index, elements }, once) {
  const found = code.functions && hottestMachineLoop(code.functions.get(index) ?? [], once, elements);
  if (!found) return undefined;
  const instructions = writtenLoop(found.loop);
  return { elements: found.elements, instructions, bound: boundOf(instructions) };
}

/** What there is to show of one build; undefined where no module has the loop. */
function describe({ id, name, variant, functions, file, part }, once, modules) {
  for (const { path, bytes, names, code } of modules) {
    if (!path.endsWith(`-${variant}.wasm`)) continue;
    const indices = new Set([...names].filter(([, name]) => functions.test(name)).map(([index]) => index));
    const found = indices.size > 0 && hottestLoop(bytes, indices, once);
    if (!found) continue;
    const text = shownPart(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), part);
    if (text === undefined) throw new Error(`${file} has no [show: ${part}].`);
    const source = { file, text };
    const place = { module: basename(path), function: found.index, at: found.instructions[0].at };
    return {
      id,
      name,
      variant,
      ...place,
      elements: found.elements,
      instructions: found.instructions.map(written),
      machine: describeMachineLoop(code, found, once),
      source,
    };
  }
  console.warn(`instructions: no module holds the loop ${part} of ${file} for ${variant}; the page will not show it`);
  return undefined;
}

function describeLoops(paths) {
  const modules = paths.map((path) => {
    const bytes = readFileSync(path);
    const { text, reason } = printedCode(path);
    return { path, bytes, names: functionNames(bytes), code: { functions: text && readCode(text), reason } };
  });
  const { reason } = modules.map(({ code }) => code).find((code) => code.reason) ?? {};
  const described = loops.map(({ id, title, element, once, builds }) => ({
    id,
    title,
    element,
    builds: builds.map((build) => describe(build, once, modules)).filter(Boolean),
  }));
  return { loops: described, machine: reason ? { reason } : compiler };
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const [out, ...paths] = process.argv.slice(2);
  writeFileSync(out, `${JSON.stringify({ version: 1, ...describeLoops(paths) })}\n`);
}
