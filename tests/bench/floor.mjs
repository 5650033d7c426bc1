// The least time of a training step with registers of four lanes: how many slots of the multiply units it fills, and
// how long the machine takes for so many by the peak of the same run. Sums, loads and stores run beside them for free,
// documents are as long as they are, and nothing else costs anything, so that no program gets there.
import { find, gflops } from './report.mjs';

/**
 * What the first prototype of a step by hand took, in floors: 8.58 and 8.23 µs where a slot took 0.127 ns. The aims are
 * shares of it.
 */
export const yardstick = { simd: 2.32, relaxed: 2.23 };

const lanes = 4;
const registers = (numbers) => Math.ceil(numbers / lanes);

/** microGPT on a list of names, one document a step. */
export function microgptOn(text) {
  const block = 16;
  const names = text.split('\n').filter(Boolean);
  return {
    layers: 1,
    width: 16,
    heads: 4,
    block,
    vocabulary: new Set(names.join('')).size + 1,
    /** Positions of each document. */
    lengths: names.map((name) => Math.min([...name].length + 1, block)),
  };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Slots for each register of numbers: e to the power of x, a polynomial with its scaling; what turns e^x into
// probabilities, and the gradient back; a norm, forward and backward.
const exponential = 7;
const probability = 2;
const norm = 5;
// Adam: two for each moment, one for the square and one for the update; root and division keep a unit for two.
const adam = 8;

/** What a mean step fills: slots of the multiply units, each for one register of numbers. */
function slotsOfStep({ layers, width, heads, block, vocabulary, lengths }) {
  const positions = mean(lengths);
  const pairs = mean(lengths.map((n) => (n * (n + 1)) / 2)); // of a query and a key that it may see
  const perLayer = 12 * width * width; // q, k, v and what leads out: 4; the two of the hidden layer: 8
  const weights = registers(vocabulary) * width + layers * registers(perLayer);
  const parameters = (2 * vocabulary + block) * width + layers * perLayer;
  const parts = {
    products: 3 * weights * positions, // forward, for the inputs' gradient, for the weights'
    adam: adam * registers(parameters),
    attention: layers * (6 * pairs * registers(width) + registers(pairs * heads) * (exponential + probability)),
    rest:
      positions * registers(vocabulary) * (exponential + probability) +
      (2 * layers + 1) * positions * registers(width) * norm,
  };
  return { ...parts, all: Object.values(parts).reduce((sum, slots) => sum + slots, 0) };
}

/**
 * The slots of a mean step and the milliseconds that they take by the peak of the run: relaxed, which fills a slot with
 * eight operations, or simd where there is no other. Undefined where neither was measured.
 */
export function floorOf(model, rows) {
  const slots = slotsOfStep(model);
  const peak = rows.find(({ name }) => name === 'peak');
  const timing = find(peak, 'relaxed') ?? find(peak, 'simd');
  return timing && { slots, milliseconds: (slots.all * 2 * lanes) / (gflops(timing) * 1e6) };
}
