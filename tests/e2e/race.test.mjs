// The main job: all contenders train side by side in the tab, with the same losses.
import assert from 'node:assert/strict';
import {
  downloaded,
  lanes,
  openPage,
  savedResults,
  setField,
  sharedBrowser,
  startPlainServer,
  test,
  trainToEnd,
  waitForStatus,
  waitUntilDrawn,
} from './browser.mjs';

const session = sharedBrowser();

test('two hundred steps on all contenders: the same losses, names, figures, and the results as files', async () => {
  const { page, context, check } = await openPage(session);
  await setField(page, 'steps', '200');
  await waitForStatus(page, 'Ready: 200 steps');
  await trainToEnd(page);

  const all = await lanes(page);
  assert.deepEqual(
    all.map(({ id }) => id),
    ['value', 'scalar', 'simd', 'relaxed'],
  );
  for (const { phase, step } of all) assert.deepEqual([phase, step], ['finished', 200]);

  const file = await savedResults(page);
  assert.deepEqual(Object.keys(file), ['version', 'environment', 'results']);
  assert.equal(file.version, 1);
  assert.equal(file.environment.isolated, true);
  assert.ok(file.environment.timer_step_ms > 0 && file.environment.timer_step_ms < 0.05);
  assert.match(file.environment.user_agent, /Chrome/);
  assert.equal(file.results.length, all.length);
  const [value, ...tensors] = file.results;
  assert.equal(value.config.engine, 'value');
  for (const { config, losses, samples, chunk_steps, step_ms, summary, environment } of file.results) {
    assert.deepEqual(
      [config.n_layer, config.n_embd, config.n_head, config.block_size, config.batch, config.steps, config.seed],
      [1, 16, 4, 16, 1, 200, 42],
    );
    assert.deepEqual(
      [config.learning_rate, config.temperature, config.threads, config.corpus],
      [0.01, 0.5, 1, 'lines'],
    );
    assert.match(config.data.sha256, /^[0-9a-f]{64}$/);
    assert.ok(config.data.documents >= 3000);
    assert.equal(config.data.vocabulary, 27);
    assert.equal(losses.length, 200);
    assert.equal(samples.length, 20);
    assert.ok(chunk_steps >= 1 && step_ms.every((ms) => ms > 0));
    assert.equal(summary.parameters, 4192);
    assert.equal(summary.final_loss, losses.at(-1));
    assert.ok(Math.abs(summary.avg_ms * 200 - summary.total_s * 1000) < 1e-6);
    assert.equal(environment.lanes_version, file.environment.lanes_version);
  }
  // A first loss near ln 27, and a model that learnt.
  assert.ok(Math.abs(value.losses[0] - Math.log(27)) < 0.3);
  const tail = value.losses.slice(-50).reduce((a, b) => a + b) / 50;
  assert.ok(tail < 2.9, `${tail}`);
  for (const { config, losses, samples } of tensors) {
    const largest = Math.max(...losses.map((loss, i) => Math.abs(loss - value.losses[i])));
    assert.ok(largest < 1e-5, `${config.variant}: ${largest}`);
    assert.deepEqual(samples, value.samples);
  }

  const agreement = await page.locator('#agreement').textContent();
  assert.match(agreement, /The curves coincide: the largest \|difference\| over 200 common steps is \S+e-\d+/);
  const steps = await page.locator('#timeline > li').evaluateAll((rows) => rows.map((row) => Number(row.dataset.step)));
  assert.deepEqual(steps, [0, 1, 2, 5, 10, 20, 50, 100, 200]);
  assert.equal(await page.locator('#samples li').count(), 20);
  assert.match(
    await page.locator('#meaning').textContent(),
    /is like guessing among \d+\.\d equally likely characters/,
  );
  assert.match(await page.locator('.loss .plot').getAttribute('aria-label'), /Loss over steps\. .*at step 200/);

  const cells = await page
    .locator('#comparison tbody tr:not([hidden])')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));
  assert.equal(cells.length, all.length);
  assert.equal(cells[0][5], '1×');
  for (const row of cells.slice(1)) assert.match(row[6], /^\S+e-\d+$/);

  const losses = (await downloaded(page, '#save-losses')).bytes.toString().split('\r\n');
  assert.equal(losses[0], `step,${all.map(({ id }) => `loss_${id}`).join()}`);
  assert.equal(losses.length, 202);
  const times = (await downloaded(page, '#save-times')).bytes.toString();
  assert.match(times, /^contender,chunk,chunk_steps,ms_per_step\r\n/);
  check();
  await context.close();
});

