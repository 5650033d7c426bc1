// TensorFlow.js on its WebAssembly backend.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import type { Batch, Learner, Work } from './work.ts';
import { oneHot } from './work.ts';

export const version = tf.version_core;

export async function start(): Promise<void> {
  setWasmPaths(new URL('./', location.href).href);
  await tf.setBackend('wasm');
  await tf.ready();
}

/** Multiplies two square matrices; the result stays inside the library. */
export function matmul(n: number, a: Float32Array, b: Float32Array): () => void {
  const left = tf.tensor2d(a, [n, n]);
  const right = tf.tensor2d(b, [n, n]);
  return () => tf.matMul(left, right).dispose();
}

export function learner({ sizes, weights }: Work): Learner {
  const { nLayer, nEmbd, nHead, vocabulary } = sizes;
  const width = nEmbd / nHead;
  const parameters = new Map<string, tf.Variable>();
  for (const [name, { shape, values }] of weights) parameters.set(name, tf.variable(tf.tensor2d(values, shape)));
  const optimizer = tf.train.adam(0.01, 0.85, 0.99, 1e-8);
  const parameter = (name: string): tf.Tensor2D => parameters.get(name) as unknown as tf.Tensor2D;

  const linear = (x: tf.Tensor2D, name: string): tf.Tensor2D => tf.matMul(x, parameter(name), false, true);
  const rmsnorm = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-5)));

  function loss({ documents, length, tokens, targets }: Batch): tf.Scalar {
    const rows = documents * length;
    // (documents * length, C) to (documents, heads, length, C / heads)
    const heads = (x: tf.Tensor): tf.Tensor =>
      tf.transpose(tf.reshape(x, [documents, length, nHead, width]), [0, 2, 1, 3]);
    const future = tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([length, length]), -1, 0)), -1e9);

    const places = Int32Array.from({ length: rows }, (_, i) => i % length);
    const embedded = tf.add(
      tf.matMul(tf.tensor2d(oneHot(tokens, vocabulary), [rows, vocabulary]), parameter('wte')),
      tf.matMul(tf.tensor2d(oneHot(places, sizes.blockSize), [rows, sizes.blockSize]), parameter('wpe')),
    ) as tf.Tensor2D;
    let x = rmsnorm(embedded);
    for (let layer = 0; layer < nLayer; ++layer) {
      const of = (name: string): string => `layer${layer}.${name}`;
      const normal = rmsnorm(x);
      const [q, k, v] = ['attn_wq', 'attn_wk', 'attn_wv'].map((name) => heads(linear(normal, of(name)))) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(width)), future);
      const mixed = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
      x = tf.add(x, linear(tf.reshape(mixed, [rows, nEmbd]), of('attn_wo')));
      x = tf.add(x, linear(tf.relu(linear(rmsnorm(x), of('mlp_fc1'))), of('mlp_fc2')));
    }
    const logits = linear(x, 'lm_head');
    const wanted = tf.tensor2d(oneHot(targets, vocabulary), [rows, vocabulary]);
    return tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(logits), wanted)), rows));
  }

  return {
    step(batch, learningRate) {
      (optimizer as unknown as { learningRate: number }).learningRate = learningRate;
      const value = optimizer.minimize(() => loss(batch), true)!;
      const [number] = value.dataSync();
      value.dispose();
      return number!;
    },
    dispose() {
      optimizer.dispose();
      for (const variable of parameters.values()) variable.dispose();
    },
  };
}
