// What the page says about each experiment beyond the registry: where to start, how many bytes its plain arrays take, and
// what happened and why, told from the results. An experiment without an entry is told in general terms.
import type { Card } from './catalogue.ts';
import { acrossSizes, against, ceilingSentence, comparisons, gain, held, noteOf, ranked, ratioText, type Facts, type Named } from './sentences.ts';

export interface Prose {
  /** The size to begin with; the smallest unless given. */
  start?: number;
  /** Bytes of the arrays that one pass of the plain contender goes through. */
  bytes?: (size: number) => number;
  explain(facts: Facts): string[];
}

const boxed: Named = ['boxed', 'the list of objects'];
const scalar: Named = ['scalar', 'the scalar loop'];
const simd: Named = ['simd', 'SIMD'];
const memoryBinds = 'large arrays wait for memory, whatever the instructions';

const proses: Record<string, Prose> = {
  interpreter: {
    bytes: (n) => 12 * n,
    explain: (facts) => {
      const note = (name: string): string => ratioText(noteOf(facts.result, 'interpreter', `${name} per element`) ?? NaN);
      const counted = facts.result.outcomes.some(({ name }) => name === 'interpreter')
        ? `For one multiplication and one addition the interpreter dispatched ${note('instructions dispatched')} instructions, ` +
          `checked ${note('type checks')} types and ${note('bounds checks')} bounds, and moved ${note('values pushed or popped')} values over its stack.`
        : '';
      return [
        comparisons(facts.result, [[['interpreter', 'the interpreter'], scalar], [scalar, simd]]),
        counted,
        'Ours boxes no numbers and counts no references; a real one does more for each operation.',
        against(facts.result, ['CPython', 'CPython'], ['interpreter', 'our interpreter']),
      ];
    },
  },
  multiply: {
    bytes: (n) => 12 * n,
    explain: (facts) => [
      comparisons(facts.result, [[boxed, simd], [scalar, simd]]),
      held(gain(facts.result, 'boxed', 'simd'), 10, 100, [
        'our list is compiled code whose objects lie in order; a language that also interprets the loop is slower still',
        'objects take five times the bytes, which tells where caches are exceeded']),
      against(facts.result, scalar, ['JavaScript Float32Array', 'JavaScript on a Float32Array']),
      against(facts.result, ['CPython', 'CPython'], ['scalar', 'the scalar loop']),
      acrossSizes(facts, scalar, simd, memoryBinds),
    ],
  },
  gradient: {
    bytes: (n) => 12 * n,
    explain: (facts) => [
      comparisons(facts.result, [[boxed, ['simd, 4 sums', 'SIMD with four sums']], [scalar, simd]]),
      held(gain(facts.result, 'boxed', 'simd, 4 sums'), 10, 100, [
        'here the loop over objects is compiled too', 'an object for each intermediate result is dear']),
      against(facts.result, simd, ['simd, 4 sums', 'SIMD with four sums']).replace(/\.$/, (end) =>
        (gain(facts.result, 'simd', 'simd, 4 sums') ?? 1) > 1.1 ? ': with one register of sums each addition waits for the one before.' : end),
      acrossSizes(facts, boxed, ['simd, 4 sums', 'SIMD with four sums'], memoryBinds),
    ],
  },
  contiguous: {
    start: 1_000_000,
    bytes: (n) => 4 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [['list, shuffled', 'the shuffled list'], ['array', 'the array']],
        [['pointers, shuffled', 'shuffled pointers'], ['pointers, in order', 'pointers in order']],
      ]),
      'Scattered elements cost a fetch of a whole cache line each, and a list must wait for one before it knows the next.',
      acrossSizes(facts, ['list, shuffled', 'the list'], ['array', 'the array over the list'],
        'the list gets slower with each cache that it outgrows'),
      facts.all.length < 3 ? 'Run all sizes to see the steps of the caches.' : '',
    ],
  },
  types: {
    bytes: (n) => 16 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [['checked, mixed', 'mixed types'], ['checked, alike', 'checked elements of one type']],
        [['checked, alike', 'checking'], ['fixed', 'a fixed type']],
        [['fixed', 'the fixed scalar loop'], ['fixed, simd', 'its SIMD']],
      ]),
      (gain(facts.result, 'checked, mixed', 'checked, alike') ?? 1) > 1.3
        ? 'A check that always comes out the same is foreseen by the processor; one that does not costs it a wrong guess.' : '',
      'A fixed type also needs half the bytes, and only then can one instruction take several elements.',
    ],
  },
  bytes: {
    bytes: (n) => 4 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [boxed, ['float64', 'float64']], [['float64', 'float64'], ['float32', 'float32']], [['float32', 'float32'], ['int8', 'int8']],
      ]),
      'An element of half the bytes can be twice as fast while the GB/s stay the same: elements per second are what counts.',
      'Small integers must be widened before they are added, or their sum would overflow, and that eats part of the gain.',
    ],
  },
  shape: {
    start: 50_000,
    bytes: (n) => 24 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [['(n, 2)', 'the shape (n, 2)'], ['(2n,)', 'the shape (2n,)']],
        [['(n, 2), row by row', 'a loop row by row'], ['(n, 2)', 'the same shape taken as one long row']],
      ]),
      'The bytes are the same: what matters is whether the loop sees that the rows follow each other, since a row of two never fills a register.',
    ],
  },
  order: {
    start: 1_000,
    bytes: (n) => 4 * n * n,
    explain: (facts) => [
      against(facts.result, ['columns', 'walking down the columns'], ['rows', 'walking along the rows']),
      'Both add the same numbers. Down a column every step lands on another cache line, of which one number is used before it has to leave again.',
      acrossSizes(facts, ['columns', 'columns'], ['rows', 'rows over columns'], 'a small matrix stays in the cache, in whatever order it is read'),
    ],
  },
  width: {
    bytes: (n) => 12 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [['1 x float32', 'one at a time'], ['4 x float32', 'four float32 at a time']],
        [['4 x float32', 'four float32'], ['16 x int8', 'sixteen int8']],
      ]),
      'Twice the lanes make twice the speed as long as the data comes that quickly. 256 and 512 bits exist outside the browser: lanes experiment width measures them.',
      acrossSizes(facts, ['1 x float32', 'one at a time'], ['4 x float32', 'four lanes'], memoryBinds),
    ],
  },
  accumulators: {
    bytes: (n) => 8 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [['1 sum', 'a single sum'], ['8 sums', 'eight scalar sums']],
        [['simd, 1 sum', 'one SIMD sum'], ['simd, 8 sums', 'eight SIMD sums']],
      ]),
      'An addition takes several cycles until its result can be used, but another can begin in each: independent sums fill the wait.',
      acrossSizes(facts, ['simd, 1 sum', 'one SIMD sum'], ['simd, 8 sums', 'eight SIMD sums'], memoryBinds),
    ],
  },
  fused: {
    bytes: (n) => 8 * n,
    explain: (facts) => [
      probe(facts),
      comparisons(facts.result, [[simd, ['relaxed', 'relaxed multiply-add']], [scalar, simd]]),
      ceilingSentence(facts),
    ],
  },
  threads: {
    start: 100_000,
    bytes: (n) => 8 * n,
    explain: (facts) => {
      const most = facts.card.contenders.filter(({ obstacle }) => obstacle === undefined).at(-1);
      const one: Named = ['1 thread', 'one thread'];
      if (!most || most.name === '1 thread') return ['With a single core here, there is nothing to share.'];
      const many: Named = [most.name, most.name];
      return [
        against(facts.result, one, many),
        'Waking threads and waiting for the last one costs some microseconds, however small the work; more threads than free cores wait for each other.',
        acrossSizes(facts, one, many, 'the more work, the less its distribution weighs'),
      ];
    },
  },
  matmul: {
    start: 192,
    bytes: (n) => 12 * n * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [['naive', 'three plain loops'], ['scalar', 'the tiled scalar product']], [['scalar', 'the scalar product'], simd],
        [simd, ['relaxed', 'fused multiply-add']],
      ]),
      'A matrix product uses each number n times, so what counts is to keep it in registers and caches meanwhile.',
      acrossSizes(facts, ['naive', 'three loops'], simd, 'in a small product the edges and the set-up weigh, in a large one the caches'),
    ],
  },
  'gpu-multiply': { bytes: (n) => 12 * n, start: 250_000, explain: gpuSentences },
  'gpu-matmul': { bytes: (n) => 12 * n * n, start: 384, explain: gpuSentences },
  read: { bytes: (n) => 4 * n, explain: ceilingOverSizes },
  triad: { bytes: (n) => 12 * n, explain: ceilingOverSizes },
  peak: {
    explain: (facts) => [
      comparisons(facts.result, [[scalar, simd], [simd, ['relaxed', 'fused multiply-add']]]),
      'Eight chains of operations in registers, none waiting for another and none touching memory: real loops come near this, never past it on one thread.',
    ],
  },
};

