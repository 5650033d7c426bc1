// What the page does about what goes wrong: silence is noticed, the last wish wins, whatever was thrown has words.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { fetchWhole } from '../../web/src/common/arrival.ts';
import { blobOf } from '../../web/src/common/blob.ts';
import { messageOf } from '../../web/src/common/errors.ts';
import { LastWish } from '../../web/src/common/last-wish.ts';
import { Silence, unlessSilent } from '../../web/src/common/silence.ts';
import { askWorker, WatchedWorker } from '../../web/src/common/watched-worker.ts';
import { longestSilence } from '../../web/src/contenders/contender.ts';
import { contenderOf } from '../../web/src/contenders/contenders.ts';
import { pairsWithout } from '../../web/src/measure/pairs.ts';

const page = globalThis as { document?: { hidden: boolean } };

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
  delete page.document;
});

/** One look after the other, as a page that is not busy takes them. */
function seconds(count: number): void {
  for (let i = 0; i < count; ++i) mock.timers.tick(1000);
}

test('silence is noticed once, after so many seconds in which nothing was heard', () => {
  const over: number[] = [];
  const silence = new Silence((lasted) => over.push(lasted));
  seconds(100);
  silence.begin(10);
  seconds(9);
  silence.heard();
  seconds(9);
  assert.deepEqual(over, []);
  seconds(1);
  assert.deepEqual(over, [10]);
  seconds(100);
  silence.begin(10);
  seconds(5);
  silence.end();
  seconds(100);
  assert.deepEqual(over, [10], 'nothing is expected');
});

test('a hidden page counts no silence', () => {
  const over: number[] = [];
  const silence = new Silence((lasted) => over.push(lasted));
  page.document = { hidden: true };
  silence.begin(10);
  seconds(100);
  assert.deepEqual(over, []);
  page.document.hidden = false;
  seconds(10);
  assert.deepEqual(over, [10]);
});

test('work that tells of itself may take long, and work that does not is given up', async () => {
  let heard = (): void => {};
  const never = unlessSilent(
    5,
    (lasted) => `silent for ${lasted} seconds`,
    (call) => {
      heard = call;
      return new Promise<void>(() => {});
    },
  );
  for (let i = 0; i < 20; ++i) {
    seconds(4);
    heard();
  }
  seconds(5);
  await assert.rejects(never, /^Error: silent for 5 seconds$/);
  assert.equal(await unlessSilent(5, String, async () => 'done'), 'done');
  await assert.rejects(
    unlessSilent(5, String, async () => {
      throw new Error('its own');
    }),
    /its own/,
  );
});

test('of several wishes the last one counts, however late the others come true', async () => {
  const wishes = new LastWish();
  const came: string[] = [];
  const finish: (() => void)[] = [];
  const wish = (name: string): Promise<void> =>
    wishes.work(async (signal) => {
      await new Promise<void>((resolve) => finish.push(resolve));
      signal.throwIfAborted();
      came.push(name);
    });
  const [large, small] = [wish('large'), wish('small')];
  finish[1]!();
  await small;
  finish[0]!();
  await large;
  assert.deepEqual(came, ['small']);
  assert.equal(wishes.isPending, false);
  await assert.rejects(
    wishes.work(async () => {
      throw new Error('impossible');
    }),
    /impossible/,
  );
});

/** A worker as the browser has them. */
function fakeWorker() {
  return {
    onmessage: (_: { data: object }): void => {},
    onerror: (_: object): void => {},
    posted: [] as unknown[],
    ended: false,
    postMessage(message: unknown) {
      this.posted.push(message);
    },
    terminate() {
      this.ended = true;
    },
  };
}

test('a worker that dies without a word is noticed, one with something to say is not', () => {
  const fake = fakeWorker();
  const [said, died]: [object[], string[]] = [[], []];
  const worker = new WatchedWorker<string, { type: string }>(() => fake as unknown as Worker, {
    said: (reply) => said.push(reply),
    died: (how) => died.push(how),
  });
  seconds(100);
  worker.post('train');
  worker.expect(10);
  for (let i = 0; i < 10; ++i) {
    seconds(9);
    fake.onmessage({ data: { type: 'beat' } });
  }
  assert.deepEqual([said, died], [[], []], 'beats are for the watch only');
  fake.onmessage({ data: { type: 'done' } });
  worker.rest();
  seconds(100);
  assert.deepEqual([said, died, fake.ended], [[{ type: 'done' }], [], false]);
  worker.expect(10);
  seconds(10);
  assert.deepEqual([died, fake.ended], [['said nothing for 10 seconds and was stopped'], true]);
});

