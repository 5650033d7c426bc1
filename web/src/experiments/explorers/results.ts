// What the explorers have found, for the saved results: each adds a function, which has nothing to tell until something
// was measured.

const sources: (() => object | undefined)[] = [];

export function addResults(source: () => object | undefined): void {
  sources.push(source);
}

export function explorerResults(): object[] {
  return sources.map((source) => source()).filter((found) => found !== undefined);
}
