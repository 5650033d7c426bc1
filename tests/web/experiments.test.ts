// The experiments' pure parts: what there is, the order of rounds, figures from timed blocks, the sentences that follow
// from them, and the code that is shown.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { before, test } from 'node:test';
import type { ExperimentDescriptor, Module } from '../../web/lib/lanes.ts';
import {
  analyse,
  compare,
  figure,
  figureWithInterval,
  gigabytes,
  isUntold,
  nanoseconds,
} from '../../web/src/experiments/analysis.ts';
import { participants, type Card, type Contender } from '../../web/src/experiments/cards.ts';
import { catalogue } from '../../web/src/experiments/catalogue.ts';
import { tokens } from '../../web/src/experiments/code.ts';
import { shownPart } from '../../web/src/experiments/shown-part.js';
import { describeAdapter } from '../../web/src/experiments/gpu/device.ts';
import { javascriptLoop } from '../../web/src/experiments/javascript/contenders.ts';
import type { Loop } from '../../web/src/experiments/loop.ts';
import { palette } from '../../web/src/experiments/palette.ts';
import { explain, startSize, told } from '../../web/src/experiments/prose.ts';
import type { RawOutcome, RawResult } from '../../web/src/experiments/protocol.ts';
import { efforts } from '../../web/src/experiments/effort.ts';
import { measureCard, type Surroundings } from '../../web/src/experiments/rounds.ts';
import { acrossSizes, claimSentence, shortSize } from '../../web/src/experiments/sentences.ts';

let module: Module;
let experiments: ExperimentDescriptor[];
let everything: Card[];
before(async () => {
  const library = new URL('../../build/site/lib/lanes.js', import.meta.url).href;
  const { loadVariant } = (await import(library)) as typeof import('../../web/lib/lanes.ts');
  module = await loadVariant('scalar');
  experiments = module.experiments();
  everything = catalogue(experiments, [], 2);
});
const cardNamed = (name: string): Card => everything.find((card) => card.name === name)!;

test('the catalogue is the registry, with what only a browser has', () => {
  const own = everything.map(({ name }) => name).filter((name) => !name.startsWith('gpu-'));
  assert.deepEqual([...own].sort(), experiments.map(({ name }) => name).sort());
  assert.deepEqual(
    everything.filter(({ ceiling }) => !ceiling).map(({ name }) => name),
    ['read', 'triad', 'peak'],
  );
  assert.deepEqual(
    cardNamed('threads').contenders.map(({ threads }) => threads),
    [1, 2],
    'no more threads than cores',
  );
  const multiply = cardNamed('multiply');
  assert.deepEqual(
    multiply.contenders.map(({ name }) => name),
    ['boxed', 'scalar', 'autovec', 'simd', 'threads', 'JavaScript Array', 'JavaScript Float32Array', 'CPython'],
  );
  assert.ok(!participants(multiply, false).some(({ name }) => name === 'CPython'));
  assert.ok(participants(multiply, true).some(({ name }) => name === 'CPython'));
  assert.deepEqual(
    cardNamed('gpu-matmul').contenders.map(({ name }) => name),
    ['simd', 'relaxed', 'threads', 'GPU with transfer', 'GPU'],
  );
});

test('what cannot run here says why, and takes no part', () => {
  const [, second] = catalogue(experiments, [{ name: 'threads', supported: false, reason: 'No threads.' }], 2);
  const { obstacle } = second!.contenders.find(({ name }) => name === 'threads')!;
  assert.equal(obstacle, 'No threads.');
  assert.ok(!participants(second!, false).some(({ name }) => name === 'threads'));
});

test('texts are of experiments that there are; each has a size to begin with and distinct colours', () => {
  for (const name of told) assert.ok(cardNamed(name), name);
  for (const card of catalogue(experiments, [], 16)) {
    assert.ok(card.sizes.includes(startSize(card)), card.name);
    const colours = [...palette(card).values()];
    assert.equal(new Set(colours).size, colours.length, card.name);
  }
});