test('a seed replays exactly, reset returns to the same weights, another seed differs', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=50&seed=7' });
  await trainToEnd(page);
  const first = await savedResults(page);
  await page.click('#reset');
  await waitForStatus(page, 'Ready');
  assert.ok((await lanes(page)).every(({ step }) => step === 0));
  assert.equal(await page.locator('#timeline > li').count(), 0);
  await trainToEnd(page);
  const second = await savedResults(page);
  assert.deepEqual(
    second.results.map(({ losses }) => losses),
    first.results.map(({ losses }) => losses),
  );
  assert.deepEqual(
    second.results.map(({ samples }) => samples),
    first.results.map(({ samples }) => samples),
  );

  await page.click('#new-seed');
  await waitForStatus(page, 'Ready');
  await trainToEnd(page);
  const third = await savedResults(page);
  assert.notEqual(third.results[0].config.seed, 7);
  assert.notDeepEqual(third.results[0].losses, first.results[0].losses);
  assert.match(page.url(), /seed=\d+/);
  check();
  await context.close();
});

test('one step, then on: steps and pauses do not change the losses', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=5000' });
  const allAt = (step) =>
    page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.lane:not([data-phase=off])')].every(
          (lane) => Number(lane.dataset.step) === wanted,
        ),
      step,
    );
  await page.click('#step');
  await allAt(1);
  await waitForStatus(page, 'Paused');
  await page.click('#step');
  await allAt(2);
  await waitForStatus(page, 'Paused');
  assert.equal(await page.locator('#train').textContent(), 'Continue');

  await page.check('input[value=full]');
  await page.click('#train');
  await page.waitForFunction(() => Number(document.querySelector('[data-contender=value].lane').dataset.step) > 2);
  await page.click('#train');
  await waitForStatus(page, 'Paused');
  const paused = await lanes(page);
  assert.ok(paused[0].step < 5000, 'the slowest contender was paused on its way');
  await page.waitForTimeout(300);
  assert.deepEqual(await lanes(page), paused, 'nothing moves while paused');

  await page.click('#train');
  await waitForStatus(page, 'Finished');
  const interrupted = await savedResults(page);
  await trainToEnd(page);
  const whole = await savedResults(page);
  assert.deepEqual(
    interrupted.results.map(({ losses }) => losses),
    whole.results.map(({ losses }) => losses),
  );
  check();
  await context.close();
});

