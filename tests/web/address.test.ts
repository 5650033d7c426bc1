// The list of what the address holds: each entry there and back, together, and what is said of the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressList } from '../../web/src/app/address-list.ts';
import { widthNear } from '../../web/src/ladder/address.ts';
import { readAddress, writeAddress, type AnyEntry } from '../../web/src/model/address.ts';
import { fields, initialSettings } from '../../web/src/model/settings.ts';

/** For each entry some texts, and one that is none of its own. */
const examples: Record<string, { good: string[]; bad: string }> = {
  v: { good: ['1'], bad: '2' },
  data: { good: ['words', 'verses', 'own'], bad: 'poems' },
  contenders: { good: ['value,simd', 'python', ''], bad: 'value,cobol' },
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