test('the code of every contender is found between its markers', async () => {
  const folders = [
    'src/experiments/measured/',
    'web/src/experiments/javascript/',
    'web/src/experiments/gpu/',
    'web/src/contenders/python/',
  ].map((path) => new URL(`../../${path}`, import.meta.url));
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await readdir(folder)) files.set(name, await readFile(new URL(name, folder), 'utf8'));
  }
  for (const card of everything) {
    for (const { name, code } of card.contenders) {
      const text = shownPart(files.get(code.file)!, code.part);
      assert.ok(text && text.split('\n').length >= 2, `${card.name}, ${name}: ${code.part} in ${code.file}`);
      assert.ok(!/\[(show|end)/.test(text));
      assert.ok(
        text.split('\n').some((line) => line.trim() !== '' && !line.startsWith(' ')),
        'unindented',
      );
    }
  }
});

test('a marked part ends at its mark, and pieces of code are the code again', () => {
  const source = 'a\n  // [show: one]\n  int x = 1;  // a note\n    y();\n  // [end]\nb';
  assert.equal(shownPart(source, 'one'), 'int x = 1;  // a note\n  y();');
  assert.equal(shownPart(source, 'two'), undefined);
  assert.equal(shownPart('// [show: one]\nx', 'one'), undefined, 'without an end');
  assert.equal(shownPart('# [show: p]\npass\n# [end]', 'p'), 'pass');
  const pieces = tokens('for (int x = 0x1f; x < n1; ++x) {}  // for all\ny');
  assert.equal(pieces.map(([, text]) => text).join(''), 'for (int x = 0x1f; x < n1; ++x) {}  // for all\ny');
  assert.deepEqual(
    pieces.filter(([kind]) => kind !== 'plain'),
    [
      ['keyword', 'for'],
      ['keyword', 'int'],
      ['number', '0x1f'],
      ['comment', '// for all'],
    ],
  );
});

/** Loops on a clock of their own: each contender takes so many milliseconds a pass. */
function bench(
  passes: Record<string, number>,
  checksum = (_name: string, repetitions: number): number => repetitions,
): Surroundings & { open: Surroundings['open']; live: number } {
  let now = 0;
  const surroundings = {
    live: 0,
    timerStep: 0,
    clock: () => now,
    progress: () => {},
    open: async ({ name }: Contender, size: number): Promise<Loop> => {
      const pass = passes[name];
      if (pass === undefined) throw new Error(`${name} cannot run.`);
      surroundings.live += 1;
      return {
        run(repetitions) {
          now += pass * repetitions;
          return {
            checksum: checksum(name, repetitions),
            items: repetitions * size,
            bytes: repetitions * 12 * size,
            flops: repetitions * size,
          };
        },
        dispose: () => (surroundings.live -= 1),
      };
    },
  };
  return surroundings;
}

function contender(name: string): Contender {
  const source = { kind: 'wasm', variant: 'scalar', experiment: 'test', contender: name } as const;
  return { name, description: '', threads: 1, source, code: { file: '', part: '' } };
}

function cardOf(names: string[], ceiling?: Card['ceiling']): Card {
  const card: Card = {
    name: 'test',
    title: 'Test',
    claim: 'A claim.',
    clauses: [],
    item: 'element',
    size: 'elements',
    sizes: [1000],
    unit: 'ns',
    contenders: names.map(contender),
  };
  return ceiling ? { ...card, ceiling } : card;
}

async function measured(
  card: Card,
  passes: Record<string, number>,
  checksum?: (name: string, repetitions: number) => number,
): Promise<RawResult> {
  const surroundings = bench(passes, checksum);
  const result = await measureCard({ card, size: 1000, contenders: card.contenders }, efforts.quick, surroundings);
  assert.equal(surroundings.live, 0, 'all loops are disposed of');
  return result;
}

