// The server keeps nothing of downloads that were given up: with few descriptors to spare it still serves the next.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from './soak.mjs';

const program = fileURLToPath(new URL('../../web/server.mjs', import.meta.url));
const descriptors = 256;
const size = 8_000_000; // more than what fits into the buffers between server and client

/** Starts a server that may have so many files open; resolves to its address. */
async function start(t, root) {
  const limited = `ulimit -n ${descriptors}; exec "$0" "$@"`;
  const server = spawn('bash', ['-c', limited, process.execPath, program, '--port', '0', '--root', root]);
  t.after(() => server.kill());
  const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
  return line.match(/http:\S+/)[0];
}

/** Asks for a file and leaves when the first of it is there. */
function giveUp(url) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => response.once('data', () => request.destroy()));
    request.once('error', reject).once('close', resolve);
  });
}

test('downloads that are given up', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'lanes-soak-'));
  t.after(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'large.bin'), new Uint8Array(size));
  const address = await start(t, root);
  for (let i = 0; i < 3 * descriptors; i++) await giveUp(`${address}large.bin`);
  const response = await fetch(`${address}large.bin`);
  assert.equal((await response.arrayBuffer()).byteLength, size);
});