test('the first run is slowed to be watched, says so, and leaves the difference on the screen', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=400' });
  assert.equal(await page.locator('input[value=show]').isChecked(), true);
  await page.evaluate(() => {
    window.began = performance.now();
    new MutationObserver(() => {
      const steps = [...document.querySelectorAll('.lane:not([data-phase=off])')].map(({ dataset }) => dataset.step);
      if (steps.includes('400')) window.meanwhile ??= Math.min(...steps);
    }).observe(document.querySelector('.lanes'), { attributes: true, subtree: true });
  });
  await page.click('#train');
  await waitForStatus(page, 'Racing, every contender slowed');
  assert.match(await page.locator('#status').textContent(), /slowed \d+ times so that you can watch\./);
  await waitForStatus(page, 'Finished');
  const shown = await page.evaluate(() => performance.now() - window.began);
  assert.ok(shown > 5000, `${shown} ms on show`);
  const meanwhile = await page.evaluate(() => window.meanwhile);
  assert.ok(meanwhile > 0 && meanwhile < 200, `${meanwhile} of 400 steps`);
  await waitUntilDrawn(page);

  const term = page.locator('.lane[data-contender=value] .term').first();
  await term.click();
  assert.equal(await term.getAttribute('aria-expanded'), 'true');
  assert.match(await page.locator('.lane[data-contender=value] .gloss').textContent(), /^A boxed number lies in/);
  await term.click();
  assert.equal(await page.locator('.lane[data-contender=value] .gloss').isVisible(), false);

  const sentence = await page.locator('#status').textContent();
  const { results } = await savedResults(page);
  if (results.some(({ summary }) => summary.median_ms === null)) {
    assert.match(sentence, /^Finished\. The machine is too busy to tell/);
  } else {
    // All that stands there follows from the same figures: steps until the first arrived, and time side by side.
    const figures = results.map(({ summary }) => summary.median_ms);
    const expected = Math.floor((400 * Math.min(...figures)) / figures[0]);
    assert.match(sentence, new RegExp(`did 400 steps while the value graph did ${expected}: \\d+ times the speed`));
    const lengths = await page
      .locator('.lane:not([data-phase=off]) .length')
      .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().width));
    assert.ok(lengths[0] > 4 * lengths.at(-1), `${lengths} pixels of time`);
    const arrivals = await page.locator('.lane:not([data-phase=off]) .meanwhile').allTextContents();
    assert.match(arrivals[0], new RegExp(`^when \\w+ arrived${expected} of 400$`));
    assert.equal(arrivals.filter((text) => text === 'to arriveFirst').length, 1);
    assert.match(sentence, /Gains multiply: [\d.]+ from not boxing numbers, [\d.]+ from four lanes at once/);
  }
  check();
  await context.close();
});

test('slow motion slows all by one factor, and ends when the first has arrived; the others can finish', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=400&pace=slow' });
  await page.click('#train');
  await waitForStatus(page, 'Slow motion: every contender is slowed');
  const factor = Number(
    (await page.locator('#status').textContent()).match(/slowed ([\d,]+) times/)[1].replaceAll(',', ''),
  );
  assert.match(factor.toExponential(), /^[125]e/);
  assert.ok(factor >= 10, `${factor}`);
  await page.waitForFunction(
    () => document.querySelector('#status').textContent.includes(' arrived: 400 steps.'),
    null,
    {
      timeout: 90_000,
    },
  );
  await waitUntilDrawn(page);
  const behind = (await lanes(page)).filter(({ phase }) => phase === 'paused');
  assert.ok(behind.length >= 1);
  const sentence = await page.locator('#status').textContent();
  for (const { id, step } of behind) {
    assert.ok(step < 400, `${id}: ${step}`);
    assert.match(sentence, new RegExp(`\\b${step}\\b`));
  }
  assert.equal(await page.locator('#train').textContent(), 'Continue');

  await page.check('input[value=full]');
  await page.click('#train');
  await waitForStatus(page, 'Finished');
  const slow = await savedResults(page);
  await trainToEnd(page);
  const full = await savedResults(page);
  assert.deepEqual(
    slow.results.map(({ losses }) => losses),
    full.results.map(({ losses }) => losses),
  );
  check();
  await context.close();
});

test('a contender can be left out, and the next one becomes the measure of the others', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=30' });
  await page.uncheck('[aria-label="Value graph takes part"]');
  await trainToEnd(page);
  assert.equal(await page.locator('.lane[data-contender=value]').getAttribute('data-phase'), 'off');
  for (const { phase } of await lanes(page)) assert.equal(phase, 'finished');
  const { results } = await savedResults(page);
  assert.ok(results.every(({ config }) => config.engine === 'tensor'));
  assert.equal(await page.locator('.lane[data-contender=scalar] .speedup').textContent(), '1×');
  check();
  await context.close();
});

