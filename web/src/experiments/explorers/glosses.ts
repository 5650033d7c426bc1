// What an instruction of WebAssembly does, in a few words, and of which kind it is.

export type Kind = 'arithmetic' | 'memory' | 'integers' | 'jumps' | 'names';

export const kinds: readonly (readonly [Kind, string])[] = [
  ['arithmetic', 'Arithmetic on the numbers'],
  ['memory', 'Loads and stores'],
  ['integers', 'Addresses, counters, tests'],
  ['jumps', 'Jumps'],
  ['names', 'Variables, constants, labels'],
];

const nameOf = (instruction: string): string => instruction.split(' ')[0]!;

/** Whether it works on a 128-bit register. */
export function isVector(instruction: string): boolean {
  return /^(v128|[if]\d+x\d+)\./.test(instruction);
}

export function kindOf(instruction: string): Kind {
  const name = nameOf(instruction);
  if (/^(local|global)\.|\.const$|^(loop|block|else|end|nop|drop)$/.test(name)) return 'names';
  if (/\.(load|store)|^memory\./.test(name)) return 'memory';
  if (/^(br|if|call|return|unreachable)/.test(name)) return 'jumps';
  return /^(f32|f64|v128)/.test(name) || isVector(name) ? 'arithmetic' : 'integers';
}

/** What an instruction of this type takes when it takes two operands, and when it takes one. */
const operands: Record<string, readonly [string, string]> = {
  f32: ['two floats', 'a float'],
  f64: ['two doubles', 'a double'],
  i32: ['two integers', 'an integer'],
  i64: ['two 64-bit integers', 'a 64-bit integer'],
  f32x4: ['four pairs of floats', 'four floats'],
  f64x2: ['two pairs of doubles', 'two doubles'],
  i32x4: ['four pairs of integers', 'four integers'],
};

const ofOne: Record<string, string> = {
  f32: 'a float',
  f64: 'a double',
  i32: 'an integer',
  i64: 'eight bytes',
  v128: 'sixteen bytes: four floats',
};

const fixed: Record<string, string> = {
  loop: 'an iteration begins here',
  block: 'a part that can be left early',
  if: 'goes on here only if the test holds',
  else: 'otherwise here',
  end: 'the end of a loop or a part',
  br: 'jumps',
  br_if: 'jumps if the test holds',
  select: 'one of two, by a test',
  'v128.load32_splat': 'loads one float into all four lanes',
  'v128.bitselect': 'bit by bit one of two, by a mask',
  'v128.andnot': 'clears the bits of a mask',
  'v128.const': 'a constant in every lane',
  'i32.shl': 'shifts: an index becomes a distance in bytes',
  'i32.eqz': 'is it zero?',
  'i32.wrap_i64': 'the lower half of 64 bits',
  'f64.promote_f32': 'a float as a double',
  'f32.demote_f64': 'a double as a float',
  'f32x4.splat': 'one float in all four lanes',
  'f32x4.relaxed_madd': 'four times a × b + c, fused where the processor can',
};

const ofTwo: Record<string, string> = {
  add: 'adds',
  sub: 'subtracts',
  mul: 'multiplies',
  div: 'divides',
  min: 'the smaller of',
  max: 'the larger of',
  pmin: 'the smaller of',
  pmax: 'the larger of',
  and: 'the bits that are in both of',
  or: 'the bits that are in any of',
  xor: 'the bits that differ in',
};

const ofOneNumber: Record<string, string> = {
  sqrt: 'takes the square root of',
  abs: 'takes the sign off',
  neg: 'turns the sign of',
};

/** The empty text for what is so rare that no loop of ours has it. */
export function gloss(instruction: string): string {
  const name = nameOf(instruction);
  const argument = instruction.slice(name.length + 1);
  const [type = '', operation = ''] = name.split('.');
  if (fixed[name]) return fixed[name];
  switch (name) {
    case 'local.get':
      return `takes variable ${argument}`;
    case 'local.set':
      return `puts it into variable ${argument}`;
    case 'local.tee':
      return `puts it into variable ${argument}, too`;
  }
  if (operation === 'const') return 'a constant';
  if (operation === 'load') return `loads ${ofOne[type]}`;
  if (operation === 'store') return `stores ${ofOne[type]}`;
  const [two, one] = operands[type] ?? ['', ''];
  if (/^(eq|ne|lt|gt|le|ge)(_[su])?$/.test(operation)) return `compares ${two}`;
  if (ofTwo[operation]) return `${ofTwo[operation]} ${two}`;
  return ofOneNumber[operation] ? `${ofOneNumber[operation]} ${one}` : '';
}

/** How many instructions of each kind there are. */
export function countKinds(instructions: readonly string[]): Record<Kind, number> {
  const counts: Record<Kind, number> = { arithmetic: 0, memory: 0, integers: 0, jumps: 0, names: 0 };
  for (const instruction of instructions) counts[kindOf(instruction)] += 1;
  return counts;
}

/** How deep in blocks each instruction stands; what begins or ends a block stands where the block does. */
export function depths(instructions: readonly string[]): number[] {
  let depth = 0;
  return instructions.map((instruction) => {
    const name = nameOf(instruction);
    if (name === 'end') depth -= 1;
    const own = name === 'else' ? depth - 1 : depth;
    if (['loop', 'block', 'if', 'try'].includes(name)) depth += 1;
    return own;
  });
}
