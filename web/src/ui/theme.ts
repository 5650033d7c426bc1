// Light or dark: the system's choice, unless the reader made one. Where the system forces its own colours, its choice
// stands in any case; paper is light.
import { store, stored } from '../common/storage.ts';

export type Theme = 'light' | 'dark';

const key = 'lanes-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const forced = matchMedia('(forced-colors: active)');
const listeners: (() => void)[] = [];

function kept(): Theme | undefined {
  const value = stored(key);
  return value === 'light' || value === 'dark' ? value : undefined;
}

let chosen = kept();
let printing = false;

export function theme(): Theme {
  if (printing) return 'light';
  return (!forced.matches && chosen) || (system.matches ? 'dark' : 'light');
}

function apply(): void {
  document.documentElement.dataset['theme'] = theme();
  for (const listener of listeners) listener();
}

export function toggleTheme(): void {
  chosen = theme() === 'dark' ? 'light' : 'dark';
  store(key, chosen);
  apply();
}

/** Between beginning to print and having printed. */
export function setPrinting(on: boolean): void {
  printing = on;
  apply();
}

/** Calls back when the colours change; charts are drawn anew then. */
export function onThemeChange(listener: () => void): void {
  listeners.push(listener);
}

export function startTheme(): void {
  for (const query of [system, forced]) query.addEventListener('change', apply);
  apply();
}

/** The present value of a colour of the style sheet. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
