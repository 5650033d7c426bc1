// Serves build/site on this machine with the headers that make the page cross-origin isolated (threads, a finer
// timer) under a strict content security policy. Any other static file server will do.
//
//   node web/server.mjs [--host] [--port N] [--root DIRECTORY]
//
// With --host it listens on the local network, too, and shows its address there as a QR code. Port 0: any free one.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.py': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.ts': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
};

// The one foreign address is the public home of the full list of names, fetched when a person presses the button. The
// built page says this policy of itself, too, for servers that send none.
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self' https://raw.githubusercontent.com",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What every answer has; other hosts are told by a file of the site, or by the lines in README.md. */
export const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  // Pages of other origins may import lib/lanes.js.
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Access-Control-Allow-Origin': '*',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/**
 * With whose pages may frame this one, which only a header may say: anybody's, but only where it is made for that. The
 * page as one file says all else itself, as its scripts stand in it.
 */
function headersFor(url) {
  const [, path, query] = url.match(/^([^?]*)(.*)$/s);
  const framing = `frame-ancestors ${new URLSearchParams(query).has('embed') ? '* file:' : "'none'"}`;
  const policy = path.endsWith('/lanes-offline.html') ? framing : `${contentSecurityPolicy}; ${framing}`;
  return { ...headers, 'Content-Security-Policy': policy };
}

/** A page elsewhere may have its own name lead to this server; it is served under names of this machine only. */
function isOwnName(host) {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  const own = hostname().toLowerCase();
  return (
    isIP(name.replace(/^\[|\]$/g, '')) !== 0 || /^(.+\.)?localhost$/.test(name) || [own, `${own}.local`].includes(name)
  );
}

/**
 * The file under `root` that a request's URL names, or a status code: 400 for nonsense, 404 for none, 403 for one
 * outside.
 */
async function find(root, url) {
  let path;
  try {
    path = decodeURIComponent(url.replace(/[?#].*$/s, ''));
  } catch {
    return 400;
  }
  if (!path.startsWith('/') || path.includes('\0')) return 400;
  try {
    let file = await realpath(join(root, path));
    if ((await stat(file)).isDirectory()) file = await realpath(join(file, 'index.html'));
    if (!file.startsWith(root + sep)) return 403;
    const { size, mtimeMs } = await stat(file);
    return { file, size, etag: `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"` };
  } catch {
    return 404;
  }
}

/**
 * Serves the directory `root`, on this machine or to its network as well; resolves to its address and a way to stop
 * it. Rejects when the port cannot be had.
 */
export async function serve({ root, port = 0, network = false }) {
  const real = await realpath(root);
  const server = createServer(async (request, response) => {
    const common = headersFor(request.url);
    const refuse = (status, reason) => {
      response.writeHead(status, { ...common, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD.');
    if (!isOwnName(request.headers.host ?? '')) return refuse(421, 'This server does not go by that name.');
    const found = await find(real, request.url);
    if (found === 400) return refuse(400, 'This is not a path.');
    if (found === 403) return refuse(403, 'This file lies outside the site.');
    if (found === 404) return refuse(404, 'There is no such file.');
    // A browser asks each time but fetches only what is new, and keeps the machine code it made of what is not.
    const fresh = { ...common, ETag: found.etag };
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(found.etag))
      return response.writeHead(304, fresh).end();
    const type = contentTypes[extname(found.file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...fresh, 'Content-Type': type, 'Content-Length': found.size });
    if (request.method === 'HEAD') return response.end();
    // Whichever of the two ends early, a reader that goes away or a file that cannot be read, the other is closed.
    pipeline(createReadStream(found.file), response, () => {});
  });
  await new Promise((resolveListening, reject) => {
    server.once('error', reject).listen(port, network ? '0.0.0.0' : '127.0.0.1', resolveListening);
  });
  return {
    address: `http://localhost:${server.address().port}/`,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

/** Where this machine is found in its networks. */
export function networkAddresses(port) {
  return Object.values(networkInterfaces())
    .flat()
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}/`);
}

async function describeNetwork(port) {
  const addresses = networkAddresses(port);
  if (addresses.length === 0) return 'This machine is in no network, so no other finds it.';
  const { renderUnicodeCompact } = await import('uqr'); // needed here only
  return [
    `On the local network:  ${addresses.join('  ')}`,
    renderUnicodeCompact(addresses[0], { border: 2 }),
    'Browsers do not isolate a page that comes over http from a network: there it has no threads and a coarse ' +
      'timer, and nothing is kept.',
  ].join('\n');
}

async function main() {
  const fail = (status, message) => {
    console.error(`server: ${message}`);
    process.exit(status);
  };
  let options;
  try {
    options = parseArgs({
      options: {
        host: { type: 'boolean', default: false },
        port: { type: 'string', default: '8000' },
        root: { type: 'string' },
      },
    }).values;
  } catch (error) {
    fail(2, error.message);
  }
  const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : NaN;
  if (!(port <= 65535)) fail(2, `--port must be a number from 0 to 65535, not '${options.port}'`);
  const root = options.root ?? fileURLToPath(new URL('../build/site', import.meta.url));
  try {
    const { address } = await serve({ root, port, network: options.host });
    console.log(`Lanes is at ${address}   (Ctrl+C stops it)`);
    if (options.host) console.log(await describeNetwork(new URL(address).port || 80));
  } catch (error) {
    if (error.code === 'EADDRINUSE') fail(1, `port ${port} is taken; choose another with --port`);
    if (error.code === 'EACCES') fail(1, `port ${port} needs more rights; choose another with --port`);
    if (error.code === 'ENOENT') fail(1, `there is no ${resolve(root)}; build it with ./build.sh site`);
    throw error;
  }
}

if (process.argv[1] && (await realpath(process.argv[1])) === fileURLToPath(import.meta.url)) await main();
