// What lanes-offline.html holds beside the page itself, as text; unpack.js takes it apart.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleLanes, hasThreads } from '../package/bundle.mjs';

const types = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
};

/** The paths of what is taken from the site: no CPython, as it is large; no threads, as pages from disk have none. */
function takenFrom(site) {
  const filesIn = (folder) => readdirSync(join(site, folder)).map((name) => `${folder}/${name}`);
  const modules = filesIn('lib').filter((path) => extname(path) === '.wasm' && !hasThreads(basename(path)));
  return [
    ...modules,
    ...modules.map((path) => path.replace('.wasm', '.js')),
    'lib/instructions.json',
    ...filesIn('data'),
  ];
}

/** lanes.js with these files, which it asks for by their paths. */
async function lanes(files) {
  const modules = files.filter((path) => extname(path) === '.wasm').map((path) => basename(path, '.wasm'));
  const { code } = await bundleLanes(modules, {
    script: (file) => `import(lanesFiles['lib/${file}'])`,
    address: (file) => `new URL(lanesFiles['lib/${file}'])`,
  });
  return Buffer.from(code);
}

/**
 * All files as JSON: the list of their paths, types and lengths, and their bytes one after the other, packed. `built`
 * is the folder of the page's scripts, of which it begins with `main`.
 */
export async function archive(built, main, site) {
  const taken = takenFrom(site);
  const scripts = readdirSync(join(built, 'assets')).filter((name) => extname(name) === '.js');
  const contents = [
    ...taken.map((path) => [path, readFileSync(join(site, path))]),
    ['lib/lanes.js', await lanes(taken)],
    ...scripts.map((name) => [`assets/${name}`, readFileSync(join(built, 'assets', name))]),
  ];
  const list = contents.map(([path, bytes]) => [path, types[extname(path)], bytes.length]);
  const packed = gzipSync(Buffer.concat(contents.map(([, bytes]) => bytes)), { level: 9 });
  return JSON.stringify({ main, list, packed: packed.toString('base64') });
}
