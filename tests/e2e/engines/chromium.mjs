// Chromium, by Playwright.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../../../web/package.json', import.meta.url))('playwright-core');

export const needs = { CHROMIUM: '/usr/bin/chromium' };

export async function launch({ CHROMIUM }, locale) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-quic', '--no-first-run'],
    env: { ...process.env, LC_ALL: locale },
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return {
    open: (address) => page.goto(address),
    evaluate: (run, argument) => page.evaluate(run, argument),
    click: (selector) => page.click(selector),
    type: (selector, text) => page.fill(selector, text),
    upload: (selector, path) => page.setInputFiles(selector, path),
    async download(selector) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    },
    screenshot: () => page.screenshot(),
    problems: async () => problems,
    close: () => browser.close(),
  };
}
