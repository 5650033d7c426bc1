// The two files of a module, and how they are read. The list of them (lanes:modules) names each by a literal `import()`
// and `new URL()`, so that bundlers see them; ../package/ writes it from the modules that were built.

/** The two files of a module: Emscripten's JavaScript, and the WebAssembly. */
export interface Files {
  script: () => Promise<{ default: Create }>;
  wasm: () => URL;
  /** Of one with threads: starts a worker with the same script. */
  worker?: () => Worker;
}

/** Emscripten's JavaScript: resolves to the functions that src/bindings declares. */
export type Create = (settings: {
  instantiateWasm: (
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => object;
  worker: Files['worker'];
}) => Promise<unknown>;

/** As much of node as it takes to read a file, asked for in a way that no bundler follows. */
interface Node {
  getBuiltinModule?: (name: 'node:fs/promises') => { readFile: (url: URL) => Promise<Uint8Array<ArrayBuffer>> };
}

/** Where a file lies, for people; a bundler may have put it into the script. */
export function placeOf(url: URL): string {
  return url.protocol === 'data:' ? 'a data: address' : new URL('.', url).href;
}

/** Where the WebAssembly of a module is: some bundlers give an address without an origin. */
export function addressOf(files: Files): URL {
  return new URL(files.wasm(), globalThis.location?.href);
}

/** What to read a file by: node's way when there is no server to ask. */
export function reader(url: URL): ((url: URL) => Promise<Uint8Array<ArrayBuffer>>) | undefined {
  const { process } = globalThis as { process?: Node };
  return url.protocol === 'file:' ? process?.getBuiltinModule?.('node:fs/promises').readFile : undefined;
}
