// The tensor that the explorer of memory shows: its numbers lie in the memory of the scalar module, side by side as a
// block and once more as a list of objects. What is read here is read from there.
import { loadLanes, type Block, type BoxedList, type ElementType, type Module } from '../../common/lanes.ts';
import { flipped, formats, isFloat, readNumber } from './bits.ts';
import { exampleTensor, indexOf, offsetOf, transposed, type Layout, type Rank } from './tensor.ts';

export const pointerBytes = 4;

/** The types to choose from, for the example of each rank. */
export const elementTypes: readonly ElementType[] = ['u8', 'i16', 'i32', 'f32', 'f64'];

/** Which element to look at first, by rank: the number 5, an eye of the face, a piece of the sky. */
const beginnings: Record<Rank, number> = { 1: 0, 2: 18, 3: 54 };

export interface BoxedElement {
  pointer: Uint8Array;
  address: number;
  object: Uint8Array;
}

export class MemoryModel {
  rank: Rank = 2;
  type: ElementType = 'u8';
  /** Whether the tensor is looked at with its first two axes exchanged. */
  isTransposed = false;
  /** The element that is looked at, as its place in memory counted in elements. */
  selected = beginnings[2];
  private base!: Layout;
  private block!: Block;
  private list!: BoxedList;

  private constructor(private readonly module: Module) {
    this.reset();
  }

  static async load(): Promise<MemoryModel> {
    const { loadVariant } = await loadLanes();
    return new MemoryModel(await loadVariant('scalar'));
  }

  show(rank: Rank, type: ElementType): void {
    if (rank !== this.rank) {
      this.isTransposed = false;
      this.selected = beginnings[rank];
    }
    this.rank = rank;
    this.type = type;
    this.reset();
  }

  /** Puts the example's own numbers back. */
  reset(): void {
    const { layout, values } = exampleTensor(this.rank, this.type);
    this.block?.dispose();
    this.list?.dispose();
    this.base = layout;
    this.block = this.module.block(this.type, values);
    this.list = this.module.boxedList(values);
  }

  get layout(): Layout {
    return this.isTransposed ? transposed(this.base) : this.base;
  }

  get elementBytes(): number {
    return formats[this.type].bytes;
  }

  get address(): number {
    return this.block.address;
  }

  get bytes(): Uint8Array {
    return this.block.bytes();
  }

  get values(): number[] {
    const { bytes, elementBytes } = this;
    return Array.from({ length: bytes.length / elementBytes }, (_, i) =>
      readNumber(this.type, bytes, i * elementBytes),
    );
  }

  /** The bytes of the element that is looked at. */
  get element(): Uint8Array {
    return this.bytes.slice(this.selected * this.elementBytes, (this.selected + 1) * this.elementBytes);
  }

  get value(): number {
    return readNumber(this.type, this.element);
  }

  /** Where the selected element stands in the tensor as it is looked at. */
  get index(): number[] {
    return indexOf(this.layout, this.selected);
  }

  select(index: readonly number[]): void {
    this.selected = offsetOf(this.layout, index);
  }

  /** @throws Error in a sentence when the type cannot hold the value. */
  setValue(value: number): void {
    this.block.set(this.selected, value);
    this.list.set(this.selected, this.value);
  }

  /** As far as the type allows by one; nothing happens at its ends. */
  add(difference: number): void {
    const { value } = this;
    const next = value + difference;
    const { bytes, signed } = formats[this.type];
    const [low, high] = signed ? [-(2 ** (8 * bytes - 1)), 2 ** (8 * bytes - 1) - 1] : [0, 2 ** (8 * bytes) - 1];
    if (isFloat(this.type) ? Number.isFinite(next) : low <= next && next <= high) this.setValue(next);
  }

  flip(position: number): void {
    const { byte, value } = flipped(this.element, position);
    this.block.setByte(this.selected * this.elementBytes + byte, value);
    this.list.set(this.selected, this.value);
  }

  get listAddress(): number {
    return this.list.address;
  }

  boxed(element: number): BoxedElement {
    const pointer = this.list.bytes().slice(element * pointerBytes, (element + 1) * pointerBytes);
    return { pointer, address: new DataView(pointer.buffer).getUint32(0, true), object: this.list.object(element) };
  }
}
