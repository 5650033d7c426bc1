// How the next letter is drawn.

/** Probabilities at a temperature, as if the logits had been divided by it. */
export function tempered(probabilities: readonly number[], temperature: number): number[] {
  const largest = Math.max(...probabilities);
  const powers = probabilities.map((p) => (p / largest) ** (1 / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The first token up to which the probabilities add up to more than `random`, from 0 to 1. */
export function tokenAt(probabilities: readonly number[], random: number): number {
  let sum = 0;
  const found = probabilities.findIndex((p) => {
    sum += p;
    return sum > random;
  });
  return found >= 0 ? found : likeliest(probabilities);
}

export function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}
