// Principal component analysis of a few points in many dimensions: through the products of the points with each other,
// since there are fewer points than dimensions or not many more.
import { largestFirst } from './order.ts';

export interface Components {
  /** Each point's place along the first two components. */
  points: [number, number][];
  /** The part of the points' variance that lies along each of the two, 0..1. */
  shares: [number, number];
}

/** The sign of a component is such that the point farthest out lies on its positive side. */
export function principalComponents(rows: readonly ArrayLike<number>[]): Components {
  const { values, vectors } = symmetricEigen(productsOf(centred(rows)));
  const order = largestFirst(values);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const component = (rank: number): { share: number; places: number[] } => {
    const at = order[rank];
    const value = at === undefined ? 0 : Math.max(0, values[at]!);
    const places = rows.map((_, i) => (at === undefined ? 0 : vectors[i]![at]! * Math.sqrt(value)));
    const farthest = places.reduce((far, place) => (Math.abs(place) > Math.abs(far) ? place : far), 0);
    return { share: total > 0 ? value / total : 0, places: places.map((place) => (farthest < 0 ? -place : place)) };
  };
  const [first, second] = [component(0), component(1)];
  return {
    points: rows.map((_, i) => [first.places[i]!, second.places[i]!]),
    shares: [first.share, second.share],
  };
}

function centred(rows: readonly ArrayLike<number>[]): Float64Array[] {
  const mean = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let c = 0; c < mean.length; ++c) mean[c]! += row[c]! / rows.length;
  return rows.map((row) => mean.map((m, c) => row[c]! - m));
}

function productsOf(rows: readonly Float64Array[]): number[][] {
  return rows.map((a) => rows.map((b) => a.reduce((sum, value, c) => sum + value * b[c]!, 0)));
}

const mostSweeps = 60;

/**
 * Eigenvalues of a symmetric matrix, and its eigenvectors as columns, by Jacobi's rotations: each makes one pair of
 * numbers beside the diagonal zero, until all are.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  const size = Math.max(...a.flat().map(Math.abs), 0);
  for (let sweep = 0, rotated = true; rotated && sweep < mostSweeps; ++sweep) {
    rotated = false;
    for (let p = 0; p < n; ++p) {
      for (let q = p + 1; q < n; ++q) {
        if (Math.abs(a[p]![q]!) <= 1e-14 * size) continue;
        rotated = true;
        rotate(a, vectors, p, q);
      }
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const slope = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(slope, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const turnColumns = (row: number[]): void => {
    const [x, y] = [row[p]!, row[q]!];
    row[p] = cosine * x - sine * y;
    row[q] = sine * x + cosine * y;
  };
  for (const row of a) turnColumns(row);
  for (let i = 0; i < a.length; ++i) {
    const [x, y] = [a[p]![i]!, a[q]![i]!];
    a[p]![i] = cosine * x - sine * y;
    a[q]![i] = sine * x + cosine * y;
  }
  for (const row of vectors) turnColumns(row);
}
