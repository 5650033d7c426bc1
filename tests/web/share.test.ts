// Results that are passed on: from the page's own file to a link and back, and whatever else somebody may send.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linksIn, packResult, unpackResult } from '../../web/src/export/link.ts';
import { resultsFrom } from '../../web/src/export/results-reader.ts';
import { keyOf, sharedFrom, type Shared } from '../../web/src/export/shared.ts';
import { Comparison, type Exhibit } from '../../web/src/share/comparison.ts';
import { unlikeData } from '../../web/src/share/group-panel.ts';
import { machines } from '../../web/src/share/machines.ts';
import { barScale, headline, rowName, subjectTitle } from '../../web/src/export/shared-words.ts';

const machine = {
  browser: 'Firefox 140 on Linux',
  cores: 2,
  isolated: true,
  timerStep: 0.005,
  lanes: '0.1.0',
  date: '2026-11-26T17:00:00.000Z',
};
const gain = (against: string, ratio: number) => ({
  against,
  verdict: 'faster' as const,
  estimate: { ratio, low: ratio * 0.9, high: ratio * 1.1, rounds: 200 },
});

const ladder: Shared = {
  subject: { kind: 'ladder', width: 16 },
  unit: 'ms',
  data: 'names.txt (shipped)',
  effort: 'quick',
  machine,
  rows: [
    { id: 'python', figure: 145.5 },
    { id: 'value', figure: 1.25, gain: gain('python', 116.4) },
    { id: 'scalar', gain: { against: 'value', verdict: 'cannot tell' } },
    { id: 'a rung of later', figure: 0.01 },
  ],
  best: { id: 'value', gain: gain('python', 116.4) },
};
const quote: Shared = {
  subject: { kind: 'quote', layers: 2, width: 64, heads: 4, block: 16, batch: 8 },
  unit: 'ms',
  data: '日本語 <b>"names"</b>',
  machine,
  rows: [
    { id: 'scalar', gain: gain('value', 5.5) },
    { id: 'simd', gain: { ...gain('scalar', 1), verdict: 'no significant difference' } },
    { id: 'simd', gain: gain('value', 5.5) },
  ],
  best: { id: 'scalar', gain: gain('value', 5.5) },
};
const card: Shared = {
  subject: { kind: 'card', card: 'multiply', size: 16_000 },
  unit: 'GB/s',
  machine,
  rows: [
    { id: 'list of floats', figure: 0.125 },
    { id: 'array', figure: 12.5, gain: gain('list of floats', 100) },
  ],
};
const kinds = { ladder, quote, card };

for (const [kind, result] of Object.entries(kinds)) {
  test(`a result of the ${kind} survives the way into a link and back`, async () => {
    const link = await packResult(result);
    assert.match(link, /^1z\.[\w-]+$/);
    assert.ok(link.length < 1000, `${link.length} characters`);
    const back = await unpackResult(link);
    const rounded = JSON.parse(
      JSON.stringify(result, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value)),
    );
    assert.deepEqual(back, rounded);
    assert.deepEqual(sharedFrom(back), back);
  });
}

test('a link can be read where it could not be deflated', async () => {
  const text = Buffer.from(JSON.stringify(ladder)).toString('base64url');
  assert.deepEqual(await unpackResult(`1j.${text}`), sharedFrom(ladder));
});

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `1z.${Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url')}`;
}
const deflatedText = (text: string) => deflated(new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>);

