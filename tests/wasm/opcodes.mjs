// Counts the instructions of a WebAssembly module by opcode, so that a test can tell whether it holds SIMD.
import { forEachFunction } from '../../web/instructions/module.mjs';

/**
 * Counts over all functions of a module: `total` instructions, `simd` (those on v128, and locals of that type), of
 * which `relaxed`, `atomic` ones, and `count(opcode)` for one opcode behind the SIMD prefix. Throws on anything it does
 * not know.
 */
export function countOpcodes(bytes) {
  const simdOpcodes = new Map();
  const counts = { total: 0, simd: 0, relaxed: 0, atomic: 0, count: (opcode) => simdOpcodes.get(opcode) ?? 0 };
  forEachFunction(bytes, ({ vectorLocals, instructions }) => {
    counts.simd += vectorLocals;
    for (const { prefix, opcode } of instructions()) {
      counts.total++;
      if (prefix === 0xfe) counts.atomic++;
      if (prefix !== 0xfd) continue;
      counts.simd++;
      if (opcode >= 0x100) counts.relaxed++;
      simdOpcodes.set(opcode, counts.count(opcode) + 1);
    }
  });
  return counts;
}
