// WebKitGTK's MiniBrowser, by its WebDriver (https://www.w3.org/TR/webdriver2/), on a display that nobody sees.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.mjs';

export const needs = { WEBKIT_DRIVER: '/usr/bin/WebKitWebDriver', XVFB: '/usr/bin/Xvfb' };

const elementKey = 'element-6066-11e4-a52e-4f735466cecf'; // by which the protocol tells elements
const enterKey = '\uE007';

export async function launch({ WEBKIT_DRIVER, XVFB }, locale) {
  const home = await mkdtemp(join(tmpdir(), 'lanes-webkit-'));
  const display = await startDisplay(XVFB);
  const port = await freePort();
  const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      HOME: home,
      DISPLAY: `:${display.number}`,
      LC_ALL: locale,
    },
  });
  // A browser without a display ends, even one that no longer answers.
  const close = async () => {
    await ended(driver);
    await ended(display.process);
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    return { ...verbs(await openSession(`http://127.0.0.1:${port}`)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts a display of whatever number is free. */
async function startDisplay(program) {
  const arguments_ = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const process = spawn(program, arguments_, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await once(process.stdio[3], 'data');
  return { process, number: String(number).trim() };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

async function ended(process) {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exit = once(process, 'exit');
  process.kill();
  await exit;
}

/** Resolves to a function that sends the session a command: method, path, and what goes with it. */
async function openSession(driver) {
  const send = async (method, path, body) => {
    const request = { method, signal: AbortSignal.timeout(70_000), ...(body && { body: JSON.stringify(body) }) };
    const { value } = await (await fetch(driver + path, request)).json();
    if (value?.error) throw new Error(`${value.error}: ${value.message} (${method} ${path})`);
    return value;
  };
  await eventually('WebKitWebDriver answers', () => send('GET', '/status').catch(() => undefined));
  const timeouts = { script: 60_000, pageLoad: 60_000 };
  const { sessionId } = await send('POST', '/session', { capabilities: { alwaysMatch: { timeouts } } });
  return (method, path, body) => send(method, `/session/${sessionId}${path}`, body);
}

function verbs(session) {
  const evaluate = async (run, argument = null) => {
    const script = `const [argument, done] = arguments;
      const fail = (error) => done({ error: String(error) });
      Promise.resolve(argument).then(${run}).then((value) => done({ value }), fail);`;
    const { value, error } = await session('POST', '/execute/async', { script, args: [argument] });
    if (error) throw new Error(error);
    return value;
  };
  const element = async (selector, command, body = {}) => {
    const found = await session('POST', '/element', { using: 'css selector', value: selector });
    return session('POST', `/element/${found[elementKey]}/${command}`, body);
  };
  const click = async (selector) => {
    await eventually(`${selector} can be clicked`, () => evaluate(canBeClicked, selector));
    await element(selector, 'click');
  };
  return {
    async open(address) {
      await session('POST', '/url', { url: address });
      await evaluate(collectProblems);
    },
    evaluate,
    click,
    async type(selector, text) {
      await element(selector, 'clear');
      await element(selector, 'value', { text: text.replaceAll('\n', enterKey) });
    },
    upload: (selector, path) => element(selector, 'value', { text: path }),
    async download(selector) {
      await evaluate(collectDownloads);
      const offered = () => evaluate(() => globalThis.offered ?? null);
      // A click goes astray where something moves at that moment: it is repeated.
      const { name, base64 } = await eventually('a file is offered', async () => {
        await click(selector);
        return eventually('a file comes of the click', offered, 5).catch(() => undefined);
      });
      return { name, bytes: Buffer.from(base64, 'base64') };
    },
    screenshot: async () => Buffer.from(await session('GET', '/screenshot'), 'base64'),
    problems: () => evaluate(() => globalThis.problems),
  };
}

// The rest runs in the page.

/** Whether an element is there, enabled, and does not move. The driver would click in any case. */
async function canBeClicked(selector) {
  const element = document.querySelector(selector);
  if (!element || element.disabled) return false;
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const before = place();
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return place() === before && !element.disabled;
}

// The driver tells nothing of what is logged, so that what comes before this is called is missed.
function collectProblems() {
  globalThis.problems = [];
  const note = (...parts) => globalThis.problems.push(parts.map(String).join(' '));
  addEventListener('error', (event) => note(event.message));
  addEventListener('unhandledrejection', (event) => note(event.reason));
  for (const level of ['error', 'warn']) console[level] = note;
}

// Under automation MiniBrowser saves no file: what the page would have saved is kept instead.
function collectDownloads() {
  globalThis.offered = undefined;
  let content;
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    content = blob;
    return createObjectURL(blob);
  };
  HTMLAnchorElement.prototype.click = function offer() {
    const reader = new FileReader();
    reader.onload = () => {
      globalThis.offered = { name: this.download, base64: reader.result.replace(/^.*,/, '') };
    };
    reader.readAsDataURL(content);
  };
}
