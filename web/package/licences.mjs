// Under which licences stands what is shipped: our own, those of npm packages, and those of the libraries in the
// WebAssembly.
import { readdirSync, readFileSync } from 'node:fs';

const read = (url) => readFileSync(url, 'utf8').trim();
const here = (name) => new URL(name, import.meta.url);

/** The npm packages that the page is made of. Those for building and testing are its `devDependencies`. */
export const dependencies = Object.keys(JSON.parse(read(here('../package.json'))).dependencies);

/** The package that a module of a bundle comes from; undefined for one of our own. */
export function packageOf(module) {
  return module.match(/[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*[\\/]node_modules[\\/])/)?.[1];
}

/** What a package says of itself, and its licence to the letter where it has it. */
function ofPackage(name) {
  const folder = here(`../node_modules/${name}/`);
  const { version, license } = JSON.parse(read(new URL('package.json', folder)));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = read(file ? new URL(file, folder) : here(`${name}.txt`));
  return [`${name} ${version} (${license}), https://www.npmjs.com/package/${name}`, text];
}

/** The text to ship with these packages and the WebAssembly. */
export function licences(packages) {
  const parts = [
    ['Lanes (MIT)', read(here('../../LICENSE'))],
    ...packages.map(ofPackage),
    ['In the WebAssembly modules, and in the JavaScript that starts them', read(here('compiled-in.txt'))],
  ];
  const line = '-'.repeat(80);
  return parts.map(([title, text]) => `${line}\n${title}\n${line}\n\n${text}\n`).join('\n');
}
