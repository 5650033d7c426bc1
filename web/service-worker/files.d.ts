/** The files of this build, as write.mjs finds them in the finished site. */
declare module 'lanes:files' {
  interface List {
    /** Tells this build's files from any other's. */
    hash: string;
    /** Address, relative to the site's, and the content's hash as in the attribute `integrity`. */
    files: readonly (readonly [address: string, integrity: string])[];
  }
  export const lists: Record<import('./protocol.ts').Part, List>;
}
