// The text that the model reads: typed by the reader, or written on by the model; and the letter in it that all panels
// look at.
import { likeliest, tempered, tokenAt } from './drawing.ts';
import { readingOf, type Reading } from './reading.ts';
import { visible } from './tokens.ts';

const noBreakSpace = '\u00a0';

/** A letter that the model has chosen. */
export interface Draw {
  token: number;
  /** All of them at the temperature of the moment, and the random number that fell on one; none for the likeliest. */
  probabilities: number[];
  random?: number;
}

export class Writing {
  /** As it was typed, but for no-break spaces, or the model has gone on with it. */
  text = '';
  /** What is wrong with the text; what is seen is of the one before then. */
  refusal = '';
  /** The last text in which nothing was wrong. */
  readable = '';
  /** The place that is looked at; 0 is the mark. */
  position = 0;
  draws: readonly Draw[] = [];
  private typed = false;
  private characters: readonly string[] = [];
  private blockSize = 1;

  constructor(
    public temperature: number,
    private readonly changed: () => void,
  ) {}

  /** Begins with a model that knows these characters. What was typed stays, if it knows them all. */
  begin(characters: readonly string[], blockSize: number, example: string): void {
    Object.assign(this, { characters, blockSize, draws: [] });
    const stays = this.typed && this.unknownIn(this.text) === undefined;
    this.take(stays ? this.text : readingOf(example, blockSize).letters.join(''));
  }

  get reading(): Reading {
    return readingOf(this.readable, this.blockSize);
  }

  /** Whether the text goes beyond what is read of it. */
  get isFull(): boolean {
    return this.reading.following !== undefined;
  }

  /** Whether the model has ended the text. */
  get hasEnded(): boolean {
    return this.draws.at(-1)?.token === this.characters.length;
  }

  /** A no-break space, as pasted texts have them, is read as a space where the model knows no other. */
  type(text: string): void {
    this.typed = true;
    this.draws = [];
    this.take(this.characters.includes(noBreakSpace) ? text : text.replaceAll(noBreakSpace, ' '));
  }

  /** Begins again with nothing but the mark. */
  clear(): void {
    this.type('');
  }

  /** Appends a letter: drawn, or the likeliest one. `predictions` has the probability of each token. */
  append(how: 'draw' | 'likeliest', predictions: readonly number[]): void {
    if (this.isFull || this.hasEnded) return;
    const probabilities = tempered(predictions, this.temperature);
    const random = Math.random();
    const draw: Draw =
      how === 'draw'
        ? { token: tokenAt(probabilities, random), probabilities, random }
        : { token: likeliest(probabilities), probabilities };
    this.draws = [...this.draws, draw];
    if (this.hasEnded) this.changed();
    else this.take(this.readable + this.characters[draw.token]!);
  }

  select(position: number): void {
    if (position === this.position) return;
    this.position = position;
    this.changed();
  }

  setTemperature(temperature: number): void {
    this.temperature = temperature;
    this.changed();
  }

  private take(text: string): void {
    const unknown = this.unknownIn(text);
    this.text = text;
    this.refusal = unknown
      ? `“${visible(unknown)}” is not among the letters of the data, so the model has none for it.`
      : '';
    if (!unknown) {
      this.readable = text;
      this.position = this.reading.letters.length;
    }
    this.changed();
  }

  private unknownIn(text: string): string | undefined {
    return [...text].find((letter) => !this.characters.includes(letter));
  }
}
