// The lesson without a browser: its chapters, how guesses are judged, what it says, and that it can be left and
// resumed.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Module } from '../../web/lib/lanes.ts';
import { contenderOf } from '../../web/src/contenders/contenders.ts';
import { catalogue } from '../../web/src/experiments/catalogue.ts';
import { widths } from '../../web/src/ladder/sizes.ts';
import { chapters, type Chapter } from '../../web/src/lesson/chapters.ts';
import type { Found, Gauge } from '../../web/src/lesson/gauge.ts';
import { Lesson, lookBack, stops } from '../../web/src/lesson/lesson.ts';
import {
  guessSentence,
  ladderSentence,
  outcomeSentence,
  ownLadder,
  recallSentence,
  scoredGuesses,
  scoreSentence,
} from '../../web/src/lesson/words.ts';
import { Guesses } from '../../web/src/page/guesses.ts';
import { closeness, missedBy, positionOf, ratioAt, shareOf } from '../../web/src/ui/guess-axis.ts';

const chapter = (id: string): Chapter => chapters.find((one) => one.id === id)!;

function found(ratio: number, verdict: Found['verdict'] = 'faster'): Found {
  const estimate = { ratio, low: ratio / 1.02, high: ratio * 1.02, rounds: 20, calm: 20, steady: true };
  const basis = 'Training at width 16';
  return verdict === 'cannot tell' ? { estimate, basis, verdict, reason: 'Too busy.' } : { estimate, basis, verdict };
}

/** What stands in for the browser's storage; undefined where it is denied. */
let kept: Map<string, string> | undefined;
Object.defineProperty(globalThis, 'localStorage', {
  configurable: true,
  get() {
    if (!kept) throw new Error('denied');
    return {
      getItem: (key: string) => kept!.get(key) ?? null,
      setItem: (key: string, text: string) => kept!.set(key, text),
    };
  },
});
beforeEach(() => {
  kept = new Map();
});

/** A gauge whose measurement ends when the test says so. */
function fakeGauge() {
  const log: string[] = [];
  let running = false;
  let result: Found | string = '';
  const gauge: Gauge<never> = {
    ready: () => true,
    obstacle: () => undefined,
    download: () => undefined,
    start: (_, effort) => {
      log.push(effort);
      running = true;
    },
    stop: () => {
      running = false;
    },
    progress: () => (running ? { fraction: 0.5, message: 'Measuring' } : undefined),
    found: () => result,
  };
  const end = (outcome: Found | string): void => {
    running = false;
    result = outcome;
  };
  return { gauge, log, end };
}

function lessonOn({ gauge }: ReturnType<typeof fakeGauge>): Lesson {
  return new Lesson(new Guesses(), { training: gauge as Gauge<never>, card: gauge as Gauge<never> }, () => {});
}

