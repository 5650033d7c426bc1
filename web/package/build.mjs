// Makes build/site/lib: the JavaScript module and all that it loads, as a folder for any server and as an npm package.
// The types come from `tsc -p lib`.
//
//   node web/package/build.mjs MODULE...        paths of Emscripten's outputs, without their endings
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { withoutNames } from '../instructions/module.mjs';
import { finishGlue } from './glue.mjs';
import { licences, packageOf } from './licences.mjs';
import { version } from './version.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = path('../../build/site/lib/');
const write = (name, content) => writeFileSync(`${folder}${name}`, content);

/** What lib/modules.d.ts declares: where the files of each module are, to the letter, as bundlers need it. */
function listOfModules(names) {
  // webpack makes one script of workers that are called alike.
  const worker = (name) => `worker: () => new Worker(new URL('./${name}.js', import.meta.url), {
      type: 'module', name: 'em-pthread-${name}', workerData: 'em-pthread',
    }),`;
  const entry = (name) => `  '${name}': {
    script: () => import('./${name}.js'),
    wasm: () => new URL('./${name}.wasm', import.meta.url),
    ${/^lanes-(experiments-)?threads-/.test(name) ? worker(name) : ''}
  },`;
  const list = (those) => `{\n${those.map(entry).join('\n')}\n}`;
  const measures = (name) => name.startsWith('lanes-experiments-');
  return `export const training = ${list(names.filter((name) => !measures(name)))};
    export const measuring = ${list(names.filter(measures))};`;
}

/** Bundles lanes.js. Returns the npm packages that are in it. */
async function bundle(names) {
  const modules = {
    name: 'lanes-modules',
    resolveId(id) {
      if (id === 'lanes:modules') return id;
      return names.some((name) => id === `./${name}.js`) ? { id, external: true } : undefined;
    },
    load: (id) => (id === 'lanes:modules' ? listOfModules(names) : undefined),
  };
  const build = await rolldown({ input: path('../lib/lanes.ts'), plugins: [modules] });
  const { output } = await build.write({ file: `${folder}lanes.js`, format: 'esm', minify: true });
  await build.close();
  return [...new Set(output[0].moduleIds.map(packageOf))].filter((name) => name !== undefined);
}

/** What npm shows of the package: how to use it, from the project's README, and the details beside this file. */
function readme() {
  const text = readFileSync(path('../../README.md'), 'utf8');
  const section = text.match(/^## Use it in your own page\n(.*?)(?=^## )/ms);
  if (section === null) throw new Error('README.md has no section "Use it in your own page".');
  const use = section[1].replace('[web/package/README.md](web/package/README.md)', 'What follows');
  return `# Lanes\n${use}${readFileSync(path('README.md'), 'utf8')}`;
}

const description = {
  name: 'lanes',
  version,
  description: 'microGPT trained in WebAssembly: one C++ core on scalar, SIMD and threaded builds',
  license: 'MIT',
  private: true,
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20.16' },
  exports: { '.': { types: './lanes.d.ts', default: './lanes.js' }, './package.json': './package.json' },
  types: './lanes.d.ts',
  files: ['*.js', '*.d.ts', '*.wasm', 'licences.txt'],
};

const modules = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const module of modules) {
  const name = basename(module);
  write(`${name}.wasm`, withoutNames(readFileSync(`${module}.wasm`)));
  write(`${name}.js`, finishGlue(name, readFileSync(`${module}.js`, 'utf8')));
}
write('licences.txt', licences(await bundle(modules.map((module) => basename(module)))));
write('package.json', `${JSON.stringify(description, null, 2)}\n`);
write('README.md', readme());
copyFileSync(path('../../LICENSE'), `${folder}LICENSE`);