test('the compiler and threads join when they are switched on, with the same losses', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=40' });
  await page.check('[aria-label="Tensors, auto-vectorised takes part"]');
  await page.check('[aria-label="Tensors, SIMD on threads takes part"]');
  await waitForStatus(page, 'Ready');
  await trainToEnd(page);
  const all = await lanes(page);
  assert.deepEqual(
    all.map(({ id, phase }) => [id, phase]),
    ['value', 'scalar', 'autovec', 'simd', 'relaxed', 'threads'].map((id) => [id, 'finished']),
  );
  const { environment, results } = await savedResults(page);
  const threads = results.at(-1);
  assert.equal(threads.config.threads, Math.min(4, environment.cores));
  assert.ok(['simd', 'relaxed'].includes(threads.config.variant), 'the kernels that it ran');
  for (const { config, losses } of results) {
    const largest = Math.max(...losses.map((loss, i) => Math.abs(loss - results[0].losses[i])));
    assert.ok(largest < 1e-5, `${config.variant}: ${largest}`);
  }
  check();
  await context.close();
});

test('JavaScript and CPython join, CPython once it is asked for, with the same losses and the same names', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=12' });
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  assert.equal(await page.locator('#join-python').textContent(), 'Add CPython (about 13 MB, fetched from this site)');
  await page.check('[aria-label="JavaScript takes part"]');
  await waitForStatus(page, 'Ready');
  assert.ok(!requests.some((url) => url.includes('pyodide')), 'nothing is fetched unasked');
  await page.click('#join-python');
  await page.waitForSelector('.lane[data-contender=python][data-phase=ready]');
  assert.ok(requests.some((url) => url.includes('pyodide')));
  assert.equal(await page.locator('#join-python').isVisible(), false);
  await trainToEnd(page);
  assert.deepEqual(
    (await lanes(page)).map(({ id, phase, step }) => [id, phase, step]),
    ['python', 'javascript', 'value', 'scalar', 'simd', 'relaxed'].map((id) => [id, 'finished', 12]),
  );
  assert.equal(await page.locator('.lane[data-contender=python] .speedup').textContent(), '1×');

  const { results } = await savedResults(page);
  const [python, javascript, value, ...tensors] = results;
  assert.deepEqual(
    [python, javascript, value].map(({ config }) => [config.engine, config.variant, config.precision]),
    ['python', 'javascript', 'scalar'].map((variant) => ['value', variant, 'f64']),
  );
  const far = ({ losses }) => Math.max(...losses.map((loss, i) => Math.abs(loss - python.losses[i])));
  for (const { config, ...run } of [javascript, value]) assert.ok(far(run) <= 1e-12, `${config.variant}: ${far(run)}`);
  for (const { config, ...run } of tensors) assert.ok(far(run) <= 1e-5, `${config.variant}: ${far(run)}`);
  for (const { samples } of results) assert.deepEqual(samples, python.samples);
  assert.equal(new Set(results.map(({ summary }) => summary.parameters)).size, 1);

  // Names at fixed steps, and others asked for later.
  const shown = async (id) => {
    await page.selectOption('#names-of', id);
    return page.locator('#timeline').textContent();
  };
  const timeline = await shown('value');
  assert.match(timeline, /step 10/);
  assert.deepEqual([await shown('javascript'), await shown('python')], [timeline, timeline]);
  await page.fill('#prompt', 'ka');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('#samples li')].every((item) => item.textContent.startsWith('ka')),
  );
  check();
  await context.close();
});

