// Writes service-worker.js into a finished site, with the list of its files: the last step of a build.
//
//   node web/service-worker/write.mjs SITE
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const name = 'service-worker.js';
const [site] = process.argv.slice(2);

/** What is meant for the host may not be served. */
const isForHost = (entry) => /^[._]/.test(entry.name);

const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !isForHost(entry))
  .map((entry) => join(entry.parentPath, entry.name).slice(join(site, sep).length).replaceAll(sep, '/'))
  .sort();

const digest = (algorithm, data, encoding) => createHash(algorithm).update(data).digest(encoding);
const integrity = (file) => `sha256-${digest('sha256', readFileSync(join(site, file)), 'base64')}`;

/** The index is asked for by the address of its folder, and of pages that may be framed by one more. */
const addresses = (file) => (file === 'index.html' ? ['./', './?embed'] : [file]);

function list(names) {
  const entries = names.flatMap((file) => addresses(file).map((address) => [address, integrity(file)]));
  return { hash: digest('sha256', JSON.stringify(entries), 'hex').slice(0, 16), files: entries };
}

const isPython = (file) => file.startsWith('pyodide/');
/** All of it once more, for those who take it away. */
const isCopy = (file) => file === 'lanes-offline.html';
const lists = {
  page: list(files.filter((file) => !isPython(file) && !isCopy(file) && file !== name)),
  python: list(files.filter(isPython)),
};

const build = await rolldown({
  input: fileURLToPath(new URL('worker.ts', import.meta.url)),
  plugins: [
    {
      name: 'lanes-files',
      resolveId: (id) => (id === 'lanes:files' ? id : undefined),
      load: (id) => (id === 'lanes:files' ? `export const lists = ${JSON.stringify(lists)};` : undefined),
    },
  ],
});
await build.write({ file: join(site, name), format: 'iife', minify: true });
await build.close();
