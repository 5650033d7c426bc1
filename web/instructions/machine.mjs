// What V8 makes of a module: the machine code that this node's optimiser prints, and the hot loop in it.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Compiles all functions of a module by V8's optimiser, which prints them. Flags that it does not know do nothing. */
const compile = `
const v8 = require('node:v8');
for (const flag of ['--no-liftoff', '--no-wasm-lazy-compilation', '--experimental-wasm-relaxed-simd']) {
  v8.setFlagsFromString(flag);
}
v8.setFlagsFromString('--print-wasm-code');
new WebAssembly.Module(require('node:fs').readFileSync(process.argv[1]));
`;

/** Who made the code, and for what processor: V8 uses what it finds there. */
export const compiler = {
  node: process.versions.node,
  v8: process.versions.v8,
  processor: cpus()[0]?.model.trim() ?? 'an unknown processor',
};

/** The machine code of a module as text, or why there is none. */
export function printedCode(path) {
  if (process.arch !== 'x64') return { reason: `the build ran on ${process.arch}, and only x86-64 code can be read` };
  try {
    const options = { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] };
    const text = execFileSync(process.execPath, ['-e', compile, path], options);
    if (/^compiler: /m.test(text)) return { text };
  } catch {
    // It may know the flag, but not how to write it down.
  }
  return { reason: `the build's node ${process.versions.node} prints no machine code` };
}

/** The functions of such a text, by index: their instructions, `{at, text}`, with `target` where one jumps. */
export function readCode(text) {
  const functions = new Map();
  let current;
  for (const line of text.split('\n')) {
    const index = /^index: (\d+)$/.exec(line);
    const instruction = /^0x[0-9a-f]+ +([0-9a-f]+) +[0-9a-f]+ +(.+)$/.exec(line);
    if (index) {
      current = [];
      functions.set(Number(index[1]), current);
    } else if (instruction && current) {
      const [, at, written] = instruction;
      current.push(readInstruction(Number.parseInt(at, 16), written));
    } else if (/^Exception Handler|^Protected/.test(line)) {
      current = undefined;
    }
  }
  return functions;
}

function readInstruction(at, written) {
  const text = written
    .replace(/^REX\.W /, '')
    .replace(/\b0x[0-9a-f]{10,13}\b/, 'address') // where it happened to lie in memory
    .replace(/ {2,}/g, ' ')
    .trim();
  const jump = /^(j[a-z]+) address <\+0x([0-9a-f]+)>/.exec(text);
  return jump ? { at, text: jump[1], target: Number.parseInt(jump[2], 16) } : { at, text };
}

/** Loops that hold no other, as ranges of instructions from the target of a jump back to the jump. */
export function machineLoops(instructions) {
  const places = new Map(instructions.map(({ at }, i) => [at, i]));
  const backward = instructions
    .map(({ target }, end) => ({ begin: places.get(target), end }))
    .filter(({ begin, end }) => begin <= end)
    // What is seldom done stands behind the end of a function and jumps back into it.
    .filter(({ begin, end }) => !instructions.slice(begin, end).some(({ text }) => /^ret/.test(text)));
  const holds = (outer, inner) => outer !== inner && outer.begin <= inner.begin && inner.end <= outer.end;
  const innermost = backward.filter((loop) => !backward.some((other) => holds(loop, other)));
  return innermost.map(({ begin, end }) => instructions.slice(begin, end + 1));
}

const lanesOf = { ss: 1, sd: 1, ps: 4, pd: 2 };
const operations = { mul: /^v?mul(..)$/, relaxed_madd: /^vfn?madd\d+(..)$/, sqrt: /^v?sqrt(..)$/ };

/** As elementsPerIteration in loops.mjs, of the same operations. */
export function machineElements(loop, once) {
  return loop.reduce((sum, { text }) => {
    const [mnemonic] = text.split(' ');
    const found = once.map((operation) => operations[operation].exec(mnemonic)).find(Boolean);
    return sum + (found ? lanesOf[found[1]] : 0);
  }, 0);
}

/**
 * The loop that was made of one with so many elements an iteration: of those that take one or several such iterations
 * at once the one that gets the most done for each access to memory, not counting what registers had no room for.
 * Undefined if there is none.
 */
export function hottestMachineLoop(instructions, once, ofElements) {
  let best = { density: 0 };
  for (const loop of machineLoops(instructions)) {
    const elements = machineElements(loop, once);
    if (elements % ofElements !== 0) continue;
    const accesses = loop.filter(({ text }) => /\[(?!r[bs]p\b)/.test(text) && !/^lea/.test(text)).length;
    const density = elements / Math.max(1, accesses);
    if (density > best.density) best = { density, elements, loop };
  }
  return best.loop && { loop: best.loop, elements: best.elements };
}

/** The instructions of a loop for people to read: where a jump leads, in words. */
export function writtenLoop(loop) {
  const places = new Map(loop.map(({ at }, i) => [at, i]));
  return loop.map(({ text, target }, i) => {
    if (target === undefined) return text;
    const place = places.get(target);
    return `${text} ${place === undefined ? 'out' : place === 0 ? 'begin' : `${place > i ? '+' : ''}${place - i}`}`;
  });
}
