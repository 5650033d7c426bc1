// Data that the page does not bring along, from one visit to the next.
import { recall, remember } from '../common/memory.ts';

export interface OwnData {
  name: string;
  /** Nobody else has it. */
  own: boolean;
  bytes: Uint8Array;
}

const key = 'data';

/** In bytes; more is left to the reader's disk. */
const largest = 64 * 2 ** 20;

/** Whether it will be there next time. */
export async function rememberData(data: OwnData): Promise<boolean> {
  if (data.bytes.length <= largest && (await remember(key, data))) return true;
  await forgetData(); // rather none than that of another time
  return false;
}

export async function forgetData(): Promise<void> {
  await remember(key, undefined);
}

export async function recallData(): Promise<OwnData | undefined> {
  const found = (await recall(key)) as Partial<OwnData> | undefined;
  const { name, own, bytes } = found ?? {};
  const isWhole = typeof name === 'string' && typeof own === 'boolean' && bytes instanceof Uint8Array;
  return isWhole ? { name, own, bytes } : undefined;
}
