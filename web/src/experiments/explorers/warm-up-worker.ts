// Calls one loop of a module that is new to the browser, over and over, and notes the time after each call.
import { messageOf } from '../../common/errors.ts';
import { loadLanes, type VariantName } from '../../common/lanes.ts';
import type { Ending } from '../../measure/session.ts';

export interface WarmUpRequest {
  /** The address of the page. */
  site: string;
  variant: VariantName;
  experiment: string;
  contender: string;
  size: number;
}

export interface WarmUpFinding {
  type: 'times';
  /** How long the module took to load, in milliseconds. */
  loading: number;
  /** Before the first call and after each, in milliseconds. */
  times: Float64Array;
}

const mostCalls = 5000;
const longest = 3000;

/** The module with a custom section of random bytes at its end, which means nothing to anybody. */
function renewed(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode('new');
  const content = [name.length, ...name, ...crypto.getRandomValues(new Uint8Array(16))];
  const bytes = new Uint8Array(module.length + 2 + content.length);
  bytes.set(module);
  bytes.set([0, content.length, ...content], module.length);
  return bytes;
}

/**
 * A browser keeps the optimised code of a module that it has seen, also for other workers of the page. To see the
 * first calls once more, what is loaded in this worker gets a few bytes that no module had before. Says whether
 * anything was.
 */
function loadAsNew(): () => boolean {
  let loaded = false;
  const { compile } = WebAssembly;
  const compileAsNew = (module: ArrayBuffer): Promise<WebAssembly.Module> => {
    loaded = true;
    return compile(renewed(new Uint8Array(module)));
  };
  WebAssembly.compile = (module) => compileAsNew(module as ArrayBuffer);
  WebAssembly.compileStreaming = async (source) => compileAsNew(await (await source).arrayBuffer());
  return () => loaded;
}

async function measure({ site, variant, experiment, contender, size }: WarmUpRequest): Promise<WarmUpFinding> {
  const loadedAsNew = loadAsNew();
  const begin = performance.now();
  const module = await (await loadLanes(site)).loadVariant(variant);
  const loading = performance.now() - begin;
  if (!loadedAsNew()) throw new Error('The module could not be loaded as a new one.');
  const loop = module.prepare(experiment, contender, size);
  const times = new Float64Array(mostCalls + 1);
  const start = performance.now();
  times[0] = start;
  let calls = 0;
  while (calls < mostCalls && times[calls]! - start < longest) {
    loop.run(1);
    times[++calls] = performance.now();
  }
  loop.dispose();
  return { type: 'times', loading, times: times.slice(0, calls + 1) };
}

function post(reply: WarmUpFinding | Ending): void {
  postMessage(reply);
}

addEventListener('message', ({ data }: MessageEvent<WarmUpRequest>) => {
  measure(data).then(
    (finding) => {
      post(finding);
      post({ type: 'done' });
    },
    (error: unknown) => post({ type: 'failed', message: messageOf(error) }),
  );
});
