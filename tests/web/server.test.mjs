// The development server: what it serves, with which headers, and what it refuses.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { networkAddresses, serve } from '../../web/server.mjs';

const { renderUnicodeCompact } = await import(new URL('../../web/node_modules/uqr/dist/index.mjs', import.meta.url));

const program = fileURLToPath(new URL('../../web/server.mjs', import.meta.url));
let directory;
let server;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lanes-server-'));
  await mkdir(join(directory, 'site', 'lib'), { recursive: true });
  await writeFile(join(directory, 'secret.txt'), 'secret');
  await writeFile(join(directory, 'site', 'index.html'), '<!doctype html>');
  await writeFile(join(directory, 'site', 'lib', 'lanes-simd.wasm'), '\0asm');
  await writeFile(join(directory, 'site', 'a b.js'), 'export {};');
  await symlink(join(directory, 'secret.txt'), join(directory, 'site', 'link.txt'));
  server = await serve({ root: join(directory, 'site') });
});

after(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

/** A request whose path goes out as it is; fetch would tidy it. */
function get(path, method = 'GET', headers = {}) {
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.address);
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** Runs the program; resolves when it has printed what is waited for, by default a line, or has ended. */
function run(...options) {
  return runUntil('\n', ...options);
}

function runUntil(end, ...options) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...options]);
    let output = '';
    const listen = (chunk) => {
      output += chunk;
      if (output.includes(end)) child.kill();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (status) => resolve({ status, output }));
  });
}

test('the index, files and their types', async () => {
  const index = await get('/');
  assert.equal(index.status, 200);
  assert.equal(index.body, '<!doctype html>');
  assert.match(index.headers['content-type'], /^text\/html/);
  assert.equal((await get('/lib/lanes-simd.wasm')).headers['content-type'], 'application/wasm');
  assert.match((await get('/a%20b.js?version=1')).headers['content-type'], /^text\/javascript/);
});

test('what a browser has already is not sent again until it changes', async () => {
  const path = '/lib/changing.js';
  const file = join(directory, 'site', path);
  await writeFile(file, 'export {};');
  const first = await get(path);
  const again = await get(path, 'GET', { 'If-None-Match': `"other", ${first.headers.etag}` });
  assert.deepEqual([again.status, again.body], [304, '']);
  assert.equal(again.headers['cross-origin-embedder-policy'], 'require-corp');
  await writeFile(file, 'export default 1;');
  const changed = await get(path, 'GET', { 'If-None-Match': first.headers.etag });
  assert.deepEqual([changed.status, changed.body], [200, 'export default 1;']);
});

test('the page is cross-origin isolated under a strict policy', async () => {
  for (const path of ['/', '/missing']) {
    const { headers } = await get(path);
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(headers['cross-origin-embedder-policy'], 'require-corp');
    assert.match(headers['content-security-policy'], /script-src 'self' 'wasm-unsafe-eval';/);
    assert.doesNotMatch(headers['content-security-policy'], /'unsafe-(eval|inline)'/);
  }
});

test('only addresses that are made for it may be framed', async () => {
  const policyOf = async (path) => (await get(path)).headers['content-security-policy'];
  for (const path of ['/', '/?steps=5', '/embed', '/?x=embed', '/index.html?steps=5#embed']) {
    assert.match(await policyOf(path), /; frame-ancestors 'none'$/, path);
  }
  for (const path of ['/?embed=race', '/?steps=5&embed=card:fused', '/index.html?embed']) {
    assert.match(await policyOf(path), /; frame-ancestors \* file:$/, path);
    assert.match(await policyOf(path), /script-src 'self' 'wasm-unsafe-eval';/, path);
  }
});

test('the page as one file, which has scripts in it, says itself what it may do', async () => {
  const { headers } = await get('/lanes-offline.html?steps=5');
  assert.equal(headers['content-security-policy'], "frame-ancestors 'none'");
});

