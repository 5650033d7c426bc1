// What goes wrong around the page: files that are missing, cut, slow or never come, workers that die without a word,
// browsers that lack something. The page says it in a sentence, and goes on as far as it can.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  downloaded,
  lanes,
  setField,
  site,
  sharedBrowser,
  test,
  trainToEnd,
  waitForStatus,
  waitForText,
  withoutServiceWorker,
} from './browser.mjs';

const session = sharedBrowser();

/** Opens the page without waiting for anything; what fails here is meant to. */
async function open({ query = '', prepare = async () => {}, address = session.address, ...options } = {}) {
  const context = await session.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await withoutServiceWorker(context);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await prepare(context);
  await page.goto(address + query, { waitUntil: 'commit' }); // some files never come
  return { page, context };
}

/** Has `answer` reply to all requests for `pattern` until it is called again without one. */
async function fault(context, pattern, answer) {
  await context.route(pattern, answer);
  return () => context.unroute(pattern);
}

const missing = (route) => route.fulfill({ status: 404, body: 'There is no such file.' });
const never = () => {};

const openFile = (page, name, buffer) =>
  page.setInputFiles('#data-file', { name, mimeType: 'text/plain', buffer: Buffer.from(buffer) });
const text = (page, selector) => page.locator(selector).textContent();

test('a start that failed is told, and tried again: the names, the module, its WebAssembly, the check', async () => {
  const cases = [
    ['**/data/names.txt', /^The shipped names could not be read: .*status 404 when asked for names\.txt\./],
    ['**/lib/lanes.js', /^Lanes could not start\. The file lib\/lanes\.js could not be loaded\./],
    ['**/lib/lanes-scalar.wasm', /^Lanes could not start\. .*status 404 when asked for lanes-scalar\.wasm\./],
    ['**/check-worker-*.js', /^names\.txt \(shipped\): The data could not be checked, as the worker .* could not be/],
  ];
  const check = async ([file, told]) => {
    let heal;
    const prepare = async (context) => {
      heal = await fault(context, file, missing);
    };
    const { page, context } = await open({ query: '?steps=10', prepare });
    await page.waitForSelector('#try-again:visible');
    assert.match(await text(page, '.notices'), told);
    await waitForStatus(page, 'Nothing to train on yet.');
    for (const button of ['train', 'step', 'reset', 'measure']) {
      assert.ok(await page.locator(`#${button}`).isDisabled(), `${button} cannot do anything`);
    }
    await heal();
    await page.click('#try-again');
    await waitForStatus(page, 'Ready: 10 steps on names.txt (shipped)');
    assert.equal(await page.locator('.notices').isVisible(), false, 'the notice goes away');
    await trainToEnd(page);
    await context.close();
  };
  await Promise.all(cases.map(check));
});

test('a file that is opened after a start that failed is used', async () => {
  for (const file of ['**/data/names.txt', '**/lib/lanes-scalar.wasm']) {
    let heal;
    const prepare = async (context) => {
      heal = await fault(context, file, missing);
    };
    const { page, context } = await open({ query: '?steps=10', prepare });
    await page.waitForSelector('#try-again:visible');
    await heal();
    await openFile(page, 'mine.txt', 'ada\ngrace\nbarbara\n');
    await waitForStatus(page, 'Ready: 10 steps on mine.txt, 3 lines.');
    assert.equal(await page.locator('.notices').isVisible(), false);
    await trainToEnd(page);
    assert.ok((await lanes(page)).every(({ phase }) => phase === 'finished'));
    await context.close();
  }
});

test('Train that is pressed too early waits, and says so', async () => {
  let heal;
  const prepare = async (context) => {
    heal = await fault(context, '**/lib/lanes-simd.wasm', never);
  };
  const { page, context } = await open({ query: '?steps=10', prepare });
  await page.waitForSelector('.lane[data-contender=relaxed][data-phase=ready]');
  await page.click('#train');
  await waitForStatus(page, 'Starting as soon as all contenders are ready');
  await heal();
  await page.click('#reset'); // what hangs is given up
  await waitForStatus(page, 'Ready');
  await trainToEnd(page);
  await context.close();
});

