// Numbers as people read them: enough digits to compare, never more.
import type { Arrival } from '../common/arrival.ts';

/** 1234567 -> "1,234,567", without Intl, which throws in some browsers under the locale "C". */
export function formatInteger(value: number): string {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 1 -> "1 step", 1000 -> "1,000 steps" */
export function formatCount(count: number, noun: string): string {
  return `${formatInteger(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** What is trained on: "10,160 lines", "1 window" */
export function formatDocuments(count: number, corpus: 'lines' | 'text'): string {
  return formatCount(count, corpus === 'lines' ? 'line' : 'window');
}

/** `digits` significant digits without an exponent: 0.013712 -> "0.0137", 1234.5 -> "1,235". */
export function formatSignificant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  if (magnitude >= digits - 1) return formatInteger(Number(value.toPrecision(Math.max(digits, magnitude + 1))));
  return value.toFixed(Math.min(20, digits - 1 - magnitude));
}

/** A duration with a fitting unit: 0.0137 -> "13.7 µs", 1.34 -> "1.34 ms", 2500 -> "2.50 s", 150000 -> "2 min 30 s". */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '–';
  if (milliseconds === 0) return '0 ms';
  if (milliseconds < 0.9995) return `${formatSignificant(milliseconds * 1000)} µs`;
  if (milliseconds < 999.5) return `${formatSignificant(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 119.5) return `${formatSignificant(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 7200) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/** A duration of few digits, as on an axis: 0.01 -> "10 µs", 1 -> "1 ms". */
export function formatTick(milliseconds: number): string {
  return formatDuration(milliseconds).replace(/\.0+ /, ' ');
}

/** "2026-05-04T10:30:00.000Z" -> "2026-05-04 10:30 UTC" */
export function formatMoment(date: string): string {
  return `${date.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Milliseconds per step, always in ms so that the column can be compared: 0.0137, 1.34, 142. */
export function formatMilliseconds(milliseconds: number): string {
  return formatSignificant(milliseconds, 3);
}

/** 5.08 -> "5.1×", 97.4 -> "97×", 1 -> "1×" */
export function formatSpeedup(ratio: number): string {
  if (!Number.isFinite(ratio) || ratio <= 0) return '–';
  if (ratio === 1) return '1×';
  return `${formatSignificant(ratio, ratio < 10 ? 3 : 2)}×`;
}

const magnitude = (value: number): number => Math.floor(Math.log10(value));

/** So many decimals tell the ends of an interval apart; where they are the same, they are two digits. */
function tellingDecimals({ low, high }: { low: number; high: number }): number {
  return high > low ? -magnitude(high - low) : 1 - magnitude(high);
}

/** With so many decimals, but never more than six digits. */
function formatDecimals(value: number, decimals: number): string {
  const digits = Math.min(Math.max(0, decimals), Math.max(0, 5 - magnitude(value)));
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The ends of an interval, with one digit more than it takes to tell them apart: "14.62 to 15.31". */
export function formatInterval(interval: { low: number; high: number }): string {
  const { low, high } = interval;
  if (!(low > 0)) return 'no interval';
  const decimals = tellingDecimals(interval) + 1;
  return `${formatDecimals(low, decimals)} to ${formatDecimals(high, decimals)}`;
}

/** A ratio beside its interval, with three digits or as many as it takes to lie within: "3.16", "11.83", "12,380". */
export function formatRatio(estimate: { ratio: number; low: number; high: number }): string {
  const { ratio, low } = estimate;
  if (!(ratio > 0)) return '–';
  const three = 2 - magnitude(ratio);
  return formatDecimals(ratio, low > 0 ? Math.max(three, tellingDecimals(estimate)) : three);
}

/** A part of a whole: 0.312 -> "31%", 0.0312 -> "3.1%", 0.0002 -> "<0.1%" */
export function formatPart(part: number): string {
  if (!Number.isFinite(part)) return '–';
  const percent = 100 * part;
  if (percent > 0 && percent < 0.095) return '<0.1%';
  return `${percent < 9.95 && percent > 0 ? percent.toFixed(1) : percent.toFixed(0)}%`;
}

/** A loss with four decimals, or with an exponent where it has run away. */
export function formatLoss(loss: number): string {
  if (!Number.isFinite(loss)) return '–';
  return loss < 1e5 ? loss.toFixed(4) : loss.toExponential(3);
}

/** A small difference: 0 -> "0", 6.7e-7 -> "6.7e-7". */
export function formatDifference(difference: number): string {
  if (!Number.isFinite(difference)) return '–';
  if (difference === 0) return '0';
  return difference >= 0.01 && difference < 1e5 ? formatSignificant(difference, 2) : difference.toExponential(1);
}

/** 25123 -> "25 kB" */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${formatSignificant(bytes / 1000, 2)} kB`;
  return `${formatSignificant(bytes / 1e6, 2)} MB`;
}

/** "Loading CPython: 1.2 MB of 13 MB" */
export function formatArrival({ file, received, total }: Arrival): string {
  const all = total === undefined ? '' : ` of ${formatBytes(total)}`;
  return `Loading ${file}: ${formatBytes(received)}${all}`;
}

/** "a list" -> "A list" */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A text of somebody else's, cut where it is too long for a sentence. */
export function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

/** "one", "one and two", "one, two and three" */
export function formatList(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
