// What the page says about each experiment beyond the registry: where to start, how many bytes its plain arrays take,
// and what happened and why, told from the results. An experiment without an entry is told in general terms.
import type { Card } from './cards.ts';
import { gpuStory } from './gpu/story.ts';
import {
  acrossSizes,
  against,
  ceilingSentence,
  comparisons,
  beyondClaim,
  gain,
  noteOf,
  ranked,
  ratioText,
  type Facts,
  type Named,
} from './sentences.ts';

export interface Prose {
  /** The size to begin with; the smallest unless given. */
  start?: number;
  /** Bytes of the arrays that one pass of the plain contender goes through. */
  bytes?: (size: number) => number;
  /** Sentences; an empty one is left out. */
  explain(facts: Facts): string[];
}

const boxed: Named = ['boxed', 'the list of objects'];
const scalar: Named = ['scalar', 'the scalar loop'];
const simd: Named = ['simd', 'SIMD'];
const simd4: Named = ['simd, 4 sums', 'SIMD with four sums'];
const python: Named = ['CPython', 'CPython'];
const memoryBinds = 'large arrays wait for memory, whatever the instructions';

/** The sentence if b gained at least so much over a; otherwise the other one, unless nothing was measured. */
function ifGain({ result }: Facts, a: Named, b: Named, least: number, yes: string, no = ''): string {
  const ratio = gain(result, a[0], b[0]);
  if (ratio === undefined) return '';
  return ratio >= least ? yes : no;
}

const runAllSizes = (facts: Facts, why: string): string => (facts.all.length < 3 ? `Run all sizes to see ${why}.` : '');