test('the whole field: one button fetches CPython, and the race ends when the first has arrived', async () => {
  const { page, context, check } = await openPage(session);
  assert.match(await page.locator('#whole-field-help').textContent(), /fetches CPython, about 13 MB, from this site$/);
  await page.click('#whole-field');
  await page.waitForFunction(
    () => document.querySelector('#status').textContent.includes(' arrived: 5,000 steps.'),
    null,
    { timeout: 150_000 },
  );
  await waitUntilDrawn(page);
  const field = await lanes(page);
  assert.deepEqual(
    field.slice(0, 4).map(({ id }) => id),
    ['python', 'javascript', 'value', 'scalar'],
  );
  const [python, javascript, value] = field;
  const first = field.find(({ phase }) => phase === 'finished');
  assert.ok(python.step < javascript.step && javascript.step < value.step && value.step < first.step);
  // Where too busy a machine cannot tell how long a step takes, nothing is said of it.
  const sentence = await page.locator('#status > span').first().textContent();
  const told = sentence.match(
    /^While CPython took its first step, the same model took (about )?([\d,]+) on vector units\.$/,
  );
  if (told) {
    const { results } = await savedResults(page);
    const medians = results.map(({ summary }) => summary.median_ms).filter(Number.isFinite);
    const count = Number(told[2].replaceAll(',', ''));
    const { median_ms: step } = results[0].summary;
    if (!told[1]) assert.ok(Math.abs(count / (step / Math.min(...medians)) - 1) < 0.06, sentence);
    assert.ok(python.step >= 1, `${python.step}`);
  } else if (sentence.startsWith('While')) {
    assert.match(
      sentence,
      /^While CPython was in its first step, the same model took all of its 5,000 on vector units\.$/,
    );
    assert.equal(python.step, 0);
  }
  assert.equal(await page.locator('#train').textContent(), 'Continue');
  check();
  await context.close();
});

test('against the clock: as many seconds for each, and names that nobody trained on judge the models', async () => {
  const { page, context, check } = await openPage(session);
  for (const name of ['Tensors, scalar', 'Tensors, 128-bit SIMD'])
    await page.uncheck(`[aria-label="${name} takes part"]`);
  await page.check('input[name=end][value="1"]');
  await waitForStatus(page, 'Ready: 1 second for each contender.');
  assert.match(
    await page.locator('#status').textContent(),
    /The learning rate stays at 0\.01.+A tenth of the documents/,
  );
  assert.match(page.url(), /end=1/);
  await page.click('#train');
  await waitForStatus(page, 'In 1 second of its own the value graph took ');
  await waitUntilDrawn(page);
  const { results } = await savedResults(page);
  assert.equal(results.length, 2);
  for (const { config, summary, losses } of results) {
    assert.deepEqual([config.seconds, config.holdout, config.steps], [1, 0.1, losses.length]);
    assert.ok(summary.clocked_s > 0.5 && summary.clocked_s < 3, `${summary.clocked_s} s`);
    assert.equal(summary.judged_documents, 1016);
    assert.ok(summary.held_out_loss > 1.5 && summary.held_out_loss < 3.2, `${summary.held_out_loss}`);
  }
  const [value, tensors] = results.map(({ losses }) => losses);
  const [fewest, most] = [value.length, tensors.length].map((count) => count.toLocaleString('en-US'));
  assert.ok(value.length < tensors.length, `${fewest} and ${most}`);
  assert.ok(value.slice(0, 50).every((loss, i) => Math.abs(loss - tensors[i]) <= 1e-5));
  const sentence = await page.locator('#status').textContent();
  assert.ok(sentence.includes(`${fewest} steps`) && sentence.includes(` ${most}.`), sentence);
  assert.match(sentence, /The loss on 1,016 documents that nobody trained on/);
  const heldOut = await page.locator('.lane:not([data-phase=off]) .held-out dd').allTextContents();
  assert.deepEqual(
    heldOut,
    results.map(({ summary }) => summary.held_out_loss.toPrecision(3)),
  );
  await page.check('input[name=end][value=steps]');
  await page.waitForSelector('text=The settings have changed');
  check();
  await context.close();
});

