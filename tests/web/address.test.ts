// The list of what the address holds: each entry there and back, together, and what is said of the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressList } from '../../web/src/app/address-list.ts';
import { addressToMeasure } from '../../web/src/app/measure-here.ts';
import { sizeProblem } from '../../web/src/experiments/address.ts';
import type { Shared, Subject } from '../../web/src/export/shared.ts';
import { widthNear } from '../../web/src/ladder/address.ts';
import { readAddress, writeAddress, type AnyEntry } from '../../web/src/model/address.ts';
import { fields, initialSettings, type Settings } from '../../web/src/model/settings.ts';
import type { Asked } from '../../web/src/page/address.ts';
import type { Page } from '../../web/src/page/page.ts';

/** For each entry some texts, and one that is none of its own. */
const examples: Record<string, { good: string[]; bad: string }> = {
  v: { good: ['1'], bad: '2' },
  data: { good: ['words', 'verses', 'own'], bad: 'poems' },
  contenders: { good: ['value,simd', 'python', ''], bad: 'fortran,cobol' },
  'ladder-width': { good: ['16', '256'], bad: '17' },
  'card-size': { good: ['multiply:16000', 'gpu-matmul:64'], bad: 'multiply' },
  present: { good: [''], bad: 'yes' },
  embed: { good: ['race', 'ladder', 'card:fused'], bad: 'everything' },
};

const valuesOf = (query: string): Map<AnyEntry, unknown> => {
  const { values, problems } = readAddress(query, addressList);
  assert.deepEqual(problems, [], query);
  return values;
};

test('every entry has a name of its own, and examples here', () => {
  const parameters = [...fields, ...addressList].map(({ parameter }) => parameter);
  assert.equal(new Set(parameters).size, parameters.length);
  assert.deepEqual(addressList.map(({ parameter }) => parameter).sort(), Object.keys(examples).sort());
});

for (const entry of addressList) {
  const { good, bad } = examples[entry.parameter]!;
  test(`${entry.parameter} survives the way into the address and back`, () => {
    for (const text of good) {
      const values = valuesOf(`?${entry.parameter}=${text}`);
      assert.ok(values.has(entry), text);
      const query = writeAddress(initialSettings(), values, addressList);
      assert.equal(query, values.get(entry) === entry.initial ? '' : `?${entry.parameter}=${text}`);
    }
    assert.equal(writeAddress(initialSettings(), new Map([[entry, entry.initial]]), addressList), '');
  });

  test(`${entry.parameter} says what is wrong with it`, () => {
    for (const text of [bad, '<b>', 'x'.repeat(10_000)]) {
      const { values, problems } = readAddress(`?${entry.parameter}=${text}`, addressList);
      assert.equal(values.size, 0);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, new RegExp(`^The address says ${entry.parameter}=.*\\.$`));
      assert.ok(problems[0]!.length < 400, problems[0]);
    }
  });
}

test('settings and entries stand side by side', () => {
  const query = '?steps=50&effort=quick&contenders=scalar,simd&ladder-width=64';
  const { settings, values, problems } = readAddress(query, addressList);
  assert.deepEqual(problems, []);
  assert.deepEqual([settings.steps, settings.effort], [50, 'quick']);
  assert.equal(writeAddress(settings, values, addressList), query);
});

test('contenders are written in their own order, and only once', () => {
  const values = valuesOf('?contenders=simd,scalar,simd,');
  assert.equal(writeAddress(initialSettings(), values, addressList), '?contenders=scalar,simd');
});

test('what means nothing is told in one sentence, and the rest is used', () => {
  const { settings, problems } = readAddress('?steps=7&colour=red&colour=blue&%3Cimg%3E=1', addressList);
  assert.equal(settings.steps, 7);
  assert.deepEqual(problems, ['The address says colour and <img>, which means nothing to this page.']);
});

test('the ladder begins at its width nearest to that of the settings', () => {
  assert.deepEqual([16, 1, 48, 50, 130, 4096].map(widthNear), [16, 16, 48, 48, 128, 256]);
});

test('cards and sizes that there are not are told, also where they are named like what every object has', () => {
  const cards = [{ name: 'fused', sizes: [1000, 16_000] }];
  assert.equal(sizeProblem({ card: 'fused', size: 1000 }, cards), undefined);
  assert.equal(sizeProblem({ card: 'fused', size: 17 }, cards), 'Possible sizes of fused: 1000, 16000.');
  for (const card of ['memory', '__proto__', 'constructor']) {
    assert.equal(sizeProblem({ card, size: 1000 }, cards), 'No experiment of that name has sizes.');
  }
});

test('contenders that this page does not know are left out, and named', () => {
  const { values, problems } = readAddress('?contenders=simd,cobol,scalar,fortran', addressList);
  assert.equal(writeAddress(initialSettings(), values, addressList), '?contenders=scalar,simd');
  const said = 'The address says contenders=simd,cobol,scalar,fortran.';
  assert.deepEqual(problems, [`${said} This page does not know cobol and fortran. That part is left out.`]);
});

test('a result is measured here as it was there, and what is impossible here is told', () => {
  const asking = (settings: Settings, entries: readonly Asked[], place: string): string =>
    writeAddress(settings, new Map(entries), addressList) + place;
  const page = { settings: initialSettings(), address: { asking } } as unknown as Page;
  const queryOf = (subject: Subject): string => addressToMeasure(page, { subject, rows: [] } as unknown as Shared);
  assert.equal(queryOf({ kind: 'ladder', width: 64 }), '?ladder-width=64#ladder');
  assert.equal(queryOf({ kind: 'ladder', width: 17 }), '?ladder-width=17#ladder');
  assert.equal(queryOf({ kind: 'card', card: 'fused', size: 17 }), '?card-size=fused:17#experiments/fused');
  const quote = { kind: 'quote', layers: 1, width: 16, heads: 4, block: 16, batch: 1 };
  const rows = [{ id: 'cobol', gain: { against: 'scalar' } }, { id: 'simd' }];
  const ofRows = addressToMeasure(page, { subject: quote, rows } as unknown as Shared);
  assert.equal(ofRows, '?contenders=cobol,scalar,simd#race');
  const race = { kind: 'quote', layers: 1, width: 16, heads: 3, block: 16, batch: 5000 } as const;
  for (const subject of [{ kind: 'ladder', width: 17 }, { kind: 'card', card: 'no card', size: 1 }, race] as const) {
    const [query] = queryOf(subject).split('#');
    assert.notDeepEqual(readAddress(query!, addressList).problems, [], query);
  }
});