test('a view that could not be loaded can be tried again, and its notice is gone then', async () => {
  const { page, context } = await open();
  await waitForStatus(page, 'Ready');
  const heal = await fault(context, '**/assets/view-*.js', (route) => route.abort());
  await page.click('.views a[href="#ladder"]');
  const notice = page.locator('main > .notice.error');
  await notice.waitFor();
  assert.match(await notice.textContent(), /^The view Ladder could not be loaded\. The connection may be gone/);
  await page.click('.views a[href="#race"]');
  await page.waitForSelector('#train:visible');
  assert.equal(await notice.count(), 0, 'it does not stand on other views');
  await page.click('.views a[href="#ladder"]');
  await notice.waitFor();
  await heal();
  await notice.getByRole('button', { name: 'Try again' }).click();
  await page.waitForSelector('#measure-ladder:visible');
  assert.equal(await notice.count(), 0);
  const padding = await page.locator('.ladder-controls').evaluate((element) => getComputedStyle(element).display);
  assert.equal(padding, 'grid', 'with its styles');
  await context.close();
});

/** Waits until what `look` finds in the lanes is as it should be. */
async function lanesUntil(page, look, arg) {
  await page.waitForFunction(look, arg, { timeout: 90_000 });
}

// Two of these wait for half a minute, and may do so together.
describe('what never comes, and who falls silent', { concurrency: true }, () => {
  test('workers that die without a word: their lanes say so, the others go on, one is restarted', async () => {
    const { page, context } = await open({ query: '?steps=1000000&width=64' });
    await waitForStatus(page, 'Ready');
    const workers = page.workers();
    assert.equal(workers.length, 4);
    await page.click('#train');
    await waitForStatus(page, 'Racing');
    workers[0].evaluate(() => globalThis.close()).catch(() => {});
    workers[2]
      .evaluate(() => {
        for (;;);
      })
      .catch(() => {});
    await lanesUntil(page, () => document.querySelectorAll('.lane[data-phase=failed]').length === 2);
    const before = await lanes(page);
    for (const { phase, message } of before) {
      if (phase === 'failed') assert.match(message, /^Its worker said nothing for \d+ seconds and was stopped\.$/);
      else assert.equal(phase, 'racing');
    }
    const [restarted] = before.filter(({ phase }) => phase === 'failed').map(({ id }) => id);
    await page.click(`#restart-${restarted}`);
    await lanesUntil(
      page,
      ([all, id]) =>
        all.every((then) => {
          const { phase, step } = document.querySelector(`.lane[data-contender=${then.id}]`).dataset;
          if (then.id === id) return phase === 'racing' && Number(step) > 0;
          return then.phase === 'failed' ? phase === 'failed' : phase === 'racing' && Number(step) > then.step;
        }),
      [before, restarted],
    );
    await page.click('#train');
    await waitForStatus(page, 'Paused');
    assert.equal(await text(page, '#train'), 'Continue');
    await context.close();
  });

  test('what never comes is given up after a while, and can be had again', async () => {
    const cases = [
      ['**/data/names.txt', '.notices', /^The shipped names could not be read: nothing arrived for \d+ seconds\./],
      ['**/lib/lanes.js', '.notices', /^Lanes could not start\. Nothing arrived for \d+ seconds\./],
      ['**/lib/lanes-scalar.wasm', '.notices', /^Lanes could not start\. Nothing arrived for \d+ seconds\./],
      [
        '**/assets/check-worker-*.js',
        '.notices',
        /the worker that does it said nothing for \d+ seconds and was stopped/,
      ],
      [
        '**/lib/lanes-simd.wasm',
        '.lane[data-contender=simd] .lane-message',
        /^Its worker said nothing for \d+ seconds/,
      ],
      ['**/assets/measure-worker-*.js', '#measure-status', /^The measuring worker said nothing for \d+ seconds/],
    ];
    await Promise.all(
      cases.map(async ([file, place, told]) => {
        let heal;
        const prepare = async (context) => {
          heal = await fault(context, file, never);
        };
        const { page, context } = await open({ query: '?steps=10', prepare });
        if (place === '#measure-status') {
          await waitForStatus(page, 'Ready');
          await page.click('#measure');
        }
        await page.waitForFunction(
          ([selector, pattern]) => new RegExp(pattern).test(document.querySelector(selector)?.textContent),
          [place, told.source],
          { timeout: 120_000 },
        );
        await heal();
        await page.click({ '.notices': '#try-again', '#measure-status': '#measure' }[place] ?? '#restart-simd');
        if (place === '#measure-status') await page.waitForSelector('#cancel-measure:visible');
        else await waitForStatus(page, 'Ready');
        await context.close();
      }),
    );
  });

  test('a measuring worker that dies midway is told, wherever it measures, and can be started anew', async () => {
    const silent = (worker) => worker.evaluate(() => globalThis.close());
    const crashing = (worker) =>
      worker.evaluate(() => {
        setTimeout(() => {
          throw new RangeError('something odd');
        });
      });
    const cases = [
      ['race', '#measure', '#cancel-measure', '#measure-status', silent],
      ['ladder', '#measure-ladder', '#cancel-ladder', '#ladder-status', silent],
      ['experiments', '#run-all', '#cancel-experiments', '#experiments-status', silent],
      ['race', '#measure', '#cancel-measure', '#measure-status', crashing],
    ];
    await Promise.all(
      cases.map(async ([view, start, cancel, status, kill]) => {
        const { page, context } = await open({ query: '?steps=10' });
        await waitForStatus(page, 'Ready');
        await page.click(`.views a[href="#${view}"]`);
        await page.waitForSelector(`${start}:visible:enabled`);
        const begins = page.waitForEvent('worker');
        await page.click(start);
        const worker = await begins;
        await page.waitForSelector(`${cancel}:visible`);
        kill(worker).catch(() => {});
        await page.waitForFunction(
          ([selector, pattern]) => new RegExp(pattern).test(document.querySelector(selector).textContent),
          [status, 'The measuring worker (crashed|said nothing for \\d+ seconds and was stopped)\\. What was measured'],
          { timeout: 120_000 },
        );
        await page.click(start);
        await page.waitForSelector(`${cancel}:visible`);
        await page.click(cancel);
        await page.waitForSelector(`${start}:visible:enabled`);
        await context.close();
      }),
    );
  });

  test('CPython that cannot be had is told in a sentence, and the others go on', async () => {
    const { page, context } = await open({ query: '?steps=5' });
    await waitForStatus(page, 'Ready');
    const half = async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      await route.fulfill({ status: 200, contentType: 'application/wasm', body: body.subarray(0, body.length / 2) });
    };
    const python = '.lane[data-contender=python]';
    let again = '#join-python';
    for (const [file, answer, told] of [
      ['pyodide.asm.wasm', missing, 'the server answered with status 404 when asked for pyodide.asm.wasm'],
      ['pyodide.asm.wasm', half, 'pyodide.asm.wasm is damaged or cut off'],
      ['python_stdlib.zip', half, 'python_stdlib.zip is damaged or cut off'],
      ['pyodide.asm.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '{' }), 'it does not start'],
    ]) {
      const heal = await fault(context, `**/pyodide/${file}`, answer);
      await page.click(again);
      again = '#restart-python';
      await page.waitForFunction(
        ([lane, end]) => document.querySelector(`${lane}[data-phase=failed] .lane-message`)?.textContent.endsWith(end),
        [python, `${told}.`],
      );
      assert.match(
        await text(page, `${python} .lane-message`),
        /^Python could not be loaded from http[^ ]+pyodide\/: /,
      );
      await heal();
    }

    await fault(context, '**/pyodide/pyodide.asm.wasm', missing);
    await page.click('.views a[href="#ladder"]');
    await page.check('input[value=quick]');
    for (const id of ['javascript', 'value', 'autovec', 'relaxed', 'threads']) {
      const on = page.locator(`.rung[data-contender=${id}] .switch input`);
      if (await on.isEnabled()) await on.uncheck();
    }
    await page.click('#add-python'); // with all rungs, as nothing is measured yet
    await waitForText(page, '#ladder-status', 'Python could not be loaded from ', 120_000);
    await page.waitForSelector('.rung[data-contender=simd][data-state=measured]');
    await context.close();
  });
});

test('before and without the script: what it is, what it needs, and what is the matter', async () => {
  const shown = async (options, pattern) => {
    const { page, context } = await open(options);
    await page.waitForFunction(
      (source) => new RegExp(source).test(document.querySelector('#shell-status')?.textContent),
      pattern.source,
    );
    assert.match(await text(page, '#shell'), /trains a small GPT in your browser/);
    assert.ok(await page.locator('.needs').isVisible());
    assert.match(await text(page, '.needs'), /a server.*\.\/build\.sh serve/s);
    return { page, context };
  };
  const onlyShell = async (options, pattern) => (await shown(options, pattern)).context.close();

  const fromDisk = await shown(
    { address: pathToFileURL(`${site}/index.html`).href },
    /opened from disk, and browsers load no modules/,
  );
  const href = await fromDisk.page.locator('#shell-status a').evaluate((link) => link.href);
  assert.equal(href, pathToFileURL(`${site}/lanes-offline.html`).href);
  await fromDisk.context.close();
  await onlyShell(
    { prepare: (context) => context.route('**/assets/index-*.js', missing) },
    /index-.*could not be loaded/,
  );
  const old = () => delete HTMLScriptElement.prototype.noModule;
  const unstarted = (context) => context.route('**/assets/index-*.js', never);
  const prepare = async (context) => {
    await unstarted(context);
    await context.addInitScript(old);
  };
  await onlyShell({ prepare }, /too old for this page/);

  const failing = async (route) => {
    const body = 'throw new Error("The first line failed.");';
    await route.fulfill({ contentType: 'text/javascript', body });
  };
  const { page, context } = await shown(
    { prepare: (context) => context.route('**/assets/index-*.js', failing) },
    /The page did not start/,
  );
  assert.match(await text(page, '#trouble pre'), /The first line failed/);
  await context.close();

  // Nothing runs in a page without script, so it cannot be asked to wait there.
  for (const colorScheme of ['light', 'dark']) {
    const without = await open({ javaScriptEnabled: false, colorScheme });
    const said = without.page.locator('noscript p');
    await said.waitFor();
    assert.match(await said.textContent(), /^JavaScript is switched off in this browser/);
    await without.page.locator('.needs').waitFor();
    for (const element of ['noscript p', '.needs', '.needs code']) {
      const { ground, letters } = await brightness(without, element);
      assert.equal(ground < letters, colorScheme === 'dark', `${element}: ${letters} on ${ground}`);
      assert.ok(Math.abs(ground - letters) > 80, `${element} can be read: ${letters} on ${ground}`);
    }
    await without.context.close();
  }
});

/** How bright the page and an element's letters are, 0 to 255, as the browser computes it where no script runs. */
async function brightness({ page, context }, selector) {
  const browser = await context.newCDPSession(page);
  await browser.send('DOM.enable');
  await browser.send('CSS.enable');
  const { root } = await browser.send('DOM.getDocument');
  const colour = async (of, property) => {
    const { nodeId } = await browser.send('DOM.querySelector', { nodeId: root.nodeId, selector: of });
    const { computedStyle } = await browser.send('CSS.getComputedStyleForNode', { nodeId });
    const { value } = computedStyle.find(({ name }) => name === property);
    const channels = value.match(/[\d.]+/g).slice(0, 3);
    const most = value.startsWith('rgb') ? 1 : 255; // color(srgb 0.1 0.2 0.3) counts to 1
    return channels.reduce((sum, channel) => sum + (most * Number(channel)) / 3, 0);
  };
  return { ground: await colour('body', 'background-color'), letters: await colour(selector, 'color') };
}

test('an error that nobody caught can be copied, the page goes on', async () => {
  const prepare = (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page, context } = await open({ query: '?steps=10', prepare });
  await waitForStatus(page, 'Ready');
  await page.evaluate(() => {
    setTimeout(() => {
      throw new RangeError('something odd');
    });
    void Promise.reject(new Error('nobody caught this'));
  });
  await waitForText(page, '#trouble p', 'Something happened that this page is not prepared for.');
  await page.waitForFunction(() => {
    const { textContent } = document.querySelector('#trouble pre');
    return textContent.includes('something odd') && textContent.includes('nobody caught this');
  });
  await page.click('#trouble button:has-text("Copy")');
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /RangeError: something odd/);
  await page.click('#trouble button:has-text("Close")');
  assert.equal(await page.locator('#trouble').count(), 0);
  await trainToEnd(page);
  await context.close();
});

