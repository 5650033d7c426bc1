// Bad input: each is an Error with a sentence that names what is wrong, and nothing that existed before it is
// the worse for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { fewNames, lanes, supported, withTrainer } from './support.mjs';

/** A real Error, of a sentence, that says what `pattern` says. */
function isError(pattern) {
  return (error) => {
    assert.ok(error instanceof Error, String(error));
    assert.match(error.message, pattern);
    assert.match(error.message, /^[A-Z].*[.\])]$/s, 'a sentence');
    return true;
  };
}

const refuses = (options, pattern) =>
  assert.rejects(lanes.createTrainer({ variant: 'simd', data: fewNames, ...options }), isError(pattern));

test('createTrainer without options', async () => {
  for (const options of [undefined, null, 5, 'simd']) {
    await assert.rejects(lanes.createTrainer(options), isError(/options/));
  }
  await assert.rejects(lanes.createTrainer({}), isError(/no variant "undefined"/));
  for (const variant of [Object.create(null), { toString: null, valueOf: null }, Symbol('simd'), ['simd'], null]) {
    await assert.rejects(lanes.createTrainer({ variant, data: 'a' }), isError(/no variant "(object|symbol)"/));
    await assert.rejects(lanes.loadVariant(variant), isError(/no variant "(object|symbol)"/));
  }
  await assert.rejects(lanes.createTrainer({ variant: 'simd' }), isError(/data must be a string or a Uint8Array/));
});

test('data that nobody can train on', async () => {
  await refuses({ data: '' }, /empty|no document|nothing/i);
  await refuses({ data: new Uint8Array(0) }, /empty|no document|nothing/i);
  await refuses({ data: '\n \r\n\t\n\n' }, /empty|no document|blank|white space/i);
  await refuses({ data: '', corpus: 'text' }, /empty|no document|nothing/i);
  await refuses({ data: new Uint8Array([0x61, 0x0a, 0xff, 0x62]) }, /UTF-8.*2/);
  await refuses({ data: new Uint8Array([0x61, 0xe2, 0x82]) }, /UTF-8/);
  await refuses({ data: 'anna\ud83d\nbert' }, /surrogate.*4/);
  await refuses({ data: Buffer.from('\ufeffanna\r\nbert\r\n', 'utf16le') }, /in UTF-16 \(little-endian\).*UTF-8/);
  await refuses({ data: Buffer.from('anna\nbert\n', 'utf16le').swap16() }, /in UTF-16 \(big-endian\).*UTF-8/);
  const kinds = { 5: 5, null: null, 'an object': {}, 'an array': ['anna'], 'an ArrayBuffer': new ArrayBuffer(4) };
  const ids = [97, 98, 10, 99]; // token ids, or characters, but not bytes
  kinds['a Uint16Array'] = Uint16Array.from(ids);
  kinds['a Uint8ClampedArray'] = Uint8ClampedArray.from(ids);
  kinds['an Int32Array'] = Int32Array.from(ids);
  kinds['a Float64Array'] = Float64Array.from(ids);
  kinds['a DataView'] = new DataView(new ArrayBuffer(4));
  kinds['a Uint32Array'] = runInNewContext('Uint32Array.of(97, 98)');
  kinds['a Blob'] = new Blob(['anna']);
  kinds['a function'] = () => 'anna';
  for (const [what, data] of Object.entries(kinds)) {
    await refuses({ data }, new RegExp(`Option data must be a string or a Uint8Array, not ${what}\\.`));
  }
});

test('documents that cannot be held out', async () => {
  for (const holdout of [-0.1, 1, 2]) await refuses({ holdout }, /hold out must be at least 0 and below 1/);
  for (const holdout of [NaN, '0.1', null]) await refuses({ holdout }, /Option holdout must be a/);
  await refuses({ holdout: 0.1, data: 'anna\nanna' }, /documents are the same/);
  await withTrainer({}, (trainer) => {
    assert.equal(trainer.info().heldOut, 0);
    assert.throws(() => trainer.heldOutLoss(), isError(/No documents are held out/));
  });
  await withTrainer({ holdout: 0.3 }, (trainer) => {
    assert.equal(trainer.info().heldOut, 3);
    assert.throws(() => trainer.heldOutLoss({ documents: 0 }), isError(/documents/));
    assert.throws(() => trainer.heldOutLoss({ most: 3 }), isError(/most/));
    assert.equal(trainer.heldOutLoss({ documents: 2 ** 40 }), trainer.heldOutLoss());
    assert.notEqual(trainer.heldOutLoss({ documents: 1 }), trainer.heldOutLoss());
  });
});

