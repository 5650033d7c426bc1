// Whatever the page reads by itself: its address, links to results and files of them, what is typed, the header of a
// checkpoint, and what its server is asked for.
import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { serve } from '../../web/server.mjs';
import { addressList } from '../../web/src/app/address-list.ts';
import { packResult, unpackResult } from '../../web/src/export/link.ts';
import { resultsFrom } from '../../web/src/export/results-reader.ts';
import { sharedFrom } from '../../web/src/export/shared.ts';
import { readAddress, writeAddress } from '../../web/src/model/address.ts';
import { checkpointSizes } from '../../web/src/model/checkpoint.ts';
import { checkField, fields, fromQuery, initialSettings, toQuery } from '../../web/src/model/settings.ts';
import { requireSentence, testGenerated } from './generated.mjs';

/** A text for one setting: near what it takes, or far from it. */
function typed(generator, field) {
  const number = generator.number();
  return generator.pick([
    String(field.initial),
    String(number),
    number.toLocaleString('en-US'),
    `${number} `,
    `0x${generator.integer(0, 999).toString(16)}`,
    generator.text(10),
    field.kind === 'choice' ? generator.pick(field.choices).value : String(field.maximum),
  ]);
}

function requireValid(settings) {
  for (const field of fields) {
    const value = settings[field.key];
    assert.deepEqual(checkField(field, String(value)), { value }, field.key);
  }
  assert.equal(settings.width % settings.heads, 0);
}

testGenerated('an address gives good settings, and sentences about what is bad in it', 20_000, (generator) => {
  const query = generator.list(6, () => {
    const field = generator.pick(fields);
    const name = generator.integer(0, 9) > 0 ? field.parameter : generator.text(5);
    const text = typed(generator, field);
    return `${name}=${generator.integer(0, 1) === 0 ? text : encodeURIComponent(text)}`;
  });
  const { settings, problems } = fromQuery(`?${query.join('&')}`);
  requireValid(settings);
  assert.deepEqual(Object.keys(settings), Object.keys(initialSettings()));
  for (const problem of problems) requireSentence(new Error(problem));
  assert.deepEqual(fromQuery(toQuery(settings)), { settings, problems: [] });
});

testGenerated(
  'an address with the entries of all features is read, and written so that it is read alike',
  20_000,
  (generator) => {
    const query = generator.list(6, () => {
      const { parameter } = generator.pick([...fields, ...addressList]);
      const name = generator.integer(0, 9) > 0 ? parameter : generator.text(5);
      const text = generator.pick([
        'value,simd',
        '16',
        '1',
        'multiply:16',
        generator.text(10),
        String(generator.number()),
      ]);
      return `${encodeURIComponent(name)}=${generator.integer(0, 1) === 0 ? text : encodeURIComponent(text)}`;
    });
    const { settings, values, problems } = readAddress(`?${query.join('&')}`, addressList);
    for (const problem of problems) requireSentence(new Error(problem));
    const written = writeAddress(settings, values, addressList);
    const again = readAddress(written, addressList);
    assert.deepEqual([again.settings, again.problems], [settings, []]);
    assert.equal(writeAddress(again.settings, again.values, addressList), written);
  },
);

testGenerated('what is typed is a value within the limits, or there is a sentence', 20_000, (generator) => {
  const field = generator.pick(fields);
  const checked = checkField(field, typed(generator, field));
  if ('error' in checked) requireSentence(new Error(checked.error));
  else assert.deepEqual(checkField(field, String(checked.value)), checked);
});

/** Any JSON, none of it deeper than `depth`. */
function json(generator, depth) {
  const simple = [null, true, generator.number(), generator.text(6), String(generator.integer(-2, 40))];
  if (depth === 0) return generator.pick(simple);
  const keys = ['__metadata__', 'n_layer', 'n_embd', 'n_head', 'block_size', 'corpus', 'toString', 'valueOf'];
  const nested = () => json(generator, depth - 1);
  const entries = generator.list(8, () => [generator.pick(keys), nested()]);
  return generator.pick([generator.pick(simple), generator.list(3, nested), Object.fromEntries(entries)]);
}

testGenerated('a header of a checkpoint states sizes, or there is a sentence', 20_000, (generator) => {
  const sizes = { n_layer: '1', n_embd: '16', n_head: '4', block_size: '16', corpus: 'lines' };
  const header = generator.pick([
    { __metadata__: sizes },
    { __metadata__: { ...sizes, [generator.pick(Object.keys(sizes))]: json(generator, 2) } },
    json(generator, 3),
  ]);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let found;
  try {
    found = checkpointSizes(generator.integer(0, 2) > 0 ? file : generator.mutated(file));
  } catch (error) {
    requireSentence(error);
    return;
  }
  const { corpus, ...numbers } = found;
  assert.ok(['lines', 'text'].includes(corpus));
  for (const size of Object.values(numbers)) assert.ok(Number.isInteger(size) && size > 0, `${size}`);
});

