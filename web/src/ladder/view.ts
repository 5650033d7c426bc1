// The view of the ladder: from the slowest way to run a training step to the fastest, one idea a rung.
import './ladder.css';
import './presentation.css';
import type { Page } from '../page/page.ts';
import { sharePanel } from '../page/share-panel.ts';
import { h, show } from '../common/dom.ts';
import { isMeasured } from '../measure/pairs.ts';
import { hero } from '../ui/hero.ts';
import { drawLoop, type Panel } from '../ui/panel.ts';
import { controlsPanel } from './controls-panel.ts';
import { explanationPanel } from './explanation-panel.ts';
import { ladderSection } from './export.ts';
import { ladderWidth, widthNear } from './address.ts';
import { Ladder, type Surroundings } from './ladder.ts';
import type { Measured } from './measured.ts';
import { rungs } from './rungs.ts';
import { tablePanel } from './table-panel.ts';
import { waterfallPanel } from './waterfall-panel.ts';
import { widthChartPanel } from './width-chart-panel.ts';

export function ladderView(page: Page): HTMLElement {
  const around: Surroundings = {
    exclusive: page.exclusive,
    timerStep: page.timerStep,
    material: () => page.dataset && { dataset: page.dataset, corpus: page.settings.corpus, seed: page.settings.seed },
    sizeOf: (...model) => page.sizeOf(...model),
    effort: () => page.settings.effort,
    obstacle: ({ id }) => page.obstacles.get(id),
    changed: (over) => {
      (ladder.state === 'running' ? whileMeasuring : loop).request();
      if (over) page.changed();
    },
  };
  const widthAsked = (): number => Number(page.address.get(ladderWidth) ?? widthNear(page.settings.width));
  const ladder = new Ladder(rungs, around, widthAsked());
  page.address.onAsked(ladderWidth, () => {
    ladder.width = widthAsked();
  });
  page.onChange(() => {
    const isAsSet = ladder.width === widthNear(page.settings.width);
    page.address.set(ladderWidth, isAsSet ? undefined : String(ladder.width));
  });
  page.results.add('ladder', () => ladderSection(ladder.results, rungs));

  const controls = controlsPanel(page, ladder);
  const waterfall = waterfallPanel(page, ladder);
  const chart = widthChartPanel(ladder);
  const explanation = explanationPanel(ladder);
  const table = tablePanel(page, ladder);
  const shown = (): Measured | undefined => ladder.results.get(ladder.width);
  const share = sharePanel(page, {
    what: 'the ladder',
    isThere: () => shown()?.pairs.some(isMeasured) === true,
    sections: () => ({ ladder: ladderSection(new Map([[ladder.width, shown()!]]), rungs) }),
    pictures: true,
  });
  const element = h(
    'div',
    { class: 'view ladder' },
    hero(
      'ladder-title',
      {
        title: 'The same training step.',
        accent: 'One idea faster at a time.',
        lede: [
          'From an interpreter that boxes every number to fused instructions on several cores: each rung adds one ' +
            'idea, is measured against the rung before it, and computes the same losses.',
        ],
      },
      controls.element,
      waterfall.element,
      share.element,
    ),
    chart.element,
    explanation.element,
    table.element,
  );

  // Nothing to see in them before something is measured.
  const results: Panel = {
    element,
    update() {
      for (const part of [chart, table]) show(part.element, ladder.results.size > 0);
    },
  };
  const panels = [controls, waterfall, share, results, chart, explanation, table];
  const loop = drawLoop(panels);
  const whileMeasuring = drawLoop([controls]);
  page.onChange(() => (page.measuring ? whileMeasuring : loop).request());
  loop.request();
  return element;
}
