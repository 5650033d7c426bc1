// The contenders that are written in JavaScript, experiment by experiment. Their inputs and checksums are those of
// src/experiments/measured.
import type { Contender } from '../cards.ts';
import type { Loop } from '../loop.ts';
import { multiplyArray, multiplyFloat32Array } from './multiply.ts';

interface JavascriptContender {
  experiment: string;
  name: string;
  description: string;
  code: Contender['code'];
  make(size: number): Loop;
}

const registry: readonly JavascriptContender[] = [
  {
    experiment: 'multiply',
    name: 'JavaScript Array',
    description: 'a list that may hold anything; the engine found out that it holds numbers',
    code: { file: 'multiply.ts', part: 'array' },
    make: multiplyArray,
  },
  {
    experiment: 'multiply',
    name: 'JavaScript Float32Array',
    description: 'floats side by side, as in C++, through the compiler of the JavaScript engine',
    code: { file: 'multiply.ts', part: 'float32array' },
    make: multiplyFloat32Array,
  },
];

export function javascriptContenders(experiment: string): Contender[] {
  return registry
    .filter((contender) => contender.experiment === experiment)
    .map(({ name, description, code }) => ({
      name,
      description,
      code,
      threads: 1,
      source: { kind: 'javascript', loop: name },
    }));
}

export function javascriptLoop(name: string, size: number): Loop {
  return registry.find((contender) => contender.name === name)!.make(size);
}
