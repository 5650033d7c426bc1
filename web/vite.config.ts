// Builds the page into build/site. The module (build/site/lib) is built apart and loaded at run time by URL.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const site = fileURLToPath(new URL('../build/site', import.meta.url));
const names = fileURLToPath(new URL('../data/names.txt', import.meta.url));
const cmake = readFileSync(new URL('../CMakeLists.txt', import.meta.url), 'utf8');
const version = cmake.match(/project\(lanes VERSION ([\d.]+)/)?.[1];
if (!version) throw new Error('CMakeLists.txt states no version of the project.');

/** Ships data/names.txt with the page, and clears the hashed files of earlier builds without touching lib/. */
function siteFiles(): Plugin {
  let output = site;
  return {
    name: 'lanes-site-files',
    apply: 'build',
    configResolved(config) {
      output = config.build.outDir;
    },
    buildStart() {
      rmSync(`${output}/assets`, { recursive: true, force: true });
      this.addWatchFile(names);
    },
    generateBundle() {
      if (!existsSync(names)) this.error('data/names.txt is missing: the page trains on it.');
      this.emitFile({ type: 'asset', fileName: 'data/names.txt', source: readFileSync(names) });
    },
  };
}

/**
 * Ships CPython with the page: Pyodide from its npm package, and our microGPT for it. What is a module there is named
 * .js here, as not every file server knows .mjs for JavaScript; and the list of the packages that Pyodide could load
 * from elsewhere is emptied, for nothing is loaded from elsewhere.
 */
function pythonFiles(): Plugin {
  const names = {
    'pyodide.mjs': 'pyodide.js',
    'pyodide.asm.mjs': 'pyodide.asm.js',
    'pyodide.asm.wasm': '',
    'python_stdlib.zip': '',
  };
  return {
    name: 'lanes-python-files',
    apply: 'build',
    generateBundle() {
      const emit = (name: string, source: string | Uint8Array): void => {
        this.emitFile({ type: 'asset', fileName: `pyodide/${name}`, source });
      };
      const read = (file: string): Buffer => readFileSync(`${root}node_modules/pyodide/${file}`);
      for (const [from, to] of Object.entries(names)) emit(to || from, read(from));
      const { version, license, repository } = JSON.parse(read('package.json').toString());
      const lock = JSON.parse(read('pyodide-lock.json').toString());
      emit('pyodide-lock.json', JSON.stringify({ info: lock.info, packages: {} }));
      emit('NOTICE.txt', `Pyodide ${version} (${license}), from ${repository.url}, which holds CPython (PSF-2.0).\n`);
      emit('microgpt.py', readFileSync(new URL('../tests/golden/microgpt.py', import.meta.url)));
    },
  };
}

export default defineConfig({
  root,
  base: './',
  publicDir: false,
  define: { __LANES_VERSION__: JSON.stringify(version) },
  plugins: [siteFiles(), pythonFiles()],
  worker: { format: 'es' },
  build: {
    outDir: site,
    emptyOutDir: false,
    target: 'es2022',
    // The server's Content-Security-Policy allows no data: URLs for fonts.
    assetsInlineLimit: 0,
  },
});
