/** The places of some numbers, that of the largest first; equal ones as they stand. */
export function largestFirst(numbers: readonly number[]): number[] {
  return numbers.map((_, i) => i).sort((a, b) => numbers[b]! - numbers[a]!);
}