test('a browser that cannot format numbers in its own language', async () => {
  const prepare = (context) =>
    context.addInitScript(() => {
      const fail = () => {
        throw new RangeError('Incorrect locale information provided');
      };
      Object.defineProperty(Intl, 'NumberFormat', { value: fail, configurable: true });
      Number.prototype.toLocaleString = fail;
    });
  const { page, context } = await open({ query: '?steps=1000', prepare });
  await waitForStatus(page, 'Ready: 1,000 steps');
  await trainToEnd(page);
  await page.waitForSelector('.loss canvas');
  assert.equal(await page.locator('#trouble').count(), 0);
  await context.close();
});

test('a browser without WebAssembly says so', async () => {
  const prepare = (context) => context.addInitScript(() => delete globalThis.WebAssembly);
  const { page, context } = await open({ prepare });
  await page.waitForSelector('#try-again:visible');
  assert.match(await text(page, '.notices'), /no WebAssembly, or it is switched off/);
  await context.close();
});

/** Lets the first request for `pattern` wait until it is let through. */
async function holdFirst(context, pattern) {
  let letThrough;
  const held = new Promise((resolve) => {
    letThrough = resolve;
  });
  let requests = 0;
  await context.route(pattern, async (route) => {
    requests += 1;
    if (requests === 1) await held;
    await route.continue().catch(() => {}); // it may be wanted no more
  });
  return letThrough;
}

