// The explorer of instructions: the hot loop of two builds side by side, as it stands in the shipped modules. The build
// of the site reads them out (web/instructions/).
import { h } from '../../common/dom.ts';
import { messageOf } from '../../common/errors.ts';
import { siteFile } from '../../common/site.ts';
import { formatCount, formatSignificant } from '../../ui/format.ts';
import './explorers.css';
import './instructions.css';
import { segmented } from '../../ui/segmented.ts';
import { coloured } from '../code-view.ts';
import { countKinds, depths, gloss, isVector, kindOf, kinds } from './glosses.ts';
import { describedMachine, machineNote, machineView, type Compiler, type MachineLoop } from './machine-code.ts';
import { addFindings } from './results.ts';

interface Build {
  id: string;
  name: string;
  variant: string;
  /** Where it lies: the module's file, the number of the function, and the byte at which the loop begins. */
  module: string;
  function: number;
  at: number;
  /** Worked through in one iteration. */
  elements: number;
  instructions: readonly string[];
  machine?: MachineLoop;
  source: { file: string; text: string };
}

interface HotLoop {
  id: string;
  title: string;
  element: string;
  builds: readonly Build[];
}

interface Written {
  loops: readonly HotLoop[];
  machine: Compiler;
}

async function fetchLoops(): Promise<Written> {
  const path = 'lib/instructions.json';
  const response = await fetch(siteFile(path)!).catch(() => undefined);
  if (!response?.ok) throw new Error(`${path} could not be read; ./build.sh site makes it.`);
  const { loops, machine } = (await response.json()) as Written;
  return { loops: loops.filter(({ builds }) => builds.length > 0), machine };
}

