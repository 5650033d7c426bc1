// What the figures mean, in sentences made from the figures.
import { formatDuration, formatInteger, formatList, formatSignificant, formatSpeedup } from '../common/format.ts';
import type { Verdict } from '../common/statistics.ts';
import { crossingsOf, type Crossing, type GainAt } from './crossings.ts';
import { figuresOf, type Figures } from './figures.ts';
import type { Measured } from './measured.ts';
import type { Rung } from './rungs.ts';

export const verdicts: Record<Verdict, string> = {
  faster: 'faster',
  slower: 'slower',
  'no significant difference': 'no significant gain',
  'too few rounds': 'too few rounds to say',
};

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function describeCrossing(a: Rung, b: Rung, crossing: Crossing): string {
  const [subject, other] = [capitalised(b.noun), a.noun];
  switch (crossing.kind) {
    case 'overtakes':
      return `${subject} overtakes ${other} at a width of about ${formatSignificant(crossing.width, 2)}.`;
    case 'falls behind':
      return `${subject} falls behind ${other} at a width of about ${formatSignificant(crossing.width, 2)}.`;
    case 'begins to gain':
      return `${subject} is faster than ${other} from a width of ${crossing.first} on; at ${crossing.last} there is no gain yet.`;
    case 'ceases to gain':
      return `${subject} is faster than ${other} up to a width of ${crossing.last}; at ${crossing.first} there is no gain any more.`;
  }
}

/** Where rungs overtake the ones before them, over all measured widths. */
export function describeCrossings(results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): string[] {
  const gains = new Map<string, { a: Rung; b: Rung; at: GainAt[] }>();
  for (const [width, measured] of results) {
    for (const { rung: b, gain } of figuresOf(measured, rungs)) {
      if (!gain) continue;
      const key = `${gain.against.id}-${b.id}`;
      const known = gains.get(key) ?? { a: gain.against, b, at: [] };
      known.at.push({ width, ratio: gain.estimate.ratio, verdict: gain.verdict });
      gains.set(key, known);
    }
  }
  const compared = [...gains.values()].filter(({ at }) => at.length >= 2);
  if (compared.length === 0) return ['Two widths are needed to see lines cross.'];
  const sentences = compared.flatMap(({ a, b, at }) => crossingsOf(at).map((crossing) => describeCrossing(a, b, crossing)));
  const widths = [...results.keys()].sort((a, b) => a - b);
  const range = `from ${widths[0]} to ${widths.at(-1)}`;
  const others = compared.length - compared.filter(({ at }) => crossingsOf(at).length > 0).length;
  if (others === compared.length) return [`No rung overtakes the one before it in the measured range, ${range}.`];
  return others > 0 ? [...sentences, `The other rungs keep their order in the measured range, ${range}.`] : sentences;
}

/** What a step computes at this width, and what it costs in boxes and in arrays. */
function describeWork(measured: Measured, figures: readonly Figures[]): string {
  const { config, parameters, flops } = measured;
  const work = `At width ${config.nEmbd} a step is about ${formatSignificant(flops / 1e6, 2)} million floating-point operations ` +
    `on ${formatInteger(parameters)} parameters.`;
  const value = figures.find(({ rung }) => rung.id === 'value');
  const best = figures.reduce((a, b) => (b.average < a.average ? b : a));
  if (!value || best === value) return work;
  const boxes = flops / 3; // each operation of the forward pass makes a box, and two thirds of the work is backwards
  return `${work} The value graph makes some ${formatInteger(Number(boxes.toPrecision(2)))} boxes for them, and pays about ` +
    `${formatSignificant((value.average / boxes) * 1e6, 2)} ns for each: making it, and coming back to it for the gradient. ` +
    `${capitalised(best.rung.noun)} has no boxes and needs ${formatDuration(best.average)}, or ` +
    `${formatSignificant((best.average / flops) * 1e6, 2)} ns an operation.`;
}

/** The fastest way on one core, which fixed cost is told apart by. */
const steady = ['relaxed', 'simd', 'autovec', 'scalar'];

function describeFixedCost(results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): string {
  const measured = [...results.values()].sort((a, b) => a.config.nEmbd - b.config.nEmbd);
  const [small, large] = [measured[0]!, measured.at(-1)!];
  const [here, there] = [figuresOf(small, rungs), figuresOf(large, rungs)];
  const of = (figures: readonly Figures[], id: string): Figures | undefined => figures.find(({ rung }) => rung.id === id);
  const id = steady.find((candidate) => of(here, candidate) && of(there, candidate));
  if (small === large || !id) {
    return 'Measure another width as well, and fixed cost can be told from arithmetic here.';
  }
  const [a, b] = [of(here, id)!, of(there, id)!];
  const alone = small.flops / b.gflops / 1e6; // milliseconds of the small step at the rate of the large one
  const [narrow, wide] = [small.config.nEmbd, large.config.nEmbd];
  const rate = `At width ${wide} ${a.rung.noun} computes ${formatSignificant(b.gflops, 2)} GFLOP/s.`;
  if (alone >= 0.95 * a.average) return `${rate} At width ${narrow} it is as fast, ${formatSignificant(a.gflops, 2)}: no fixed cost shows.`;
  return `${rate} At that rate the step of width ${narrow} would take ${formatDuration(alone)}, but it takes ` +
    `${formatDuration(a.average)}: ${Math.round(100 * (1 - alone / a.average))}% of it is cost that arithmetic does not explain, ` +
    'such as setting up each operation, and rows too short to keep the lanes busy. A wide model spreads that cost over more work.';
}

/** How much the same ideas gain in the narrowest and in the widest model. */
function describeGains(results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): string | undefined {
  const measured = [...results.values()].sort((a, b) => a.config.nEmbd - b.config.nEmbd);
  const ends = [measured[0]!, measured.at(-1)!];
  if (ends[0] === ends[1]) return undefined;
  const figures = ends.map((one) => figuresOf(one, rungs));
  const gain = (from: string, to: string): string | undefined => {
    const [narrow, wide] = figures.map((list) => {
      const [a, b] = [from, to].map((id) => list.find(({ rung }) => rung.id === id));
      return a && b ? b.improvement / a.improvement : NaN;
    });
    const names = [from, to].map((id) => rungs.find((rung) => rung.id === id)!.noun);
    return Number.isFinite(narrow) && Number.isFinite(wide)
      ? `from ${names[0]} to ${names[1]} ${formatSpeedup(narrow!)} and ${formatSpeedup(wide!)}`
      : undefined;
  };
  const told = [gain('value', 'scalar'), gain('scalar', 'simd'), gain('simd', 'relaxed'), gain('relaxed', 'threads')]
    .filter((text) => text !== undefined);
  if (told.length === 0) return undefined;
  return `The gain at width ${ends[0]!.config.nEmbd} and at width ${ends[1]!.config.nEmbd}: ${formatList(told)}.`;
}

/** Why a tiny model gains only so much, and a wide one more. */
export function explain(shown: Measured | undefined, results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): string[] {
  const figures = shown ? figuresOf(shown, rungs) : [];
  return [
    shown && figures.length > 0 ? describeWork(shown, figures) : undefined,
    results.size > 0 ? describeFixedCost(results, rungs) : undefined,
    results.size > 0 ? describeGains(results, rungs) : undefined,
  ].filter((text) => text !== undefined);
}