test('of two files that are opened the later one is used, whichever is ready first', async () => {
  const { page, context } = await open({ query: '?steps=10' });
  await waitForStatus(page, 'Ready');
  const letThrough = await holdFirst(context, '**/assets/check-worker-*.js');
  await openFile(page, 'first.txt', 'ada\ngrace\nbarbara\n');
  await waitForText(page, '#data-notice', 'Reading first.txt');
  await openFile(page, 'second.txt', 'emma\nolivia\n');
  await waitForStatus(page, 'Ready: 10 steps on second.txt');
  letThrough();
  await trainToEnd(page);
  assert.match(await text(page, '#current-data'), /^second\.txt: 2 lines/);
  await context.close();
});

test('what is typed while weights are read stays, and a size that they do not have wins', async () => {
  const { page, context } = await open({ query: '?steps=5&width=8&heads=2' });
  await waitForStatus(page, 'Ready');
  await trainToEnd(page);
  const { name, bytes } = await downloaded(page, '#save-weights');
  const loadWeights = () => page.setInputFiles('#load-weights', { name, mimeType: '', buffer: bytes });

  let letThrough = await holdFirst(context, '**/assets/check-worker-*.js');
  await loadWeights();
  await waitForText(page, '#checkpoint-notice', 'Reading');
  await setField(page, 'steps', '7');
  await setField(page, 'seed', '11');
  letThrough();
  await waitForStatus(page, 'Ready: 7 steps');
  await page.waitForSelector('text=Every run starts from');
  assert.equal(await page.locator('#setting-steps').inputValue(), '7');
  assert.equal(await page.locator('#setting-seed').inputValue(), '11');

  await context.unroute('**/assets/check-worker-*.js');
  letThrough = await holdFirst(context, '**/assets/check-worker-*.js');
  await loadWeights();
  await waitForText(page, '#checkpoint-notice', 'Reading');
  await setField(page, 'width', '16');
  await waitForText(page, '#checkpoint-notice', 'The weights of');
  letThrough();
  await waitForStatus(page, 'Ready: 7 steps');
  await trainToEnd(page);
  assert.equal(await page.locator('#setting-width').inputValue(), '16');
  await context.close();
});

