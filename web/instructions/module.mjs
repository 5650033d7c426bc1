// Reads a WebAssembly module: its functions, what they are called, and their instructions, one by one.
import { opcodeOf } from './opcodes.mjs';

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }
  byte() {
    if (this.at >= this.bytes.length) throw new Error('the module ends in the middle');
    return this.bytes[this.at++];
  }
  /** A LEB128 number; those beyond 2^53 lose digits, and are only ever skipped. */
  unsigned() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
  signed() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return byte & 64 ? value - factor * 128 : value;
    }
  }
  text() {
    const length = this.unsigned();
    const bytes = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return new TextDecoder().decode(bytes);
  }
}

/** What follows an opcode, as numbers: of a memory access the offset. The bytes of a v128 are left out. */
function immediatesOf(kinds, reader) {
  const values = [];
  for (const kind of kinds) {
    switch (kind) {
      case 'u':
        values.push(reader.unsigned());
        break;
      case 's':
        values.push(reader.signed());
        break;
      case 'b':
        reader.signed();
        break;
      case 'v':
        for (let n = reader.unsigned(); n > 0; n--) values.push(reader.unsigned());
        break;
      case 'm':
        if (reader.unsigned() & 64) reader.unsigned(); // an alignment with bit 6 names a memory
        values.push(reader.unsigned());
        break;
      case '1':
        values.push(reader.byte());
        break;
      case '4':
        values.push(reader.view.getFloat32(reader.at, true));
        reader.at += 4;
        break;
      case '8':
        if (kinds === '8') values.push(reader.view.getFloat64(reader.at, true));
        reader.at += 8;
        break;
    }
  }
  return values;
}

function instruction(reader) {
  const at = reader.at;
  const first = reader.byte();
  const prefix = first >= 0xfc && first <= 0xfe ? first : 0;
  const opcode = prefix ? reader.unsigned() : first;
  const known = opcodeOf(prefix, opcode);
  if (!known) throw new Error(`unknown opcode 0x${first.toString(16)}${prefix ? ` ${opcode}` : ''}`);
  return { at, prefix, opcode, name: known.name, immediates: immediatesOf(known.immediates, reader) };
}

/** The sections of a module: `id`, the `name` of a custom one, and where it `begin`s, has its `content`, and `end`s. */
function sectionsOf(bytes) {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  if (header.some((expected, i) => bytes[i] !== expected)) throw new Error('not a WebAssembly module');
  const reader = new Reader(bytes, header.length);
  const sections = [];
  while (reader.at < bytes.length) {
    const begin = reader.at;
    const id = reader.byte();
    const size = reader.unsigned();
    const end = reader.at + size;
    const name = id === 0 ? reader.text() : undefined;
    sections.push({ id, name, begin, content: reader.at, end });
    reader.at = end;
  }
  return sections;
}

const isNames = ({ name }) => name === 'name';

/** What the functions are called, by index, where the linker kept their names (--profiling-funcs). */
export function functionNames(bytes) {
  const names = new Map();
  for (const { content, end } of sectionsOf(bytes).filter(isNames)) {
    const reader = new Reader(bytes, content);
    while (reader.at < end) {
      const kind = reader.byte();
      const size = reader.unsigned();
      const next = reader.at + size;
      if (kind === 1) for (let n = reader.unsigned(); n > 0; n--) names.set(reader.unsigned(), reader.text());
      reader.at = next;
    }
  }
  return names;
}

/** The same module without any names. */
export function withoutNames(bytes) {
  const kept = sectionsOf(bytes).filter((section) => !isNames(section));
  return Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ begin, end }) => bytes.subarray(begin, end))]);
}

const functionImport = 0;

/** Skips an import and tells whether it is a function. */
function importedFunction(reader) {
  reader.text();
  reader.text();
  const kind = reader.byte();
  const limits = () => {
    for (let n = reader.unsigned() & 1 ? 2 : 1; n > 0; n--) reader.unsigned();
  };
  if (kind === functionImport) reader.unsigned();
  else if (kind === 1) {
    reader.signed();
    limits();
  } // a table
  else if (kind === 2)
    limits(); // a memory
  else if (kind === 3) {
    reader.signed();
    reader.byte();
  } // a global
  else if (kind === 4) {
    reader.byte();
    reader.unsigned();
  } // a tag
  else throw new Error(`unknown kind of import ${kind}`);
  return kind === functionImport;
}

/**
 * Calls `visit(f)` for every function of a module: `f.index`, `f.vectorLocals` (locals of type v128), and
 * `f.instructions()`, which decodes them: `{at, prefix, opcode, name, immediates}`. Throws on anything it does not
 * know.
 */
export function forEachFunction(bytes, visit) {
  let index = 0;
  for (const { id, content, end } of sectionsOf(bytes)) {
    const reader = new Reader(bytes, content);
    if (id === 2) {
      for (let imports = reader.unsigned(); imports > 0; imports--) if (importedFunction(reader)) index++;
    }
    if (id !== 10) continue; // only the code matters
    for (let functions = reader.unsigned(); functions > 0; functions--, index++) {
      const length = reader.unsigned();
      const functionEnd = reader.at + length;
      let vectorLocals = 0;
      for (let groups = reader.unsigned(); groups > 0; groups--) {
        const locals = reader.unsigned();
        if (reader.byte() === 0x7b) vectorLocals += locals; // type v128
      }
      const begin = reader.at;
      const instructions = () => {
        const list = [];
        const own = new Reader(bytes, begin);
        while (own.at < functionEnd) list.push(instruction(own));
        if (own.at !== functionEnd) throw new Error('a function does not end where it says');
        return list;
      };
      visit({ index, vectorLocals, instructions });
      reader.at = functionEnd;
    }
    if (reader.at !== end) throw new Error('the code section does not end where it says');
  }
}
