// Which builds of the core there are, and which of them this engine can run.
import { exceptions, relaxedSimd, simd, threads } from 'wasm-feature-detect';

/**
 * A build of the core: `scalar` (one element at a time), `autovec` (the scalar source, vectorised by the
 * compiler where it can), `simd` (128-bit SIMD written by hand), `relaxed` (the same with fused
 * multiply-add), `threads` (`relaxed`, or where that cannot run `simd`, on several cores).
 */
export type VariantName = 'scalar' | 'autovec' | 'simd' | 'relaxed' | 'threads';

/** Whether a variant can run here, and in a sentence why not. */
export interface VariantSupport {
  name: VariantName;
  supported: boolean;
  /** Present when the variant is not supported. */
  reason?: string;
}

type Feature = 'simd' | 'relaxed-simd' | 'threads';

/** As in src/simd/variants.def, with what each needs of the engine; and `threads`. */
const needs: Record<VariantName, Feature | undefined> = {
  scalar: undefined,
  autovec: 'simd',
  simd: 'simd',
  relaxed: 'relaxed-simd',
  threads: 'threads',
};

/** Why this engine cannot run a module that needs `feature`; undefined when it can. */
async function lacks(feature: Feature | undefined): Promise<string | undefined> {
  if (typeof WebAssembly !== 'object') return 'This engine has no WebAssembly, or it is switched off.';
  if (!(await exceptions())) return 'This engine lacks WebAssembly exceptions.';
  switch (feature) {
    case 'threads':
      return (await lacks('simd')) ?? (await lacksThreads());
    case 'simd':
      return (await simd()) ? undefined : 'This engine lacks 128-bit WebAssembly SIMD.';
    case 'relaxed-simd':
      if (await relaxedSimd()) return undefined;
      return 'process' in globalThis
        ? 'This engine lacks relaxed WebAssembly SIMD; node 20 has it behind --experimental-wasm-relaxed-simd.'
        : 'This engine lacks relaxed WebAssembly SIMD.';
    default:
      return undefined;
  }
}

/** Threads share memory, which browsers allow only where no other site's content can come close. */
async function lacksThreads(): Promise<string | undefined> {
  if (globalThis.crossOriginIsolated === false) {
    return (
      'It needs a cross-origin isolated page: one that its server sends with the headers ' +
      'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.'
    );
  }
  if (typeof SharedArrayBuffer === 'undefined' || !(await threads())) return 'This engine lacks WebAssembly threads.';
  // A page's own location tells its origin, and a worker's, too.
  if ('location' in globalThis && new URL(import.meta.url).origin !== globalThis.location.origin) {
    return 'It needs Lanes on the same origin as the page, since browsers start no worker from another.';
  }
  return undefined;
}

/** Why a variant cannot run here; undefined when it can. Never throws. */
function obstacle(name: VariantName): Promise<string | undefined> {
  return lacks(needs[name]).catch((error: unknown) => `Probing this engine failed (${error}).`);
}

/** Probes what this engine can run. Loads nothing and never throws. */
export function variants(): Promise<VariantSupport[]> {
  return Promise.all(
    (Object.keys(needs) as VariantName[]).map(async (name) => {
      const reason = await obstacle(name);
      return reason === undefined ? { name, supported: true } : { name, supported: false, reason };
    }),
  );
}

/** Throws, in a sentence for people, unless there is such a variant and it can run here. */
export async function demand(name: VariantName): Promise<void> {
  if (typeof name !== 'string' || !Object.hasOwn(needs, name)) {
    const asked = typeof name === 'string' ? name : typeof name; // an object may have no text at all
    throw new Error(`There is no variant "${asked}". The variants are ${Object.keys(needs).join(', ')}.`);
  }
  const reason = await obstacle(name);
  if (reason !== undefined) throw new Error(`The ${name} variant cannot run here. ${reason}`);
}

/** How the files of a variant are called: those of `threads` by the kernels that can run here. */
export async function filesOf(name: VariantName): Promise<string> {
  return name !== 'threads' ? name : (await relaxedSimd()) ? 'threads-relaxed' : 'threads-simd';
}