/** The sentence about the probe of relaxed SIMD. */
function probe({ result }: Facts): string {
  const once = noteOf(result, 'relaxed', 'multiply-add rounds only once');
  if (once === undefined) return '';
  return once === 1
    ? 'The probe says that relaxed multiply-add is really fused on this machine: it rounds once.'
    : 'The probe says that relaxed multiply-add is not fused on this machine: it rounds twice, as a multiplication and an addition do.';
}

function gpuSentences({ result }: Facts): string[] {
  const gpu = result.outcomes.find(({ name }) => name === 'GPU');
  if (!gpu) return ['No GPU took part, so there is nothing to compare.'];
  const adapter = gpu.raw.adapter!;
  if (adapter.software) {
    return [
      `The adapter (${adapter.description}) is a software adapter: this processor imitates a GPU. Its results ` +
      `${gpu.agrees ? 'are the same, which' : 'differ, which'} is all that can be said; no speed-up is quoted.`,
    ];
  }
  const part = (name: string): string => ratioText(noteOf(result, 'GPU with transfer', `milliseconds for the ${name}`) ?? NaN);
  const [best] = ranked(result).filter(({ name }) => !name.startsWith('GPU'));
  const processor: Named | undefined = best && [best.name, `the processor (${best.name})`];
  return [
    `The adapter is ${adapter.description}.`,
    processor ? comparisons(result, [[processor, ['GPU', 'the GPU with the data in place']], [processor, ['GPU with transfer', 'the GPU with transfer']]]) : '',
    `With transfer, a pass takes ${part('upload')} ms to bring the data there, ${part('compute')} ms to compute and ${part('download')} ms to fetch the result.`,
  ];
}

