// The benchmarks in headless Chromium, and the table of what they were to reach. ./build.sh bench builds all that is
// needed and starts this:
//
//   node tests/bench/bench.mjs [--filter TEXT] [--peers] [--json FILE]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { variantNames } from '../../web/variants.mjs';
import { assemble, build, findNames, root } from './assemble.mjs';
import { runPart, startBrowser, timeToFirstStep } from './browser.mjs';
import { otherEngines } from './engines.mjs';
import { floorOf, microgptOn } from './floor.mjs';
import { nativeRows, references } from './native.mjs';
import { heading, line, table, time } from './report.mjs';
import { gzipSizes } from './sizes.mjs';
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

const notes = new Set(); // each is told once
let printedGroup;

/** Collects the rows of one part and prints each as it comes. */
async function runAndPrint(chromium, results, microgpt, request) {
  const environment = await runPart(chromium, request, (reply) => {
    if (reply.type === 'note') {
      if (!notes.has(reply.text)) console.log(`(${reply.text})`);
      notes.add(reply.text);
      return;
    }
    results.rows.push(reply.row);
    if (reply.row.group !== printedGroup) console.log(heading(reply.row.group, variantNames));
    printedGroup = reply.row.group;
    console.log(line(reply.row, variantNames, results.rows));
    if (reply.row.name === 'microGPT, one step') printFloor(results, microgpt);
  });
  results.environment[request.part] = environment;
}

function printReferences(list) {
  console.log('\nReferences, natively: one step of microGPT');
  for (const { label, reason, median, steps } of list) {
    const figure = reason ? `not measured: ${reason}` : `${time(median)} (median of ${steps} steps)`;
    console.log(`  ${label.padEnd(24)} ${figure}`);
  }
}

/** The least time of a step, beside the step. */
function printFloor(results, microgpt) {
  results.floor = floorOf(microgpt, results.rows);
  if (!results.floor) return;
  const { slots, milliseconds } = results.floor;
  const whole = (value) => Math.round(value).toLocaleString('en');
  const parts = ['products', 'adam', 'attention', 'rest'].map((part) => `${part} ${whole(slots[part])}`).join(', ');
  console.log(`  floor: ${time(milliseconds)} for ${whole(slots.all)} slots of the multiply units: ${parts}`);
}

/** What goes wrong in one part must not cost the others. */
async function attempt(results, part, action) {
  try {
    await action();
  } catch (error) {
    results.failures.push({ part, message: error.message });
    console.error(`bench: ${part} failed: ${error.message}`);
  }
}

async function inBrowser(site, isolated, action) {
  const chromium = await startBrowser(site, isolated);
  try {
    await action(chromium);
  } finally {
    await chromium.close();
  }
}

function printIntroduction({ browser, processor, names }) {
  const which = names === 32_033 ? '' : ', not on the 32,033 of the published figures (set LANES_NAMES)';
  console.log(`${browser}, headless, one worker; ${processor}
microGPT trains on ${names.toLocaleString('en')} names${which}.
Median times per call. The contenders of a row took turns in an order drawn at random, after their code had settled.
'times' is how much faster the fastest is than the first; the columns after it are the fastest's, and 'ceiling' is
its share of what arithmetic and memory allow, by the ceilings of this very run.`);
}

function printTargets(all, complete) {
  const shown = all.filter(({ met }) => complete || met !== null);
  const cells = shown.map(({ work, target, figure, met }) => [work, target, figure, verdict(met)]);
  console.log(`\n${table([['work', 'target', 'figure', ''], ...cells])}`);
}

async function main() {
  const { filter, peers, json } = options();
  const names = findNames();
  const wanted = filter.toLowerCase();
  const complete = wanted === '';
  const site = await assemble(names, peers);
  const microgpt = microgptOn(readFileSync(names, 'utf8'));
  const results = { version: 1, environment: {}, rows: [], sizes: gzipSizes(join(build, 'site/lib')), failures: [] };
  const part = (chromium, name) =>
    attempt(results, name, () => runAndPrint(chromium, results, microgpt, { part: name, filter: wanted }));

  await inBrowser(site, true, async (chromium) => {
    results.environment = {
      date: new Date().toISOString(),
      browser: `Chromium ${chromium.version}`,
      processor: cpus()[0]?.model.trim(),
      names: microgpt.lengths.length,
    };
    printIntroduction(results.environment);
    await part(chromium, 'kernels');
    await part(chromium, 'steps');
    if (complete) {
      await attempt(results, 'start', async () => {
        results.start = await timeToFirstStep(chromium, ['simd', 'relaxed']);
      });
      await attempt(results, 'other engines', async () => {
        results.engines = await otherEngines(chromium.address, (why) => console.log(`(${why})`));
      });
    }
  });
  if (complete) {
    await attempt(results, 'native', () => {
      results.native = nativeRows(names, 'microGPT, one step');
    });
  }
  if (peers) {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'tests/bench/peers/package.json'), 'utf8'));
    results.environment.packages = dependencies;
    const versions = Object.entries(dependencies).map((entry) => entry.join(' '));
    console.log(`\nOn a page that is not isolated, so that each keeps to one thread: ${versions.join(', ')}`);
    await inBrowser(site, false, (chromium) => part(chromium, 'peers'));
    results.references = references(names);
    printReferences(results.references);
  }

  results.targets = targets(results).map(([work, target, { figure, met }]) => ({
    work,
    target,
    figure,
    met: met ?? null,
  }));
  printTargets(results.targets, complete);
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify(results)}\n`);
  console.log(`\nEvery measured time is in ${json.startsWith(root) ? json.slice(root.length) : json}.`);
  if (results.failures.length > 0) process.exitCode = 1;
}

await main();
