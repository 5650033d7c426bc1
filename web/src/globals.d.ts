/** The project's version, from CMakeLists.txt; put in by Vite. */
declare const __LANES_VERSION__: string;

/** The addresses of the site's files by their paths, where it is one file, which offline/unpack.js takes apart. */
declare var lanesFiles: Record<string, string> | undefined;

/** Flags of WebGPU, which TypeScript's own library leaves out. */
declare const GPUBufferUsage: Readonly<Record<'COPY_DST' | 'COPY_SRC' | 'MAP_READ' | 'STORAGE', number>>;
declare const GPUMapMode: Readonly<Record<'READ', number>>;
