// Builds the page once more, for write.mjs to put into one file: a script, each worker a script, and a style sheet that
// holds its fonts. What the site fetches by address is asked for by path, in `lanesFiles`.
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { version } from '../package/version.mjs';

/** From disk, Chromium starts no workers that are modules. */
function classicWorkers(): Plugin {
  return {
    name: 'lanes-classic-workers',
    enforce: 'pre',
    transform: (code) => code.replaceAll(/(new Worker\(new URL\([^()]*\)), \{ type: 'module' \}\)/g, '$1)'),
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  base: './',
  publicDir: false,
  define: { __LANES_VERSION__: JSON.stringify(version) },
  plugins: [classicWorkers()],
  worker: { format: 'iife' },
  experimental: {
    renderBuiltUrl: (file, { hostType }) =>
      hostType === 'js' ? { runtime: `lanesFiles[${JSON.stringify(file)}]` } : { relative: true },
  },
  build: {
    outDir: fileURLToPath(new URL('../../build/offline', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    rolldownOptions: { output: { codeSplitting: false }, checks: { bundlerTimings: false } },
  },
});
