// The results as text: one line per row, times beside the ceilings that the same run measured.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const find = (row, contender) => row?.timings.find((timing) => timing.contender === contender);
export const gflops = (timing) => timing.work.flops / timing.median / 1e6;
export const gigabytes = (timing) => timing.work.bytes / timing.median / 1e6;

const three = (value) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
export function time(ms) {
  return ms < 1e-3 ? `${three(ms * 1e6)} ns` : ms < 1 ? `${three(ms * 1e3)} µs` : `${three(ms)} ms`;
}
/** As in the page and the program: what lies in an interval wider than 15 % is not quoted. */
export const isQuotable = ({ low, high }) => high <= 1.15 * low;
export const quoted = (timing) => (isQuotable(timing) ? time(timing.median) : 'busy');
export const interval = ({ low, high }) => `${time(low)} to ${time(high)}`;

/**
 * The share of the least time in which the machine could do the work, be it arithmetic or memory that limits it (the
 * roofline of Williams, Waterman and Patterson, 2009). What a variant has no ceiling of its own for counts by simd's.
 */
export function ceilingShare(timing, rows) {
  const own = (row) => find(row, timing.variant) ?? find(row, 'simd');
  const ceilings = rows.filter((row) => row.group === 'ceiling');
  const peak = own(ceilings.find((row) => row.name === 'peak'));
  const triads = ceilings
    .filter((row) => row.name !== 'peak')
    .map(own)
    .filter(Boolean);
  const away = (triad) => Math.abs(Math.log(triad.work.bytes / timing.work.bytes));
  const nearest = triads.reduce((best, triad) => (best && away(best) <= away(triad) ? best : triad), undefined);
  let least = peak ? timing.work.flops / (gflops(peak) * 1e6) : 0;
  if (timing.work.bytes > 0 && nearest) least = Math.max(least, timing.work.bytes / (gigabytes(nearest) * 1e6));
  return least / timing.median;
}

const titles = {
  ceiling: 'Ceilings',
  kernel: 'Kernels',
  step: 'Whole steps',
  threads: 'Threads',
  peer: 'Beside other libraries',
};
const nameWidth = 46;

export function heading(group, variants) {
  if (group === 'threads' || group === 'peer') return `\n${titles[group]}`;
  const columns = variants.map((variant) => variant.padStart(10)).join('');
  return `\n${titles[group].padEnd(nameWidth)}${columns}   times    GFLOP/s     GB/s  ceiling`;
}

function figures(timing, rows, isCeiling) {
  if (timing.work.tokens > 0) return `  ${three(timing.work.tokens / timing.median / 1e3)} M tokens/s`;
  const rate = (value) => (value > 0 ? three(value) : '-');
  const share = ceilingShare(timing, rows);
  const percent = share > 0 && !isCeiling ? `${(100 * share).toFixed(0)}%` : '';
  return `${rate(gflops(timing)).padStart(9)} ${rate(gigabytes(timing)).padStart(8)} ${percent.padStart(8)}`;
}

/** One line, or one per contender where these are not simply the variants. */
export function line(row, variants, rows) {
  const missing = row.missing.map(({ contender, reason }) => `  ${contender}: not measured. ${reason}`);
  if (row.timings.some(({ contender, variant }) => contender !== variant)) {
    const lines = row.timings.map((timing) => {
      const figure = timing.work.flops > 0 ? `, ${three(gflops(timing))} GFLOP/s` : '';
      const name = timing.contender.padEnd(nameWidth - 2);
      const rest = isQuotable(timing) ? `, 95% ${interval(timing)}${figure}` : '';
      return `  ${name}${quoted(timing).padStart(10)}${rest}`;
    });
    return [row.name, ...lines, ...missing].join('\n');
  }
  const times = variants.map((variant) => {
    const timing = find(row, variant);
    return (timing ? quoted(timing) : '').padStart(10);
  });
  const fastest = row.timings.reduce(
    (best, timing) => (best && best.median <= timing.median ? best : timing),
    undefined,
  );
  if (!fastest) return [row.name, ...missing].join('\n');
  const isTold = isQuotable(fastest);
  const ratio = fastest.ratio.ratio > 1 && isQuotable(fastest.ratio) ? three(fastest.ratio.ratio) : '';
  const rest = isTold ? figures(fastest, rows, row.group === 'ceiling') : '';
  const first = `${row.name.padEnd(nameWidth)}${times.join('')}${ratio.padStart(8)}  ${rest}`;
  return [first, ...missing].join('\n');
}

/** Rows of cells, the first being the head, as lines with aligned columns. */
export function table(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