test('damaged, old and hostile links get a sentence', async () => {
  const good = await packResult(ladder);
  const links: [string | Promise<string>, RegExp][] = [
    ['', /damaged/],
    ['1z.', /damaged/],
    ['<img src=x onerror=alert(1)>', /damaged/],
    [good.slice(0, -40), /damaged/],
    [good.slice(0, 40), /damaged/],
    [`${good}%20`, /damaged/],
    [good.replace('1z', '1j'), /damaged/],
    [good.replace('1z', '0z'), /another version/],
    [good.replace('1z', '2z'), /another version/],
    [good.replace('1z', '1q'), /another version/],
    [`1z.${'A'.repeat(20_000)}`, /more than a result/],
    [deflatedText(' '.repeat(10_000_000)), /more than a result/], // some 10 kB
    [deflatedText('['.repeat(60_000)), /damaged/],
    [deflatedText(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), /no result/],
    [deflatedText('null'), /no result/],
    [deflatedText('{"__proto__": {"subject": 1}}'), /no result/],
    [deflated(new Uint8Array([0xff, 0xfe])), /damaged/],
  ];
  for (const [link, expected] of links) {
    const text = await link;
    await assert.rejects(
      () => unpackResult(text),
      ({ message }: Error) => expected.test(message) && /^[A-Z].*\.$/.test(message) && message.length < 200,
      text.slice(0, 80),
    );
  }
});

/** The result with another value at one place in it. */
function changed(result: Shared, path: string, value: unknown): unknown {
  const copy = structuredClone(result) as never;
  const names = path.split('.');
  const holder = names.slice(0, -1).reduce((object: Record<string, never>, name) => object[name]!, copy);
  Object.assign(holder, { [names.at(-1)!]: value });
  return copy;
}

test('what is out of bounds in a result is refused, wherever it stands', () => {
  const bad: [string, unknown[]][] = [
    ['subject', [null, 'ladder', [], { kind: 'ladder' }, { kind: 'cake', width: 16 }]],
    ['subject.width', [0, -16, 1.5, NaN, Infinity, '16', 1e9, null]],
    ['unit', ['', 'GB', 5]],
    ['data', ['', 'x'.repeat(61), 5, {}, '\u202e\u0000']],
    ['effort', ['', 'lazy', 5]],
    ['machine.browser', ['', 'x'.repeat(100), 5, undefined]],
    ['machine.cores', [-1, 1e9, '2', NaN]],
    ['machine.date', ['yesterday', '2026-99-99T99:99Z', 5, '']],
    ['machine.timerStep', [-1, NaN, Infinity]],
    [
      'rows',
      [[], null, {}, Array.from({ length: 65 }, (_, i) => ({ id: `row ${i}` })), [ladder.rows[0], ladder.rows[0]]],
    ],
    ['rows.0.id', ['', {}, 'x'.repeat(61)]],
    ['rows.0.figure', [0, -1, NaN, Infinity, 1e300, '5', [5]]],
    ['rows.1.gain', [5, 'faster', [], {}]],
    ['rows.1.gain.verdict', ['fast', '', null]],
    ['rows.1.gain.estimate', [null, {}, { ratio: 5, low: 6, high: 7, rounds: 10 }, { ratio: 5, low: 4, high: 6 }]],
    ['best', [5, { id: '' }]],
  ];
  for (const [path, values] of bad) {
    for (const value of values) {
      assert.throws(
        () => sharedFrom(changed(ladder, path, value)),
        ({ message }: Error) => /^This is no result of Lanes: .*\.$/.test(message),
        `${path}: ${JSON.stringify(value)}`,
      );
    }
  }
});

test('texts are texts, without what does not show', () => {
  const found = sharedFrom(changed(quote, 'data', '<script>alert(1)</script>\u202e\u200b'));
  assert.equal(found.data, '<script>alert(1)</script>');
});

test('more than is asked for is left behind', () => {
  const found = sharedFrom({ ...card, script: 'alert(1)', rows: [{ ...card.rows[0], onclick: 'alert(1)' }] });
  assert.deepEqual(Object.keys(found), ['subject', 'unit', 'machine', 'rows']);
  assert.deepEqual(Object.keys(found.rows[0]!), ['id', 'figure']);
});