const proses: Record<string, Prose> = {
  interpreter: {
    bytes: (n) => 12 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [['interpreter', 'the interpreter'], scalar],
        [scalar, simd],
      ]),
      counted(facts),
      'Ours boxes no numbers and counts no references, so a real one has more to do for each operation.',
      against(facts.result, python, ['interpreter', 'our interpreter']),
    ],
  },
  multiply: {
    bytes: (n) => 12 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [boxed, simd],
        [scalar, simd],
      ]),
      beyondClaim(facts, [
        'here the loop over the list is compiled and its objects lie in order, and large arrays wait for memory',
        'objects take five times the bytes, which tells where they no longer fit in a cache',
      ]),
      comparisons(facts.result, [
        [['JavaScript Float32Array', 'JavaScript on a Float32Array'], scalar],
        [python, simd],
      ]),
      acrossSizes(facts, scalar, simd, memoryBinds),
    ],
  },
  gradient: {
    bytes: (n) => 12 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [boxed, simd4],
        [scalar, simd],
        [simd, simd4],
      ]),
      beyondClaim(facts, [
        'here the loop over objects is compiled, too',
        'each intermediate result is an object as well',
      ]),
      ifGain(
        facts,
        simd,
        simd4,
        1.15,
        'With one register of sums each addition waits for the one before; with four they overlap.',
      ),
      against(facts.result, python, simd4),
      acrossSizes(facts, boxed, simd4, memoryBinds),
    ],
  },
  contiguous: {
    start: 1_000_000,
    bytes: (n) => 4 * n,
    explain: (facts) => {
      const [list, array]: Named[] = [
        ['list, shuffled', 'the shuffled list'],
        ['array', 'the array'],
      ];
      return [
        comparisons(facts.result, [
          [list!, array!],
          [
            ['pointers, shuffled', 'one of shuffled pointers'],
            ['pointers, in order', 'an array of pointers in order'],
          ],
        ]),
        ifGain(
          facts,
          list!,
          array!,
          8,
          'Each scattered element costs a fetch of a whole cache line, and a list has to wait for it before it knows ' +
            'the next.',
          'So few elements stay in a cache close by; what remains is that a list has to wait for each element before ' +
            'it knows the next.',
        ),
        acrossSizes(facts, list!, array!, 'the list gets slower with each cache that it outgrows'),
        runAllSizes(facts, 'the steps of the caches'),
      ];
    },
  },
  types: {
    bytes: (n) => 16 * n,
    explain: (facts) => {
      const [mixed, alike, fixed]: Named[] = [
        ['checked, mixed', 'checking mixed types'],
        ['checked, alike', 'checking where all are alike'],
        ['fixed', 'a fixed type'],
      ];
      return [
        comparisons(facts.result, [
          [mixed!, alike!],
          [alike!, fixed!],
          [
            ['fixed', 'its scalar loop'],
            ['fixed, simd', 'SIMD on the fixed type'],
          ],
        ]),
        ifGain(
          facts,
          mixed!,
          alike!,
          1.3,
          'A check that always comes out the same is foreseen by the processor; one that does not costs it a wrong ' +
            'guess.',
          'Mixed types cost hardly more here: the processor foresees their order, or the check is compiled without a ' +
            'jump.',
        ),
        'A fixed type also needs half the bytes, and only with one can an instruction take several elements.',
      ];
    },
  },
  bytes: {
    bytes: (n) => 4 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [boxed, ['float64', 'float64']],
        [
          ['float64', 'float64'],
          ['float32', 'float32'],
        ],
        [
          ['float32', 'float32'],
          ['int8', 'int8'],
        ],
      ]),
      'Half the bytes can be twice as fast at the same GB/s.',
      ifGain(
        facts,
        ['float32', ''],
        ['int8', ''],
        3.5,
        '',
        'int8 takes a quarter of the bytes but is not four times as fast, as small integers are widened before they ' +
          'are added, or their sum would overflow.',
      ),
    ],
  },
  shape: {
    start: 50_000,
    bytes: (n) => 24 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [
          ['(n, 2)', 'the shape (n, 2)'],
          ['(2n,)', 'the shape (2n,)'],
        ],
        [
          ['(n, 2), row by row', 'a loop row by row'],
          ['(n, 2)', 'the same shape taken as one long row'],
        ],
      ]),
      ifGain(
        facts,
        ['(n, 2), row by row', ''],
        ['(n, 2)', ''],
        1.3,
        'The bytes are the same: what matters is that the loop sees how the rows follow each other, since a row of ' +
          'two never fills a register.',
      ),
    ],
  },
  order: {
    start: 1_000,
    bytes: (n) => 4 * n * n,
    explain: (facts) => [
      against(facts.result, ['columns', 'walking down the columns'], ['rows', 'walking along the rows']),
      ifGain(
        facts,
        ['columns', ''],
        ['rows', ''],
        1.3,
        'Both add the same numbers, but down a column each step lands on another cache line, of which it uses a ' +
          'single number.',
        'So small a matrix stays in a cache close by, which is as fast in either order.',
      ),
      acrossSizes(
        facts,
        ['columns', 'columns'],
        ['rows', 'rows'],
        'the larger the matrix, the farther away the next number of a column',
      ),
    ],
  },
  width: {
    bytes: (n) => 12 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [
          ['1 x float32', 'adding one'],
          ['4 x float32', 'adding four float32 at a time'],
        ],
        [
          ['4 x float32', 'adding float32'],
          ['16 x int8', 'adding int8'],
        ],
      ]),
      'Twice the lanes make twice the speed only if the data comes that quickly. Registers of 256 and 512 bits exist ' +
        'outside the browser: the program’s “lanes experiment width” measures them.',
      acrossSizes(facts, ['1 x float32', 'one at a time'], ['4 x float32', 'four lanes'], memoryBinds),
    ],
  },
  accumulators: {
    bytes: (n) => 8 * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [
          ['1 sum', 'with one'],
          ['8 sums', 'the scalar loop with eight sums'],
        ],
        [
          ['simd, 1 sum', 'with one'],
          ['simd, 8 sums', 'SIMD with eight registers of sums'],
        ],
      ]),
      ifGain(
        facts,
        ['simd, 1 sum', ''],
        ['simd, 8 sums', ''],
        1.2,
        'An addition takes several cycles until its result can be used, but another can begin meanwhile: independent ' +
          'sums fill the wait.',
        'The additions are not what this waits for: the elements do not come any faster.',
      ),
      acrossSizes(facts, ['simd, 1 sum', 'one'], ['simd, 8 sums', 'eight registers of sums'], memoryBinds),
    ],
  },
  kept: {
    start: 1000,
    explain: (facts) => [
      comparisons(facts.result, [
        [simd, ['scalar, kept', 'one lane that keeps each letter']],
        [simd, ['simd, kept', 'SIMD that keeps each letter']],
      ]),
      'There are 27 letters, and each comes again and again: computed once, a letter costs a look at its row. ' +
        'Sampling does so here, with the first layer of a letter at a position and with whole beginnings of names.',
      acrossSizes(
        facts,
        simd,
        ['simd, kept', 'keeping'],
        'the more letters, the more of them are known; the first 27 gain nothing',
      ),
    ],
  },
  fused: {
    bytes: (n) => 8 * n,
    explain: (facts) => [
      probe(facts),
      comparisons(facts.result, [
        [simd, ['relaxed', 'relaxed multiply-add']],
        [scalar, simd],
      ]),
      ceilingSentence(facts),
    ],
  },
  threads: {
    start: 100_000,
    bytes: (n) => 8 * n,
    explain: (facts) => {
      const most = facts.card.contenders.filter(({ obstacle }) => obstacle === undefined).at(-1);
      const one: Named = ['1 thread', 'one thread'];
      if (!most || most.name === one[0]) return ['With a single core here, there is nothing to share.'];
      const many: Named = [most.name, `work on ${most.name}`];
      return [
        against(facts.result, one, many),
        ifGain(
          facts,
          one,
          many,
          1.2,
          'There is enough work for each that waking the others and waiting for the last one weighs little.',
          'Waking the others and waiting for the last one takes longer than they save, or the cores were busy with ' +
            'something else.',
        ),
        acrossSizes(facts, one, many, 'the more work, the less its distribution weighs'),
        runAllSizes(facts, 'from where on it pays'),
      ];
    },
  },
  matmul: {
    start: 192,
    bytes: (n) => 12 * n * n,
    explain: (facts) => [
      comparisons(facts.result, [
        [
          ['naive', 'three plain loops'],
          ['scalar', 'the scalar product in tiles'],
        ],
        [['scalar', 'it'], simd],
        [simd, ['relaxed', 'fused multiply-add']],
      ]),
      'Each number is used n times, so what counts is to keep it in registers and caches meanwhile.',
      beyondClaim(facts, [
        'what is not multiplied weighs here, such as packing the tiles',
        'our product has little to set up, where a library first checks and dispatches',
      ]),
      acrossSizes(
        facts,
        ['naive', 'three plain loops'],
        ['simd', 'SIMD in tiles'],
        'in a small product the edges and the set-up weigh, in a large one the caches',
      ),
      runAllSizes(facts, 'how the gain depends on n'),
    ],
  },
  'gpu-multiply': { start: 250_000, bytes: (n) => 12 * n, explain: gpuStory },
  'gpu-matmul': { start: 384, bytes: (n) => 12 * n * n, explain: gpuStory },
  read: { bytes: (n) => 4 * n, explain: ceilingOverSizes },
  triad: { bytes: (n) => 12 * n, explain: ceilingOverSizes },
  peak: {
    explain: (facts) => [
      comparisons(facts.result, [
        [scalar, simd],
        [simd, ['relaxed', 'fused multiply-add']],
      ]),
      'Eight chains of operations in registers, none of which waits for another or for memory: real loops on one ' +
        'thread can come near this.',
    ],
  },
};