test('a card is measured: ratios to the first, a control, the ceiling at the same bytes', async () => {
  const card = cardOf(['slow', 'fast'], {
    name: 'triad',
    contenders: [contender('weak'), contender('strong')],
    largest: 1e6,
  });
  const raw = await measured(card, { slow: 1, fast: 0.25, weak: 0.5, strong: 0.125 });
  assert.equal(raw.block, 1, 'as long as the slowest pass');
  for (const { times } of raw.outcomes) assert.ok(times.length >= 8);
  assert.deepEqual(
    raw.ceilings.map(({ name, size, bytes }) => [name, size, bytes]),
    [['strong', 1000, 12000]],
  );
  const result = analyse(card, 1000, raw);
  const [slow, fast] = result.outcomes;
  assert.equal(slow!.speedup, undefined);
  assert.equal(fast!.speedup!.estimate.ratio, 4);
  assert.equal(fast!.speedup!.verdict, 'faster');
  assert.equal(result.control.of, 'fast');
  assert.equal(result.control.estimate.ratio, 1);
  assert.ok(Math.abs(nanoseconds(fast!) - 250) < 1e-9);
  assert.equal(fast!.share, 0.5);
  assert.ok(Math.abs(result.ceiling!.figure - nanoseconds(fast!) / 2) < 1e-9);
  assert.equal(figureWithInterval(card, fast!).value, nanoseconds(fast!), 'the bar is the figure');
  assert.equal(figure(card, fast!), nanoseconds(fast!));
  assert.ok(Math.abs(gigabytes(fast!) - 12000 / 0.25 / 1e6) < 1e-9);
  assert.equal(compare(result, 'fast', 'slow')!.verdict, 'slower');
  assert.match(
    explain({ card, result, all: [result] }),
    /^Fast was 4 times as fast as slow\. Fast reached 50% of this machine’s ceiling/,
  );
});

test('a contender that computes something else has no ratio, and the reader is told', async () => {
  const card = cardOf(['one', 'other', 'third']);
  const result = analyse(
    card,
    1000,
    await measured(card, { one: 1, other: 0.5, third: 0.25 }, (name, repetitions) =>
      name === 'other' && repetitions > 1 ? -1 : repetitions,
    ),
  );
  assert.deepEqual(
    result.outcomes.map(({ agrees }) => agrees),
    [true, false, true],
  );
  assert.equal(result.outcomes[1]!.speedup, undefined);
  assert.equal(compare(result, 'one', 'other'), undefined);
  assert.match(
    explain({ card, result, all: [result] }),
    /^other computed something else than the first contender: that is an error/,
  );
});

test('who cannot run is left out with the reason; who contradicts itself as well', async () => {
  const card = cardOf(['one', 'absent', 'fickle']);
  let calls = 0;
  const raw = await measured(card, { one: 1, fickle: 1 }, (name, repetitions) => {
    if (name !== 'fickle') return repetitions;
    calls += 1;
    return calls;
  });
  assert.deepEqual(
    raw.outcomes.map(({ name }) => name),
    ['one'],
  );
  assert.equal(raw.failures[0]!.reason, 'absent cannot run.');
  assert.match(raw.failures[1]!.reason, /where it had come to/);
  await assert.rejects(measured(cardOf(['nobody']), {}), /No contender could run\. nobody cannot run\./);
});

/** A result with these times, as if measured without any noise. */
function invented(
  card: Card,
  size: number,
  times: Record<string, number>,
  more: (name: string) => Partial<RawOutcome> = () => ({}),
): ReturnType<typeof analyse> {
  const outcomes = Object.entries(times).map(
    ([name, time]): RawOutcome => ({
      name,
      times: Array<number>(9).fill(time),
      checksums: { 1: 8 },
      notes: [],
      adapter: undefined,
      pass: { checksum: 8, items: size, bytes: 12 * size, flops: size },
      ...more(name),
    }),
  );
  const fastest = outcomes.reduce((a, b) => (b.times[0]! < a.times[0]! ? b : a));
  return analyse(card, size, {
    outcomes,
    failures: [],
    twin: { ...fastest, of: fastest.name },
    ceilings: [],
    block: 1,
    gap: 0,
  });
}

