// The instructions of WebAssembly: the name of each opcode, and what follows it in a module.
// Source: the WebAssembly core specification, "Binary Format", with the proposals that Emscripten uses.

/**
 * Letters for what follows an opcode: u a LEB128 number, s a signed one, b the type of a block, v a vector of numbers,
 * m the alignment and offset of a memory access, and a digit that many bytes.
 */
const plain = new Map();
const add = (first, names, immediates = '') => {
  for (const [i, name] of names.split(' ').entries()) plain.set(first + i, { name, immediates });
};
add(0x00, 'unreachable nop');
add(0x02, 'block loop if', 'b');
add(0x05, 'else');
add(0x06, 'try', 'b');
add(0x07, 'catch throw rethrow', 'u');
add(0x0b, 'end');
add(0x0c, 'br br_if', 'u');
add(0x0e, 'br_table', 'vu');
add(0x0f, 'return');
add(0x10, 'call', 'u');
add(0x11, 'call_indirect', 'uu');
add(0x12, 'return_call', 'u');
add(0x13, 'return_call_indirect', 'uu');
add(0x18, 'delegate', 'u');
add(0x19, 'catch_all drop select');
add(0x1c, 'select', 'v');
add(0x20, 'local.get local.set local.tee global.get global.set table.get table.set', 'u');
add(
  0x28,
  'i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u i64.load8_s i64.load8_u ' +
    'i64.load16_s i64.load16_u i64.load32_s i64.load32_u i32.store i64.store f32.store f64.store i32.store8 ' +
    'i32.store16 i64.store8 i64.store16 i64.store32',
  'm',
);
add(0x3f, 'memory.size memory.grow', 'u');
add(0x41, 'i32.const i64.const', 's');
add(0x43, 'f32.const', '4');
add(0x44, 'f64.const', '8');
const compare = (type) =>
  `${type}.eq ${type}.ne ${['lt', 'gt', 'le', 'ge']
    .map((op) => (type[0] === 'i' ? `${type}.${op}_s ${type}.${op}_u` : `${type}.${op}`))
    .join(' ')}`;
add(0x45, `i32.eqz ${compare('i32')} i64.eqz ${compare('i64')} ${compare('f32')} ${compare('f64')}`);
const each = (type, operations) =>
  operations
    .split(' ')
    .map((operation) => `${type}.${operation}`)
    .join(' ');
const integer = 'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
const float = 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign';
add(0x67, `${each('i32', integer)} ${each('i64', integer)} ${each('f32', float)} ${each('f64', float)}`);
add(
  0xa7,
  'i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u i64.extend_i32_s i64.extend_i32_u ' +
    'i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u f32.convert_i32_s f32.convert_i32_u ' +
    'f32.convert_i64_s f32.convert_i64_u f32.demote_f64 f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s ' +
    'f64.convert_i64_u f64.promote_f32 i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 ' +
    'f64.reinterpret_i64 i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s',
);
add(0xd0, 'ref.null', 's');
add(0xd1, 'ref.is_null');
add(0xd2, 'ref.func', 'u');

const bulk = new Map(
  (
    'i32.trunc_sat_f32_s: i32.trunc_sat_f32_u: i32.trunc_sat_f64_s: i32.trunc_sat_f64_u: i64.trunc_sat_f32_s: ' +
    'i64.trunc_sat_f32_u: i64.trunc_sat_f64_s: i64.trunc_sat_f64_u: memory.init:uu data.drop:u memory.copy:uu ' +
    'memory.fill:u table.init:uu elem.drop:u table.copy:uu table.grow:u table.size:u table.fill:u'
  )
    .split(' ')
    .map((entry, i) => [i, { name: entry.split(':')[0], immediates: entry.split(':')[1] }]),
);

