// Copies the JavaScript that Emscripten wrote for the modules, minified: a page loads 4 KB less for each of them.
//
//   node web/minify.mjs FOLDER FILE...
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { minifySync } from 'rolldown/utils';

const [folder, ...files] = process.argv.slice(2);
for (const file of files) {
  const { code, errors } = minifySync(basename(file), readFileSync(file, 'utf8'), {
    module: true,
    mangle: { toplevel: true },
  });
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  writeFileSync(join(folder, basename(file)), code);
}
