// The step of microGPT in the other engines that are installed, by the drivers of the end-to-end tests.
import { existsSync } from 'node:fs';
import { eventually } from '../e2e/eventually.mjs';

const names = ['firefox', 'webkit'];

function start(request) {
  globalThis.heard = [];
  const worker = new Worker('worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => globalThis.heard.push(data);
  worker.onerror = ({ message }) => globalThis.heard.push({ type: 'failed', message });
  worker.postMessage(request);
}

const ended = () => ['done', 'failed'].includes(globalThis.heard.at(-1)?.type);
const everything = () => globalThis.heard;

/** Rows by the engine's name. `report` is told why one has none. */
export async function otherEngines(address, report) {
  const results = {};
  for (const name of names) {
    const { needs, launch } = await import(`../e2e/engines/${name}.mjs`);
    const programs = Object.fromEntries(Object.entries(needs).map(([key, path]) => [key, process.env[key] || path]));
    const missing = Object.values(programs).find((path) => !existsSync(path));
    if (missing) {
      report(`${name}: there is no ${missing}`);
      continue;
    }
    const page = await launch(programs, 'en_US.UTF-8');
    try {
      await page.open(`${address}index.html`);
      await page.evaluate(start, { part: 'steps', filter: 'microgpt, one step' });
      await eventually(`${name} has measured`, () => page.evaluate(ended), 600);
      const replies = await page.evaluate(everything);
      results[name] = replies.filter(({ type }) => type === 'row').map(({ row }) => row);
      const failed = replies.find(({ type }) => type === 'failed');
      if (failed) report(`${name}: ${failed.message}`);
    } catch (error) {
      report(`${name}: ${error.message}`);
    } finally {
      await page.close();
    }
  }
  return results;
}