test('the sentences say what the figures say', () => {
  const card = cardNamed('multiply');
  const small = invented(card, 1000, { boxed: 8, scalar: 1, simd: 0.25 });
  const large = invented(card, 4_000_000, { boxed: 8, scalar: 1, simd: 1 });
  const both = [small, large];
  const text = explain({ card, result: small, all: both });
  assert.match(text, /SIMD was 32 times as fast as the list of objects; SIMD was 4 times as fast as the scalar loop\./);
  assert.deepEqual(claimSentence(card, small), {
    finding: 'holds here',
    figures: 'simd was 32 times as fast as boxed (claimed: 10 to 100)',
  });
  assert.match(
    text,
    new RegExp(
      'SIMD against the scalar loop: 4 times as fast at 1,000 elements, ' +
        'no significant difference at 4,000,000 elements; large arrays wait',
    ),
  );
  const melted = explain({ card, result: large, all: both });
  assert.match(melted, /between SIMD and the scalar loop there was no significant difference/);
  assert.match(melted, /It is less than claimed: here the loop over the list/);
  assert.deepEqual(claimSentence(card, large), {
    finding: 'holds in part here',
    figures: 'simd was 8 times as fast as boxed (claimed: 10 to 100)',
  });
});

test('over the sizes, a crossing is told by the verdicts on both sides', () => {
  const card = cardNamed('multiply');
  const over = (...ratios: number[]): string => {
    const sizes = [1000, 16_000, 250_000, 4_000_000];
    const all = ratios.map((ratio, i) => invented(card, sizes[i]!, { scalar: ratio, simd: 1 }));
    return acrossSizes({ card, result: all[0]!, all }, ['scalar', 'the scalar loop'], ['simd', 'SIMD'], 'memory binds');
  };
  assert.match(over(4, 4, 1, 1), /; memory binds\. SIMD gains up to 16,000 elements\.$/);
  assert.match(over(0.5, 0.8, 2, 2), /SIMD overtakes the scalar loop between 16,000 elements and 250,000 elements\.$/);
  assert.match(over(1, 1, 2, 2), /SIMD gains from 250,000 elements on\.$/);
  assert.doesNotMatch(over(1, 1, 1.01, 1), /SIMD gains|overtakes|memory binds/);
});

test('one ceiling a card, or none', async () => {
  const ceiling = { name: 'triad', contenders: [contender('best')], largest: 1e6 };
  const threads: Contender = { ...contender('threads'), threads: 2 };
  const shares = async (card: Card, passes: Record<string, number>) => {
    const result = analyse(card, 1000, await measured(card, { best: 0.25, ...passes }));
    return { ceiling: result.ceiling !== undefined, shares: result.outcomes.map(({ share }) => share) };
  };
  const two = cardOf(['one', 'other'], ceiling);
  assert.deepEqual(await shares(two, { one: 1, other: 0.5 }), { ceiling: true, shares: [0.25, 0.5] });
  assert.equal((await shares(two, { one: 1, other: 0.2 })).ceiling, false, 'one that is passed is none');
  const shared = { ...two, contenders: [...two.contenders, threads] };
  assert.deepEqual(
    await shares(shared, { one: 1, other: 0.5, threads: 0.2 }),
    { ceiling: true, shares: [0.25, 0.5, undefined] },
    'it is one of a single thread',
  );
});

test('where the machine was too busy, no figure and no ratio is quoted', () => {
  const card = cardNamed('multiply');
  const times = [1, 1.3, 1.1, 1.6, 1.2, 1.5, 1.4, 1.05, 1.45];
  const result = invented(card, 1000, { boxed: 40, scalar: 4, simd: 1 }, (name) => (name === 'simd' ? { times } : {}));
  const [boxed, , simd] = result.outcomes;
  assert.deepEqual([boxed!.quotable, simd!.quotable, simd!.speedup!.verdict], [true, false, 'cannot tell']);
  assert.ok(isUntold(result));
  assert.deepEqual(claimSentence(card, result), {
    finding: 'cannot be told here',
    figures: 'how simd compares with boxed could not be told (claimed: 10 to 100)',
  });
});

