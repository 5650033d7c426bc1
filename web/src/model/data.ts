// Where training text comes from: the shipped names, a file, a paste, or the full list of names at GitHub.
import { lanesUrl } from '../common/lanes.ts';
import type { Dataset, Setup } from './setup.ts';
import type { CheckReply, CheckRequest } from './check-worker.ts';

/** The list of names that microGPT was published with. */
export const publicNames = {
  name: 'names.txt (makemore)',
  url: 'https://raw.githubusercontent.com/karpathy/makemore/988aa59/names.txt',
  sha256: '0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d',
  documents: 32033,
};

/** The setup without its dataset's figures, which the check finds out. */
export type Candidate = Omit<Setup, 'dataset'>;

/**
 * Asks the module whether this data, with these sizes and this checkpoint, can be trained on.
 * @throws Error with the module's sentence when not.
 */
export async function checkData(name: string, bytes: Uint8Array, candidate: Candidate): Promise<Dataset> {
  const { weights, config } = candidate;
  // Without a checkpoint the width does not matter, and a narrow model is made at once.
  const sizes = weights ? config : { ...config, nLayer: 1, nEmbd: 4, nHead: 1 };
  const request: CheckRequest = { lanes: lanesUrl(), setup: { ...candidate, config: sizes, dataset: { bytes } } };
  const worker = new Worker(new URL('./check-worker.ts', import.meta.url), { type: 'module' });
  try {
    const reply = await new Promise<CheckReply>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<CheckReply>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        resolve({ error: `The data could not be checked: ${event.message || 'the worker did not start'}.` });
      };
      worker.postMessage(request);
    });
    if ('error' in reply) throw new Error(reply.error);
    return { name, bytes, ...reply };
  } finally {
    worker.terminate();
  }
}

/** The names that come with the page. */
export async function fetchShippedNames(): Promise<Uint8Array> {
  const url = new URL('data/names.txt', document.baseURI);
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) throw new Error(`The shipped names could not be read from ${url.pathname}.`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The full list, from GitHub. What it holds is to be compared with `publicNames.sha256`. */
export async function fetchPublicNames(): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(publicNames.url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch {
    throw new Error('GitHub could not be reached: there seems to be no network. The data stays as it was.');
  }
  if (!response.ok) {
    throw new Error(`GitHub answered with status ${response.status}. The data stays as it was.`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
