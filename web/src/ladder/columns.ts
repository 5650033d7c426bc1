// The table of a width: its columns, its cells, and the same as Markdown.
import { describeBrowser } from '../common/environment.ts';
import {
  formatCount, formatDifference, formatDuration, formatInteger, formatLoss, formatMilliseconds, formatSignificant, formatSpeedup,
} from '../common/format.ts';
import type { RatioEstimate } from '../common/statistics.ts';
import type { Figures } from './figures.ts';
import type { Measured } from './measured.ts';
import { runSteps } from './sizes.ts';
import { verdicts } from './words.ts';

export const columns = [
  'Average ms/step', '1,000 steps', 'Final loss', 'Parameters', 'GFLOP/s', 'To the rung before', 'Improvement', 'Largest |difference|',
] as const;

export function formatInterval({ low, high }: RatioEstimate): string {
  return Number.isFinite(low) ? `${formatSignificant(low)} to ${formatSignificant(high)}` : 'no interval';
}

export function cellsOf({ average, loss, steps, gflops, gain, improvement, difference }: Figures, parameters: number): string[] {
  const significant = gain?.verdict === 'faster' || gain?.verdict === 'slower';
  const ratio = gain && `${formatSpeedup(gain.estimate.ratio)} (${formatInterval(gain.estimate)})`;
  return [
    formatMilliseconds(average),
    formatDuration(average * runSteps),
    steps < runSteps ? `${formatLoss(loss)} (${formatCount(steps, 'step')})` : formatLoss(loss),
    formatInteger(parameters),
    formatSignificant(gflops, gflops < 1 ? 2 : 3),
    ratio ? (significant ? ratio : `${ratio}, ${verdicts[gain.verdict]}`) : '–',
    formatSpeedup(improvement),
    difference ? `${formatDifference(difference.largest)} (${formatCount(difference.compared, 'step')})` : 'reference',
  ];
}

/** What was measured where: a sentence. */
export function describeBasis({ config, material, environment, learningRate, effort }: Measured): string {
  const { nEmbd, nLayer, nHead, blockSize, batch } = config;
  return `Width ${nEmbd}, ${formatCount(nLayer, 'layer')}, ${nHead} heads, block ${blockSize}, batch ${batch}, learning rate ` +
    `${formatSignificant(learningRate, 2)}, seed ${material.seed}, on ${material.data.name}; measured ${effort === 'quick' ? 'quickly' : 'thoroughly'} in ` +
    `${describeBrowser(environment.user_agent)}, ${formatCount(environment.cores, 'core')}, timer step ` +
    `${formatDuration(environment.timer_step_ms)}, ${environment.date.slice(0, 16).replace('T', ' ')} UTC.`;
}

export function markdownOf(figures: readonly Figures[], measured: Measured): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rows = figures.map((figure) => line([figure.rung.name, ...cellsOf(figure, measured.parameters)]));
  const left = measured.leftOut.map(({ rung, reason }) => `${rung.name}: ${reason}`);
  return [
    line(['Rung', ...columns]), line(['---', ...columns.map(() => '---:')]), ...rows,
    `\n${describeBasis(measured)}\n`, left.length > 0 ? `\nNot measured. ${left.join(' ')}\n` : '',
  ].join('');
}
