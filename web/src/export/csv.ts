// Comma-separated values, as spreadsheets read them.

export type Cell = string | number;

/** Quoted where it has to be; empty for what is no number. */
function written(value: Cell): string {
  const text = typeof value === 'number' && !Number.isFinite(value) ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
}
