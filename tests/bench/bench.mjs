// The benchmarks in headless Chromium, and the table of what they were to reach. ./build.sh bench builds all that is
// needed and starts this:
//
//   node tests/bench/bench.mjs [--filter TEXT] [--peers] [--json FILE]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { assemble, build, findNames, root, variantNames } from './assemble.mjs';
import { runPart, startBrowser, timeToFirstStep } from './browser.mjs';
import { nativeRows, references } from './native.mjs';
import { heading, line, table, time } from './report.mjs';
import { targets, verdict } from './targets.mjs';

function options() {
  try {
    return parseArgs({
      options: {
        filter: { type: 'string', default: '' },
        peers: { type: 'boolean', default: false },
        json: { type: 'string', default: join(build, 'bench.json') },
      },
    }).values;
  } catch (error) {
    console.error(`bench: ${error.message}`);
    process.exit(2);
  }
}

function gzipSizes() {
  const size = (file) => gzipSync(readFileSync(join(build, 'site/lib', file)), { level: 9 }).length;
  return Object.fromEntries(
    variantNames().map((variant) => [variant, { wasm: size(`lanes-${variant}.wasm`), js: size(`lanes-${variant}.js`) }]),
  );
}

const notes = new Set(); // each is told once
let printedGroup;

/** Collects the rows of one part and prints each as it comes. */
async function runAndPrint(chromium, results, request) {
  const variants = variantNames();
  const environment = await runPart(chromium, request, (reply) => {
    if (reply.type === 'note') {
      if (!notes.has(reply.text)) console.log(`(${reply.text})`);
      notes.add(reply.text);
      return;
    }
    results.rows.push(reply.row);
    if (reply.row.group !== printedGroup) console.log(heading(reply.row.group, variants));
    printedGroup = reply.row.group;
    console.log(line(reply.row, variants, results.rows));
  });
  results.environment[request.part] = environment;
}

function printReferences(list) {
  console.log('\nReferences, natively: one step of microGPT');
  for (const { label, reason, median, steps } of list) {
    console.log(`  ${label.padEnd(24)} ${reason ? `not measured: ${reason}` : `${time(median)} (median of ${steps} steps)`}`);
  }
}

async function main() {
  const { filter, peers, json } = options();
  const names = findNames();
  const count = readFileSync(names, 'utf8').split('\n').filter(Boolean).length;
  const wanted = filter.toLowerCase();
  const site = await assemble(names, peers);
  const chromium = await startBrowser(site);
  const results = {
    version: 1,
    environment: { date: new Date().toISOString(), browser: `Chromium ${chromium.version}`, processor: cpus()[0]?.model.trim(), names: count },
    rows: [], sizes: gzipSizes(),
  };
  console.log(`Chromium ${chromium.version}, headless, one worker; ${results.environment.processor}
microGPT trains on ${count.toLocaleString('en')} names${count === 32_033 ? '' : ', not on the 32,033 of the published figures (set LANES_NAMES)'}.
Median times per call. The contenders of a row took turns, A B C C B A, after their code had settled.
'times' is how much faster the fastest is than the first; the columns after it are the fastest's, and 'ceiling' is
its share of what arithmetic and memory allow, by the ceilings of this very run.`);
  try {
    await runAndPrint(chromium, results, { part: 'kernels', filter: wanted });
    await runAndPrint(chromium, results, { part: 'steps', filter: wanted });
    if (wanted === '') results.start = await timeToFirstStep(chromium, ['simd', 'relaxed']);
  } finally {
    await chromium.close();
  }
  if (peers) {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'tests/bench/peers/package.json'), 'utf8'));
    results.environment.packages = dependencies;
    console.log(`\n${Object.entries(dependencies).map((entry) => entry.join(' ')).join(', ')}; each on one thread`);
    const plain = await startBrowser(site, false);
    try {
      await runAndPrint(plain, results, { part: 'peers', filter: wanted });
    } finally {
      await plain.close();
    }
  }
  if (wanted === '') results.native = nativeRows(names, 'double precision');
  if (peers) {
    results.references = references(names);
    printReferences(results.references);
  }

  results.targets = targets(results).map(([work, target, { figure, met }]) => ({ work, target, figure, met: met ?? null }));
  const shown = results.targets.filter(({ met }) => wanted === '' || met !== null);
  const cells = shown.map(({ work, target, figure, met }) => [work, target, figure, verdict(met ?? undefined)]);
  console.log(`\n${table([['work', 'target', 'figure', ''], ...cells])}`);
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify(results)}\n`);
  console.log(`\nEvery measured time is in ${json.startsWith(root) ? json.slice(root.length) : json}.`);
}

await main();
