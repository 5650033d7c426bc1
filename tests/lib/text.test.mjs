// Text across the border between JavaScript and wasm: every character comes out as it went in, wherever it stands.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { supported, withTrainer } from './support.mjs';

// The mark of byte order, which decoders drop; NUL, which ends strings of C; one, two, three and four bytes of UTF-8.
const odd = ['a', '\ufeff', '\0', 'é', '語', '😀'];

test('samples keep every character, first, last and between', async () => {
  for (const variant of supported) {
    // Documents of one character each, so that it is certain what follows a prompt: nothing, or one of them.
    await withTrainer({ variant, data: `${odd.join('\n')}\n`, config: { blockSize: 4 } }, (trainer) => {
      for (const first of odd) {
        for (const second of odd) {
          const prompt = first + second;
          const samples = trainer.sample({ count: 50, prompt, seed: 1, temperature: 100 });
          for (const sample of samples) {
            assert.ok(sample.startsWith(prompt), JSON.stringify(sample));
            assert.ok([...sample].length <= 4 && [...sample].every((character) => odd.includes(character)));
          }
          for (const third of odd) assert.ok(samples.some((sample) => sample.startsWith(third, prompt.length)));
        }
      }
    });
  }
});

test('tokens are the characters of the prefix', async () => {
  for (const engine of ['tensor', 'value']) {
    await withTrainer({ engine, data: `${odd.join('')}\n` }, (trainer) => {
      assert.equal(trainer.info().vocabulary, odd.length + 1);
      assert.deepEqual(trainer.inspect(odd.join('')).tokens, ['<BOS>', ...odd]);
      for (const character of odd) assert.deepEqual(trainer.inspect(character).tokens, ['<BOS>', character]);
    });
  }
});

test('a mark of byte order is dropped where data begins, and nowhere else', async () => {
  const mark = '\ufeff';
  for (const [data, vocabulary] of [
    [`${mark}ab`, 3],
    [`${mark}${mark}ab`, 4],
    [`a${mark}b`, 4],
    [`ab\n${mark}`, 4],
  ]) {
    for (const bytes of [data, new TextEncoder().encode(data)]) {
      await withTrainer({ data: bytes }, (trainer) => assert.equal(trainer.info().vocabulary, vocabulary));
    }
  }
});

test('what an error says of a text is that text', async () => {
  await withTrainer({ data: 'anna' }, (trainer) => {
    for (const character of ['é', '語', '😀', '\ufeff']) {
      assert.throws(
        () => trainer.inspect(`a${character}`),
        (error) => error.message.includes(`"${character}"`),
      );
    }
  });
  await assert.rejects(
    withTrainer({ data: 'anna', corpus: '\ufeff' }, () => {}),
    /"\ufeff"/,
  );
});
