// Counts the instructions of a WebAssembly module by opcode, so that a test can tell whether it holds SIMD.
// Source: the WebAssembly core specification, "Binary Format", with the proposals that Emscripten uses.

/** What follows an opcode of one byte, for those that have immediates: letters as in `skip`. */
const immediates = new Map([
  [0x02, 'b'], [0x03, 'b'], [0x04, 'b'], [0x06, 'b'], // block, loop, if, try
  [0x07, 'u'], [0x08, 'u'], [0x09, 'u'], [0x18, 'u'], // catch, throw, rethrow, delegate
  [0x0c, 'u'], [0x0d, 'u'], [0x0e, 'vu'], // br, br_if, br_table
  [0x10, 'u'], [0x11, 'uu'], [0x12, 'u'], [0x13, 'uu'], // call, call_indirect, and their tail forms
  [0x1c, 'v'], // select with types
  [0x20, 'u'], [0x21, 'u'], [0x22, 'u'], [0x23, 'u'], [0x24, 'u'], [0x25, 'u'], [0x26, 'u'], // locals, globals, tables
  [0x3f, 'u'], [0x40, 'u'], // memory.size, memory.grow
  [0x41, 'u'], [0x42, 'u'], [0x43, '4'], [0x44, '8'], // constants
  [0xd0, 'u'], [0xd2, 'u'], // ref.null, ref.func
]);
for (let opcode = 0x28; opcode <= 0x3e; opcode++) immediates.set(opcode, 'm'); // loads and stores

const bulkImmediates = ['', '', '', '', '', '', '', '', 'uu', 'u', 'uu', 'u', 'uu', 'u', 'uu', 'u', 'u', 'u'];

function simdImmediates(opcode) {
  if (opcode <= 0x0b || opcode === 0x5c || opcode === 0x5d) return 'm'; // loads and stores
  if (opcode === 0x0c || opcode === 0x0d) return '88'; // v128.const, i8x16.shuffle
  if (opcode >= 0x15 && opcode <= 0x22) return '1'; // extract and replace a lane
  if (opcode >= 0x54 && opcode <= 0x5b) return 'm1'; // load and store a lane
  return '';
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  byte() {
    if (this.at >= this.bytes.length) throw new Error('the module ends in the middle');
    return this.bytes[this.at++];
  }
  /** A LEB128 number. Signed ones and those of 64 bits are only ever skipped, so their value does not matter. */
  unsigned() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
  skip(kinds) {
    for (const kind of kinds) {
      if (kind === 'u') this.unsigned(); // a LEB128 number
      else if (kind === 'b') this.unsigned(); // a block type: a LEB128 number too
      else if (kind === 'v') for (let n = this.unsigned(); n > 0; n--) this.unsigned(); // a vector of numbers
      else if (kind === 'm') this.memoryArgument();
      else this.at += Number(kind); // so many bytes
    }
  }
  memoryArgument() {
    if (this.unsigned() & 64) this.unsigned(); // an alignment with bit 6 names a memory
    this.unsigned();
  }
}

function instruction(reader) {
  const opcode = reader.byte();
  if (opcode === 0xfc) {
    const second = reader.unsigned();
    if (bulkImmediates[second] === undefined) throw new Error(`unknown opcode 0xfc ${second}`);
    reader.skip(bulkImmediates[second]);
    return { prefix: 0xfc, opcode: second };
  }
  if (opcode === 0xfd) {
    const second = reader.unsigned();
    if (second > 0x113) throw new Error(`unknown opcode 0xfd ${second}`);
    reader.skip(simdImmediates(second));
    return { prefix: 0xfd, opcode: second };
  }
  if (opcode === 0xfe) {
    const second = reader.unsigned();
    reader.skip(second === 3 ? '1' : 'm'); // atomic.fence; all else touches memory
    return { prefix: 0xfe, opcode: second };
  }
  const known = opcode <= 0x1c || (opcode >= 0x20 && opcode <= 0xc4) || (opcode >= 0xd0 && opcode <= 0xd2);
  if (!known) throw new Error(`unknown opcode 0x${opcode.toString(16)}`);
  reader.skip(immediates.get(opcode) ?? '');
  return { prefix: 0, opcode };
}

/**
 * Counts over all functions of a module: `total` instructions, `simd` (those on v128, and locals of that type), of
 * which `relaxed`, `atomic` ones, and `count(opcode)` for one opcode behind the SIMD prefix. Throws on anything it does not know.
 */
export function countOpcodes(bytes) {
  const reader = new Reader(bytes);
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  if (header.some((expected) => reader.byte() !== expected)) throw new Error('not a WebAssembly module');
  const simdOpcodes = new Map();
  const counts = { total: 0, simd: 0, relaxed: 0, atomic: 0, count: (opcode) => simdOpcodes.get(opcode) ?? 0 };
  while (reader.at < bytes.length) {
    const section = reader.byte();
    const size = reader.unsigned();
    const end = reader.at + size;
    if (section !== 10) { // only the code matters
      reader.at = end;
      continue;
    }
    for (let functions = reader.unsigned(); functions > 0; functions--) {
      const length = reader.unsigned();
      const functionEnd = reader.at + length;
      for (let groups = reader.unsigned(); groups > 0; groups--) {
        const locals = reader.unsigned();
        if (reader.byte() === 0x7b) counts.simd += locals; // type v128
      }
      while (reader.at < functionEnd) {
        const { prefix, opcode } = instruction(reader);
        counts.total++;
        if (prefix === 0xfe) counts.atomic++;
        if (prefix !== 0xfd) continue;
        counts.simd++;
        if (opcode >= 0x100) counts.relaxed++;
        simdOpcodes.set(opcode, counts.count(opcode) + 1);
      }
      if (reader.at !== functionEnd) throw new Error('a function does not end where it says');
    }
    if (reader.at !== end) throw new Error('the code section does not end where it says');
  }
  return counts;
}
