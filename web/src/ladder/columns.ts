// The table of a width: its columns, its cells, and the same as Markdown.
import { describeBrowser } from '../common/environment.ts';
import {
  formatCount,
  formatDifference,
  formatDuration,
  formatInteger,
  formatLoss,
  formatMilliseconds,
  formatMoment,
  formatSignificant,
  formatSpeedup,
} from '../ui/format.ts';
import { describeGaps } from '../measure/gap.ts';
import { quotedInterval, quotedRatio } from '../measure/verdicts.ts';
import type { Figures, Gain } from './figures.ts';
import type { Measured } from './measured.ts';
import { comparedSteps, runSteps } from './sizes.ts';

export const columns = [
  'Average ms/step',
  '1,000 steps',
  'Final loss',
  'Parameters',
  'GFLOP/s',
  'To the rung before',
  '95% interval',
  'Improvement',
  'Largest |difference|',
] as const;

/** A figure that stands for fewer steps than the others says so. */
function of(figure: string, steps: number, most: number): string {
  return steps < most ? `${figure} (${formatCount(steps, 'step')})` : figure;
}

export function cellsOf(
  { average, loss, steps, gflops, gain, improvement, difference }: Figures,
  measured: Measured,
): string[] {
  const { parameters, config } = measured;
  return [
    formatMilliseconds(average),
    formatDuration(average * runSteps),
    of(formatLoss(loss), steps, runSteps),
    formatInteger(parameters),
    formatSignificant(gflops, gflops < 1 ? 2 : 3),
    gain ? describeRatio(gain) : '–',
    gain ? quotedInterval(gain.estimate, gain) : '–',
    formatSpeedup(improvement),
    difference
      ? of(formatDifference(difference.largest), difference.compared, comparedSteps(config.nEmbd))
      : 'reference',
  ];
}

/** "3.16×", "0.94×, slower", "cannot tell" */
function describeRatio({ estimate, verdict }: Gain): string {
  if (verdict === 'cannot tell') return verdict;
  const ratio = quotedRatio(estimate, { verdict });
  return verdict === 'faster' ? ratio : `${ratio}, ${verdict}`;
}

/** What was measured where: a sentence. */
export function describeBasis({ config, material, environment, learningRate, effort, pairs }: Measured): string {
  const { nEmbd, nLayer, nHead, blockSize, batch } = config;
  return (
    `Width ${nEmbd}, ${formatCount(nLayer, 'layer')}, ${nHead} heads, block ${blockSize}, batch ${batch}, learning ` +
    `rate ${formatSignificant(learningRate, 2)}, seed ${material.seed}, on ${material.data.name}; measured ` +
    `${effort === 'quick' ? 'quickly' : 'thoroughly'} in ${describeBrowser(environment.user_agent)}, ` +
    `${formatCount(environment.cores, 'core')}, timer step ${formatDuration(environment.timer_step_ms)}, ` +
    `${formatMoment(environment.date)}. ${describeGaps(pairs)}`
  ).trimEnd();
}

export function markdownOf(figures: readonly Figures[], measured: Measured): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rows = figures.map((figure) => line([figure.rung.name, ...cellsOf(figure, measured)]));
  const left = measured.leftOut.map(({ rung, reason }) => `${rung.name}: ${reason}`);
  return [
    line(['Rung', ...columns]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows,
    `\n${describeBasis(measured)}\n`,
    left.length > 0 ? `\nNot measured. ${left.join(' ')}\n` : '',
  ].join('');
}
