// The variants of the core, from their one list in src/simd/variants.json, for all that is JavaScript.
//
//   node web/variants.mjs            writes lib/variant-list.ts, from which web/lib has names and types
//   node web/variants.mjs LIST       prints `variants`, `builds` or `tested`, one to a line
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const list = JSON.parse(readFileSync(new URL('../src/simd/variants.json', import.meta.url), 'utf8'));

/** Those that there are WebAssembly modules of, from plain to fastest. */
export const variants = list.filter(({ wasm }) => wasm);

export const variantNames = variants.map(({ name }) => name);

/** Those that there are modules with threads of, too. */
const threaded = variants.filter(({ wasm }) => wasm.threads).map(({ name }) => name);

/** The builds for the web, build/wasm-<build>, and what their modules are called after. */
export const builds = [...variantNames, ...threaded.map((name) => `threads-${name}`)];

/**
 * Those of them that make the C++ tests for node as well: the plainest, the plainest that can have threads, and that
 * with threads. The others share their sources: their kernels run in the native tests, and their modules in tests/lib.
 */
export const tested = [variantNames[0], threaded[0], `threads-${threaded[0]}`];

const quoted = (texts, separator) => texts.map((text) => `'${text}'`).join(separator);

const source = `// Made by web/variants.mjs from src/simd/variants.json.

/**
 * A build of the core:
${variants.map(({ name, description }) => ` * - \`${name}\`: ${description}`).join('\n')}
 */
export type Build = ${quoted(variantNames, ' | ')};

/** What an engine must have for a variant beside plain WebAssembly; nothing is ''. */
export type Feature = ${quoted([...new Set(variants.map(({ wasm }) => wasm.needs))], ' | ')};

export const needs: Record<Build, Feature> = {
${variants.map(({ name, wasm }) => `  ${name}: '${wasm.needs}',`).join('\n')}
};

/** Those that there are modules with threads of, from plain to fastest. */
export const threaded: readonly Build[] = [${quoted(threaded, ', ')}];
`;

/** Leaves a file alone that is right already, and is never seen half written: the tests run side by side. */
function write(file, text) {
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch {
    // There is none yet.
  }
  const draft = new URL(`${file.href}.${process.pid}`);
  writeFileSync(draft, text);
  renameSync(draft, file);
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const [what] = process.argv.slice(2);
  if (what === undefined) write(new URL('lib/variant-list.ts', import.meta.url), source);
  else console.log({ variants: variantNames, builds, tested }[what].join('\n'));
}
