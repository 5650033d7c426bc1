// Builds the page into build/site. The module (build/site/lib) is built apart and loaded at run time by URL.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { dependencies, licences, packageOf } from './package/licences.mjs';
import { version } from './package/version.mjs';
import { contentSecurityPolicy, headers } from './server.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const site = fileURLToPath(new URL('../build/site', import.meta.url));
const dataFolder = fileURLToPath(new URL('../data', import.meta.url));
const dataFiles = readdirSync(dataFolder).filter((file) => file.endsWith('.txt'));

/** Ships the data sets with the page, and clears the hashed files of earlier builds without touching lib/. */
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
      for (const file of dataFiles) this.addWatchFile(`${dataFolder}/${file}`);
    },
    generateBundle() {
      for (const file of dataFiles) {
        this.emitFile({ type: 'asset', fileName: `data/${file}`, source: readFileSync(`${dataFolder}/${file}`) });
      }
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
      const lock = JSON.parse(read('pyodide-lock.json').toString());
      emit('pyodide-lock.json', JSON.stringify({ info: lock.info, packages: {} }));
      emit('microgpt.py', readFileSync(new URL('../tests/golden/microgpt.py', import.meta.url)));
    },
  };
}

/** Ships the licences of everything, and sees to it that what is shipped is among them. */
function licencesFile(): Plugin {
  return {
    name: 'lanes-licences',
    apply: 'build',
    moduleParsed({ id }) {
      const name = packageOf(id);
      if (name !== undefined && !dependencies.includes(name)) this.error(`${name} is shipped, so it is a dependency.`);
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licences(dependencies) });
    },
  };
}

/**
 * What stands before the page must look right where modules do not load: its script is none, and as the page is alone
 * with its styles, they need no leave of another origin, which from disk is never given.
 */
function shellFiles(): Plugin {
  const shell = fileURLToPath(new URL('./src/app/shell.js', import.meta.url));
  return {
    name: 'lanes-shell',
    apply: 'build',
    buildStart() {
      this.addWatchFile(shell);
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'shell.js', source: readFileSync(shell) });
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html) => ({
        html: html.replace('<link rel="stylesheet" crossorigin', '<link rel="stylesheet"'),
        tags: [{ tag: 'script', attrs: { src: './shell.js' }, injectTo: 'head-prepend' }],
      }),
    },
  };
}

/** The page says its policy itself, for servers that do not. */
function policyInPage(): Plugin {
  return {
    name: 'lanes-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post', // it stands before all that it is about
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}

/** What hosts read: Netlify and Cloudflare Pages the headers to send, GitHub Pages that nothing is to be left out. */
function hostFiles(): Plugin {
  return {
    name: 'lanes-hosts',
    apply: 'build',
    generateBundle() {
      const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
      this.emitFile({ type: 'asset', fileName: '_headers', source: `/*\n${lines.join('')}` });
      this.emitFile({ type: 'asset', fileName: '.nojekyll', source: '' });
    },
  };
}

export default defineConfig({
  root,
  base: './',
  publicDir: false,
  define: { __LANES_VERSION__: JSON.stringify(version) },
  plugins: [siteFiles(), shellFiles(), pythonFiles(), licencesFile(), policyInPage(), hostFiles()],
  // A worker is one file: where a chunk imports from the file that the worker was started with, WebKit runs that again,
  // and each message is then handled twice.
  worker: { format: 'es', rolldownOptions: { output: { codeSplitting: false } } },
  build: {
    outDir: site,
    emptyOutDir: false,
    target: 'es2022',
    // One file: what a view brings along is not asked for again when a lost connection left it out once.
    cssCodeSplit: false,
    // The server's Content-Security-Policy allows no data: URLs for fonts.
    assetsInlineLimit: 0,
    // A slow machine is nothing to warn of.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
