// The ways to host the site that web/README.md tells of: what it says is what is tried.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headers } from '../../web/server.mjs';
import { eventually } from './eventually.mjs';
import { lanes, openPage, plainServer, sharedBrowser, site, test, trainToEnd } from './browser.mjs';

const session = sharedBrowser();
const guide = await readFile(new URL('../../web/README.md', import.meta.url), 'utf8');

/** The page is isolated from its first load, its builds come as what they are, and threads compute. */
async function worksAt(address) {
  const query = '?steps=30&pace=full&contenders=simd,threads';
  const { page, context, check } = await openPage({ browser: session.browser, address }, { query });
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  await trainToEnd(page);
  const raced = (await lanes(page)).filter(({ phase }) => phase === 'finished');
  assert.deepEqual(
    raced.map(({ id, step }) => [id, step]),
    [
      ['simd', 30],
      ['threads', 30],
    ],
  );
  check();
  await context.close();
  for (const [file, type] of [
    ['', /^text\/html/],
    ['lib/lanes.js', /^(text|application)\/javascript/],
    ['lib/lanes-simd.wasm', /^application\/wasm$/],
  ]) {
    const sent = (await fetch(address + file)).headers;
    assert.match(sent.get('Content-Type'), type, file);
    for (const [name, value] of Object.entries(headers)) assert.equal(sent.get(name), value, `${file}: ${name}`);
  }
}

/** The headers that a file `_headers` asks for on all addresses. */
function headersForAll(text) {
  const [rule, ...lines] = text.trimEnd().split('\n');
  assert.equal(rule, '/*');
  return Object.fromEntries(lines.map((line) => line.match(/^ {2}([\w-]+): (.+)$/).slice(1)));
}

test('the file _headers of the site', async (t) => {
  const sent = headersForAll(await readFile(join(site, '_headers'), 'utf8'));
  assert.ok(existsSync(join(site, '.nojekyll')));
  const { address } = await plainServer(t, { headers: sent });
  await worksAt(address);
  const kept = await readFile(join(site, 'service-worker.js'), 'utf8');
  assert.ok(kept.includes('lib/lanes.js') && !kept.includes('_headers'), 'hosts read that file, and serve it not');
});

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find(existsSync);

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** An nginx with the lines of the guide; resolves to where it serves. */
async function startNginx(t) {
  const folder = await mkdtemp(join(tmpdir(), 'lanes-nginx-'));
  const port = await freePort();
  const [, withinHttp, withinServer] = guide.match(/```\n(map [^`]*)(location = [^`]*)```/);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  const configuration = `
    ${process.getuid() === 0 ? 'user root;' : ''}
    daemon off;
    pid nginx.pid;
    error_log stderr;
    events {}
    http {
      types { text/html html; text/css css; text/javascript js; application/wasm wasm; image/svg+xml svg; }
      access_log off;
      ${temporary.join('\n')}
      ${withinHttp}
      server {
        listen 127.0.0.1:${port};
        ${withinServer.replace('/var/www/lanes/', `${site.replace(/\/?$/, '/')}`)}
      }
    }`;
  await writeFile(join(folder, 'nginx.conf'), configuration);
  const child = spawn(nginx, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  t.after(async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
  const address = `http://localhost:${port}/lanes/`;
  await eventually('nginx answers', () => fetch(address).catch(() => child.exitCode !== null));
  assert.equal(child.exitCode, null, 'nginx takes the lines');
  return address;
}

test('the lines for nginx', async (t) => {
  if (!nginx) return t.skip('there is no nginx');
  const address = await startNginx(t);
  await worksAt(address);
  const policyOf = async (query) => (await fetch(address + query)).headers.get('Content-Security-Policy');
  assert.equal(await policyOf('?steps=5'), "frame-ancestors 'none'");
  assert.equal(await policyOf('?embed=race'), 'frame-ancestors * file:');
  assert.equal((await fetch(address.slice(0, -1))).url, address);
});