test('results stand side by side that are about the same', () => {
  assert.equal(keyOf(ladder), keyOf({ ...ladder, data: 'words', rows: [] }));
  assert.notEqual(keyOf(ladder), keyOf({ ...ladder, subject: { kind: 'ladder', width: 32 } }));
  assert.equal(subjectTitle(ladder.subject), 'The ladder at width 16');
  assert.equal(
    subjectTitle({ kind: 'quote', layers: 1, width: 1_000_000, heads: 1000, block: 4096, batch: 1024 }),
    'The race of 1 layer of width 1,000,000, 1,000 heads, block 4,096, batch 1,024',
  );
  assert.equal(headline(ladder), '116× from CPython to Value graph');
  assert.equal(rowName(quote, quote.rows[0]!), 'Tensors, scalar against Value graph');
  assert.equal(rowName(ladder, ladder.rows[3]!), 'a rung of later');
});

test('unlike data are told, and a result may have none', () => {
  const column = (name: string, data?: string) => {
    const { data: _, ...rest } = ladder;
    const result: Shared = data === undefined ? rest : { ...rest, data };
    const exhibit: Exhibit = { origin: 'file', name, results: [result] };
    return { exhibit, result };
  };
  assert.equal(unlikeData([column('A', 'names'), column('B', 'names')]), '');
  assert.equal(unlikeData([column('A'), column('B')]), '');
  assert.equal(
    unlikeData([column('A', 'names'), column('B', 'words')]),
    'They were measured on unlike data: A on names; B on words.',
  );
  assert.equal(
    unlikeData([column('A', 'names'), column('B')]),
    'They may have been measured on unlike data: A on names; B on data without a name.',
  );
});

test('of many links as many are opened as can be read, and the rest is told once', async () => {
  const widths = Array.from({ length: 12 }, (_, i) => i + 1);
  const links = widths.map((width) => packResult({ ...ladder, subject: { kind: 'ladder', width } }));
  const comparison = new Comparison(
    () => undefined,
    () => {},
  );
  await comparison.openLinks(await Promise.all(links));
  assert.equal(comparison.others.length, 8);
  assert.deepEqual(comparison.problems, ['No more than 8 can be open at once: forget one first.']);
});

test('links are found in what people paste', async () => {
  const [one, other] = ['1z.q1Yq_L-', '1j.eyJ9'];
  const address = `https://host/lanes/?width=48#compare/${one}`;
  for (const text of [address, ` ${address}\n`, `Look: ${address}.`, `<${address}>`, `(${address}), 9 times!`]) {
    assert.deepEqual(linksIn(text), [one], text);
  }
  assert.deepEqual(linksIn(`${address}/${other}`), [one, other]);
  assert.equal(linksIn(`${address}${address}`).at(-1), one, 'pasted twice');
  assert.deepEqual(linksIn('#compare'), []);
});

test('a machine that is asked for twice at once is there once, and a new try begins without old problems', async () => {
  let changes = 0;
  const comparison = new Comparison(
    () => undefined,
    () => (changes += 1),
  );
  comparison.tell('Something was wrong.');
  comparison.begin();
  assert.deepEqual([comparison.problems, changes], [[], 2]);
  const { name, about, read } = machines[0]!;
  await Promise.all([1, 2].map(() => comparison.openReference(name, about, read)));
  assert.deepEqual(
    comparison.others.map((other) => other.name),
    [name],
  );
});

test('bars: of the ladder over decades, of a card from zero, none where there is no figure', () => {
  const [longest, middle, untold, shortest] = ladder.rows.map(barScale([ladder]));
  assert.equal(longest, 1);
  assert.ok(middle! > 0.4 && middle! < 0.6 && shortest! > 0 && shortest! < 0.1, `${middle} ${shortest}`);
  assert.equal(untold, 0);
  assert.deepEqual(card.rows.map(barScale([card])), [0.01, 1]);
});

const environment = {
  date: machine.date,
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  cores: 2,
  isolated: true,
  timer_step_ms: 0.005,
  lanes_version: '0.1.0',
};

