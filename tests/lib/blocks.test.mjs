// Pieces of a module's memory, looked at byte by byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lanes, supported } from './support.mjs';

const arrays = {
  u8: Uint8Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
};
const bytesOf = (Type, values) => [...new Uint8Array(Type.from(values).buffer)];

for (const name of supported) {
  test(`${name}: the bytes of a block are those of its numbers`, async () => {
    const module = await lanes.loadVariant(name);
    for (const [type, Type] of Object.entries(arrays)) {
      const values = [5, 0, 100, 1];
      const block = module.block(type, values);
      assert.deepEqual([...block.bytes()], bytesOf(Type, values), type);
      assert.equal(block.address % Type.BYTES_PER_ELEMENT, 0);
      const before = block.bytes();
      block.set(1, 77);
      values[1] = 77;
      assert.deepEqual([...block.bytes()], bytesOf(Type, values), type);
      assert.deepEqual([...before], bytesOf(Type, [5, 0, 100, 1]), 'what was read stays as it was');
      block.setByte(0, 6);
      assert.equal(block.bytes()[0], 6);
      block.dispose();
      assert.throws(() => block.bytes(), { message: 'This block was disposed of; create a new one.' });
    }
  });

  test(`${name}: a list is pointers to objects with a count, a type and a number`, async () => {
    const module = await lanes.loadVariant(name);
    const list = module.boxedList([1.5, -2, 3]);
    const pointers = new Uint32Array(list.bytes().buffer);
    assert.equal(pointers.length, 3);
    assert.deepEqual([pointers[1] - pointers[0], pointers[2] - pointers[1]], [16, 16]);
    assert.notEqual(list.address, pointers[0]);
    list.set(1, 0.25);
    for (const [i, number] of [1.5, 0.25, 3].entries()) {
      const object = new DataView(list.object(i).buffer);
      assert.deepEqual([object.byteLength, object.getUint32(0, true), object.getFloat64(8, true)], [16, 1, number]);
    }
    list.dispose();
    assert.throws(() => list.object(0), { message: 'This list was disposed of; create a new one.' });
  });
}

test('what a block cannot hold is refused in a sentence', async () => {
  const module = await lanes.loadVariant(supported[0]);
  const refused = [
    [() => module.block('f16', [1]), 'The type must be u8, i8, i16, i32, f32 or f64, not "f16".'],
    [() => module.block('u8', [256]), 'The value must be a whole number from 0 to 255, not 256.'],
    [() => module.block('i8', [0.5]), 'The value must be a whole number from -128 to 127, not 0.5.'],
    [() => module.block('f32', []), 'There must be from 1 to 4096 values, not 0.'],
    [() => module.block('f32', ['1']), 'A value must be a finite number, not "1".'],
    [() => module.block('f32', [1]).set(1, 0), 'The index must be a whole number from 0 to 0, not 1.'],
    [() => module.block('f32', [1]).setByte(0, 256), 'The byte must be a whole number from 0 to 255, not 256.'],
    [() => module.boxedList('text'), 'The values must be an array of numbers.'],
    [() => module.boxedList([1]).object(-1), 'The index must be a whole number from 0 to 0, not -1.'],
  ];
  for (const [action, message] of refused) assert.throws(action, { message });
});
