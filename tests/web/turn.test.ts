// Pages take turns at measuring: with locks as a browser has them, without any, and where they are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeTurn } from '../../web/src/measure/turn.ts';

/** The part of the browser's locks that is used, for one name. */
class Locks {
  private queue: (() => void)[] = [];
  private held = false;

  async request(_: string, options: LockOptions, use: (lock: object | null) => unknown): Promise<unknown> {
    if (this.held) {
      if (options.ifAvailable) return use(null);
      await new Promise<void>((granted, refuse) => {
        this.queue.push(granted);
        options.signal!.addEventListener('abort', () => {
          this.queue = this.queue.filter((other) => other !== granted);
          refuse(options.signal!.reason);
        });
      });
    }
    this.held = true;
    try {
      return await use({});
    } finally {
      this.held = false;
      this.queue.shift()?.();
    }
  }
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

/** A page that keeps a record of what it is told. */
function page(locks: unknown): { told: string[]; leave: () => void } {
  const told: string[] = [];
  const say = (what: string) => () => told.push(what);
  return { told, leave: takeTurn(locks as LockManager | undefined, say('wait'), say('go')) };
}

test('the second page waits, and goes on by itself when the first is done', async () => {
  const locks = new Locks();
  const first = page(locks);
  await settle();
  const second = page(locks);
  const third = page(locks);
  await settle();
  assert.deepEqual([first.told, second.told, third.told], [['go'], ['wait'], ['wait']]);
  second.leave(); // one that gives up waiting never has a turn
  await settle();
  first.leave();
  await settle();
  assert.deepEqual([second.told, third.told], [['wait'], ['wait', 'go']]);
  third.leave();
  await settle();
  const last = page(locks);
  await settle();
  assert.deepEqual(last.told, ['go']);
});

test('a turn that was given up at once does not begin, and keeps nobody waiting', async () => {
  const locks = new Locks();
  const first = page(locks);
  first.leave();
  const second = page(locks);
  await settle();
  assert.deepEqual([first.told.includes('wait'), second.told.at(-1)], [false, 'go']);
});

test('without locks, or where they are refused, it goes at once', async () => {
  const without = page(undefined);
  const refused = page({ request: () => Promise.reject(new DOMException('No.', 'SecurityError')) });
  await settle();
  assert.deepEqual([without.told, refused.told], [['go'], ['go']]);
});
