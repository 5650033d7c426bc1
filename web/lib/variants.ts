// Which builds of the core there are, and which of them this engine can run.
import { training } from 'lanes:modules';
import { exceptions, relaxedSimd, simd, threads } from 'wasm-feature-detect';
import { addressOf } from './files.ts';
import { type Build, type Feature, needs, threaded } from './variant-list.ts';

/** A build of the core, or `threads`: the fastest that can run here and has modules for several cores. */
export type VariantName = Build | 'threads';

/** Whether a variant can run here, and in a sentence why not. */
export interface VariantSupport {
  name: VariantName;
  supported: boolean;
  /** Present when the variant is not supported. */
  reason?: string;
}

const names: readonly VariantName[] = [...(Object.keys(needs) as Build[]), 'threads'];

/** Why this engine cannot run a module that needs `feature`; undefined when it can. */
async function lacks(feature: Feature): Promise<string | undefined> {
  if (typeof WebAssembly !== 'object') return 'This engine has no WebAssembly, or it is switched off.';
  if (!(await exceptions())) return 'This engine lacks WebAssembly exceptions.';
  switch (feature) {
    case '':
      return undefined;
    case 'simd':
      return (await simd()) ? undefined : 'This engine lacks 128-bit WebAssembly SIMD.';
    case 'relaxed-simd':
      if (await relaxedSimd()) return undefined;
      return 'process' in globalThis
        ? 'This engine lacks relaxed WebAssembly SIMD; node 20 has it behind --experimental-wasm-relaxed-simd.'
        : 'This engine lacks relaxed WebAssembly SIMD.';
  }
}

/** Threads share memory, which browsers allow only where no other site's content can come close. */
async function lacksThreads(): Promise<string | undefined> {
  const files = training[`lanes-${await filesOf('threads')}`];
  if (files === undefined) {
    return 'This copy of Lanes comes without threads, which browsers give only to pages that a server isolates.';
  }
  if (globalThis.crossOriginIsolated === false) {
    return (
      'It needs a cross-origin isolated page: one that its server sends with the headers ' +
      'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.'
    );
  }
  if (typeof SharedArrayBuffer === 'undefined' || !(await threads())) return 'This engine lacks WebAssembly threads.';
  // A page's own location tells its origin, and a worker's, too; and whose the modules are, the address of one of their
  // files, which a bundler may have moved.
  const { origin } = addressOf(files);
  if ('location' in globalThis && origin !== globalThis.location.origin) {
    return 'It needs Lanes on the same origin as the page, since browsers start no worker from another.';
  }
  return undefined;
}

/** The variant whose kernels `threads` has: the fastest of them that can run here, or else the plainest. */
async function underThreads(): Promise<Build> {
  for (const build of [...threaded].reverse()) {
    if ((await lacks(needs[build])) === undefined) return build;
  }
  return threaded[0]!;
}

/** Why a variant cannot run here; undefined when it can. Never throws. */
async function obstacle(name: VariantName): Promise<string | undefined> {
  try {
    if (name !== 'threads') return await lacks(needs[name]);
    return (await lacks(needs[await underThreads()])) ?? (await lacksThreads());
  } catch (error) {
    return `Probing this engine failed (${error}).`;
  }
}

/** Probes what this engine can run. Loads nothing and never throws. */
export function variants(): Promise<VariantSupport[]> {
  return Promise.all(
    names.map(async (name) => {
      const reason = await obstacle(name);
      return reason === undefined ? { name, supported: true } : { name, supported: false, reason };
    }),
  );
}

/** Throws, in a sentence for people, unless there is such a variant and it can run here. */
export async function demand(name: VariantName): Promise<void> {
  if (!names.includes(name)) {
    const asked = typeof name === 'string' ? name : typeof name; // an object may have no text at all
    throw new Error(`There is no variant "${asked}". The variants are ${names.join(', ')}.`);
  }
  const reason = await obstacle(name);
  if (reason !== undefined) throw new Error(`The ${name} variant cannot run here. ${reason}`);
}

/** How the files of a variant are called: those of `threads` by the kernels that can run here. */
export async function filesOf(name: VariantName): Promise<string> {
  return name === 'threads' ? `threads-${await underThreads()}` : name;
}