const simd = new Map();
const addSimd = (first, names, immediates = '') => {
  names.split(' ').forEach((name, i) => {
    if (name !== '-') simd.set(first + i, { name, immediates });
  });
};
addSimd(
  0x00,
  'v128.load v128.load8x8_s v128.load8x8_u v128.load16x4_s v128.load16x4_u v128.load32x2_s v128.load32x2_u ' +
    'v128.load8_splat v128.load16_splat v128.load32_splat v128.load64_splat v128.store',
  'm',
);
addSimd(0x0c, 'v128.const i8x16.shuffle', '88');
addSimd(0x0e, 'i8x16.swizzle i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat');
addSimd(
  0x15,
  'i8x16.extract_lane_s i8x16.extract_lane_u i8x16.replace_lane i16x8.extract_lane_s i16x8.extract_lane_u ' +
    'i16x8.replace_lane i32x4.extract_lane i32x4.replace_lane i64x2.extract_lane i64x2.replace_lane ' +
    'f32x4.extract_lane f32x4.replace_lane f64x2.extract_lane f64x2.replace_lane',
  '1',
);
addSimd(
  0x23,
  `${compare('i8x16')} ${compare('i16x8')} ${compare('i32x4')} ${compare('f32x4')} ${compare('f64x2')} ` +
    'v128.not v128.and v128.andnot v128.or v128.xor v128.bitselect v128.any_true',
);
addSimd(
  0x54,
  'v128.load8_lane v128.load16_lane v128.load32_lane v128.load64_lane v128.store8_lane v128.store16_lane ' +
    'v128.store32_lane v128.store64_lane',
  'm1',
);
addSimd(0x5c, 'v128.load32_zero v128.load64_zero', 'm');
addSimd(
  0x5e,
  'f32x4.demote_f64x2_zero f64x2.promote_low_f32x4 i8x16.abs i8x16.neg i8x16.popcnt i8x16.all_true i8x16.bitmask ' +
    'i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u f32x4.ceil f32x4.floor f32x4.trunc f32x4.nearest i8x16.shl ' +
    'i8x16.shr_s i8x16.shr_u i8x16.add i8x16.add_sat_s i8x16.add_sat_u i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u ' +
    'f64x2.ceil f64x2.floor i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u f64x2.trunc i8x16.avgr_u ' +
    'i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u i32x4.extadd_pairwise_i16x8_s ' +
    'i32x4.extadd_pairwise_i16x8_u',
);
addSimd(
  0x80,
  'i16x8.abs i16x8.neg i16x8.q15mulr_sat_s i16x8.all_true i16x8.bitmask i16x8.narrow_i32x4_s i16x8.narrow_i32x4_u ' +
    'i16x8.extend_low_i8x16_s i16x8.extend_high_i8x16_s i16x8.extend_low_i8x16_u i16x8.extend_high_i8x16_u i16x8.shl ' +
    'i16x8.shr_s i16x8.shr_u i16x8.add i16x8.add_sat_s i16x8.add_sat_u i16x8.sub i16x8.sub_sat_s i16x8.sub_sat_u ' +
    'f64x2.nearest i16x8.mul i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u - i16x8.avgr_u i16x8.extmul_low_i8x16_s ' +
    'i16x8.extmul_high_i8x16_s i16x8.extmul_low_i8x16_u i16x8.extmul_high_i8x16_u',
);
addSimd(
  0xa0,
  'i32x4.abs i32x4.neg - i32x4.all_true i32x4.bitmask - - i32x4.extend_low_i16x8_s i32x4.extend_high_i16x8_s ' +
    'i32x4.extend_low_i16x8_u i32x4.extend_high_i16x8_u i32x4.shl i32x4.shr_s i32x4.shr_u i32x4.add - - i32x4.sub - ' +
    '- - i32x4.mul i32x4.min_s i32x4.min_u i32x4.max_s i32x4.max_u i32x4.dot_i16x8_s - i32x4.extmul_low_i16x8_s ' +
    'i32x4.extmul_high_i16x8_s i32x4.extmul_low_i16x8_u i32x4.extmul_high_i16x8_u',
);
addSimd(
  0xc0,
  'i64x2.abs i64x2.neg - i64x2.all_true i64x2.bitmask - - i64x2.extend_low_i32x4_s i64x2.extend_high_i32x4_s ' +
    'i64x2.extend_low_i32x4_u i64x2.extend_high_i32x4_u i64x2.shl i64x2.shr_s i64x2.shr_u i64x2.add - - i64x2.sub - ' +
    '- - i64x2.mul i64x2.eq i64x2.ne i64x2.lt_s i64x2.gt_s i64x2.le_s i64x2.ge_s i64x2.extmul_low_i32x4_s ' +
    'i64x2.extmul_high_i32x4_s i64x2.extmul_low_i32x4_u i64x2.extmul_high_i32x4_u',
);
addSimd(
  0xe0,
  'f32x4.abs f32x4.neg - f32x4.sqrt f32x4.add f32x4.sub f32x4.mul f32x4.div f32x4.min f32x4.max f32x4.pmin ' +
    'f32x4.pmax f64x2.abs f64x2.neg - f64x2.sqrt f64x2.add f64x2.sub f64x2.mul f64x2.div f64x2.min f64x2.max ' +
    'f64x2.pmin f64x2.pmax i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s ' +
    'f32x4.convert_i32x4_u i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.convert_low_i32x4_s ' +
    'f64x2.convert_low_i32x4_u',
);
addSimd(
  0x100,
  'i8x16.relaxed_swizzle i32x4.relaxed_trunc_f32x4_s i32x4.relaxed_trunc_f32x4_u i32x4.relaxed_trunc_f64x2_s_zero ' +
    'i32x4.relaxed_trunc_f64x2_u_zero f32x4.relaxed_madd f32x4.relaxed_nmadd f64x2.relaxed_madd f64x2.relaxed_nmadd ' +
    'i8x16.relaxed_laneselect i16x8.relaxed_laneselect i32x4.relaxed_laneselect i64x2.relaxed_laneselect ' +
    'f32x4.relaxed_min f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max i16x8.relaxed_q15mulr_s ' +
    'i16x8.relaxed_dot_i8x16_i7x16_s i32x4.relaxed_dot_i8x16_i7x16_add_s',
);

/** The atomic ones are only ever counted, so they share a name. */
const atomic = (opcode) => ({ name: 'atomic', immediates: opcode === 3 ? '1' : 'm' }); // 3 is the fence

/**
 * The name of an opcode and what follows it; undefined if there is none such. `prefix` is 0 for opcodes of one byte.
 */
export function opcodeOf(prefix, opcode) {
  switch (prefix) {
    case 0:
      return plain.get(opcode);
    case 0xfc:
      return bulk.get(opcode);
    case 0xfd:
      return simd.get(opcode);
    case 0xfe:
      return atomic(opcode);
    default:
      return undefined;
  }
}
