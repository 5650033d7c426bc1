// What runs before the page, and whether or not it can run: says why the page cannot start, and shows errors that
// nobody caught so that they can be passed on. It is written for old browsers, too, and is shipped as it is. The words
// that need no script stand in index.html.
(() => {
  const root = document.documentElement;
  const errors = new Set();
  const mostErrors = 5;

  /** Until the page takes its place. */
  const shell = () => document.getElementById('shell');

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const button = (textContent, onclick) => element('button', { type: 'button', textContent, onclick });

  /** Calls back once the whole of index.html is there; the modules that it loads may still be on their way. */
  const whenParsed = (action) => {
    if (document.readyState !== 'loading') action();
    else document.addEventListener('readystatechange', action, { once: true });
  };

  /** Why the page does not start, and what to do. */
  const explain = (text, ...more) => {
    whenParsed(() => {
      if (!shell()) return;
      shell().classList.add('stuck');
      document.getElementById('shell-status').replaceChildren(text, ...more);
    });
  };

  const select = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  /** Where a page may not write to the clipboard, the text is selected, ready to be copied by hand. */
  const copy = (node, label) => {
    const done = () => {
      label.textContent = 'Copied';
    };
    const byHand = () => {
      select(node);
      if (document.execCommand('copy')) done();
      else label.textContent = 'Selected: press Ctrl+C';
    };
    if (navigator.clipboard) navigator.clipboard.writeText(node.textContent).then(done, byHand);
    else byHand();
  };

  const show = () => {
    const old = document.getElementById('trouble');
    if (old) old.remove();
    const where = `${location.href}\n${navigator.userAgent}`;
    const details = element('pre', { tabIndex: 0, textContent: `${[...errors].join('\n\n')}\n\n${where}` });
    const copying = button('Copy', () => copy(details, copying));
    const close = button('Close', () => {
      errors.clear();
      document.getElementById('trouble').remove();
    });
    const box = element(
      'section',
      { id: 'trouble', className: 'trouble' },
      element('p', {
        textContent:
          'Something happened that this page is not prepared for. ' +
          (shell() ? 'It could not start. ' : 'What it shows may be wrong from here on. ') +
          'Reloading may help; if it does not, please pass this on to whoever keeps the page:',
      }),
      details,
      element(
        'div',
        { className: 'buttons' },
        copying,
        button('Reload', () => location.reload()),
        close,
      ),
    );
    box.setAttribute('role', 'alert');
    document.body.append(box);
  };

  const report = (error, place) => {
    const text = error instanceof Error ? error.stack || String(error) : `${error} ${place}`;
    // Browsers say this where a chart changes its size twice in a frame; it is no error.
    if (/ResizeObserver loop/.test(text) || errors.has(text) || errors.size === mostErrors) return;
    errors.add(text);
    explain('The page did not start.');
    whenParsed(show);
  };

  addEventListener(
    'error',
    (event) => {
      if (event.target === window) report(event.error || event.message, `${event.filename}:${event.lineno}`);
      else if (event.target.tagName === 'SCRIPT' && location.protocol !== 'file:') {
        const again = button('Try again', () => location.reload());
        explain(`${event.target.src} could not be loaded: the connection is gone, or the file is missing. `, again);
      }
    },
    true,
  );
  addEventListener('unhandledrejection', (event) => report(event.reason, ''));

  // The colours that the page will have; see ui/theme.ts.
  let stored;
  try {
    stored = localStorage.getItem('lanes-theme');
  } catch {
    // storage may be forbidden
  }
  root.dataset.theme = stored || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

  if (!('noModule' in HTMLScriptElement.prototype)) {
    explain('This browser is too old for this page: it knows no JavaScript modules.');
  } else if (typeof WebAssembly !== 'object') {
    explain('This browser has no WebAssembly, or it is switched off, and this page computes with it.');
  } else {
    whenParsed(() => {
      const status = document.getElementById('shell-status');
      if (location.protocol === 'file:' && document.querySelector('script[type="module"]')) {
        const offline = element('a', { href: 'lanes-offline.html', textContent: 'lanes-offline.html' });
        explain(
          'This page was opened from disk, and browsers load no modules from there. ',
          offline,
          ', beside it, is the page as one file, which works from disk. Otherwise it needs a server, as below.',
        );
      } else if (status && !status.textContent) status.textContent = 'Starting …';
    });
  }
})();
