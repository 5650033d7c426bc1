// What the view says of the model: sentences.
import { formatArrival, formatCount, formatInteger, formatLoss } from '../ui/format.ts';
import { previewStepsOf } from '../model/preview-steps.ts';
import type { Inside } from './inside.ts';

/** Which model is shown, and how far it is. */
export function statusOf(inside: Inside): string {
  const { phase, setup, state, message, arrival } = inside;
  if (phase === 'failed') return message;
  if (phase === 'waiting') return 'Waiting for the text to train on …';
  if (!setup || !state) return arrival ? formatArrival(arrival) : 'Making the model …';
  const training = phase === 'training' ? ` Training: step ${formatInteger(inside.step)}.` : '';
  const ended = message ? ` Training ended early: ${message}` : '';
  return stateOf(inside) + training + ended + gapsOf(inside);
}

function gapsOf({ setup, step, states }: Inside): string {
  const passed = previewStepsOf(setup!.steps).filter((planned) => planned <= step).length;
  return states.length < passed ? ' Of so large a model only the first weights and the latest are kept.' : '';
}

function stateOf({ setup, state, busy, step }: Inside): string {
  if (state!.step === 0) {
    const what = setup!.weights
      ? `The weights of ${setup!.weights.name}, before the first step here.`
      : 'Untrained: every weight is still a random number, and so is what it expects.';
    return busy || step > 0 ? what : `${what} Press Train and watch.`;
  }
  const { mean, steps } = state!.loss!;
  const over = steps > 1 ? `, the mean of the last ${steps} steps` : '';
  const so = `After ${formatInteger(state!.step)} of ${formatCount(setup!.steps, 'step')}`;
  return `${so}: loss ${formatLoss(mean)}${over}.`;
}

/** The step of a state, for the scale of time. */
export function nameOfStep(step: number): string {
  return step === 0 ? 'start' : formatInteger(step);
}

/** What each matrix of the model is for, by its name without the layer; and what lies along its rows and columns. */
export const purposes: Record<string, { what: string; rows: string; columns: string }> = {
  wte: { what: 'Embeddings of the letters: the numbers that describe each', rows: 'letters', columns: 'channels' },
  wpe: { what: 'Embeddings of the places in the text, added to the letter’s', rows: 'places', columns: 'channels' },
  lm_head: { what: 'From channels to logits: a score for each letter to come', rows: 'letters', columns: 'channels' },
  attn_wq: { what: 'Queries: what a letter looks for', rows: 'queries', columns: 'channels' },
  attn_wk: { what: 'Keys: what a letter is found by', rows: 'keys', columns: 'channels' },
  attn_wv: { what: 'Values: what a letter hands over', rows: 'values', columns: 'channels' },
  attn_wo: { what: 'Puts together what the heads bring', rows: 'channels', columns: 'values' },
  mlp_fc1: { what: 'Hidden units: each looks for a pattern', rows: 'units', columns: 'channels' },
  mlp_fc2: { what: 'What each unit adds when it finds it', rows: 'channels', columns: 'units' },
};

/** "layer1.attn_wq" -> layer 2, "attn_wq" */
export function partsOf(name: string): { layer?: number; matrix: string } {
  const [, layer, matrix] = name.match(/^layer(\d+)\.(.*)$/) ?? [];
  return layer === undefined ? { matrix: name } : { layer: Number(layer) + 1, matrix: matrix! };
}
