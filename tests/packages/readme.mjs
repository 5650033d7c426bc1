// The snippet of the README and what it says that it prints; the import map of the package's details.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { project, run } from './support.mjs';

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = await read('README.md');
const section = text.slice(text.indexOf('## Use it in your own page'));

export const snippet = section.match(/^```js\n(.*?)^```/ms)[1];
const details = await read('web/package/README.md');
export const workerSnippet = details.match(/^```js\n(\/\/ worker\.js\n.*?)^```/ms)[1];
export const importMap = details.match(/`(<script type="importmap">.*?<\/script>)`/)[1];

/** Checks what the snippet printed: a loss and a time, and then samples. */
export function isAsPrinted(loss, samples) {
  const [, lossSaid, samplesSaid] = snippet.match(/\/\/ ([\d.]+), and milliseconds.*?\/\/ (\[.*?\])/s);
  assert.equal(loss.toFixed(2), lossSaid);
  assert.deepEqual(samples, JSON.parse(samplesSaid));
}

/** Has TypeScript, `binary`, check the snippet as strictly as it can, as a bundler and as node resolve modules. */
export async function isTyped(binary) {
  const folder = await project('typescript');
  await writeFile(join(folder, 'snippet.ts'), snippet);
  for (const module of [
    { module: 'esnext', moduleResolution: 'bundler' },
    { module: 'nodenext', moduleResolution: 'nodenext' },
  ]) {
    const compilerOptions = {
      ...module,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      verbatimModuleSyntax: true,
      skipLibCheck: false,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['snippet.ts'] }));
    await run(folder, binary, ['-p', '.']);
  }
}
