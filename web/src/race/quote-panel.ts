// The quoted speed-up: the button, its progress, and each pair with its interval and its control.
import { h, setText, show } from '../common/dom.ts';
import { formatCount, formatDuration, formatInterval, formatMoment, formatRatio } from '../ui/format.ts';
import type { Estimate, Verdict } from '../measure/statistics.ts';
import { explainVerdict, isSignificant, quotedRatio, verdictColour } from '../measure/verdicts.ts';
import type { Measurement } from '../measure/measure.ts';
import { estimatePair, isMeasured, type PairResult } from '../measure/pairs.ts';
import { describeGaps } from '../measure/gap.ts';
import { cancelledMessage } from '../measure/session.ts';
import { intervalPlot, intervalRange } from '../ui/interval-plot.ts';
import type { Panel } from '../ui/panel.ts';
import { explained } from '../ui/term.ts';
import { sharePanel } from '../page/share-panel.ts';
import { measurementsSection } from './export.ts';
import './quote.css';
import type { Race } from './race.ts';

export function quotePanel(race: Race): Panel {
  const { measurement } = race;
  const start = h('button', { type: 'button', id: 'measure', class: 'strong', text: 'Measure' });
  const cancel = h('button', { type: 'button', id: 'cancel-measure', text: 'Cancel', hidden: true });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Progress of the measurement' });
  const message = h('p', { class: 'status', role: 'status', id: 'measure-status' });
  const results = h('ul', { class: 'pairs', id: 'pairs' });
  const basis = h('p', { class: 'help' });
  const share = sharePanel(race.page, {
    what: 'the speed-up',
    isThere: () => measurement.state !== 'running' && measurement.pairs.some(isMeasured),
    sections: () => ({ measurements: measurementsSection(measurement) }),
    pictures: true,
  });
  start.addEventListener('click', () => race.measure());
  cancel.addEventListener('click', () => measurement.stop(cancelledMessage));

  const element = h(
    'section',
    { class: 'card measure', 'aria-labelledby': 'measure-title' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: 'measure-title', text: 'The speed-up to quote' }),
      h('div', { class: 'buttons' }, start, cancel),
    ),
    explained(
      'p',
      { class: 'meaning' },
      'A race is to be watched: each contender has the processor to itself for a while. This compares them block ' +
        'by block, in one worker: warmed up, in turns of equal length in an order drawn at random, as the median of ' +
        'paired ratios, with the interval in which it lies, beside a control.',
    ),
    h('div', { class: 'measuring' }, bar, message),
    results,
    basis,
    share.element,
  );

  function update(): void {
    const { state } = measurement;
    show(start, state !== 'running');
    show(cancel, state === 'running');
    start.disabled = !race.canMeasure;
    setText(start, measurement.pairs.length > 0 ? 'Measure again' : 'Measure');
    show(bar, state === 'running');
    bar.value = measurement.progress;
    setText(message, measurement.message);
    share.update();
    if (state === 'running') return; // no drawing while it measures
    const measured = measurement.pairs.filter(isMeasured);
    const told = measured.map(estimatePair).filter(({ verdict }) => verdict !== 'cannot tell');
    const range = intervalRange(told.flatMap(({ estimate, control }) => [estimate, control]));
    results.replaceChildren(...measured.map((pair) => pairItem(pair, range)));
    setText(basis, measured.length > 0 ? describeBasis(measurement) : '');
  }
  return { element, update, interval: 500 };
}

/** After the ratio. */
function describe(verdict: Verdict): string {
  if (!isSignificant(verdict)) return verdict;
  return verdict === 'faster' ? 'as fast' : 'as fast: slower';
}

function pairItem(pair: PairResult, range: { low: number; high: number }): HTMLElement {
  const found = estimatePair(pair);
  const { estimate, control, verdict } = found;
  const explanation = explainVerdict(estimate, found);
  return h(
    'li',
    { class: 'pair', 'data-verdict': verdictColour(verdict), 'data-pair': `${pair.a.id}-${pair.b.id}` },
    h('p', { class: 'pair-names' }, h('strong', { text: pair.b.name }), ' against ', pair.a.name),
    h(
      'p',
      { class: 'pair-ratio' },
      h('span', { class: 'ratio', text: quotedRatio(estimate, found) }),
      ' ',
      describe(verdict),
    ),
    explanation !== '' && h('p', { class: 'help', text: explanation }),
    ...(verdict === 'cannot tell' ? [] : figuresOf(pair, estimate, control, range)),
  );
}

function figuresOf(
  pair: PairResult,
  estimate: Estimate,
  control: Estimate,
  range: { low: number; high: number },
): Element[] {
  return [
    intervalPlot(estimate, control, range.low, range.high),
    h(
      'dl',
      {},
      h('div', {}, h('dt', { text: '95% interval' }), h('dd', { text: formatInterval(estimate) })),
      h(
        'div',
        {},
        h('dt', { text: 'rounds' }),
        h('dd', { text: `n = ${estimate.rounds}, ${estimate.calm} of them calm` }),
      ),
      h('div', {}, h('dt', { text: 'block' }), h('dd', { text: formatDuration(pair.block) })),
      h(
        'div',
        {},
        h('dt', { text: 'control, same code twice' }),
        h('dd', { text: `${formatRatio(control)} (${formatInterval(control)})` }),
      ),
    ),
  ];
}

function describeBasis({ setup, environment, pairs }: Measurement): string {
  if (!setup || !environment) return '';
  const { config } = setup;
  return (
    `Measured with ${formatCount(config.nLayer, 'layer')} of width ${config.nEmbd}, ` +
    `${formatCount(config.nHead, 'head')}, block ${config.blockSize}, batch ${config.batch}, ` +
    `on ${setup.dataset.name}; ` +
    `timer step ${formatDuration(environment.timer_step_ms)}; ${formatMoment(environment.date)}. ` +
    'A gain counts when its interval lies above 1 and above the interval of the control. ' +
    describeGaps(pairs)
  );
}
