// What the frame keeps in the address.
import type { AddressEntry } from '../model/address.ts';

/** Whether the page is presented: ?present */
export const presented: AddressEntry<boolean> = {
  parameter: 'present',
  initial: false,
  passing: true,
  read: (text) => (text === '' ? { value: true } : { error: 'It takes no value.' }),
  write: () => '',
};
