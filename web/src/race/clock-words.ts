// Where a race against the clock stands, in sentences.
import { formatCount, formatInteger, formatList, formatSignificant } from '../ui/format.ts';
import type { Race } from './race.ts';
import type { Runner } from './runner.ts';

/** What there is to say; undefined where it is said alike of every race. */
export function describeClock(race: Race): { sentence: string; more?: string } | undefined {
  const seconds = race.setup?.seconds;
  if (seconds === undefined) return undefined;
  const time = formatCount(seconds, 'second');
  switch (race.state) {
    case 'ready':
      return { sentence: `Ready: ${time} for each contender.`, more: describeRules(race, seconds) };
    case 'racing':
      return race.shown && { sentence: `Racing, ${time} for each contender.`, more: describeTurns(race, seconds) };
    case 'finished':
      return describeResult(race, time);
    default:
      return undefined;
  }
}

/** Whose time it is. */
function describeTurns(race: Race, seconds: number): string {
  const all = formatCount(seconds * race.activeRunners().length, 'second');
  return `They take turns, so that nobody slows another down, and only the own turns count: ${all} in all.`;
}

/** The same, at what learning rate, and who judges. */
function describeRules(race: Race, seconds: number): string {
  const { learningRate } = race.setup!;
  return (
    `${describeTurns(race, seconds)} The learning rate stays at ${learningRate}, as nobody knows how many steps ` +
    'there will be. A tenth of the documents is held out: nobody trains on them, and they judge the models at the end.'
  );
}

function describeResult(race: Race, time: string): { sentence: string; more?: string } {
  const finished = race.activeRunners().filter(({ phase }) => phase === 'finished');
  const [first] = finished;
  if (!first) return { sentence: 'No contender finished.' };
  const best = finished.reduce((a, b) => (b.step > a.step ? b : a));
  const all = best === first ? '' : ` and ${best.contender.noun} ${formatInteger(best.step)}`;
  const sentence = `In ${time} of its own ${first.contender.noun} took ${formatCount(first.step, 'step')}${all}.`;
  const judged = describeJudgements(finished);
  return judged ? { sentence, more: judged } : { sentence };
}

function describeJudgements(runners: readonly Runner[]): string | undefined {
  const judged = runners.filter(({ run }) => run.judgement);
  if (judged.length === 0) return undefined;
  const losses = judged.map(({ contender, run }) => `${contender.noun} ${formatSignificant(run.judgement!.loss)}`);
  const { documents } = judged[0]!.run.judgement!;
  return (
    `The loss on ${formatCount(documents, 'document')} that nobody trained on, lower is better: ` +
    `${formatList(losses)}.`
  );
}
