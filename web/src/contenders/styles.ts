// The style sheet that follows from the list of contenders: the colour of each wherever it appears, as --lane inside an
// element with data-contender and as --lane-<id> for charts, and the picture of each track.
import type { Contender } from './contender.ts';
import { textures } from './textures.ts';

type Look = Pick<Contender, 'id' | 'colour'>;

function colours(contenders: readonly Look[], theme: keyof Contender['colour']): string {
  return contenders.map(({ id, colour }) => `--lane-${id}: ${colour[theme]};`).join(' ');
}

function track([name, { width, drawing }]: [string, { width: number; drawing: string }]): string {
  const image = `<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='44'>${drawing}</svg>`;
  return (
    `.track-${name} > .ahead, .track-${name} > .done, .track-${name} > .early ` +
    `{ mask-image: url("data:image/svg+xml,${encodeURIComponent(image)}"); mask-size: ${width}px 44px; }`
  );
}

/** As text. */
export function contenderStyles(contenders: readonly Look[]): string {
  return [
    `:root { ${colours(contenders, 'light')} }`,
    `:root[data-theme='dark'] { ${colours(contenders, 'dark')} }`,
    ...contenders.map(({ id }) => `[data-contender='${id}'] { --lane: var(--lane-${id}); }`),
    ...Object.entries(textures).map(track),
  ].join('\n');
}

/** Puts it into the page. A sheet made so needs no permission of the Content-Security-Policy. */
export function adoptContenderStyles(contenders: readonly Look[]): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(contenderStyles(contenders));
  document.adoptedStyleSheets.push(sheet);
}