test('a slow contender pauses, is reset without being fetched again, and goes on from a checkpoint', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=400&pace=full' });
  for (const name of ['Tensors, scalar', 'Tensors, 128-bit SIMD', 'Tensors, SIMD with FMA']) {
    await page.uncheck(`[aria-label="${name} takes part"]`);
  }
  await page.check('[aria-label="JavaScript takes part"]');
  await page.click('#join-python');
  await page.waitForSelector('.lane[data-contender=python][data-phase=ready]');
  const stepOf = (id) => page.locator(`.lane[data-contender=${id}]`).getAttribute('data-step').then(Number);
  const isAt = (step) =>
    page.waitForFunction(
      (least) => Number(document.querySelector('[data-contender=python].lane').dataset.step) >= least,
      step,
    );

  await page.click('#train');
  await isAt(2);
  await page.click('#train');
  await waitForStatus(page, 'Paused');
  const stopped = await stepOf('python');
  assert.ok(stopped < 400);
  await page.click('#train');
  await isAt(stopped + 2);

  let fetched = 0;
  page.on('request', (request) => {
    if (request.url().includes('pyodide')) fetched += 1;
  });
  await page.click('#reset');
  await waitForStatus(page, 'Ready');
  assert.equal(fetched, 0, 'the interpreter stays');
  assert.deepEqual([await stepOf('python'), await stepOf('javascript')], [0, 0]);

  await setField(page, 'steps', '3');
  await page.waitForFunction(() => document.querySelector('#status').textContent.includes('Ready: 3 steps'));
  await trainToEnd(page);
  const { bytes } = await downloaded(page, '#save-weights');
  await page.setInputFiles('#load-weights', { name: 'mine.safetensors', mimeType: '', buffer: bytes });
  await waitForStatus(page, 'Ready');
  await trainToEnd(page);
  const { results } = await savedResults(page);
  const [python, javascript, value] = results.map(({ losses }) => losses);
  for (const losses of [javascript, value]) assert.ok(losses.every((loss, i) => Math.abs(loss - python[i]) <= 1e-12));
  assert.ok(results.every(({ config }) => config.starts_from === 'mine.safetensors'));

  await setField(page, 'width', '128');
  await setField(page, 'batch', '2');
  await page.waitForSelector('text=The settings have changed');
  await page.click('#reset');
  await page.waitForSelector('.lane[data-contender=python][data-phase=unsupported]');
  for (const id of ['python', 'javascript'])
    assert.match(
      await page.locator(`.lane[data-contender=${id}] .lane-message`).textContent(),
      /^Left out at this size: a step would make up to [\d,]+ objects and take several seconds\.$/,
    );
  check();
  await context.close();
});

test('a changed setting waits for a reset once the race has begun', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=20' });
  await trainToEnd(page);
  await setField(page, 'lr', '0.02');
  await page.waitForSelector('text=The settings have changed');
  assert.ok(
    (await lanes(page)).every(({ step }) => step === 20),
    'the finished race is still there',
  );
  await trainToEnd(page);
  const { results } = await savedResults(page);
  assert.ok(results.every(({ config }) => config.learning_rate === 0.02));
  assert.match(page.url(), /lr=0\.02/);
  check();
  await context.close();
});

test('temperature and beginning draw new names; a letter the model does not know is told', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=200' });
  await trainToEnd(page);
  const names = () => page.locator('#samples li').allTextContents();
  const cool = await names();
  await page.locator('#temperature').fill('1.5');
  await page.waitForFunction((before) => document.querySelector('#samples').dataset.text !== before, cool.join('\n'));
  assert.equal((await names()).length, 20);
  await page.fill('#prompt', 'ka');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('#samples li')].every((li) => li.textContent.startsWith('ka')),
  );
  await page.fill('#prompt', 'Ö');
  await page.waitForSelector('.names .field-error:not([hidden])');
  assert.ok(
    (await lanes(page)).every(({ phase }) => phase === 'finished'),
    'no contender was lost',
  );
  check();
  await context.close();
});

