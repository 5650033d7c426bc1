// Bundles lanes.js over a list of modules.
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

export const hasThreads = (name) => /^lanes-(experiments-)?threads-/.test(name);

/** How a file that lies beside lanes.js is imported, and its address: to the letter, as bundlers need it. */
const beside = {
  script: (file) => `import('./${file}')`,
  address: (file) => `new URL('./${file}', import.meta.url)`,
};

/** What lib/modules.d.ts declares: where the files of each module are. */
function listOfModules(names, { script, address }) {
  // webpack makes one script of workers that are called alike.
  const worker = (name) => `worker: () => new Worker(${address(`${name}.js`)}, {
      type: 'module', name: 'em-pthread-${name}', workerData: 'em-pthread',
    }),`;
  const entry = (name) => `  '${name}': {
    script: () => ${script(`${name}.js`)},
    wasm: () => ${address(`${name}.wasm`)},
    ${hasThreads(name) ? worker(name) : ''}
  },`;
  const list = (those) => `{\n${those.map(entry).join('\n')}\n}`;
  const measures = (name) => name.startsWith('lanes-experiments-');
  return `export const training = ${list(names.filter((name) => !measures(name)))};
    export const measuring = ${list(names.filter(measures))};`;
}

/** Returns the script, and the paths of the files that it is made of. */
export async function bundleLanes(names, files = beside) {
  const modules = {
    name: 'lanes-modules',
    resolveId(id) {
      if (id === 'lanes:modules') return id;
      return names.some((name) => id === `./${name}.js`) ? { id, external: true } : undefined;
    },
    load: (id) => (id === 'lanes:modules' ? listOfModules(names, files) : undefined),
  };
  const build = await rolldown({
    input: fileURLToPath(new URL('../lib/lanes.ts', import.meta.url)),
    plugins: [modules],
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return { code: output[0].code, moduleIds: output[0].moduleIds };
}
