// Counts the instructions of a WebAssembly module by name, so that a test can tell whether it holds SIMD.
import { forEachFunction } from '../../web/instructions/module.mjs';

/**
 * Counts over all functions of a module: `total` instructions, `simd` (those on v128, and locals of that type), of
 * which `relaxed`, `atomic` ones, and `count(name)` for one instruction. Throws on anything it does not know.
 */
export function countOpcodes(bytes) {
  const byName = new Map();
  const counts = { total: 0, simd: 0, relaxed: 0, atomic: 0, count: (name) => byName.get(name) ?? 0 };
  forEachFunction(bytes, ({ vectorLocals, instructions }) => {
    counts.simd += vectorLocals;
    for (const { prefix, opcode, name } of instructions()) {
      counts.total++;
      byName.set(name, counts.count(name) + 1);
      if (prefix === 0xfe) counts.atomic++;
      if (prefix !== 0xfd) continue;
      counts.simd++;
      if (opcode >= 0x100) counts.relaxed++;
    }
  });
  return counts;
}
