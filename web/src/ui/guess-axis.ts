// The axis on which is guessed: logarithmic, and the same for every question so that it gives nothing away.
import { formatInteger, formatSignificant } from './format.ts';

/** From ten times slower to ten thousand times faster, in steps of 12 %. */
const [lowest, highest] = [-1, 4];
const stepsPerDecade = 20;

/** The ends of the slider. */
export const [firstPosition, lastPosition] = [lowest * stepsPerDecade, highest * stepsPerDecade];

/** The powers of ten on the axis. */
export const ticks: readonly number[] = Array.from({ length: highest - lowest + 1 }, (_, i) => 10 ** (lowest + i));

/** The ratio at a place of the slider, as round as one guesses. */
export function ratioAt(position: number): number {
  return Number((10 ** (position / stepsPerDecade)).toPrecision(2));
}

/** The nearest place on the axis, in steps of the slider. */
export function positionOf(ratio: number): number {
  const position = Math.log10(ratio) * stepsPerDecade;
  return Math.min(lastPosition, Math.max(firstPosition, position));
}

/** As round as it was guessed: "0.25×", "5×", "1,300×" */
export function formatGuess(ratio: number): string {
  return `${ratio < 10 ? ratio : formatInteger(ratio)}×`;
}

/** By which factor a guess missed, whichever way: 1 or more. */
export function missedBy(guess: number, ratio: number): number {
  return Math.max(guess / ratio, ratio / guess);
}

/** A step of the slider: nobody can come nearer on purpose. */
const spotOn = 1.12;

/** "within a factor of 3.1", "spot on" */
export function closeness(factor: number): string {
  return factor <= spotOn ? 'spot on' : `within a factor of ${formatSignificant(factor, 2)}`;
}

/** As one says it: "5 times faster" */
export function spoken(ratio: number): string {
  if (ratio === 1) return 'equally fast';
  return ratio > 1 ? `${formatSignificant(ratio, 2)} times faster` : `${formatSignificant(1 / ratio, 2)} times slower`;
}

/** Where on the axis a ratio lies, 0..1. */
export function shareOf(ratio: number): number {
  return (positionOf(ratio) - firstPosition) / (lastPosition - firstPosition);
}
