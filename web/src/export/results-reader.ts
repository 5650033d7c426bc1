// The results in a file that the page has saved, as they are passed on: the widths of the ladder, what was measured for
// the quote, and the cards.
import { describeBrowser } from '../common/environment.ts';
import type { Verdict } from '../measure/statistics.ts';
import { Reader } from './reader.ts';
import { longestName, mostRows, sharedFrom, verdicts, type Shared, type SharedRow } from './shared.ts';

const mostResults = 200;
const longestAgent = 500;

function machineFrom(environment: Reader): object {
  return {
    browser: describeBrowser(environment.text('user_agent', longestAgent)),
    cores: environment.number('cores', 0, 4096),
    isolated: environment.flag('isolated'),
    timerStep: environment.number('timer_step_ms', 0, 1e6),
    lanes: environment.text('lanes_version', 30),
    date: environment.date('date'),
  };
}

const limits = [1e-12, 1e15] as const;

/** A number that may be missing, as figures are that cannot be told. */
function figureFrom(of: Reader, name: string, factor = 1): number | undefined {
  return of.has(name) ? factor * of.number(name, ...limits) : undefined;
}

const effortFrom = (of: Reader): string | undefined => (of.has('effort') ? of.text('effort', 10) : undefined);

const verdictFrom = (of: Reader): Verdict => of.choice('verdict', verdicts);

function gainFrom(against: string, verdict: Verdict, speedup: Reader): object {
  if (verdict === 'cannot tell') return { against, verdict };
  const [ratio, low, high] = ['ratio', 'low', 'high'].map((name) => speedup.number(name, ...limits));
  return { against, verdict, estimate: { ratio, low, high, rounds: speedup.number('rounds', 1, 1e6) } };
}

/** The largest gain over the first of them. */
function bestOf(rows: readonly SharedRow[], first: string | undefined): SharedRow | undefined {
  const ratioOf = ({ gain }: SharedRow): number => gain?.estimate?.ratio ?? 0;
  return rows
    .filter(({ gain }) => gain?.verdict === 'faster' && gain.against === first)
    .reduce<SharedRow | undefined>((best, row) => (best && ratioOf(best) >= ratioOf(row) ? best : row), undefined);
}

function withBest(result: Shared, first: string | undefined): Shared {
  const best = bestOf(result.rows, first);
  return best ? { ...result, best } : result;
}

function ladderFrom(width: Reader): Shared {
  const rows = width.list('rungs', mostRows).map((rung) => {
    const gain = rung.has('to_the_rung_before') ? rung.object('to_the_rung_before') : undefined;
    return {
      id: rung.text('id', longestName),
      figure: figureFrom(rung, 'ms'),
      gain: gain && gainFrom(gain.text('against', longestName), verdictFrom(gain), gain.object('speedup')),
    };
  });
  const data = shortened(width.object('config').object('data').text('name', 1000));
  const subject = { kind: 'ladder', width: width.number('width', 1, 1e6) };
  const machine = machineFrom(width.object('environment'));
  const product = width.has('product') ? width.object('product') : undefined;
  const best = product && {
    id: product.text('to', longestName),
    gain: gainFrom(product.text('from', longestName), 'faster', product.object('speedup')),
  };
  return sharedFrom({ subject, unit: 'ms', data, effort: effortFrom(width), machine, rows, best });
}

function quoteFrom(measurements: Reader): Shared {
  const config = measurements.object('config');
  const size = (name: string): number => config.number(name, 1, 1e6);
  const [layers, width, heads, block, batch] = ['nLayer', 'nEmbd', 'nHead', 'blockSize', 'batch'].map(size);
  const pairs = measurements.list('pairs', mostRows);
  const rows = pairs.map((pair) => ({
    id: pair.text('b', longestName),
    gain: gainFrom(pair.text('a', longestName), verdictFrom(pair), pair.object('speedup')),
  }));
  const result = sharedFrom({
    subject: { kind: 'quote', layers, width, heads, block, batch },
    unit: 'ms',
    data: shortened(measurements.text('data', 1000)),
    machine: machineFrom(measurements.object('environment')),
    rows,
  });
  return withBest(result, result.rows[0]?.gain?.against);
}

/** Under which name a contender's figure stands in the file, and how many of that it is. */
const figureNames = {
  ns: 'ns_per_item',
  'GB/s': 'gigabytes_per_second',
  'GFLOP/s': 'gigaflops',
} as const;

function cardFrom(card: Reader, result: Reader): Shared {
  const unit = card.choice('unit', ['ns', 'GB/s', 'GFLOP/s']);
  const contenders = result.list('contenders', mostRows);
  const first = contenders[0]?.text('name', longestName) ?? '';
  const rows = contenders.map((contender) => ({
    id: contender.text('name', longestName),
    figure: figureFrom(contender, figureNames[unit]),
    gain: contender.has('speedup') ? gainFrom(first, verdictFrom(contender), contender.object('speedup')) : undefined,
  }));
  const subject = { kind: 'card', card: card.text('name', longestName), size: result.number('size', 1, 1e12) };
  const machine = machineFrom(result.object('environment'));
  return withBest(sharedFrom({ subject, unit, effort: effortFrom(result), machine, rows }), first);
}

/** The name of a data set may be that of a file, of any length. */
function shortened(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`;
}

/** @throws Error in a sentence when this is no file of results, or none of its results can be passed on. */
export function resultsFrom(content: unknown): Shared[] {
  const file = new Reader(content, 'the file');
  if (file.number('version', 0, 1e6) !== 1) throw new Error('These results were saved by another version of Lanes.');
  // Where next to nothing could be timed, there is a section with nothing in it.
  const holds = (list: string) => (of: Reader) => of.list(list, mostRows).length > 0;
  const ladder = file.has('ladder') ? file.object('ladder').list('widths', mostResults) : [];
  const quote = file.has('measurements') ? [file.object('measurements')] : [];
  const cards = file.has('experiments') ? file.list('experiments', mostResults) : [];
  const resultsOf = (card: Reader): Shared[] => {
    const results = card.list('results', mostResults).filter(holds('contenders'));
    return results.map((result) => cardFrom(card, result));
  };
  const results = [
    ...ladder.filter(holds('rungs')).map(ladderFrom),
    ...quote.filter(holds('pairs')).map(quoteFrom),
    ...cards.filter((card) => card.has('results')).flatMap(resultsOf), // explorers save other things
  ];
  if (results.length === 0) {
    throw new Error('There is nothing measured in it: no ladder, no quoted speed-up, no card.');
  }
  return results;
}
