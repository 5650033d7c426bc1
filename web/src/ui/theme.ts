// Light or dark: the system's choice, unless the reader made one.

export type Theme = 'light' | 'dark';

const key = 'lanes-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners: (() => void)[] = [];

function stored(): Theme | undefined {
  try {
    const value = localStorage.getItem(key);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    return undefined; // storage may be forbidden; then the choice lasts as long as the page
  }
}

let chosen = stored();

export function theme(): Theme {
  return chosen ?? (system.matches ? 'dark' : 'light');
}

function apply(): void {
  document.documentElement.dataset['theme'] = theme();
  for (const listener of listeners) listener();
}

export function toggleTheme(): void {
  chosen = theme() === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // as above
  }
  apply();
}

/** Calls back when the colours change; charts are drawn anew then. */
export function onThemeChange(listener: () => void): void {
  listeners.push(listener);
}

export function startTheme(): void {
  system.addEventListener('change', apply);
  apply();
}

/** The present value of a colour of the style sheet. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