test('the chapters: readable addresses, three to five sentences each, nothing measured that there is not', async () => {
  const library = new URL('../../build/site/lib/lanes.js', import.meta.url).href;
  const { loadVariant } = (await import(library)) as typeof import('../../web/lib/lanes.ts');
  const module: Module = await loadVariant('scalar');
  const cards = catalogue(module.experiments(), [], 2);
  assert.ok(stops.length >= 8 && stops.length <= 10);
  assert.equal(new Set(stops.map(({ id }) => id)).size, stops.length);
  assert.equal(stops.at(-1), lookBack);
  for (const { id, measured, question, why, more, recalls } of chapters) {
    assert.match(id, /^[a-z]+(-[a-z]+)*$/);
    assert.match(question, /how many times faster .*\?$/);
    const sentences = why.match(/[.:](?= |$)/g)!.length;
    assert.ok(sentences >= 3 && sentences <= 6, `${id}: ${sentences} sentences`);
    assert.match(more.href, /^#(race|ladder|experiments\/.+)$/);
    const target = more.href.split('/')[1];
    if (recalls)
      assert.ok(
        chapters.some((other) => other.id === recalls),
        recalls,
      );
    if (target)
      assert.ok(
        cards.some(({ name }) => name === target),
        target,
      );
    if (measured.kind === 'card') {
      const card = cards.find(({ name }) => name === measured.card)!;
      assert.ok(card.sizes.includes(measured.size), id);
      for (const name of [measured.slower, measured.faster])
        assert.ok(
          card.contenders.some((contender) => contender.name === name),
          `${id}: ${name}`,
        );
    } else {
      assert.ok((widths as readonly number[]).includes(measured.width), id);
      assert.notEqual(contenderOf(measured.slower), contenderOf(measured.faster));
    }
  }
});

test('the rungs of the own ladder follow each other: their factors may be multiplied', () => {
  const rungs = ownLadder(new Map()).steps.map(({ chapter: { measured } }) => measured);
  for (const [i, rung] of rungs.entries()) if (i > 0) assert.equal(rung.slower, rungs[i - 1]!.faster);
  assert.ok(rungs.length >= 3);
});

test('guesses: places of the slider are ratios and back, and a miss counts the same in both directions', () => {
  for (const ratio of [0.1, 0.25, 1, 1.4, 5, 32, 1300, 10_000])
    assert.ok(missedBy(ratioAt(Math.round(positionOf(ratio))), ratio) < 1.07, `${ratio}`);
  assert.deepEqual([shareOf(0.001), shareOf(0.1), shareOf(1e4), shareOf(1e9)], [0, 0, 1, 1], 'what lies beyond');
  assert.equal(missedBy(2, 8), 4);
  assert.equal(missedBy(8, 2), 4);
  assert.equal(closeness(missedBy(4, 4)), 'spot on');
  assert.equal(closeness(missedBy(2, 8)), 'within a factor of 4.0');
});

test('sentences say what was found', () => {
  const lanes = chapter('lanes');
  assert.match(outcomeSentence(lanes, found(3.2)), /^The build with four lanes is 3\.20 times as fast as .* \(3\.1/);
  assert.match(outcomeSentence(lanes, found(0.5, 'slower')), /takes 2\.00 times as long as one number per instruction/);
  assert.match(outcomeSentence(lanes, found(1.01, 'no significant difference')), /no significant difference/);
  assert.equal(outcomeSentence(lanes, found(3, 'cannot tell')), 'It cannot be told. Too busy.');
  assert.equal(guessSentence(8, found(2)), 'You guessed 8×: within a factor of 4.0.');
  assert.equal(guessSentence(8, found(2, 'cannot tell')), '');
  const before = new Map([['lanes', found(3)]]);
  assert.match(recallSentence(chapter('tiny-model'), before), /^In the chapter “Lanes” it was 3\.00 times \(/);
  assert.equal(recallSentence(chapter('tiny-model'), new Map()), '');
  assert.equal(recallSentence(lanes, before), '');
});

test('the own ladder multiplies what was told, and warns of what was not', () => {
  const outcomes = new Map([
    ['interpreter', found(150)],
    ['boxes', found(6)],
    ['lanes', found(3)],
  ]);
  const some = ownLadder(new Map([...outcomes, ['fused', found(9, 'cannot tell')]]));
  assert.equal(some.product!.ratio, 150 * 6 * 3);
  assert.match(ladderSentence(some), /not the whole ladder: Fused instructions was not measured, or could not be told/);
  const all = ownLadder(new Map([...outcomes, ['fused', found(1.1)], ['memory', found(50)]]));
  assert.ok(Math.abs(all.product!.ratio - 150 * 6 * 3 * 1.1) < 1e-6, 'cards are other work');
  assert.match(ladderSentence(all), /^times as fast \([\d,]+ to [\d,]+\): the same training step/);
  assert.match(ladderSentence(ownLadder(new Map())), /^None of the ideas was measured yet/);
});

test('the score: the middle guess, the best and the worst', () => {
  const outcomes = new Map([
    ['boxes', found(6)],
    ['lanes', found(3)],
    ['fused', found(1.1)],
    ['bytes', found(5, 'cannot tell')],
  ]);
  const guesses: Record<string, number> = { boxes: 6, lanes: 6, fused: 11, bytes: 5, threads: 2 };
  const scored = scoredGuesses(outcomes, ({ id }) => guesses[id]);
  assert.deepEqual(
    scored.map((one) => [one.chapter.id, Math.round(one.factor)]),
    [
      ['boxes', 1],
      ['lanes', 2],
      ['fused', 10],
    ],
  );
  assert.equal(
    scoreSentence(scored),
    'Half of your 3 guesses were within a factor of 2.0 or closer. Best: Boxes (spot on). ' +
      'Farthest off: Fused instructions (within a factor of 10).',
  );
  assert.match(scoreSentence([]), /^You guessed nothing/);
});

test('it measures quickly first, then thoroughly, and takes what came out', () => {
  const fake = fakeGauge();
  const lesson = lessonOn(fake);
  lesson.open('lanes');
  const lanes = lesson.chapter!;
  lesson.measure(lanes);
  lesson.follow();
  assert.equal(lesson.progress(lanes)!.fraction, 0.5);
  fake.end(found(3, 'cannot tell'));
  lesson.follow();
  assert.deepEqual([lesson.isTold('lanes'), lesson.isOver(lanes)], [false, false]);
  lesson.measure(lanes);
  fake.end(found(3));
  lesson.follow();
  assert.equal(lesson.isTold('lanes'), true);
  assert.deepEqual(fake.log, ['quick', 'thorough']);
  lesson.measure(lanes);
  lesson.stop();
  assert.equal(lesson.progress(lanes), undefined);
  assert.equal(lesson.isTold('lanes'), true, 'what was measured before stays');
  lesson.measure(lanes);
  fake.end('The worker fell silent.');
  lesson.follow();
  assert.equal(lesson.messages.get('lanes'), 'The worker fell silent.');
  assert.equal(lesson.isOver(lanes), true);
});

test('whoever goes on to another chapter ends the measurement', () => {
  const fake = fakeGauge();
  const lesson = lessonOn(fake);
  lesson.measure(lesson.chapter!);
  lesson.open('boxes');
  assert.equal(lesson.progress(chapters[0]!), undefined);
  assert.equal(lesson.isTold('interpreter'), false);
});

test('it can be left and resumed, linked into, and started over', () => {
  const fake = fakeGauge();
  const first = lessonOn(fake);
  first.open('lanes');
  first.makeGuess(first.chapter!, 8);
  first.measure(first.chapter!);
  fake.end(found(3.2));
  first.follow();
  first.open('nowhere');

  const second = lessonOn(fake);
  second.open(undefined);
  assert.equal(second.chapter!.id, 'lanes');
  assert.equal(second.guess(second.chapter!), 8);
  assert.equal(second.outcomes.get('lanes')!.estimate.ratio, 3.2);
  second.open('threads');
  assert.equal(second.chapter!.id, 'threads');

  second.startOver();
  const third = lessonOn(fake);
  assert.equal(third.at, 0);
  assert.equal(third.guess(chapter('lanes')), undefined);
  assert.equal(third.outcomes.size, 0);
});

test('what stands in the storage may be anything', () => {
  for (const text of ['', 'null', '7', '[]', '{"stop":3,"outcomes":{"lanes":{}}}', '{"outcomes":{"lanes":null}}', '{'])
    for (const key of ['lanes-lesson', 'lanes-guesses']) {
      kept = new Map([[key, text]]);
      const lesson = lessonOn(fakeGauge());
      assert.deepEqual([lesson.at, lesson.outcomes.size, lesson.guess(chapter('lanes'))], [0, 0, undefined], text);
    }
});

test('where storage is denied, it lasts as long as the page', () => {
  kept = undefined;
  const fake = fakeGauge();
  const lesson = lessonOn(fake);
  lesson.open('boxes');
  lesson.makeGuess(lesson.chapter!, 5);
  lesson.measure(lesson.chapter!);
  fake.end(found(6));
  lesson.follow();
  assert.equal(lesson.guess(lesson.chapter!), 5);
  assert.equal(lesson.isTold('boxes'), true);
  lesson.startOver();
  assert.equal(lesson.isTold('boxes'), false);
});
