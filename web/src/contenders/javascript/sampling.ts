// Letting the model write: token by token, until it ends the document or the block is full.
import type { Model } from './model.ts';
import type { PythonRandom } from './python-random.ts';
import { forget } from './value.ts';

/** The tokens of a text. @throws Error when it has a character that the model has never seen, or no room is left. */
export function encode(text: string, characters: readonly string[], blockSize: number): number[] {
  const tokens = [...text].map((character) => {
    const token = characters.indexOf(character);
    if (token < 0) throw new Error(`The character "${character}" is not in the vocabulary.`);
    return token;
  });
  if (tokens.length >= blockSize) {
    throw new Error(
      `The text has ${tokens.length} characters; the model's block of ${blockSize} tokens has room for ` +
        `${blockSize - 1}.`,
    );
  }
  return tokens;
}

/** A document that begins with these tokens. The mark that ends it is the last of the vocabulary. */
export function drawDocument(
  model: Model,
  begun: readonly number[],
  temperature: number,
  blockSize: number,
  random: PythonRandom,
): number[] {
  const past = model.newPast();
  const mark = model.vocabulary - 1;
  const tokens: number[] = [];
  for (let position = 0, token = mark; position < blockSize; ++position) {
    const logits = model.logits(token, position, past).map(({ data }) => data);
    forget();
    token = begun[position] ?? random.choose(probabilities(logits, temperature));
    if (token === mark) break;
    tokens.push(token);
  }
  return tokens;
}

function probabilities(logits: readonly number[], temperature: number): number[] {
  if (!logits.every(Number.isFinite)) {
    throw new Error("The model's predictions are no longer numbers: its training has diverged.");
  }
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - top) / temperature));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / whole);
}
