// out[i] = a[i] * b[i] in JavaScript, as src/experiments/measured/multiply.h has it in C++.
import { fillIntegers, varied, type Loop } from '../loop.ts';

// [show: array]
function multiplyLists(out: number[], a: number[], b: number[]): void {
  for (let i = 0; i < out.length; ++i) out[i] = a[i]! * b[i]!;
}
// [end]

// [show: float32array]
function multiplyFloats(out: Float32Array, a: Float32Array, b: Float32Array): void {
  for (let i = 0; i < out.length; ++i) out[i] = a[i]! * b[i]!;
}
// [end]

/** Each contender has a function of its own: an engine specialises a function for the types that it has seen. */
function loop<T extends number[] | Float32Array>(
  size: number,
  bytesEach: number,
  make: () => T,
  multiply: (out: T, a: T, b: T) => void,
): Loop {
  const [out, a, b] = [make(), fillIntegers(make(), 7), fillIntegers(make(), 5)];
  return {
    run(repetitions) {
      let checksum = 0;
      for (let turn = 0; turn < repetitions; ++turn) {
        a[0] = varied(turn);
        multiply(out, a, b);
        checksum += out[0]! + out[turn % size]!;
      }
      return {
        checksum,
        items: repetitions * size,
        bytes: repetitions * 3 * bytesEach * size,
        flops: repetitions * size,
      };
    },
    dispose() {},
  };
}

/** Numbers of the kind that the engine keeps as doubles, as any product might need them. */
export function multiplyArray(size: number): Loop {
  return loop(size, 8, () => Array.from({ length: size }, () => 0.5), multiplyLists);
}

export function multiplyFloat32Array(size: number): Loop {
  return loop(size, 4, () => new Float32Array(size), multiplyFloats);
}