test('weights go out and come back: the race starts from them', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=150&width=8&heads=2' });
  await trainToEnd(page);
  const before = await savedResults(page);
  const { name, bytes } = await downloaded(page, '#save-weights');
  assert.match(name, /\.safetensors$/);

  await setField(page, 'width', '16');
  await page.setInputFiles('#load-weights', { name, mimeType: 'application/octet-stream', buffer: bytes });
  await page.waitForSelector('text=Every run starts from');
  await waitForStatus(page, 'Ready');
  assert.equal(await page.locator('#setting-width').inputValue(), '8');
  await trainToEnd(page);
  const after = await savedResults(page);
  const mean = (losses) => losses.slice(0, 30).reduce((a, b) => a + b) / 30;
  for (const [i, { losses }] of after.results.entries()) {
    assert.ok(mean(losses) < mean(before.results[i].losses) - 0.1, 'it starts where training had ended');
  }

  await page.setInputFiles('#load-weights', { name: 'cut.safetensors', mimeType: '', buffer: bytes.subarray(0, 900) });
  await page.waitForSelector('#checkpoint-notice.error:not([hidden])');
  assert.match(await page.locator('#checkpoint-notice').textContent(), /^cut\.safetensors: /);
  assert.ok(
    (await lanes(page)).every(({ phase }) => phase === 'finished'),
    'the race is as it was',
  );
  check();
  await context.close();
});

test('a contender that this browser cannot run is shown with the reason', async () => {
  const lesser = `export * from './lanes.js?real';
    import { variants as real } from './lanes.js?real';
    export const variants = async () => (await real()).map((variant) => variant.name === 'simd'
      ? { name: 'simd', supported: false, reason: 'This engine lacks 128-bit WebAssembly SIMD.' } : variant);`;
  const prepare = (context) =>
    context.route('**/lib/lanes.js', (route) => route.fulfill({ contentType: 'text/javascript', body: lesser }));
  const { page, context, check } = await openPage(session, { query: '?steps=20', prepare });
  await trainToEnd(page);
  const simd = (await lanes(page)).find(({ id }) => id === 'simd');
  assert.deepEqual(simd, {
    id: 'simd',
    phase: 'unsupported',
    step: 0,
    message: 'This engine lacks 128-bit WebAssembly SIMD.',
  });
  assert.equal(await page.locator('[aria-label="Tensors, 128-bit SIMD takes part"]').isDisabled(), true);
  assert.equal((await savedResults(page)).results.length, (await lanes(page)).length - 1);
  check();
  await context.close();
});

test('a worker that does not come up is told, and a reset tries again', async () => {
  const prepare = (context) => context.route('**/lanes-simd.wasm', (route) => route.abort());
  const { page, context, check } = await openPage(session, { query: '?steps=20', prepare });
  const simd = async () => (await lanes(page)).find(({ id }) => id === 'simd');
  await page.waitForSelector('.lane[data-contender=simd][data-phase=failed]');
  assert.match((await simd()).message, /lanes-simd/);
  await trainToEnd(page);
  await context.unroute('**/lanes-simd.wasm');
  await trainToEnd(page);
  assert.equal((await simd()).phase, 'finished');
  check([/lanes-simd\.wasm|Failed to load resource|ERR_FAILED|wasm streaming|falling back|failed to asynchronously/]);
  await context.close();
});

test('without isolation it still works and says what is missing', async (t) => {
  const address = await startPlainServer(t);
  const { page, context, check } = await openPage({ ...session, address }, { query: '?steps=50' });
  assert.match(await page.locator('#environment').textContent(), /does not isolate the page/);
  const threads = (await lanes(page)).find(({ id }) => id === 'threads');
  assert.equal(threads.phase, 'unsupported');
  assert.match(threads.message, /needs a cross-origin isolated page/);
  await trainToEnd(page);
  const { environment, results } = await savedResults(page);
  assert.equal(environment.isolated, false);
  for (const { losses } of results) assert.equal(losses.length, 50);
  check();
  await context.close();
});
