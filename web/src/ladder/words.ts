// What the figures mean, in sentences made from the figures.
import { capitalised, formatDuration, formatInteger, formatSignificant, formatSpeedup } from '../ui/format.ts';
import { crossingsOf, type Crossing, type GainAt } from '../measure/crossings.ts';
import { figuresOf, type Figures } from './figures.ts';
import { byWidth, type Measured } from './measured.ts';
import type { Rung } from './rungs.ts';

function describeCrossing(a: Rung, b: Rung, crossing: Crossing): string {
  const [subject, other] = [capitalised(b.noun), a.noun];
  switch (crossing.kind) {
    case 'overtakes':
      return `${subject} overtakes ${other} at a width of about ${formatSignificant(crossing.passes, 2)}.`;
    case 'falls behind':
      return `${subject} falls behind ${other} at a width of about ${formatSignificant(crossing.passes, 2)}.`;
    case 'begins to gain':
      return (
        `${subject} is faster than ${other} from a width of ${crossing.first} on; at ${crossing.last} there is ` +
        'no gain yet.'
      );
    case 'ceases to gain':
      return (
        `${subject} is faster than ${other} up to a width of ${crossing.last}; at ${crossing.first} there is no ` +
        'gain any more.'
      );
  }
}

/** Where rungs overtake the ones before them, over all measured widths. */
export function describeCrossings(results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): string[] {
  const gains = new Map<string, { a: Rung; b: Rung; at: GainAt[] }>();
  for (const [width, measured] of results) {
    for (const { rung: b, gain } of figuresOf(measured, rungs)) {
      if (!gain || gain.verdict === 'cannot tell') continue;
      const key = `${gain.against.id}-${b.id}`;
      const known = gains.get(key) ?? { a: gain.against, b, at: [] };
      known.at.push({ at: width, ...gain.estimate, verdict: gain.verdict });
      gains.set(key, known);
    }
  }
  const compared = [...gains.values()].filter(({ at }) => at.length >= 2);
  if (compared.length === 0) return ['Two widths that could be told are needed to see lines cross.'];
  const sentences = compared.flatMap(({ a, b, at }) =>
    crossingsOf(at).map((crossing) => describeCrossing(a, b, crossing)),
  );
  const widths = [...results.keys()].sort((a, b) => a - b);
  const range = `from ${widths[0]} to ${widths.at(-1)}`;
  const others = compared.length - compared.filter(({ at }) => crossingsOf(at).length > 0).length;
  if (others === compared.length) return [`No rung overtakes the one before it in the measured range, ${range}.`];
  return others > 0 ? [...sentences, `The other rungs keep their order in the measured range, ${range}.`] : sentences;
}

/** What a step computes at this width, and what it costs in boxes and in arrays. */
function describeWork(measured: Measured, figures: readonly Figures[]): string {
  const { config, parameters, flops } = measured;
  const work =
    `At width ${config.nEmbd} a step is about ${formatSignificant(flops / 1e6, 2)} million floating-point operations ` +
    `on ${formatInteger(parameters)} parameters.`;
  // What is boxed and yet compiled: there, boxes are all that it pays for.
  const value = figures.findLast(({ rung }) => rung.boxed && !rung.collected);
  const best = figures.reduce((a, b) => (b.time < a.time ? b : a));
  if (!value || best === value) return work;
  const boxes = flops / 3; // each operation of the forward pass makes a box, and two thirds of the work is backwards
  return (
    `${work} ${capitalised(value.rung.noun)} makes some ${formatInteger(Number(boxes.toPrecision(2)))} boxes for ` +
    `them, and pays about ${formatSignificant((value.time / boxes) * 1e6, 2)} ns for each: making it, and coming ` +
    `back to it for the gradient. ${capitalised(best.rung.noun)} has no boxes and needs ` +
    `${formatDuration(best.time)}, or ${formatSignificant((best.time / flops) * 1e6, 2)} ns an operation.`
  );
}

/** A rung at a width. */
interface Point {
  measured: Measured;
  figures: Figures;
}

/** A rung at every width where it was measured, from narrow to wide. */
function pointsOf(id: string, results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): Point[] {
  return byWidth(results).flatMap((measured) => {
    const figures = figuresOf(measured, rungs).find(({ rung, time }) => rung.id === id && Number.isFinite(time));
    return figures ? [{ measured, figures }] : [];
  });
}