test('it answers to names of this machine only', async () => {
  const status = async (Host) => (await get('/', 'GET', { Host })).status;
  for (const name of ['localhost', 'localhost:8000', '127.0.0.1:8000', '[::1]:8000', 'a.localhost', hostname()]) {
    assert.equal(await status(name), 200, name);
  }
  for (const name of ['example.org', 'localhost.example.org:8000', 'notlocalhost', '127.0.0.1.example.org']) {
    assert.equal(await status(name), 421, name);
  }
});

test('a HEAD request has headers only; other methods are refused', async () => {
  const head = await get('/', 'HEAD');
  assert.equal(head.status, 200);
  assert.equal(head.headers['content-length'], '15');
  assert.equal(head.body, '');
  assert.equal((await get('/', 'POST')).status, 405);
});

test('downloads that are given up leave nothing open', async () => {
  await writeFile(join(directory, 'site', 'large.zip'), Buffer.alloc(8_000_000));
  const command = ['-c', 'ulimit -n 100; exec "$0" "$@"', process.execPath, program, '--port', '0'];
  const child = spawn('sh', [...command, '--root', join(directory, 'site')], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
    const { port } = new URL(line.match(/http:\S+/)[0]);
    const ask = (path) =>
      new Promise((resolve, reject) => {
        request({ host: 'localhost', port, path }, resolve).on('error', reject).end();
      });
    for (let i = 0; i < 150; i++) {
      const response = await ask('/large.zip');
      assert.equal(response.statusCode, 200, `download ${i}`);
      response.destroy();
    }
    const whole = await ask('/large.zip');
    let size = 0;
    for await (const chunk of whole) size += chunk.length;
    assert.equal(size, 8_000_000);
  } finally {
    child.kill();
  }
});

test('nothing outside the site is served', async () => {
  const paths = ['/../secret.txt', '/lib/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/link.txt'];
  for (const path of paths) {
    const { status, body } = await get(path);
    assert.ok(status === 403 || status === 404, `${path}: ${status}`);
    assert.ok(!body.includes('secret\n') && body !== 'secret', path);
  }
});

test('what is not there and what is not a path', async () => {
  assert.equal((await get('/missing.js')).status, 404);
  assert.equal((await get('/lib/')).status, 404);
  assert.equal((await get('/%ff')).status, 400);
  assert.equal((await get('/a%00b')).status, 400);
});

test('the program prints its address', async () => {
  const { output } = await run('--port', '0', '--root', join(directory, 'site'));
  assert.match(output, /http:\/\/localhost:\d+\//);
});

test('to the network: its address, also as a QR code, and what a page lacks there', async (t) => {
  if (networkAddresses(80).length === 0) return t.skip('this machine is in no network');
  const { output } = await runUntil('is kept.\n', '--host', '--port', '0', '--root', join(directory, 'site'));
  const [here, network, ...rest] = output.split('\n');
  assert.match(here, /^Lanes is at http:\/\/localhost:\d+\//);
  const [address] = network.match(/http:\/\/\d+\.\d+\.\d+\.\d+:\d+\//);
  assert.ok(rest.join('\n').startsWith(renderUnicodeCompact(address, { border: 2 })));
  assert.match(output, /no threads and a coarse timer, and nothing is kept\.\n$/);
});

test('a port that is taken is named', async () => {
  const { port } = new URL(server.address);
  const { status, output } = await run('--port', port, '--root', join(directory, 'site'));
  assert.equal(status, 1);
  assert.equal(output, `server: port ${port} is taken; choose another with --port\n`);
});

test('bad arguments end with status 2, a missing site with a hint', async () => {
  assert.equal((await run('--port', 'eighty')).status, 2);
  assert.equal((await run('--port', '70000')).status, 2);
  assert.equal((await run('--sprot', '8000')).status, 2);
  const { status, output } = await run('--root', join(directory, 'nowhere'));
  assert.equal(status, 1);
  assert.match(output, /build\.sh site/);
});
