// Firefox, by Puppeteer over WebDriver BiDi.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.mjs';

const { launch: start } = createRequire(new URL('../../../web/package.json', import.meta.url))('puppeteer-core');

export const needs = { FIREFOX: '/usr/bin/firefox-esr' };

export async function launch({ FIREFOX }, locale) {
  const home = await mkdtemp(join(tmpdir(), 'lanes-firefox-'));
  const downloads = join(home, 'downloads');
  const browser = await start({
    browser: 'firefox',
    executablePath: FIREFOX,
    defaultViewport: { width: 1280, height: 900 },
    env: { ...process.env, HOME: home, LC_ALL: locale },
  });
  // Files are saved only in a context of its own.
  const context = await browser.createBrowserContext({
    downloadBehavior: { policy: 'allow', downloadPath: downloads },
  });
  const page = await context.newPage();
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return {
    open: (address) => page.goto(address),
    evaluate: (run, argument) => page.evaluate(run, argument),
    click: (selector) => page.locator(selector).click(),
    type: (selector, text) => page.locator(selector).fill(text),
    upload: async (selector, path) => (await page.$(selector)).uploadFile(path),
    async download(selector) {
      await rm(downloads, { recursive: true, force: true });
      await page.locator(selector).click();
      return eventually('a file is saved', () => savedFile(downloads));
    },
    screenshot: () => page.screenshot(),
    problems: async () => problems,
    async close() {
      await browser.close();
      await rm(home, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** The file in a folder, once it is there in full: until then it is empty and has another beside it. */
async function savedFile(folder) {
  const [name, ...others] = await readdir(folder).catch(() => []);
  if (!name || others.length > 0) return undefined;
  const bytes = await readFile(join(folder, name));
  return bytes.length > 0 && { name, bytes };
}
