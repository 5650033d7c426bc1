// Makes build/site/lib: the JavaScript module and all that it loads, as a folder for any server and as an npm package.
// The types come from `tsc -p lib`.
//
//   node web/package/build.mjs MODULE...        paths of Emscripten's outputs, without their endings
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutNames } from '../instructions/module.mjs';
import { bundleLanes } from './bundle.mjs';
import { finishGlue } from './glue.mjs';
import { licences, packageOf } from './licences.mjs';
import { version } from './version.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = path('../../build/site/lib/');
const write = (name, content) => writeFileSync(`${folder}${name}`, content);

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
const { code, moduleIds } = await bundleLanes(modules.map((module) => basename(module)));
write('lanes.js', code);
write('licences.txt', licences([...new Set(moduleIds.map(packageOf))].filter((name) => name !== undefined)));
write('package.json', `${JSON.stringify(description, null, 2)}\n`);
write('README.md', readme());
copyFileSync(path('../../LICENSE'), `${folder}LICENSE`);
