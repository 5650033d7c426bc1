// The experiments on the GPU: they borrow the work and the best contenders of the registry's own.
import type { ClauseDescriptor } from '../../common/lanes.ts';
import type { Card, Contender } from '../cards.ts';

function onGpu(loop: 'multiply' | 'matmul'): Contender[] {
  const code = { file: 'kernels.wgsl', part: loop };
  return [
    {
      name: 'GPU with transfer',
      threads: 1,
      code,
      source: { kind: 'gpu', loop, transfer: true },
      description: 'the inputs brought to the GPU and the result fetched, in every pass',
    },
    {
      name: 'GPU',
      threads: 1,
      code,
      source: { kind: 'gpu', loop, transfer: false },
      description: 'the data stays on the GPU, so that a pass is starting the kernel and its arithmetic',
    },
  ];
}

/** A part of a claim, about every size unless it says more. */
function clause(faster: string, slower: string, least: number, more: Partial<ClauseDescriptor> = {}): ClauseDescriptor {
  return { faster, slower, least, most: Infinity, from: 1, to: Infinity, ...more };
}

function card(
  of: Card | undefined,
  loop: 'multiply' | 'matmul',
  texts: Pick<Card, 'title' | 'claim' | 'clauses'>,
): Card[] {
  if (!of) return [];
  const borrowed = of.contenders.filter(({ name }) => ['simd', 'relaxed', 'threads'].includes(name));
  return [{ ...of, ...texts, name: `gpu-${loop}`, contenders: [...borrowed, ...onGpu(loop)] }];
}

/** The cards that stand on the registry's experiments `multiply` and `matmul`. */
export function gpuCards(measured: readonly Card[]): Card[] {
  const find = (name: string): Card | undefined => measured.find((candidate) => candidate.name === name);
  return [
    ...card(find('multiply'), 'multiply', {
      title: 'The GPU: element-wise multiply',
      claim: 'A GPU multiplies arrays element by element faster than a processor, once the data is there.',
      clauses: [clause('GPU', 'simd', 1.1), clause('GPU', 'threads', 1.1)],
    }),
    ...card(find('matmul'), 'matmul', {
      title: 'The GPU: matrix product',
      claim: 'On large matrices a GPU is far ahead; on small ones starting it costs more than it saves.',
      clauses: [clause('GPU', 'relaxed', 5, { from: 768 }), clause('relaxed', 'GPU', 1.1, { to: 48 })],
    }),
  ];
}
