// How fast a loop of x86-64 instructions can be at best: a small model of a core of 2020 or later, such as Zen 3 to 5
// or Golden Cove. Everything is in the L1 cache, every jump is foreseen, and nothing waits but for what it computes
// with; what goes through memory is taken to be ready.

/** What a core can begin in a cycle, by what an instruction needs. */
const perCycle = {
  instructions: 6,
  products: 2, // multiplications and multiply-adds
  sums: 2, // beside the products
  divisions: 1 / 4, // and roots
  loads: 2,
  stores: 1,
};

/** Cycles until the result can be used. */
const latency = { products: 4, sums: 4, divisions: 12, loads: 5 };

const kinds = [
  ['products', /^v?mul[sp][sd]$|^vfn?m(add|sub)\d/],
  ['sums', /^v?(add|sub|min|max)[sp][sd]$/],
  ['divisions', /^v?(div|sqrt)[sp][sd]$/],
];

function read(text) {
  const [, mnemonic, rest = ''] = /^(\S+) ?(.*)$/.exec(text);
  const operands = rest.match(/\[[^\]]*\]|[^,\s]+/g) ?? [];
  const [first = '', ...others] = operands;
  const isMemory = (operand) => operand.startsWith('[');
  const comparesOnly = /^(cmp[blqw]?|test[blqw]?|v?u?comis[sd]|j|call|ret|push|nop)/.test(mnemonic);
  const addressOnly = mnemonic.startsWith('lea');
  const replaces = /^(v(?!fn?m)|mov|lea|cvt|sqrt|set)/.test(mnemonic); // what its first operand held does not matter
  const registersIn = (operand) => operand.match(/\b(r\d+|r[a-ds][xip]|r[sb]p|[xyz]mm\d+)\b/g) ?? [];
  const isStore = isMemory(first) && !comparesOnly;
  const isLoad = !addressOnly && (others.some(isMemory) || (isMemory(first) && (comparesOnly || !replaces)));
  const isMove = /^v?mov/.test(mnemonic) && !isLoad && !isStore; // between registers: done by renaming them
  const isZeroed = /^v?p?xor/.test(mnemonic) && new Set(operands.slice(-2)).size === 1;
  const reads = isZeroed ? [] : [...(replaces && !isMemory(first) ? [] : [first]), ...others].flatMap(registersIn);
  return {
    kind: kinds.find(([, pattern]) => pattern.test(mnemonic))?.[0],
    isLoad,
    isStore,
    isMove,
    reads,
    writes: comparesOnly || isStore ? undefined : registersIn(first)[0],
  };
}

/** Cycles by which an iteration moves the latest result on when nothing else limits it. */
function chainOf(instructions) {
  const ready = new Map();
  const iterate = () => {
    for (const { kind, isLoad, isMove, reads, writes } of instructions) {
      if (!writes) continue;
      const begin = Math.max(0, ...reads.map((register) => ready.get(register) ?? 0));
      const own = latency[kind] ?? (isLoad || isMove ? 0 : 1);
      ready.set(writes, begin + (isLoad ? latency.loads : 0) + own);
    }
    return Math.max(0, ...ready.values());
  };
  const [before, iterations] = [20, 20];
  let settled = 0;
  for (let i = 0; i < before; i++) settled = iterate();
  let last = settled;
  for (let i = 0; i < iterations; i++) last = iterate();
  return (last - settled) / iterations;
}

/** What limits an iteration, `by`, and its `cycles` at least: one of perCycle's, or the `chain` of what waits. */
export function boundOf(texts) {
  const instructions = texts.map(read);
  const count = {
    instructions: instructions.length,
    products: 0,
    sums: 0,
    divisions: 0,
    loads: instructions.filter(({ isLoad }) => isLoad).length,
    stores: instructions.filter(({ isStore }) => isStore).length,
  };
  for (const { kind } of instructions) if (kind) count[kind]++;
  const limits = Object.entries(perCycle).map(([by, rate]) => ({ by, cycles: count[by] / rate }));
  limits.push({ by: 'chain', cycles: chainOf(instructions) });
  return limits.reduce((tightest, limit) => (limit.cycles > tightest.cycles ? limit : tightest));
}
