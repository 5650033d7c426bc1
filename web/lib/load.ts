// How a module is fetched and started.
import { whyNot } from './fault.ts';
import { addressOf, type Create, type Files, placeOf, reader } from './files.ts';

/** How much of a module's WebAssembly has arrived. */
export interface Arrival {
  file: string;
  /** In bytes. */
  received: number;
  /** Undefined where the server does not say it. */
  total?: number;
}

let listener: ((arrival: Arrival) => void) | undefined;

/** Calls back in this thread whenever a piece of a module has arrived, from now on; there is one who listens. */
export function watchLoading(arrived: (arrival: Arrival) => void): void {
  listener = arrived;
}

/** Tells of what arrives, and leaves it to the browser to say what is wrong with it. */
async function follow(response: Response, file: string, arrived: (arrival: Arrival) => void): Promise<void> {
  const { headers } = response;
  // What is packed has another length than what arrives.
  const length = headers.has('Content-Encoding') ? NaN : Number(headers.get('Content-Length') ?? NaN);
  const reader = response.body!.getReader();
  for (let received = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return;
    received += value.length;
    arrived({ file, received, ...(length > 0 && { total: length }) });
  }
}

/** Compiles the WebAssembly at `url`, of this name. */
async function compile(url: URL, file: string): Promise<WebAssembly.Module> {
  const read = reader(url);
  if (read !== undefined) return WebAssembly.compile(await read(url));
  const response = await fetch(url, { credentials: 'same-origin' });
  if (listener !== undefined && response.ok) follow(response.clone(), file, listener).catch(() => {});
  // As it arrives, and the browser may keep what it compiled; but only where the server says what it is.
  const streams = response.ok && response.headers.get('Content-Type') === 'application/wasm';
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

const longestStart = 20_000;
const late = Symbol('late');

/** Where a page's policy forbids a module's workers, the browser tells nobody, and it would never be ready. */
function inTime<T>(starting: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late), longestStart);
    starting.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function start(create: Create, module: WebAssembly.Module, worker: Files['worker']): Promise<unknown> {
  return new Promise((resolve, reject) => {
    create({
      instantiateWasm: (imports, receive) => {
        WebAssembly.instantiate(module, imports).then((instance) => receive(instance, module), reject);
        return {}; // Emscripten's sign for: later
      },
      worker,
    }).then(resolve, reject);
  });
}

/** Fetches and starts the module `name`. @throws Error in a sentence for people that names the file at fault. */
export async function load(name: string, files: Files): Promise<unknown> {
  if (typeof import.meta.url !== 'string') {
    throw new Error(
      'Lanes does not know where its files are, because it was not bundled as an ES module ' +
        '(with esbuild, set the format to "esm").',
    );
  }
  const wasm = addressOf(files);
  try {
    const [{ default: create }, module] = await Promise.all([files.script(), compile(wasm, `${name}.wasm`)]);
    return await inTime(start(create, module, files.worker));
  } catch (error) {
    const why =
      error === late ? `it was not ready after ${longestStart / 1000} seconds.` : await whyNot(name, files, error);
    throw new Error(`The module ${name} could not be loaded from ${placeOf(wasm)}: ${why}`, { cause: error });
  }
}