test('data that is odd and yet works', async () => {
  const odd = {
    'one document': 'anna',
    'one document of one character': 'a',
    'no line end at the end': 'anna\nbert',
    'NUL bytes': 'a\0b\n\0\0\n',
    'a byte-order mark': '\ufeffanna\nbert',
    'line ends of all kinds': 'anna\r\nbert\rcarl\n',
    'a document longer than the block': 'abcdefghijklmnopqrstuvwxyz'.repeat(50),
    '5,000 characters': Array.from(
      { length: 5000 },
      (_, i) => String.fromCodePoint(0x4e00 + i) + (i % 20 ? '' : '\n'),
    ).join(''),
  };
  for (const [what, data] of Object.entries(odd)) {
    for (const engine of ['tensor', 'value']) {
      for (const corpus of ['lines', 'text']) {
        await withTrainer({ data, engine, corpus }, (trainer) => {
          const { losses } = trainer.train(3);
          assert.ok(
            losses.every((loss) => loss > 0 && loss < 20),
            `${what}: ${losses}`,
          );
          assert.equal(trainer.sample({ count: 3 }).length, 3, what);
        });
      }
    }
  }
  await withTrainer({ data: odd['5,000 characters'] }, (trainer) => assert.equal(trainer.info().vocabulary, 5001));
  await withTrainer({ data: odd['a byte-order mark'] }, (trainer) => assert.equal(trainer.info().vocabulary, 7));
  await withTrainer({ data: odd['NUL bytes'] }, (trainer) => {
    assert.equal(trainer.info().vocabulary, 4);
    assert.deepEqual(trainer.inspect('\0a').tokens.slice(1), ['\0', 'a']);
  });
});

