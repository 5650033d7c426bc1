// ONNX Runtime Web on its WebAssembly backend: the matrix product alone, as it cannot train.
import * as ort from 'onnxruntime-web/wasm';

export const version = ort.env.versions.web;

export function start(): void {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('./', location.href).href;
}

// A model file is a protocol buffer; these write its fields. (Source: onnx.proto of the ONNX project.)
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
const number = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];
const message = (field: number, ...parts: number[][]): number[] => {
  const body = parts.flat();
  return [...varint((field << 3) | 2), ...varint(body.length), ...body];
};
const text = (field: number, value: string): number[] => message(field, [...new TextEncoder().encode(value)]);

/** c = a · b, all (n, n). */
function matmulModel(n: number): Uint8Array {
  const float = 1;
  const shape = message(2, message(1, number(1, n)), message(1, number(1, n)));
  const value = (field: number, name: string): number[] =>
    message(field, text(1, name), message(2, message(1, number(1, float), shape)));
  const node = message(1, text(1, 'a'), text(1, 'b'), text(2, 'c'), text(4, 'MatMul'));
  const graph = message(7, node, text(2, 'product'), value(11, 'a'), value(11, 'b'), value(12, 'c'));
  return Uint8Array.from([...number(1, 8), ...graph, ...message(8, number(2, 13))]);
}

/** Multiplies two square matrices. The library copies them in and the result out, each time. */
export async function matmul(n: number, a: Float32Array, b: Float32Array): Promise<() => Promise<void>> {
  const session = await ort.InferenceSession.create(matmulModel(n), { executionProviders: ['wasm'] });
  const inputs = { a: new ort.Tensor('float32', a, [n, n]), b: new ort.Tensor('float32', b, [n, n]) };
  return async () => {
    const { c } = await session.run(inputs);
    c!.dispose();
  };
}
