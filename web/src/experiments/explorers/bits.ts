// The bits of a number: which they are, what each stands for, and what becomes of the number when one is flipped.
import type { ElementType } from '../../common/lanes.ts';

export type Part = 'sign' | 'exponent' | 'mantissa' | 'integer';

interface Format {
  bytes: number;
  /** Bits of the exponent; 0 for integers. */
  exponent: number;
  signed: boolean;
  name: string;
}

export const formats: Record<ElementType, Format> = {
  u8: { bytes: 1, exponent: 0, signed: false, name: 'unsigned 8-bit integer' },
  i8: { bytes: 1, exponent: 0, signed: true, name: '8-bit integer' },
  i16: { bytes: 2, exponent: 0, signed: true, name: '16-bit integer' },
  i32: { bytes: 4, exponent: 0, signed: true, name: '32-bit integer' },
  f32: { bytes: 4, exponent: 8, signed: true, name: 'single-precision float' },
  f64: { bytes: 8, exponent: 11, signed: true, name: 'double-precision float' },
};

export const isFloat = (type: ElementType): boolean => formats[type].exponent > 0;

/** The number that lies at `at`, lowest byte first, as WebAssembly and nearly every processor have it. */
export function readNumber(type: ElementType, bytes: Uint8Array, at = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, formats[type].bytes);
  switch (type) {
    case 'u8':
      return view.getUint8(0);
    case 'i8':
      return view.getInt8(0);
    case 'i16':
      return view.getInt16(0, true);
    case 'i32':
      return view.getInt32(0, true);
    case 'f32':
      return view.getFloat32(0, true);
    case 'f64':
      return view.getFloat64(0, true);
  }
}

export interface Bit {
  /** From the lowest, which is 0. */
  position: number;
  part: Part;
  set: boolean;
}

/** The bits of an element, the highest first. */
export function bitsOf(type: ElementType, element: Uint8Array): Bit[] {
  const { exponent } = formats[type];
  const count = 8 * element.length;
  return Array.from({ length: count }, (_, i) => {
    const position = count - 1 - i;
    const part: Part = exponent === 0 ? 'integer' : i === 0 ? 'sign' : i <= exponent ? 'exponent' : 'mantissa';
    return { position, part, set: ((element[position >> 3]! >> (position & 7)) & 1) === 1 };
  });
}

/** The byte that changes when the bit is flipped, and what it becomes. */
export function flipped(element: Uint8Array, position: number): { byte: number; value: number } {
  const byte = position >> 3;
  return { byte, value: element[byte]! ^ (1 << (position & 7)) };
}

/** As few digits as tell the number from its neighbours of the same type. */
export function shortest(type: ElementType, value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (type !== 'f32' || !Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; ++digits) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return String(candidate);
  }
  return String(Number(value.toPrecision(9)));
}

const numberOf = (bits: readonly Bit[]): number => bits.reduce((value, { set }) => 2 * value + Number(set), 0);

function explainInteger(type: ElementType, bits: readonly Bit[]): string {
  const top = formats[type].signed ? bits[0]!.position : -1;
  const weights = bits
    .filter(({ set }) => set)
    .map(({ position }) => (position === top ? -(2 ** position) : 2 ** position));
  if (weights.length === 0) return 'No bit is set: 0.';
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (weights.length === 1) return `One bit is set, which stands for ${sum}.`;
  if (weights.length > 8) return `${weights.length} bits are set; what they stand for adds up to ${sum}.`;
  return `${weights.join(' + ')} = ${sum}.`;
}

function explainFloat(type: ElementType, bits: readonly Bit[], value: number): string {
  const { exponent: width, bytes } = formats[type];
  const exponent = numberOf(bits.filter(({ part }) => part === 'exponent'));
  const fraction = numberOf(bits.filter(({ part }) => part === 'mantissa')) / 2 ** (8 * bytes - 1 - width);
  const bias = 2 ** (width - 1) - 1;
  const sign = bits[0]!.set ? '−' : '+';
  if (exponent === 2 * bias + 1)
    return fraction === 0
      ? `All exponent bits are set and no other: ${sign}infinity.`
      : 'All exponent bits are set and some of the mantissa: not a number.';
  if (exponent === 0 && fraction === 0) return `Nothing but perhaps the sign is set: ${sign}0.`;
  const power = exponent === 0 ? 1 - bias : exponent - bias;
  const significand = exponent === 0 ? fraction : 1 + fraction;
  const note = exponent === 0 ? ' A subnormal number: no exponent bit is set, and the 1 before the point is gone.' : '';
  return (
    `${sign} 2^(${exponent === 0 ? 1 : exponent} − ${bias}) × ${significand} = ` +
    `${sign === '−' ? '−' : ''}2^${power} × ${significand} = ${shortest(type, value)}.${note}`
  );
}

/** How the bits make the number, in a sentence. */
export function explainBits(type: ElementType, element: Uint8Array): string {
  const bits = bitsOf(type, element);
  return isFloat(type) ? explainFloat(type, bits, readNumber(type, element)) : explainInteger(type, bits);
}