function ceilingOverSizes(facts: Facts): string[] {
  return [
    against(facts.result, scalar, simd),
    'Other experiments are held against the best of these at their own size: so many bytes a second is what the cache or memory that holds them can deliver.',
    acrossSizes(facts, scalar, simd, memoryBinds),
    facts.all.length < 3 ? 'Run all sizes to see the steps of the caches.' : '',
  ];
}

const general: Prose = {
  explain: (facts) => {
    const [fastest] = ranked(facts.result);
    const [first] = facts.result.outcomes;
    if (!fastest || !first) return [];
    return [against(facts.result, [first.name, first.name], [fastest.name, fastest.name]), ceilingSentence(facts)];
  },
};

export function proseOf(card: Card): Prose {
  return proses[card.name] ?? general;
}

/** The experiments that have a text of their own. */
export const told: readonly string[] = Object.keys(proses);

/** What happened, and why it may differ from the claim. */
export function explain(facts: Facts): string {
  const wrong = facts.result.outcomes.filter(({ agrees }) => !agrees);
  const warning = wrong.map(({ name }) => `${name} computed something else than the first contender: this is an error, and its time means nothing.`);
  return [...warning, ...proseOf(facts.card).explain(facts)].filter((sentence) => sentence !== '').join(' ');
}

export function startSize(card: Card): number {
  return proseOf(card).start ?? card.sizes[0]!;
}
