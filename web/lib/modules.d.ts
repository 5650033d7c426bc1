// The list of the modules that were built, which ../package/ puts in when it bundles lanes.js: by the kind of module,
// and by its name without ending.
declare module 'lanes:modules' {
  type Files = import('./files.ts').Files;
  /** `lanes-<variant>` and `lanes-f64`. */
  export const training: Record<string, Files>;
  /** `lanes-experiments-<variant>`. */
  export const measuring: Record<string, Files>;
}