/** What the interpreter did for each element. */
function counted({ result }: Facts): string {
  const note = (name: string): number => noteOf(result, 'interpreter', `${name} per element`) ?? NaN;
  const [instructions, types, bounds, moves] = [
    'instructions dispatched',
    'type checks',
    'bounds checks',
    'values pushed or popped',
  ].map(note);
  if (!Number.isFinite(instructions)) return '';
  return (
    `For one multiplication and one addition the interpreter dispatched ${ratioText(instructions!)} instructions, ` +
    `checked ${ratioText(types!)} types and ${ratioText(bounds!)} bounds, and pushed or popped ${ratioText(moves!)} ` +
    'values.'
  );
}

/** What the probe of relaxed SIMD found. */
function probe({ result }: Facts): string {
  const once = noteOf(result, 'relaxed', 'multiply-add rounds only once');
  if (once === undefined) return '';
  return once === 1
    ? 'The probe says that relaxed multiply-add is really fused on this machine: it rounds once.'
    : 'The probe says that relaxed multiply-add is not fused on this machine: it rounds twice, as a multiplication ' +
        'and an addition do.';
}

function ceilingOverSizes(facts: Facts): string[] {
  return [
    against(facts.result, scalar, simd),
    'Other experiments are held against the best of these at their own number of bytes: more per second the cache or ' +
      'memory that holds them does not deliver to one thread.',
    acrossSizes(facts, scalar, simd, memoryBinds),
    runAllSizes(facts, 'the steps of the caches'),
  ];
}

const general: Prose = {
  explain: (facts) => {
    const [fastest] = ranked(facts.result);
    const [first] = facts.result.outcomes;
    if (!fastest || !first) return [];
    if (fastest === first) return [`No other contender was faster than ${first.name}.`, ceilingSentence(facts)];
    return [against(facts.result, [first.name, first.name], [fastest.name, fastest.name]), ceilingSentence(facts)];
  },
};

/** The experiments that have a text of their own. */
export const told: readonly string[] = Object.keys(proses);

export function proseOf(card: Card): Prose {
  return proses[card.name] ?? general;
}

export function startSize(card: Card): number {
  return proseOf(card).start ?? card.sizes[0]!;
}

/** What happened, and why it may differ from the claim. */
export function explain(facts: Facts): string {
  const wrong = facts.result.outcomes.filter(({ agrees }) => !agrees);
  const warnings = wrong.map(
    ({ name }) =>
      `${name} computed something else than the first contender: that is an error, and its time means nothing.`,
  );
  return [...warnings, ...proseOf(facts.card).explain(facts)].filter((sentence) => sentence !== '').join(' ');
}
