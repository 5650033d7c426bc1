// The contenders of a card as bars: each draws the figure printed beside it, all on one scale, with its interval and a
// mark at the ceiling of the card, where it has one.
import { h } from '../common/dom.ts';
import type { Figure } from '../measure/statistics.ts';
import { explainVerdict, isSignificant, quotedInterval, quotedRatio, verdictColour } from '../measure/verdicts.ts';
import { formatList, formatSignificant } from '../ui/format.ts';
import { figure, figureWithInterval, nanoseconds, type Outcome, type Result } from './analysis.ts';
import type { Card, Contender } from './cards.ts';
import { palette } from './palette.ts';

/** A row for each contender; their names alone where nothing was measured. */
export function bars(card: Card, contenders: readonly Contender[], result: Result | undefined): HTMLElement[] {
  return [...(result ? measuredBars(card, contenders, result) : waiting(contenders)), ...obstacles(contenders)];
}

function waiting(contenders: readonly Contender[]): HTMLElement[] {
  const names = contenders.filter(({ obstacle }) => obstacle === undefined).map(({ name }) => name);
  return names.length > 0 ? [h('li', { class: 'bar waiting help', text: `Compares ${formatList(names)}.` })] : [];
}

function measuredBars(card: Card, contenders: readonly Contender[], result: Result): HTMLElement[] {
  const colours = palette(card);
  const outcomes = new Map(result.outcomes.map((outcome) => [outcome.name, outcome]));
  const drawn = (outcome: Outcome | undefined): Figure | undefined =>
    outcome?.quotable ? figureWithInterval(card, outcome) : undefined;
  const ends = [...outcomes.values()].map(drawn).flatMap((shown) => (shown ? [shown.value, shown.high] : []));
  const ceiling = result.ceiling?.figure;
  const longest = Math.max(0, ...[...ends, ceiling ?? 0].filter(Number.isFinite));
  return contenders
    .filter(({ obstacle }) => obstacle === undefined)
    .map((contender, i) => {
      const outcome = outcomes.get(contender.name);
      const failure = result.failures.find(({ name }) => name === contender.name)?.reason;
      return h(
        'li',
        {
          class: outcome && !outcome.agrees ? 'bar wrong' : 'bar',
          'data-contender': colours.get(contender.name),
          'data-name': contender.name,
        },
        h(
          'div',
          { class: 'bar-name' },
          h('strong', { text: contender.name }),
          h('span', { class: 'help', text: contender.description }),
        ),
        track(drawn(outcome), ceiling, longest),
        failure ? h('p', { class: 'bar-failure notice', text: failure }) : null,
        ...(outcome ? words(card, outcome, i === 0) : []),
      );
    });
}

function track(shown: Figure | undefined, ceiling: number | undefined, longest: number): HTMLElement {
  const element = h('div', { class: 'bar-track', 'aria-hidden': 'true' });
  if (!shown || !(longest > 0)) return element;
  const place = (name: string, className: string, value: number): HTMLElement => {
    const part = h('div', { class: className });
    part.style.setProperty(name, String(value / longest));
    return part;
  };
  element.append(place('--length', 'fill', shown.value));
  if (Number.isFinite(shown.low)) {
    const whisker = place('--from', 'whisker', shown.low);
    whisker.style.setProperty('--to', String(shown.high / longest));
    element.append(whisker);
  }
  if (ceiling !== undefined) element.append(place('--at', 'ceiling', ceiling));
  return element;
}

function words(card: Card, outcome: Outcome, first: boolean): HTMLElement[] {
  const perItem = `ns per ${card.item}`;
  if (!outcome.quotable) {
    const text = 'The machine is too busy to tell within 10 %.';
    const untold = h('p', { class: 'bar-figure' }, h('span', { class: 'help', text }));
    return [untold, h('p', { class: 'bar-ratio' }, ...ratio(outcome, first))];
  }
  const share = outcome.share === undefined ? '' : `${formatSignificant(100 * outcome.share, 2)}% of the ceiling`;
  const also = card.unit !== 'GB/s' ? '' : `${formatSignificant(nanoseconds(outcome))} ${perItem}`;
  return [
    h(
      'p',
      { class: 'bar-figure' },
      h('strong', { text: formatSignificant(figure(card, outcome)) }),
      ` ${card.unit === 'ns' ? perItem : card.unit}`,
      ...[also, share].filter((text) => text !== '').map((text) => h('span', { class: 'help', text })),
    ),
    h('p', { class: 'bar-ratio' }, ...ratio(outcome, first)),
  ];
}

function ratio({ agrees, speedup, raw }: Outcome, first: boolean): (HTMLElement | string)[] {
  if (!agrees) return [h('span', { class: 'notice error', text: 'Error: a different checksum' })];
  if (raw.adapter?.software) return [h('span', { class: 'help', text: 'software adapter: no speed-up' })];
  if (first) return [h('span', { class: 'help', text: 'the others are held against this' })];
  if (!speedup) return [];
  const { estimate, verdict } = speedup;
  if (verdict === 'cannot tell') return [h('span', { class: 'help', text: `No ratio. ${speedup.reason}` })];
  const quoted = h('strong', { 'data-verdict': verdictColour(verdict), text: quotedRatio(estimate, speedup) });
  const interval = quotedInterval(estimate, speedup);
  const said = verdict === 'faster' ? interval : `${interval}: ${verdict}`;
  const why = isSignificant(verdict) ? '' : ` ${explainVerdict(estimate, speedup)}`;
  return [quoted, h('span', { class: 'help', text: said + why.trimEnd() })];
}

/** Who cannot run here, and why: one row for each reason. */
function obstacles(contenders: readonly Contender[]): HTMLElement[] {
  const reasons = new Map<string, string[]>();
  for (const { name, obstacle } of contenders) {
    if (obstacle !== undefined) reasons.set(obstacle, [...(reasons.get(obstacle) ?? []), name]);
  }
  return [...reasons].map(([reason, names]) =>
    h(
      'li',
      { class: 'bar unavailable' },
      h('strong', { text: formatList(names) }),
      h('span', { class: 'help', text: `Not here. ${reason}` }),
    ),
  );
}
