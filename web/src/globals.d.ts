/** The project's version, from CMakeLists.txt; put in by Vite. */
declare const __LANES_VERSION__: string;

/** Flags of WebGPU, which TypeScript's own library leaves out. */
declare const GPUBufferUsage: Readonly<Record<'COPY_DST' | 'COPY_SRC' | 'MAP_READ' | 'STORAGE', number>>;
declare const GPUMapMode: Readonly<Record<'READ', number>>;