const shared = {
  subject: { kind: 'ladder', width: 16 },
  unit: 'ms',
  data: 'names',
  effort: 'quick',
  machine: { browser: 'B', cores: 2, isolated: true, timerStep: 0.1, lanes: '1', date: '2026-11-26T17:00:00.000Z' },
  rows: [
    { id: 'a', figure: 2 },
    {
      id: 'b',
      figure: 1,
      gain: { against: 'a', verdict: 'faster', estimate: { ratio: 2, low: 1, high: 3, rounds: 9 } },
    },
  ],
};

/** The same with something else in a place or two. */
function spoilt(generator, value) {
  if (typeof value !== 'object' || value === null || generator.integer(0, 5) === 0) {
    return generator.pick([value, json(generator, 2), generator.number(), -value, generator.text(80)]);
  }
  const copy = structuredClone(value);
  const key = generator.pick(Object.keys(copy));
  copy[key] = spoilt(generator, copy[key]);
  if (generator.integer(0, 9) === 0) delete copy[generator.pick(Object.keys(copy))];
  return copy;
}

function requireResult(result) {
  assert.deepEqual(sharedFrom(JSON.parse(JSON.stringify(result))), result);
  for (const { id, figure = 1, gain } of result.rows) {
    assert.ok(id.length <= 60 && Number.isFinite(figure) && figure > 0);
    if (gain?.estimate)
      assert.ok(gain.estimate.low <= gain.estimate.ratio && gain.estimate.ratio <= gain.estimate.high);
  }
}

testGenerated('a link gives a result within all limits, or there is a sentence', 4000, async (generator) => {
  const good = await packResult(shared);
  const asIs = (value) => `1j.${Buffer.from(JSON.stringify(value) ?? '').toString('base64url')}`;
  const mutated = Buffer.from(generator.mutated(Buffer.from(good)));
  const link = generator.pick([
    () => asIs(spoilt(generator, shared)),
    () => asIs(json(generator, 3)),
    () => mutated.toString('latin1'),
    () => `1z.${mutated.toString('base64url')}`,
    () => `${generator.integer(0, 3)}${generator.pick(['z', 'j', ''])}.${generator.text(40)}`,
  ])();
  let result;
  try {
    result = await unpackResult(link);
  } catch (error) {
    requireSentence(error);
    return;
  }
  requireResult(result);
});

testGenerated('a file of results gives results within all limits, or there is a sentence', 20_000, (generator) => {
  const speedup = { ratio: 2, low: 1, high: 3, rounds: 9 };
  const environment = {
    date: shared.machine.date,
    user_agent: 'Firefox/140',
    cores: 2,
    isolated: true,
    timer_step_ms: 0.1,
    lanes_version: '1',
  };
  const rung = { id: 'b', ms: 1, to_the_rung_before: { against: 'a', verdict: 'faster', speedup } };
  const width = { width: 16, effort: 'quick', environment, config: { data: { name: 'names' } }, rungs: [rung] };
  const contenders = [{ name: 'a', ns_per_item: 2, verdict: 'slower', speedup }];
  const sizes = { nLayer: 1, nEmbd: 16, nHead: 4, blockSize: 16, batch: 1 };
  const pairs = [{ a: 'a', b: 'b', verdict: 'faster', speedup }];
  const file = {
    version: 1,
    ladder: { widths: [width] },
    measurements: { environment, config: sizes, data: 'names', pairs },
    experiments: [{ name: 'order', unit: 'ns', results: [{ size: 5, environment, contenders }] }],
  };
  let results;
  try {
    const content = generator.integer(0, 9) > 0 ? spoilt(generator, file) : json(generator, 3);
    results = resultsFrom(JSON.parse(JSON.stringify(content) ?? 'null'));
  } catch (error) {
    requireSentence(error);
    return;
  }
  assert.ok(results.length > 0);
  for (const result of results) requireResult(result);
});

let directory;
let server;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lanes-fuzz-'));
  await mkdir(join(directory, 'site', 'lib'), { recursive: true });
  await writeFile(join(directory, 'secret.txt'), 'secret');
  await writeFile(join(directory, 'site', 'index.html'), 'index');
  await writeFile(join(directory, 'site', 'lib', 'lanes.js'), 'module');
  server = await serve({ root: join(directory, 'site') });
});
after(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

function get(path) {
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.address);
    request({ host: '127.0.0.1', port, path }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    })
      .on('error', reject)
      .end();
  });
}

testGenerated('the server gives what is in the site and nothing else', 1000, async (generator) => {
  const parts = '.. . lib lanes.js secret.txt %2e%2e %2f %00 %ff ? # % \\ a'.split(' ').concat('');
  const path = `/${generator.list(7, () => generator.pick(parts)).join(generator.pick(['/', '/', '']))}`;
  const { status, body } = await get(path);
  assert.ok([200, 400, 403, 404].includes(status), `${path}: ${status}`);
  if (status === 200) assert.ok(['index', 'module'].includes(body), `${path}: ${body}`);
  else assert.ok(!body.includes('secret'), path);
});
