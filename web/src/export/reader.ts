// Reads values that somebody else has written: each is what is asked for, within limits, or there is a sentence.

/** What does not show: it could turn a text around, or hide a part of it. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export class Reader {
  private readonly content: Record<string, unknown>;

  /** `what` is how the object is called in sentences. @throws Error when it is none. */
  constructor(
    value: unknown,
    private readonly what: string,
  ) {
    if (!isObject(value)) throw new Error(`This is no result of Lanes: ${what} is missing.`);
    this.content = value;
  }

  problem(needed: string): Error {
    return new Error(`This is no result of Lanes: in ${this.what} ${needed}.`);
  }

  /** Only what it has itself: not `constructor`. */
  private value(name: string): unknown {
    return Object.hasOwn(this.content, name) ? this.content[name] : undefined;
  }

  /** Whether there is something; null is nothing. */
  has(name: string): boolean {
    return (this.value(name) ?? undefined) !== undefined;
  }

  number(name: string, least: number, most: number): number {
    const value = this.value(name);
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      throw this.problem(`“${name}” has to be a number from ${least} to ${most}`);
    }
    return value + 0; // "-0" is 0, too
  }

  integer(name: string, least: number, most: number): number {
    const value = this.number(name, least, most);
    if (!Number.isInteger(value)) throw this.problem(`“${name}” has to be a whole number`);
    return value;
  }

  flag(name: string): boolean {
    const value = this.value(name);
    if (typeof value !== 'boolean') throw this.problem(`“${name}” has to be true or false`);
    return value;
  }

  /** Without characters that do not show. */
  text(name: string, longest: number): string {
    const value = this.value(name);
    const text = typeof value === 'string' && value.length <= longest ? value.replace(unseen, '').trim() : '';
    if (text === '') throw this.problem(`“${name}” has to be a text of at most ${longest} characters`);
    return text;
  }

  choice<const T extends string>(name: string, choices: readonly T[]): T {
    const value = this.value(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.problem(`“${name}” has to be one of ${choices.join(', ')}`);
    return found;
  }

  /** "2026-05-04T10:30:00.000Z" */
  date(name: string): string {
    const text = this.text(name, 30);
    const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(text) && Number.isFinite(Date.parse(text));
    if (!isDate) throw this.problem(`“${name}” has to be a date and a time`);
    return text;
  }

  object(name: string): Reader {
    return new Reader(this.value(name), `“${name}”`);
  }

  list(name: string, most: number): Reader[] {
    const value = this.value(name);
    if (!Array.isArray(value) || value.length > most) {
      throw this.problem(`“${name}” has to be a list of at most ${most}`);
    }
    return value.map((one, i) => new Reader(one, `“${name}” ${i + 1}`));
  }
}
