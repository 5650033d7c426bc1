// What is remembered in this browser from one visit to the next, by name, however large; what is small and needed at
// once is in storage.ts. Where storage is denied, full or silent, nothing is, and each visit is like the first.
import { clear, createStore, get, set, update, type UseStore } from 'idb-keyval';
import { patience, unlessSilent } from './silence.ts';
import { forgetStored } from './storage.ts';

let store: UseStore | undefined;

/** @throws where storage is denied or does not answer */
function withStore<T>(work: (store: UseStore) => Promise<T>): Promise<T> {
  const silent = (): string => 'The storage of this browser does not answer.';
  return unlessSilent(patience, silent, () => {
    store ??= createStore('lanes', 'memory');
    return work(store);
  });
}

/** What was remembered under this name, which may be of an older page; undefined where nothing is. */
export function recall(name: string): Promise<unknown> {
  return withStore((memory) => get<unknown>(name, memory)).catch(() => undefined);
}

function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Whether it will be remembered. */
export function remember(name: string, value: unknown): Promise<boolean> {
  return succeeds(withStore((memory) => set(name, value, memory)));
}

/** The same for what other tabs add to as well: `change` makes of what is remembered now what will be. */
export function revise(name: string, change: (remembered: unknown) => unknown): Promise<boolean> {
  return succeeds(withStore((memory) => update<unknown>(name, change, memory)));
}

/** Everything, that of storage.ts too. */
export async function forgetAll(): Promise<void> {
  forgetStored('lanes-');
  await withStore((memory) => clear(memory)).catch(() => {});
}