function describeFixedCost(results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): string | undefined {
  // By the fastest way on one core that was measured.
  const onOneCore = rungs.filter(({ boxed, parallel }) => !boxed && !parallel).toReversed();
  const points = onOneCore.map(({ id }) => pointsOf(id, results, rungs)).find((found) => found.length > 0);
  if (!points) return undefined;
  if (points.length === 1) return 'Measure another width as well, and fixed cost can be told from arithmetic here.';
  const [narrow, wide] = [points[0]!, points.at(-1)!];
  const best = points.reduce((a, b) => (b.figures.gflops > a.figures.gflops ? b : a));
  const width = ({ measured }: Point): string => `width ${measured.config.nEmbd}`;
  const rate = ({ figures }: Point): string => `${formatSignificant(figures.gflops, 2)} GFLOP/s`;
  const noun = narrow.figures.rung.noun;
  if (best === narrow)
    return `${capitalised(noun)} computes most per second at ${width(narrow)}, ${rate(narrow)}: no fixed cost shows.`;
  const alone = narrow.measured.flops / best.figures.gflops / 1e6; // milliseconds of the narrow step at the best rate
  const share = Math.round(100 * (1 - alone / narrow.figures.time));
  const told =
    `${capitalised(noun)} computes most per second at ${width(best)}: ${rate(best)}. At that rate the step of ` +
    `${width(narrow)} would take ${formatDuration(alone)}, but it takes ${formatDuration(narrow.figures.time)}: ` +
    `${share}% of it is cost that the arithmetic does not explain, such as setting up each operation, and rows too ` +
    'short to keep the lanes busy. A wider model spreads that cost over more work.';
  if (wide.figures.gflops > 0.85 * best.figures.gflops) return told;
  const megabytes = formatSignificant((wide.measured.parameters * 4 * 4) / 1e6, 2);
  return (
    `${told} At ${width(wide)} it comes down to ${rate(wide)}: parameters, gradients and Adam’s two moments are ` +
    `${megabytes} MB there, which each step goes through for the few letters of one document, so it waits for memory ` +
    'more than for arithmetic.'
  );
}

/** The gain of an idea in the narrowest and in the widest model for which both sides were measured. */
function describeGain(
  from: string,
  to: string,
  results: ReadonlyMap<number, Measured>,
  rungs: readonly Rung[],
): string | undefined {
  const starts = new Map(pointsOf(from, results, rungs).map(({ measured, figures }) => [measured, figures]));
  const gains = pointsOf(to, results, rungs).flatMap(({ measured, figures }) => {
    const start = starts.get(measured);
    const ratio = start ? figures.improvement / start.improvement : NaN;
    return Number.isFinite(ratio) ? [{ width: measured.config.nEmbd, ratio }] : [];
  });
  if (gains.length < 2) return undefined;
  const [a, b] = [gains[0]!, gains.at(-1)!];
  const [first, second] = [from, to].map((id) => rungs.find((rung) => rung.id === id)!.noun);
  return (
    `from ${first} to ${second} ${formatSpeedup(a.ratio)} at width ${a.width} and ${formatSpeedup(b.ratio)} at ` +
    `${b.width}`
  );
}

function describeGains(results: ReadonlyMap<number, Measured>, rungs: readonly Rung[]): string | undefined {
  const told = rungs
    .map(({ carriesOn, id }) => carriesOn && describeGain(carriesOn, id, results, rungs))
    .filter((text) => text !== undefined);
  return told.length > 0 ? `What each idea gains: ${told.join('; ')}.` : undefined;
}

/** Why a tiny model gains only so much, and a wide one more. */
export function explain(
  shown: Measured | undefined,
  results: ReadonlyMap<number, Measured>,
  rungs: readonly Rung[],
): string[] {
  const figures = shown ? figuresOf(shown, rungs).filter(({ time }) => Number.isFinite(time)) : [];
  return [
    shown && figures.length > 0 ? describeWork(shown, figures) : undefined,
    describeFixedCost(results, rungs),
    describeGains(results, rungs),
  ].filter((text) => text !== undefined);
}
