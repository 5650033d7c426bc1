// What the tests of the package share: the package as `npm pack` makes it, empty projects that install it, and what
// training in them must come to.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serve } from '../../web/server.mjs';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
export const library = path('../../build/site/lib');
const here = path('.');
const builds = path('../../build/packages');

/** Runs a program in a folder and returns what it printed; fails with all of that when it fails. */
export async function run(folder, program, args, environment = {}) {
  const options = { cwd: folder, env: { ...process.env, ...environment }, maxBuffer: 1e8, timeout: 300_000 };
  try {
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch ({ message, stdout, stderr }) {
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}

const npm = (folder, ...args) => run(folder, 'npm', [...args, '--no-audit', '--no-fund', '--ignore-scripts']);

let archive;

/** Packs the library, once. */
function pack() {
  archive ??= mkdir(builds, { recursive: true })
    .then(() => npm(builds, 'pack', '--silent', library))
    .then((name) => join(builds, name.trim()));
  return archive;
}

/** The folder of an empty project, `name`: the package installed, our programs, and the files of projects/`from`. */
export async function project(name, from) {
  const folder = join(builds, name);
  await rm(folder, { recursive: true, force: true });
  await cp(join(here, 'program'), folder, { recursive: true });
  if (from !== undefined) await cp(join(here, 'projects', from), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  await npm(folder, 'install', '--no-save', '--no-package-lock', await pack());
  return folder;
}

/** The tools that package.json beside this file names, where projects find them; fetched when they are not there. */
export async function tools() {
  const lock = await readFile(join(here, 'package-lock.json'), 'utf8');
  const stamp = join(builds, 'fetched');
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== lock) {
    await mkdir(builds, { recursive: true });
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) await cp(join(here, file), join(builds, file));
    await npm(builds, 'ci');
    await writeFile(stamp, lock);
  }
  return join(builds, 'node_modules');
}

/** Checks the results of program/train.js: what rounds as elsewhere is the same to the bit, all else within 1e-5. */
export function same(results, expected, missing = {}) {
  assert.deepEqual(Object.keys(results), Object.keys(expected));
  for (const [name, numbers] of Object.entries(results)) {
    if (missing[name] !== undefined) {
      assert.match(String(numbers), missing[name]);
    } else if (['relaxed', 'threads'].includes(name)) {
      assert.ok(Array.isArray(numbers), `${name}: ${numbers}`);
      for (const [i, number] of numbers.entries()) assert.ok(Math.abs(number - expected.simd[i]) < 1e-5, name);
    } else {
      assert.deepEqual(numbers, expected[name], name);
    }
  }
}

let browser;

/** Has `use` look at a page of headless Chromium before it goes to `address`, and then wait for what it wants. */
export async function inBrowser(address, use) {
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-quic', '--no-first-run'],
  });
  const page = await (await browser).newPage();
  try {
    const failed = new Promise((_, reject) => page.once('pageerror', reject));
    const used = use(page);
    await page.goto(address);
    return await Promise.race([used, failed]);
  } finally {
    await page.close();
  }
}

export async function closeBrowser() {
  await (await browser)?.close();
}

/** Trains in a page at `address`, and in a worker of that page. */
export async function trainsInPage(address, expected) {
  const [page, worker] = await inBrowser(address, async (page) => {
    await page.waitForEvent('load');
    await page.waitForFunction(() => 'trained' in globalThis);
    return page.evaluate(() => globalThis.trained);
  });
  same(page, expected);
  same(worker, expected);
}

/** The same with the files of a folder, from our own server: an isolated page under a strict policy. */
export async function trainsFrom(folder, expected) {
  const server = await serve({ root: folder });
  try {
    await trainsInPage(server.address, expected);
  } finally {
    await server.close();
  }
}

/** Runs a server that prints its address, uses it, and ends it. */
export async function withServer(folder, program, args, use) {
  const server = spawn(program, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  let said = '';
  try {
    const address = await new Promise((resolve, reject) => {
      const listen = (text) => {
        said += text;
        const address = said.match(/http:\/\/localhost:\d+\/?/);
        if (address !== null) resolve(address[0]);
      };
      server.stdout.on('data', listen);
      server.stderr.on('data', listen);
      server.once('exit', () => reject(new Error(`The server ended: ${said}`)));
    });
    await use(address);
  } finally {
    server.kill();
  }
}