test('files of results: what the page saves is read, and what is none gets a sentence', () => {
  const speedup = { ratio: 3, low: 2.9, high: 3.1, rounds: 100, calm: 90, steady: true };
  const file = {
    version: 1,
    environment,
    results: [],
    ladder: {
      widths: [
        {
          width: 16,
          effort: 'thorough',
          environment,
          config: { data: { name: 'names.txt (shipped)' } },
          rungs: [
            { id: 'scalar', ms: 0.03 },
            { id: 'simd', ms: 0.01, to_the_rung_before: { against: 'scalar', verdict: 'faster', speedup } },
            {
              id: 'relaxed',
              ms: null,
              to_the_rung_before: { against: 'simd', verdict: 'cannot tell', speedup: { ratio: null } },
            },
          ],
          product: { from: 'scalar', to: 'simd', speedup },
        },
      ],
    },
    measurements: {
      environment,
      config: { nLayer: 1, nEmbd: 16, nHead: 4, blockSize: 16, batch: 1 },
      data: 'x'.repeat(200),
      pairs: [{ a: 'scalar', b: 'simd', verdict: 'faster', speedup }],
    },
    experiments: [
      { explorer: 'of something else' },
      {
        name: 'multiply',
        unit: 'ns',
        results: [
          {
            size: 1000,
            environment,
            contenders: [
              { name: 'first', ns_per_item: 2 },
              { name: 'second', ns_per_item: null, verdict: 'cannot tell', speedup: { ratio: null } },
            ],
          },
        ],
      },
    ],
  };
  const [fromLadder, fromQuote, fromCard, ...more] = resultsFrom(JSON.parse(JSON.stringify(file)));
  assert.deepEqual(more, []);
  assert.deepEqual(fromLadder!.machine, { ...machine });
  assert.deepEqual([fromLadder!.effort, fromQuote!.effort, fromCard!.effort], ['thorough', undefined, undefined]);
  assert.deepEqual(
    fromLadder!.rows.map(({ id, figure, gain: found }) => [id, figure, found?.verdict, found?.estimate?.ratio]),
    [
      ['scalar', 0.03, undefined, undefined],
      ['simd', 0.01, 'faster', 3],
      ['relaxed', undefined, 'cannot tell', undefined],
    ],
  );
  assert.equal(headline(fromLadder!), '3.00× from Tensors, scalar to Tensors, 128-bit SIMD');
  assert.equal(fromQuote!.data!.length, 60);
  assert.equal(fromQuote!.best?.id, 'simd');
  assert.deepEqual(fromCard!.rows, [
    { id: 'first', figure: 2 },
    { id: 'second', gain: { against: 'first', verdict: 'cannot tell' } },
  ]);

  for (const [content, expected] of [
    [null, /no result of Lanes/],
    [[], /no result of Lanes/],
    [{ environment }, /no result of Lanes: in the file “version”/],
    [{ ...file, version: 2 }, /another version/],
    [{ version: 1, environment, results: [] }, /nothing measured in it/],
    [{ version: 1, ladder: { widths: [{ rungs: [] }] } }, /nothing measured in it/],
    [{ ...file, ladder: { widths: 5 } }, /“widths” has to be a list/],
    [{ ...file, ladder: { widths: [{}] } }, /“rungs” has to be a list/],
  ] as const) {
    assert.throws(() => resultsFrom(content), expected);
  }
});

test('the machines that come with the page are such files, each from a day of its own', async () => {
  assert.ok(machines.length >= 2);
  for (const { name, about, read } of machines) {
    const results = resultsFrom(await read());
    assert.ok(results.length > 0 && about.endsWith('.'), name);
    for (const { subject, rows, machine: measuredOn } of results) {
      assert.equal(subject.kind, 'ladder', name);
      assert.ok(rows.filter(({ figure }) => figure !== undefined).length >= 5, name);
      assert.match(measuredOn.date, /^20\d\d-/);
    }
  }
});
