// What V8 makes of a hot loop: its machine code, and how fast that can be at best by the small model of
// web/instructions/bound.mjs. Both were found when the site was built.
import { h } from '../../common/dom.ts';
import { formatCount, formatSignificant } from '../../ui/format.ts';

/** Who compiled the loops, for which processor; or why there is no machine code. */
export type Compiler = { node: string; v8: string; processor: string } | { reason: string };

const limits = {
  instructions: 'a core begins six instructions a cycle',
  products: 'a core begins two products a cycle',
  sums: 'a core begins two sums a cycle',
  divisions: 'a division or root keeps its unit busy for four cycles',
  loads: 'a core begins two loads a cycle',
  stores: 'a core begins one store a cycle',
  chain: 'each iteration waits for a result of the one before it',
};

export interface MachineLoop {
  /** Worked through in one iteration, which may be several of the module's. */
  elements: number;
  /** For x86-64, the result first. */
  instructions: readonly string[];
  /** What limits an iteration, and the cycles that it takes at least. */
  bound: { by: keyof typeof limits; cycles: number };
}

const words: readonly (readonly [RegExp, string])[] = [
  [/^\S+ \[r[bs]p\b/, 'puts aside: no register is free'],
  [/^v?mov\S* \S+,\[r[bs]p\b/, 'takes what was put aside'],
  [/^vfn?m(add|sub)/, 'a × b + c'],
  [/^v?mul[sp][sd]/, 'multiplies'],
  [/^v?add[sp][sd]/, 'adds'],
  [/^v?sub[sp][sd]/, 'subtracts'],
  [/^v?div[sp][sd]/, 'divides'],
  [/^v?sqrt/, 'takes a root'],
  [/^vbroadcast/, 'loads one float into all lanes'],
  [/^v?mov\S* \[/, 'stores'],
  [/^v?mov\S* \S+,\[/, 'loads'],
  [/^v?mov/, 'copies'],
  [/^cmov/, 'copies if the test holds'],
  [/^lea/, 'an address or a sum'],
  [/^cmp\S* rsp,/, "V8's own check: is it to stop?"],
  [/^(cmp|test|v?ucomis|v?p?cmp)/, 'compares'],
  [/^jmp/, 'jumps'],
  [/^j/, 'jumps if the test holds'],
  [/^call/, 'calls'],
  [/^(v?(p?x?or|p?andn?|ps[rl]l|blend|shuf|insert|unpck)|sh[rl]|sa[rl])[a-z]*/, 'moves or masks bits'],
  [/^(add|sub|inc|dec)/, 'counts'],
  [/^v?(max|min)/, 'takes the larger or smaller'],
  [/^i?mul/, 'multiplies integers'],
  [/^v?cvt/, 'turns one type into another'],
  [/^nop/, 'nothing: fills a gap'],
];

const gloss = (instruction: string): string => words.find(([pattern]) => pattern.test(instruction))?.[1] ?? '';

/** Whether it computes with, loads or stores several numbers. Single ones, too, are copied by whole registers. */
const isVector = (instruction: string): boolean =>
  /^v?(mul|add|sub|div|sqrt|min|max)p[sd] |^vfn?m\w+p[sd] |^vbroadcast|^v?mov(dq|[ua]p)\w* .*\[/.test(instruction);

const perElement = (amount: number, { elements }: MachineLoop): string => formatSignificant(amount / elements);

/** The machine code of one build; nothing where there is none. */
export function machineView(loop: MachineLoop | undefined, element: string, where: string): HTMLElement[] {
  if (!loop) return [];
  const { instructions, elements, bound } = loop;
  const lines = instructions.map((instruction) =>
    h(
      'li',
      isVector(instruction) ? { class: 'vector' } : {},
      h('code', { text: instruction }),
      h('span', { text: gloss(instruction) }),
    ),
  );
  return [
    h(
      'div',
      { class: 'machine' },
      h('h3', { text: 'The machine code that V8 makes of it' }),
      h('p', {
        text:
          `${instructions.length} instructions for ${formatCount(elements, element)}, ` +
          `${perElement(instructions.length, loop)} per ${element}. At best ${formatSignificant(bound.cycles)} ` +
          `cycles an iteration, ${perElement(bound.cycles, loop)} per ${element}: ${limits[bound.by]}.`,
      }),
      h('ol', { class: 'machine-code', tabindex: 0, role: 'list', 'aria-label': `${where}: machine code` }, ...lines),
    ),
  ];
}

/** Where the machine code is from and what the figures assume, or why there is none. */
export function machineNote(compiler: Compiler): HTMLElement {
  const text =
    'reason' in compiler
      ? `What V8 makes of these loops is not shown: ${compiler.reason}.`
      : `Machine code: x86-64, made by V8 ${compiler.v8} of node ${compiler.node} on ${compiler.processor} when this ` +
        'page was built. Your browser may have another V8, or none, and another processor. V8 often takes several ' +
        'iterations together, and has to look in each whether somebody wants it to stop. The least cycles are those ' +
        'of a simple core that begins six instructions a cycle, among them two products or multiply-adds, two sums, ' +
        'two loads and one store; what multiplies or adds takes 4 cycles, a load 5. All data is in the L1 cache, ' +
        'every jump is foreseen, and what goes through memory waits for nothing.';
  return h('p', { class: 'help machine-note', text });
}

/** For the file of results. */
export const describedMachine = (loop: MachineLoop | undefined): object | undefined =>
  loop && { elements_per_iteration: loop.elements, instructions: loop.instructions.length, bound: loop.bound };