test('a slider that is moved writes the address once it rests', async () => {
  const prepare = (context) =>
    context.addInitScript(() => {
      globalThis.written = 0;
      const { replaceState } = History.prototype;
      History.prototype.replaceState = function (...all) {
        globalThis.written += 1;
        replaceState.apply(this, all);
      };
    });
  const { page, context } = await open({ prepare });
  await waitForStatus(page, 'Ready');
  const written = await page.evaluate(() => {
    const slider = document.querySelector('#temperature');
    for (let i = 0; i < 150; ++i) {
      slider.value = String(0.5 + i / 200);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }
    return globalThis.written;
  });
  assert.equal(written, 0);
  await page.waitForURL(/temperature=/);
  assert.equal(await page.evaluate(() => globalThis.written), 1);
  await context.close();
});

test('leaving asks while a run would be lost', async () => {
  const { page, context } = await open({ query: '?steps=5' });
  await waitForStatus(page, 'Ready');
  const asks = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  assert.equal(await asks(), false);
  await trainToEnd(page);
  assert.equal(await asks(), true);
  await page.click('#reset');
  await waitForStatus(page, 'Ready');
  assert.equal(await asks(), false);
  await openFile(page, 'mine.txt', 'ada\ngrace\n');
  await waitForStatus(page, 'Ready: 5 steps on mine.txt');
  await page.waitForURL(/data=own/);
  assert.equal(await asks(), false, 'it is remembered');
  await context.close();
});