test('a worker that crashes says so, without the words of the engine', () => {
  mock.method(console, 'error', () => {});
  for (const [message, how] of [
    ['Uncaught RangeError: x', 'crashed'],
    [undefined, 'could not be loaded'],
  ] as const) {
    const fake = fakeWorker();
    const died: string[] = [];
    new WatchedWorker(() => fake as unknown as Worker, { said: () => {}, died: (how) => died.push(how) });
    fake.onerror({ message, preventDefault: () => {} });
    assert.deepEqual([died, fake.ended], [[how], true]);
  }
});

test('a question to a worker is answered, given up, or fails, and the worker ends', async () => {
  const ask = (fake: ReturnType<typeof fakeWorker>, signal?: AbortSignal) =>
    askWorker(() => fake as unknown as Worker, 'question', {
      seconds: 10,
      complaint: (how) => `The worker ${how}.`,
      ...(signal && { signal }),
    });
  const [answered, silent, unwanted] = [fakeWorker(), fakeWorker(), fakeWorker()];
  const giveUp = new AbortController();
  const answers = [ask(answered), ask(silent), ask(unwanted, giveUp.signal)];
  answered.onmessage({ data: { type: 'answer' } });
  giveUp.abort(new Error('unwanted'));
  seconds(10);
  assert.deepEqual(await answers[0], { type: 'answer' });
  await assert.rejects(answers[1]!, /^Error: The worker said nothing for 10 seconds and was stopped\.$/);
  await assert.rejects(answers[2]!, /unwanted/);
  assert.ok([answered, silent, unwanted].every(({ ended, posted }) => ended && posted[0] === 'question'));
});

test('a contender that cannot be made is left out of the pairs, and those around it are compared', () => {
  const chain = ['python', 'value', 'simd'].map((b, i, all) => ({ a: all[i - 1], b })).slice(1);
  const without = (absent: string) => pairsWithout(chain, absent).map(({ a, b }) => `${a} ${b}`);
  assert.deepEqual(without('python'), ['value simd']);
  assert.deepEqual(without('value'), ['python simd']);
  assert.deepEqual(without('simd'), ['python value']);
  assert.deepEqual(without('relaxed'), ['python value', 'value simd']);
});

test('whoever has much to do may be silent for longer', () => {
  const [python, simd] = [contenderOf('python'), contenderOf('simd')];
  assert.ok(longestSilence(simd, 1e5, 1e5) < 25);
  // A step of more than three seconds may take twenty times as long.
  assert.ok(longestSilence(python, 1_000_000, 1e5) > 60);
  assert.ok(longestSilence(simd, 1e5, 50e6) > 60, 'large data');
});

test('whatever was thrown has words', () => {
  assert.equal(messageOf(new Error('A sentence.')), 'A sentence.');
  assert.equal(messageOf('A sentence.'), 'A sentence.');
  assert.equal(messageOf({ message: 'A sentence.' }), 'A sentence.');
  for (const odd of [undefined, null, {}, { errno: 44 }, new Error(), 7, Symbol('x')]) {
    assert.equal(messageOf(odd), 'The browser gave no reason.');
  }
});

test('a file is fetched with what has arrived told, or a reason why it could not be had', async () => {
  const url = new URL('http://localhost/folder/names.txt');
  const answers = (response: () => Response): void => {
    mock.method(globalThis, 'fetch', async () => response());
  };
  const told: number[] = [];
  answers(() => new Response('anna\nbert\n'));
  const bytes = await fetchWhole(url, ({ file, received }) => {
    assert.equal(file, 'names.txt');
    told.push(received);
  });
  assert.equal(new TextDecoder().decode(bytes), 'anna\nbert\n');
  assert.equal(told.at(-1), 10);
  const fails = (reason: RegExp) =>
    assert.rejects(
      fetchWhole(url, () => {}),
      reason,
    );
  answers(() => new Response('', { status: 404 }));
  await fails(/^Error: the server answered with status 404 when asked for names\.txt$/);
  answers(() => {
    throw new TypeError('fetch failed');
  });
  await fails(/^Error: there is no connection to the server of names\.txt$/);
  const cut = new ReadableStream({
    pull(controller) {
      controller.error(new TypeError('terminated'));
    },
  });
  answers(() => new Response(cut));
  await fails(/^Error: names\.txt arrived in part only$/);
});

test('a long text becomes UTF-8 in pieces, and no piece cuts a character', async () => {
  mock.timers.reset();
  const breaths = mock.method(globalThis, 'setTimeout');
  for (const text of ['', 'ada\n', '\ufeffä\r\n', `${'a'.repeat(2 ** 21 - 1)}${'😀'.repeat(2 ** 21)}ä`]) {
    const blob = await blobOf(text);
    assert.ok(Buffer.from(await blob.arrayBuffer()).equals(Buffer.from(text)), `${text.length} characters`);
  }
  assert.equal(breaths.mock.callCount(), 2, 'the page can draw between the pieces');
});
