// Lanes as a JavaScript module: microGPT trained by one C++ core that was compiled several times.
//
// It probes which builds of the core ("variants") this engine can run, loads them from beside this file when
// they are first asked for, and wraps them. It works in a page, in a worker, in node, and from another
// origin's page where that origin's server allows it (CORS). Data is copied in and out; nothing that is
// returned here changes later.
//
// What the files below export is what its users see.

export * from './experiments.ts';
export { watchLoading, type Arrival } from './load.ts';
export * from './trainer.ts';
export { variants, type VariantName, type VariantSupport } from './variants.ts';
