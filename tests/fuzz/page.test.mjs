// Whatever the page reads by itself: its address, what is typed, the header of a checkpoint, and what its server is
// asked for.
import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { serve } from '../../web/server.mjs';
import { addressList } from '../../web/src/app/address-list.ts';
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
      const text = generator.pick(['value,simd', '16', '1', generator.text(10), String(generator.number())]);
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
