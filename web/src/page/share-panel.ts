// Passing a result on: as a link that holds it, as a picture, as a file.
import { h, setText, show } from '../common/dom.ts';
import { messageOf } from '../common/errors.ts';
import { publicAddress } from '../common/site.ts';
import { download } from '../export/download.ts';
import { packResult } from '../export/link.ts';
import type { Shape } from '../export/picture.ts';
import { resultsFrom } from '../export/results-reader.ts';
import type { Shared } from '../export/shared.ts';
import { copyText } from '../ui/copy.ts';
import type { Panel } from '../ui/panel.ts';
import { segmented } from '../ui/segmented.ts';
import type { Page } from './page.ts';
import './share.css';

/** A result that can be passed on. */
export interface Shareable {
  /** How it is called, in names of files and of buttons. */
  what: string;
  /** Whether there is one now. */
  isThere(): boolean;
  /** As it stands in the file of results, with nothing else. */
  sections(): Record<string, object | undefined>;
  /** Whether it can be had as a picture, too. */
  pictures: boolean;
}

export function sharePanel(page: Page, { what, isThere, sections, pictures }: Shareable): Panel {
  const said = h('span', { class: 'muted', role: 'status' });
  const field = h('input', { type: 'text', readonly: true, hidden: true, 'aria-label': `Link to ${what}` });
  const shape = segmented<Shape>(
    'Shape of the picture',
    [
      ['wide', 'Wide'],
      ['square', 'Square'],
    ],
    'wide',
    () => {},
  );
  /** Tells what came of it, or what went wrong. */
  const button = (name: string, text: string, act: (result: Shared) => Promise<string> | string) =>
    h('button', {
      type: 'button',
      class: `share-${name}`,
      text,
      on: {
        click: async () => {
          show(field, false);
          try {
            setText(said, await act(current()));
          } catch (error) {
            setText(said, messageOf(error));
          }
        },
      },
    });

  const site = publicAddress();
  const link =
    site === undefined ? null : button('link', 'Copy link to this result', (result) => copyLink(site, result));
  link?.setAttribute('aria-label', `Copy link to this result: ${what}`);
  const drawing = [
    button('copy-picture', 'Copy picture', copyPicture),
    button('png', 'Save as PNG', async (result) => savePng(await pngOf(result))),
    button('svg', 'Save as SVG', async (result) => {
      download(`${fileName()}.svg`, await picture(result), 'image/svg+xml');
      return 'Saved.';
    }),
  ];
  const json = button('json', 'Results as JSON', () => {
    page.results.save();
    return 'Saved.';
  });
  const about = link
    ? 'The link holds the figures themselves; nothing is uploaded.'
    : 'No link leads others to a page on your disk. The results as JSON can be opened in Compare, in any copy of it.';
  const element = pictures
    ? h(
        'section',
        { class: 'share', 'aria-label': `Pass on ${what}` },
        h('h3', { text: 'Pass it on' }),
        h('div', { class: 'buttons' }, link, ...drawing, shape.element, json),
        field,
        h('p', { class: 'help share-help' }, `${about} `, said),
      )
    : h('div', { class: 'share' }, h('div', { class: 'buttons' }, link ?? json, said), field);
  show(element, false);

  function current(): Shared {
    const [result] = resultsFrom(JSON.parse(JSON.stringify({ version: 1, ...sections() })));
    return result!;
  }

  async function copyLink(site: string, result: Shared): Promise<string> {
    const address = `${site}#compare/${await packResult(result)}`;
    return (await copyText(address, field))
      ? 'Copied. Whoever opens it sees this result beside their own.'
      : 'The browser does not let this page copy: take the link from the field.';
  }

  const fileName = (): string => `lanes-${what.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}-${shape.value}`;

  const drawer = () =>
    import('../export/picture.ts').catch((error: unknown) => {
      throw new Error('What draws the picture could not be loaded: the connection may be gone.', { cause: error });
    });

  async function picture(result: Shared): Promise<string> {
    const { pictureOf } = await drawer();
    return pictureOf(result, shape.value, (site ?? '').replace(/^https?:\/\/|\/$/g, ''));
  }

  async function pngOf(result: Shared): Promise<Blob> {
    const { pngOf: draw } = await drawer();
    return draw(await picture(result), shape.value);
  }

  function savePng(png: Blob): string {
    download(`${fileName()}.png`, png, 'image/png');
    return 'Saved.';
  }

  async function copyPicture(result: Shared): Promise<string> {
    const drawn = pngOf(result);
    try {
      // Some browsers want to be told at once that something will be copied.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': drawn })]);
      return 'Copied.';
    } catch {
      return `The browser does not let this page copy pictures. ${savePng(await drawn)}`;
    }
  }

  function update(): void {
    show(element, isThere());
  }
  return { element, update, interval: 400 };
}
