// Writes lanes-offline.html into a finished site: the page as one file that works from disk.
//
//   node web/offline/write.mjs BUILT SITE        BUILT is what vite.config.ts beside this file makes
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dependencies, licences } from '../package/licences.mjs';
import { archive } from './archive.mjs';

const [built, site] = process.argv.slice(2);
const page = readFileSync(join(built, 'index.html'), 'utf8');
const beside = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** What stands in the page where it names a file, and the path of that. */
function reference(pattern) {
  const [text, path] = page.match(pattern) ?? [];
  if (path === undefined) throw new Error(`index.html names no file as in ${pattern}.`);
  return { text, path };
}

const main = reference(/<script type="module"[^>]* src="\.\/([^"]+)"><\/script>/);
const style = reference(/<link rel="stylesheet"[^>]* href="\.\/([^"]+)">/);
const icon = reference(/(?<=<link rel="icon"[^>]* href=")\.\/([^"]+)/);

const css = readFileSync(join(built, style.path), 'utf8');
const iconAddress = `data:image/svg+xml;base64,${readFileSync(join(built, icon.path)).toString('base64')}`;
const shell = beside('../src/app/shell.js');
const unpack = beside('unpack.js');

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${hash(shell)} ${hash(unpack)} blob: data: 'wasm-unsafe-eval'`,
  'worker-src blob:',
  `style-src ${hash(css)}`,
  'font-src data:',
  'img-src data:',
  'connect-src data: https://raw.githubusercontent.com', // see contentSecurityPolicy in ../server.mjs
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const head = [
  '<meta charset="utf-8" />',
  `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  `<script>${shell}</script>`,
].join('\n    ');
// The style is large, with the fonts in it: where a file was cut off within it, nothing behind it is read.
const end = [
  `<script>${unpack}</script>`,
  `<style>${css}</style>`,
  `<script type="application/json" id="archive">${await archive(built, main.path, site)}</script>`,
  '</body>',
].join('\n');
const rights = licences(dependencies.filter((name) => name !== 'pyodide'));

const file = page
  .replace(main.text, '')
  .replace(style.text, '')
  .replace(icon.text, iconAddress)
  .replaceAll(/\s*<li data-only="site">.*?<\/li>/gs, '')
  .replace('<meta charset="utf-8" />', () => head)
  .replace('</body>', () => end)
  .replace('</html>', () => `</html>\n<!--\n${rights}-->`);
writeFileSync(join(site, 'lanes-offline.html'), file);