test('a large text that is pasted is used at once, and the page draws meanwhile; a small one is edited', async () => {
  const prepare = (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page, context } = await open({ query: '?steps=10', prepare });
  await waitForStatus(page, 'Ready');
  await page.click('#settings > summary');
  await page.click('.paste summary');
  const box = page.locator('#data-paste');
  await page.evaluate(() => navigator.clipboard.writeText('ada\ngrace\n'));
  await box.focus();
  await page.keyboard.press('ControlOrMeta+V');
  assert.equal(await box.inputValue(), 'ada\ngrace\n');
  await page.keyboard.press('ControlOrMeta+Z');
  assert.equal(await box.inputValue(), '');

  const line = 'the quick brown fox jumps over the lazy dög\n';
  const lines = 1_111_111; // 50 MB
  await page.evaluate(([text, times]) => navigator.clipboard.writeText(text.repeat(times)), [line, lines]);
  await page.evaluate(() => {
    const seen = { browser: 0, page: 0 };
    Object.assign(globalThis, { seen });
    let who = 'browser';
    let last = performance.now();
    const look = () => {
      const now = performance.now();
      seen[who] = Math.max(seen[who], now - last);
      last = now;
    };
    const frame = () => {
      look();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    // Up to here the browser fetches the text from the clipboard, and nobody else can do anything.
    const handedOver = () => {
      look();
      who = 'page';
    };
    document.addEventListener('beforeinput', handedOver, { capture: true, once: true });
  });
  await box.focus();
  await page.keyboard.press('ControlOrMeta+V');
  await waitForText(page, '#current-data', 'pasted text: 1,111,111 lines, 28 different characters, 50 MB', 60_000);
  assert.equal(await box.inputValue(), '');
  await waitForStatus(page, 'Ready');
  const seen = await page.evaluate(() => globalThis.seen);
  const most = 3 * Math.max(200, seen.browser); // as busy as the machine is
  assert.ok(seen.page < most, `no frame for ${seen.page} ms, after the browser itself took ${seen.browser} ms`);
  await trainToEnd(page);
  await context.close();
});

test('where the engine has no more memory to give, data is refused in a sentence, and all goes on', async () => {
  const full = `WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
  };`;
  const prepare = (context) =>
    context.route('**/lib/lanes.js*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${full}\n${await response.text()}` });
    });
  const { page, context } = await open({ query: '?steps=10', prepare });
  await waitForStatus(page, 'Ready');
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['the quick brown fox\n'.repeat(2_000_000)], 'large.txt'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: transfer }));
  });
  await waitForText(page, '#data-notice', 'large.txt: Out of memory: this needs more than a WebAssembly module');
  await waitForStatus(page, 'Ready: 10 steps on names.txt (shipped)');
  await trainToEnd(page);
  assert.ok((await lanes(page)).every(({ phase }) => phase === 'finished'));
  await context.close();
});

test('a file that cannot be read, as a folder, is told in a sentence', async () => {
  const { page, context } = await open({ query: '?steps=10' });
  await waitForStatus(page, 'Ready');
  await page.evaluate(() => {
    Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('A requested file …', 'NotFoundError'));
  });
  for (const [name, notice] of [
    ['folder', '#data-notice'],
    ['old.safetensors', '#checkpoint-notice'],
  ]) {
    await page.evaluate((dropped) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['ada'], dropped));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: transfer }));
    }, name);
    await waitForText(page, notice, `${name}: It cannot be read. It may be a folder, or it was moved or changed.`);
  }
  await trainToEnd(page);
  await context.close();
});

test('on a slow connection a lane tells how much has arrived', async (t) => {
  const name = 'lanes-simd.wasm';
  const bytes = await readFile(join(site, 'lib', name));
  let sendRest;
  const rest = new Promise((resolve) => {
    sendRest = resolve;
  });
  const server = createServer(async (request, response) => {
    const slow = request.url.endsWith(name);
    const { status, headers, body } = slow ? { body: bytes } : await fetch(new URL(request.url, session.address));
    response.writeHead(status ?? 200, {
      'Content-Type': slow ? 'application/wasm' : headers.get('Content-Type'),
      ...(slow && { 'Content-Length': bytes.length }),
    });
    if (!slow) return Readable.fromWeb(body).pipe(response);
    response.write(bytes.subarray(0, bytes.length / 2));
    await rest;
    response.end(bytes.subarray(bytes.length / 2));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { page, context } = await open({ query: '?steps=10', address: `http://localhost:${server.address().port}/` });
  const message = '.lane[data-contender=simd] .lane-message';
  await waitForText(page, message, `Loading ${name}: `);
  assert.match(await text(page, message), / kB of \d+ kB$/);
  sendRest();
  await waitForStatus(page, 'Ready');
  assert.equal(await page.locator(message).isVisible(), false);
  await context.close();
});
