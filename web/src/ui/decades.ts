// Powers of ten, for logarithmic axes.

/** The whole decades that hold all from one number to another: at least one decade. */
export function decadesAround(low: number, high: number): [low: number, high: number] {
  const first = Math.floor(Math.log10(low));
  return [10 ** first, 10 ** Math.max(first + 1, Math.ceil(Math.log10(high)))];
}

/** The powers of ten from one number to another. */
export function powersOfTen(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}
