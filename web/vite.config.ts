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

export default defineConfig({
  root,
  base: './',
  publicDir: false,
  define: { __LANES_VERSION__: JSON.stringify(version) },
  plugins: [siteFiles()],
  worker: { format: 'es' },
  build: {
    outDir: site,
    emptyOutDir: false,
    target: 'es2022',
    // The server's Content-Security-Policy allows no data: URLs for fonts.
    assetsInlineLimit: 0,
  },
});