test('an experiment without a text of its own is told in general terms', () => {
  const card = { ...cardNamed('multiply'), name: 'new' };
  const result = invented(card, 1000, { boxed: 8, scalar: 1, simd: 0.25 });
  assert.equal(explain({ card, result, all: [result] }), 'Simd was 32 times as fast as boxed.');
  assert.equal(startSize(card), 1000);
});

test('nothing is said of what was not measured, and an imitated GPU gets no speed-up', () => {
  const gpu = cardNamed('gpu-multiply');
  assert.equal(
    explain({ card: gpu, result: invented(gpu, 1000, { simd: 1 }), all: [] }),
    'No GPU took part, so there is nothing to compare.',
  );
  const adapter = { description: 'SwiftShader', software: true };
  const imitated = invented(gpu, 1000, { simd: 1, GPU: 0.1 }, (name) => (name === 'GPU' ? { adapter } : {}));
  assert.equal(imitated.outcomes[1]!.speedup, undefined);
  assert.match(
    explain({ card: gpu, result: imitated, all: [] }),
    /software adapter .* no speed-up is quoted\. Its results are the same/,
  );
  const real = invented(gpu, 1000, { simd: 1, GPU: 0.1 }, (name) =>
    name === 'GPU' ? { adapter: { description: 'Real', software: false } } : {},
  );
  assert.match(
    explain({ card: gpu, result: real, all: [] }),
    /The GPU with the data in place was 10 times as fast as the processor \(simd\)/,
  );
});

test('every explanation holds for one contender, for all of them, and whichever is the faster', () => {
  for (const card of everything) {
    const names = card.contenders.map(({ name }) => name);
    const orders = [names.map((_, i) => 1 + i), names.map((_, i) => names.length - i), names.map(() => 1)];
    for (const times of orders) {
      const results = card.sizes.map((size) =>
        invented(card, size, Object.fromEntries(names.map((name, i) => [name, times[i]!]))),
      );
      for (const result of results) {
        const text = explain({ card, result, all: results });
        assert.doesNotMatch(text, /NaN|undefined|Infinity/, card.name);
        assert.ok(text.endsWith('.') || card.name === 'gpu-multiply', `${card.name}: ${text}`);
      }
    }
    const alone = invented(card, card.sizes[0]!, { [names[0]!]: 1 });
    assert.doesNotMatch(explain({ card, result: alone, all: [alone] }), /NaN|undefined|Infinity/, card.name);
  }
});

test('JavaScript does the same work as the C++', () => {
  for (const size of [1, 7, 37, 1000]) {
    const compiled = module.prepare('multiply', 'scalar', size);
    for (const name of ['JavaScript Array', 'JavaScript Float32Array']) {
      const { bytes: _, ...totals } = javascriptLoop(name, size).run(7) as ReturnType<typeof compiled.run>;
      const { bytes: __, ...expected } = compiled.run(7);
      assert.deepEqual(totals, expected, name);
    }
    compiled.dispose();
  }
});

test('adapters that imitate a GPU are known as such', () => {
  const info = { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false };
  assert.deepEqual(describeAdapter({ ...info, vendor: 'google', architecture: 'swiftshader' }), {
    description: 'google swiftshader',
    software: true,
  });
  assert.deepEqual(describeAdapter({ ...info, description: 'llvmpipe (LLVM 19)' }), {
    description: 'llvmpipe (LLVM 19)',
    software: true,
  });
  assert.equal(describeAdapter({ ...info, vendor: 'x', isFallbackAdapter: true }).software, true);
  assert.deepEqual(describeAdapter({ ...info, vendor: 'nvidia', architecture: 'ampere' }), {
    description: 'nvidia ampere',
    software: false,
  });
  assert.match(describeAdapter(info).description, /does not say its name/);
});

test('sizes are short on an axis', () => {
  assert.deepEqual([500, 1000, 16_000, 250_000, 1_300_000].map(shortSize), ['500', '1k', '16k', '250k', '1.3M']);
});
