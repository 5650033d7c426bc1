// The engine in which the core of the end-to-end tests runs, one of the folder `engines`: LANES_ENGINE. Its file says
// what programs it `needs`, as variables of the environment with the places where Debian has them, and how to `launch`
// a browser with one page, in some locale. What can be done with that page is what all engines have in common:
//
//   open(address)                 goes there and waits until it is loaded
//   evaluate(function, argument)  calls it in the page, with plain data; resolves to what it returns or resolves to
//   click(selector)               brings it into view and clicks with the mouse
//   type(selector, text)          replaces what the field holds
//   upload(selector, path)        chooses a file for the input
//   download(selector)            clicks, and resolves to the name and the bytes of the file that comes of it
//   screenshot()                  resolves to a PNG
//   problems()                    resolves to what was thrown, or logged as an error or a warning
//   close()                       ends the browser and removes what it wrote
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { after, test as nodeTest } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { serve } from '../../web/server.mjs';
import { site } from './browser.mjs';
import { eventually } from './eventually.mjs';

const { LANES_ENGINE: name = 'chromium' } = process.env;
const { needs, launch } = await import(`./engines/${name}.mjs`);
const programs = Object.entries(needs).map(([variable, usual]) => [variable, process.env[variable] || usual]);
const pictures = fileURLToPath(new URL('../../build/e2e/', import.meta.url));

/** The programs that are missing here, in words. */
export const missing = programs
  .filter(([, path]) => !existsSync(path))
  .map(([variable, path]) => `there is no ${path} (${variable} may name another)`)
  .join(', ');

let deaths = 0;
let failed = false;
const tolerated = 3;
after(() => {
  if (deaths === tolerated && !failed) console.log(`skipped: the rest, as the browser ended ${deaths} times`);
});

/**
 * A test that is given `open`, which starts a browser on the page and waits until that is ready. Where it fails and
 * the browser answers no more, it was that which failed: the test begins again. After the third time in all, what is
 * left is skipped.
 */
export function test(title, run) {
  nodeTest(title, { timeout: 900_000 }, async (t) => {
    while (deaths < tolerated) {
      const { error, answers } = await attempt(title, run);
      if (!error) return;
      failed ||= answers;
      if (answers) throw error;
      deaths += 1;
      console.error(`The browser ended or answers no more, in the test "${title}": ${error.message}`);
    }
    t.skip(`the browser ended or answered no more ${tolerated} times`);
  });
}

async function attempt(title, run) {
  const server = await serve({ root: site });
  const pages = [];
  const open = async ({ query = '', locale = 'en_US.UTF-8' } = {}) => {
    const page = await launch(Object.fromEntries(programs), locale);
    pages.push(page);
    await page.open(server.address + query);
    await textOf(page, '#status', /^Ready/);
    return page;
  };
  try {
    await run(open);
    for (const page of pages) assert.deepEqual(await page.problems(), []);
    return {};
  } catch (error) {
    return { error, answers: await picture(title, pages.at(-1)) };
  } finally {
    for (const page of pages) await page.close();
    await server.close();
  }
}

/** Keeps what the page looked like in build/e2e; resolves to whether the browser still draws and shows it at all. */
async function picture(title, page) {
  const draws = () => new Promise((drawn) => requestAnimationFrame(() => drawn(true)));
  const draw = async () => (await page.evaluate(draws)) && page.screenshot();
  const png = await Promise.race([draw(), sleep(30_000, undefined, { ref: false })]).catch(() => {});
  if (!png) return false;
  const file = `${pictures}${name}-${title.match(/\w+/)}.png`;
  await mkdir(pictures, { recursive: true });
  await writeFile(file, png);
  console.error(`What it looked like: ${file}`);
  return true;
}

/** Waits until the function, called in the page, returns something truthy; resolves to that. */
export function until(page, run, argument) {
  return eventually(`${run} (${JSON.stringify(argument)})`, () => page.evaluate(run, argument));
}

/** Waits until the text of an element is such; resolves to it. */
export async function textOf(page, selector, expected) {
  let text;
  const read = (element) => document.querySelector(element)?.textContent ?? null;
  const matches = async () => {
    text = await page.evaluate(read, selector);
    return text !== null && expected.test(text);
  };
  await eventually(`${selector} says ${expected}`, matches).catch((error) => {
    throw new Error(`${error.message}; it says ${JSON.stringify(text)}`);
  });
  return text;
}