test('text that cannot be shown is quoted, and no sentence is cut at a NUL', async () => {
  for (const name of ['engine', 'precision', 'corpus']) {
    await refuses({ [name]: 'a\0b\n"c' }, /, not "a\\u0000b\\u000a\\"c"\.$/);
  }
  await refuses({ seed: '4\0' }, /, not "4\\u0000"\.$/);
  await refuses({ 'st\0eps': 4 }, /^There is no option "st\\u0000eps"\. The options are .*\bdata, variant\./);
});

test('options of the wrong kind', async () => {
  const wrong = [NaN, Infinity, -1, 0.5, '3', null, true, {}, [], 5n, Symbol('three'), () => 3, 2 ** 53, 1e300];
  wrong.push(Object.create(null), { toString: null, valueOf: null }, new Date(0), { [Symbol.toStringTag]: '' });
  for (const value of wrong) {
    for (const name of ['seed', 'steps', 'threads']) await refuses({ [name]: value }, new RegExp(`${name}.*not `, 'i'));
    for (const name of ['nLayer', 'nEmbd', 'nHead', 'blockSize', 'batch']) {
      await refuses({ config: { [name]: value } }, new RegExp(`config\\.${name}.*not `));
    }
  }
  for (const value of [NaN, -Infinity, '0.1', null, {}]) {
    await refuses({ learningRate: value }, /learningRate must be a finite number/);
  }
  for (const value of [5, null, 'big', []]) await refuses({ config: value }, /Option config must be an object/);
  for (const name of ['engine', 'precision', 'corpus']) {
    await refuses({ [name]: 'other' }, new RegExp(`${name}.*"other"`));
    await refuses({ [name]: 7 }, new RegExp(`${name} must be a string, not 7`));
  }
});

test('options that make no sense', async () => {
  for (const name of ['nLayer', 'nEmbd', 'nHead', 'blockSize', 'batch']) {
    await refuses({ config: { [name]: 0 } }, new RegExp(`config\\.${name}.*0`));
  }
  await refuses({ config: { nHead: 5 } }, /heads \(5\) must divide the width \(16\)/);
  await refuses({ config: { nLayer: 1e6 } }, /layers.*1000000/);
  await refuses({ config: { nEmbd: 1e6 } }, /width.*1000000/);
  await refuses({ config: { nHead: 1e6 } }, /heads.*1000000/);
  await refuses({ config: { blockSize: 1e6 } }, /block.*1000000/);
  await refuses({ config: { batch: 1e9 } }, /batch/);
  await refuses({ steps: 1e15 }, /steps/);
  await refuses({ steps: -1 }, /steps must be a whole number from 0 to 1000000000/);
  await refuses({ learningRate: 0 }, /learning rate/);
  await refuses({ learningRate: -0.01 }, /learning rate/);
  await refuses({ engine: 'value', precision: 'f32' }, /value.*f64/);
  await refuses({ threads: 2 }, /thread/);
});

test('a misspelt option is named, with those that there are', async () => {
  await refuses({ learning_rate: 0.1 }, /"learning_rate".*learningRate/);
  await refuses({ config: { n_layer: 2 } }, /"config\.n_layer".*config\.nLayer/);
  await withTrainer({}, (trainer) => {
    assert.throws(() => trainer.sample({ temprature: 1 }), isError(/"temprature".*temperature/));
  });
});

test('a model of absurd size is an error', async () => {
  for (const config of [
    { nLayer: 96, nEmbd: 4096, nHead: 1, blockSize: 1 }, // more parameters than 32 bits count
    { nLayer: 24, nEmbd: 4096, nHead: 1, blockSize: 1 },
  ]) {
    for (const precision of ['f32', 'f64']) await refuses({ config, precision }, /parameters is too large/);
    await refuses({ config, engine: 'value' }, /too (large|big)/);
  }
});

test('a step too large for memory is an error, and the trainer goes on', async () => {
  const data = 'the quick brown fox jumps over the lazy dog '.repeat(2000);
  for (const config of [
    // Attention weights, documents x heads x 4096 x 4096: 17 GB, of which 32 bits can count ...
    { nHead: 16, blockSize: 4096, batch: 16 }, // ... nothing,
    { nHead: 16, blockSize: 4096, batch: 17 }, // ... one gigabyte
    { nHead: 1, blockSize: 1024, batch: 65_536, nEmbd: 64 }, // and here activations, 2^26 tokens x 64
  ]) {
    await withTrainer({ data, corpus: 'text', config }, async (trainer) => {
      const before = trainer.save();
      for (let attempt = 0; attempt < 2; attempt++) {
        assert.throws(() => trainer.train(1), isError(/Out of memory|too (large|big)/));
        assert.equal(trainer.info().step, 0);
        assert.deepEqual(trainer.save(), before);
      }
      await withTrainer({}, (other) => assert.equal(other.train(5).losses.length, 5));
      assert.equal(trainer.sample({ count: 1, prompt: 'the' }).length, 1);
    });
  }
});

test('a learning rate that diverges stops at a step, keeps the losses and says so', async () => {
  for (const engine of ['tensor', 'value']) {
    for (const variant of engine === 'value' ? ['scalar'] : supported) {
      await withTrainer({ variant, engine, learningRate: 1e30, steps: 10_000 }, (trainer) => {
        let failure;
        assert.throws(
          () => trainer.train(10_000),
          (error) => {
            failure = error;
            return isError(/NaN|infinite/)(error);
          },
        );
        assert.ok(failure.losses instanceof Float64Array);
        assert.ok(failure.losses.every(Number.isFinite));
        assert.equal(failure.step, failure.losses.length + 1);
        assert.match(failure.message, new RegExp(`step ${failure.step}\\b`));
        assert.equal(trainer.info().step, failure.step - 1);
        // Nothing that can still be asked of it hangs or crashes.
        assert.throws(
          () => trainer.train(1),
          (error) => error.step === failure.step,
        );
        for (const use of [() => trainer.sample({ count: 2 }), () => trainer.inspect('a'), () => trainer.save()]) {
          try {
            use();
          } catch (error) {
            isError(/./)(error);
          }
        }
      });
      await withTrainer({ variant }, (trainer) => assert.equal(trainer.train(5).losses.length, 5));
    }
  }
});

test('what left the range of numbers in the last step is told, with the tensor, and never saved', async () => {
  for (const variant of supported) {
    await withTrainer({ variant, learningRate: 1e40 }, (trainer) => {
      const lost = ({ losses, step }) => losses.length === 0 && step === 1;
      assert.throws(
        () => trainer.train(1),
        (error) => isError(/wte .* at step 1;/)(error) && lost(error),
      );
      assert.equal(trainer.info().step, 0);
      assert.throws(() => trainer.save(), isError(/cannot be saved: wte/));
      assert.throws(() => trainer.train(1), isError(/at step 1;/));
      assert.equal(trainer.train(0).losses.length, 0);
    });
  }
  for (const engine of ['tensor', 'value']) {
    // These are numbers in f64, but none in a file.
    await withTrainer({ engine, precision: 'f64', learningRate: 1e60 }, (trainer) => {
      assert.equal(trainer.train(1).losses.length, 1);
      assert.throws(() => trainer.save(), isError(/cannot be saved: wte/));
    });
  }
});

test('a diverged trainer starts afresh from a checkpoint', async () => {
  await withTrainer({ learningRate: 1e30 }, (trainer) => {
    const start = trainer.save();
    const [first] = trainer.train(1).losses;
    assert.throws(() => trainer.train(1000), /step/);
    trainer.load(start);
    assert.equal(trainer.train(1).losses[0], first);
  });
});

test('wrong arguments of the methods leave the trainer as it was', async () => {
  await withTrainer({}, (trainer) => {
    trainer.train(10);
    const before = trainer.save();
    for (const n of [undefined, NaN, -1, 1.5, '10', 1e12, Infinity, null, {}]) {
      assert.throws(() => trainer.train(n), isError(/number of steps.*not /));
    }
    for (const count of [-1, 1.5, NaN, '4', 1e9]) {
      assert.throws(() => trainer.sample({ count }), isError(/count.*not /));
    }
    for (const temperature of [0, -1]) assert.throws(() => trainer.sample({ temperature }), isError(/temperature/));
    for (const temperature of [NaN, Infinity, 'hot']) {
      assert.throws(() => trainer.sample({ temperature }), isError(/temperature must be a finite number/));
    }
    for (const seed of [-1, 0.5, 2 ** 53, null]) assert.throws(() => trainer.sample({ seed }), isError(/seed.*not /));
    assert.throws(() => trainer.sample({ prompt: 5 }), isError(/prompt must be a string/));
    assert.throws(() => trainer.sample({ prompt: 'Emma' }), isError(/E/));
    assert.throws(() => trainer.sample({ prompt: 'e'.repeat(16) }), isError(/16/));
    assert.throws(() => trainer.sample({ prompt: 'e\ud800' }), isError(/surrogate/));
    assert.throws(() => trainer.sample(5), isError(/options/));
    assert.throws(() => trainer.sample(null), isError(/options/));
    assert.throws(() => trainer.inspect(), isError(/prefix must be a string/));
    assert.throws(() => trainer.inspect('ä'), isError(/ä/));
    assert.throws(() => trainer.inspect('e'.repeat(16)), isError(/16/));
    assert.throws(() => trainer.inspect('\udfff'), isError(/surrogate/));
    assert.deepEqual(trainer.save(), before);
    assert.equal(trainer.info().step, 10);
  });
  // The errors above, seeds included, have not moved the random stream either.
  const plain = await withTrainer({}, (trainer) => trainer.sample({ count: 5 }));
  await withTrainer({}, (trainer) => {
    assert.throws(() => trainer.sample({ prompt: 'X' }));
    assert.throws(() => trainer.sample({ temperature: 0 }));
    assert.deepEqual(trainer.sample({ count: 5 }), plain);
  });
});

test('a checkpoint that is damaged or of another model is refused whole', async () => {
  const saved = (options) =>
    withTrainer(options, (trainer) => {
      trainer.train(3);
      return trainer.save();
    });
  const good = await saved({});
  const edited = (edit) => {
    const length = Number(new DataView(good.buffer).getBigUint64(0, true));
    const header = new TextEncoder().encode(edit(new TextDecoder().decode(good.subarray(8, 8 + length))));
    const bytes = new Uint8Array(8 + header.length + good.length - 8 - length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    bytes.set(good.subarray(8 + length), 8 + header.length);
    return bytes;
  };
  const bad = {
    empty: new Uint8Array(0),
    'not a checkpoint': new TextEncoder().encode('this is not a checkpoint, it is a sentence'),
    'a header length beyond the file': new Uint8Array(64).fill(0xff),
    'another width': await saved({ config: { nEmbd: 32 } }),
    'more layers': await saved({ config: { nLayer: 2 } }),
    'other heads': await saved({ config: { nHead: 2 } }),
    'another block': await saved({ config: { blockSize: 8 } }),
    'other characters': await saved({ data: 'xyz\nzyx\n' }),
    'a type we do not write': edited((header) => header.replace('"F32"', '"F16"')),
    'a tensor that is missing': edited((header) => header.replace('"wte"', '"etw"')),
    'a header that is not JSON': edited((header) => header.replace('{', '[')),
    'extra bytes': new Uint8Array([...good, 0, 0, 0, 0]),
  };
  for (const length of [4, 8, 20, 400, good.length - 4, good.length - 1]) {
    bad[`cut to ${length} bytes`] = good.slice(0, length);
  }
  for (const variant of supported) {
    await withTrainer({ variant, seed: 5 }, (trainer) => {
      trainer.train(7);
      const before = trainer.save();
      for (const [what, bytes] of Object.entries(bad)) {
        assert.throws(() => trainer.load(bytes), isError(/./), what);
        assert.deepEqual(trainer.save(), before, what);
        assert.equal(trainer.info().step, 7, what);
      }
      const views = [new ArrayBuffer(8), new DataView(good.buffer), new Float32Array(good.buffer, 0, 8)];
      for (const value of [undefined, null, 5, 'text', [1, 2], ...views]) {
        assert.throws(() => trainer.load(value), isError(/checkpoint must be a Uint8Array/));
      }
      trainer.load(good);
      assert.deepEqual(trainer.save(), good);
    });
  }
});

test('what a getter of the caller throws is thrown, and nothing is lost', async () => {
  const mine = new TypeError('mine');
  const failing = (name) => ({
    get [name]() {
      throw mine;
    },
  });
  const isMine = (error) => error === mine;
  await withTrainer({}, async (trainer) => {
    const module = await lanes.loadVariant('simd');
    for (let i = 0; i < 1000; i++) {
      assert.throws(() => trainer.sample(failing('count')), isMine);
      assert.throws(() => module.gemm(failing('m')), isMine);
    }
    await assert.rejects(lanes.createTrainer({ variant: 'simd', data: 'anna', config: failing('nEmbd') }), isMine);
    assert.equal(trainer.train(10).losses.length, 10);
    assert.equal(trainer.sample({ count: 2 }).length, 2);
    assert.ok(module.gemm({ m: 1, n: 1, k: 1, layout: 'nn', repetitions: 1 }).milliseconds >= 0);
  });
});

test('bytes that were transferred, and a proxy of some, are refused', async () => {
  await withTrainer({}, async (trainer) => {
    const gone = trainer.save();
    structuredClone(gone, { transfer: [gone.buffer] });
    const proxy = new Proxy(trainer.save(), {});
    assert.throws(() => trainer.load(gone), isError(/^The checkpoint is gone: its buffer was transferred/));
    assert.throws(() => trainer.load(proxy), isError(/checkpoint must be a Uint8Array, not an object\./));
    await refuses({ data: gone }, /^The data is gone: /);
    await refuses({ data: proxy }, /data must be a string or a Uint8Array, not an object\./);
    assert.equal(trainer.train(1).losses.length, 1);
  });
});

/** The words of the engine are the cause only. */
function isCrash(pattern) {
  return (error) => {
    assert.doesNotMatch(error.message, /unreachable|executed|RuntimeError/);
    assert.ok(error.cause instanceof WebAssembly.RuntimeError);
    return isError(pattern)(error);
  };
}

test('a module that crashes is given up, and a fresh one takes its place', async (context) => {
  const [doomed, bystander] = await Promise.all(
    ['autovec', 'scalar'].map((variant) => lanes.createTrainer({ variant, data: fewNames })),
  );
  const expected = doomed.train(10).losses;
  // No input is known to crash a module; so the clock that it asks does what a trap would do.
  context.mock.method(performance, 'now', () => {
    throw new WebAssembly.RuntimeError('unreachable executed');
  });
  assert.throws(
    () => doomed.train(1),
    isCrash(/^The module lanes-autovec crashed, and what was made with it is lost\./),
  );
  context.mock.restoreAll();
  for (const use of [() => doomed.train(1), () => doomed.save()]) {
    assert.throws(use, isCrash(/^The module lanes-autovec crashed earlier; /));
  }
  doomed.dispose();
  assert.equal(bystander.train(1).losses.length, 1);
  bystander.dispose();
  await withTrainer({ variant: 'autovec' }, (trainer) => assert.deepEqual(trainer.train(10).losses, expected));
});

test('the same goes for the module of the experiments', async (context) => {
  const module = await lanes.loadVariant('autovec');
  const product = { m: 1, n: 1, k: 1, layout: 'nn', repetitions: 1 };
  context.mock.method(performance, 'now', () => {
    throw new WebAssembly.RuntimeError('unreachable executed');
  });
  assert.throws(() => module.gemm(product), isCrash(/^The module lanes-experiments-autovec crashed, /));
  context.mock.restoreAll();
  assert.throws(() => module.gemm(product), isError(/crashed earlier/));
  const fresh = await lanes.loadVariant('autovec');
  assert.notEqual(fresh, module);
  assert.ok(fresh.gemm(product).milliseconds >= 0);
});
