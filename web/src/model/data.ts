// What is asked of training text, and the full list of names at GitHub. What comes with the page: data-sets.ts.
import { fetchWhole } from '../common/arrival.ts';
import { messageOf } from '../common/errors.ts';
import { patience, unlessSilent } from '../common/silence.ts';
import { askWorker } from '../common/watched-worker.ts';
import type { Dataset, Setup } from './setup.ts';
import type { CheckReply, CheckRequest } from './check-worker.ts';

/** The list of names that microGPT was published with. */
export const publicNames = {
  name: 'names.txt (makemore)',
  samples: 'names',
  url: 'https://raw.githubusercontent.com/karpathy/makemore/988aa59/names.txt',
  sha256: '0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d',
  documents: 32033,
};

/** The setup without its dataset's figures, which the check finds out. */
export type Candidate = Omit<Setup, 'dataset'>;

/** So many take at most a second to read, on a slow machine. */
export const bytesPerSecond = 1e6;

function startWorker(): Worker {
  return new Worker(new URL('./check-worker.ts', import.meta.url), { type: 'module' });
}

/**
 * Asks the module whether this data, with these sizes and this checkpoint, can be trained on.
 * @throws Error with the module's sentence when not, and what `signal` says when the answer is no longer wanted.
 */
export async function checkData(
  name: string,
  bytes: Uint8Array,
  candidate: Candidate,
  signal: AbortSignal,
): Promise<Dataset> {
  const { weights, config } = candidate;
  // Without a checkpoint the width does not matter, and a narrow model is made at once.
  const sizes = weights ? config : { ...config, nLayer: 1, nEmbd: 4, nHead: 1 };
  const setup = { ...candidate, config: sizes, dataset: { bytes } };
  const request: CheckRequest = { site: document.baseURI, setup };
  const reply = await askWorker<CheckReply>(startWorker, request, {
    seconds: patience + bytes.length / bytesPerSecond,
    complaint: (how) => `The data could not be checked, as the worker that does it ${how}.`,
    signal,
  });
  if (reply.type === 'refused') throw new Error(reply.message);
  const { type: _, ...figures } = reply;
  return { name, bytes, ...figures };
}

/** @throws Error, the end of a sentence that says why it could not be had. */
export function fetchText(url: URL, init?: RequestInit): Promise<Uint8Array> {
  return unlessSilent(
    patience,
    (seconds) => `nothing arrived for ${seconds} seconds`,
    (heard) => fetchWhole(url, heard, init),
  );
}

/** The full list, from GitHub. What it holds is to be compared with `publicNames.sha256`. */
export function fetchPublicNames(): Promise<Uint8Array> {
  const init: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer' };
  return fetchText(new URL(publicNames.url), init).catch((error: unknown) => {
    throw new Error(`GitHub could not be reached: ${messageOf(error)}. The data stays as it was.`);
  });
}
