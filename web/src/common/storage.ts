// What is kept in this browser from one visit to the next, as texts. Where storage is forbidden, as in some private
// windows, or full, nothing is kept, and nothing else changes.

export function stored(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function store(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // it lasts as long as the page
  }
}

/** What was stored as JSON; undefined also where it is none. */
export function storedJson(key: string): unknown {
  try {
    return JSON.parse(stored(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** All whose key begins so. */
export function forgetStored(prefix: string): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // what may not be read is not there either
  }
}