export function instructionsExplorer(): HTMLElement {
  const content = h('div', {}, h('p', { class: 'status', role: 'status', text: 'Reading the instructions …' }));
  const element = h(
    'section',
    { class: 'card explorer', id: 'instructions', 'aria-labelledby': 'instructions-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'instructions-title', text: 'Instructions, seen' })),
    h('p', {
      class: 'meaning',
      text:
        'The innermost loop of two builds, as it stands in the modules that this page runs. Instructions on 128-bit ' +
        'registers are marked: each does the work of four. Variables and constants become registers and parts of ' +
        'other instructions in the machine code, below.',
    }),
    content,
  );
  fetchLoops().then(
    (written) => {
      addFindings({ isMeasured: () => false, section: () => instructionsSection(written) });
      content.replaceChildren(...explore(written));
    },
    (error: unknown) =>
      content.replaceChildren(
        h('p', { class: 'notice error', role: 'alert', text: `The instructions cannot be shown: ${messageOf(error)}` }),
      ),
  );
  return element;
}

function explore({ loops, machine }: Written): HTMLElement[] {
  const chosenLoop = segmented(
    'Loop',
    loops.map(({ id, title }) => [id, title] as const),
    loops[0]!.id,
    () => fill(),
  );
  const sides = ['left', 'right'].map((side) => {
    const select = h('select', { 'aria-label': `Build on the ${side}` });
    select.addEventListener('change', () => draw());
    return { select, place: h('div', { class: 'build' }) };
  });
  const verdict = h('p', { class: 'verdict' });
  const shared = h('div', { class: 'shared-source' });
  const current = (): HotLoop => loops.find(({ id }) => id === chosenLoop.value)!;

  function fill(): void {
    const { builds } = current();
    const preferred = [
      builds.find(({ id }) => id === 'scalar') ?? builds[0]!,
      builds.find(({ id }) => id === 'simd') ?? builds.at(-1)!,
    ];
    for (const [i, { select }] of sides.entries()) {
      select.replaceChildren(
        ...builds.map(({ id, name }) => h('option', { value: id, text: name, selected: id === preferred[i]!.id })),
      );
    }
    draw();
  }
  function draw(): void {
    const loop = current();
    const chosen = sides.map(({ select }) => loop.builds.find(({ id }) => id === select.value)!);
    const [left, right] = chosen.map(({ source }) => source);
    const same = left!.text === right!.text;
    shared.replaceChildren(
      ...(same ? [h('h3', { text: 'The source, the same for both' }), ...sourceView(left!, loop.title)] : []),
    );
    for (const [i, { select, place }] of sides.entries()) {
      place.replaceChildren(select, ...buildView(loop, chosen[i]!, !same));
    }
    verdict.textContent = compare(loop, chosen[0]!, chosen[1]!);
  }
  fill();
  return [
    h('div', { class: 'explorer-controls' }, chosenLoop.element),
    verdict,
    shared,
    h('div', { class: 'build-pair' }, ...sides.map(({ place }) => place)),
    machineNote(machine),
  ];
}

function instructionsSection({ loops, machine }: Written): object {
  const described = ({ id, module, elements, instructions, machine }: Build): object => ({
    id,
    module,
    elements_per_iteration: elements,
    instructions: instructions.length,
    kinds: countKinds(instructions),
    machine: describedMachine(machine),
  });
  return {
    name: 'instructions',
    title: 'Instructions, seen',
    compiler: machine,
    loops: loops.map(({ id, builds }) => ({ id, builds: builds.map(described) })),
  };
}

const perElement = ({ instructions, elements }: Build): number => instructions.length / elements;

function compare({ element }: HotLoop, a: Build, b: Build): string {
  const ratio = perElement(a) / perElement(b);
  const [more, fewer] = ratio >= 1 ? [a, b] : [b, a];
  const both = `${formatSignificant(perElement(fewer))} per ${element} against ${formatSignificant(perElement(more))}`;
  if (a === b || Math.abs(ratio - 1) < 0.005)
    return `Both need ${formatSignificant(perElement(a))} instructions per ${element}.`;
  return (
    `${fewer.name} needs ${formatSignificant(Math.max(ratio, 1 / ratio), 2)} times fewer instructions than ` +
    `${more.name}: ${both}.`
  );
}

function sourceView({ file, text }: Build['source'], of: string): HTMLElement[] {
  return [
    h(
      'pre',
      { class: 'source', tabindex: 0, role: 'region', 'aria-label': `${of}: source` },
      h('code', {}, ...coloured(text)),
    ),
    h('p', { class: 'help', text: file }),
  ];
}

function buildView({ title, element }: HotLoop, build: Build, withSource: boolean): HTMLElement[] {
  const { instructions, elements, source, name } = build;
  const counts = countKinds(instructions);
  const vectors = instructions.filter((instruction) => kindOf(instruction) !== 'names' && isVector(instruction)).length;
  const indents = depths(instructions);
  const row = (kind: string, text: string, count: number): HTMLElement =>
    h(
      'tr',
      { 'data-kind': kind },
      h('th', { scope: 'row', text }),
      h('td', {}, count),
      h('td', { text: formatSignificant(count / elements) }),
    );
  const lines = instructions.map((instruction, i) =>
    h(
      'li',
      {
        class: `kind-${kindOf(instruction)}${isVector(instruction) ? ' vector' : ''}`,
      },
      h('code', { text: `${'  '.repeat(indents[i]!)}${instruction}` }),
      h('span', { text: gloss(instruction) }),
    ),
  );
  const where = `${title}, ${name}`;
  return [
    ...(withSource ? sourceView(source, where) : []),
    h(
      'table',
      { class: 'sizes' },
      h('caption', { class: 'visually-hidden', text: `${where}: instructions by kind` }),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col', text: `An iteration takes ${formatCount(elements, element)}` }),
          h('th', { scope: 'col', text: 'per iteration' }),
          h('th', { scope: 'col', text: `per ${element}` }),
        ),
      ),
      h(
        'tbody',
        {},
        ...kinds.map(([kind, text]) => row(kind, text, counts[kind])),
        row('all', 'All', instructions.length),
      ),
    ),
    h('ol', { class: 'instructions', tabindex: 0, role: 'list', 'aria-label': `${where}: instructions` }, ...lines),
    h('p', {
      class: 'help',
      text:
        (vectors === 0
          ? 'No instruction here works on more than one number. '
          : `${vectors} of them work on 128 bits at once. `) +
        `${instructions.includes('if') ? 'All that stands in the loop is counted, also what a test may skip. ' : ''}` +
        `${build.module}, function ${build.function}, from byte ${build.at} on.`,
    }),
    ...machineView(build.machine, element, where),
  ];
}
