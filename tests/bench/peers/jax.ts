// jax-js on its WebAssembly backend. Its functions take over what they are given; what is used again is passed as .ref.
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { Learner, Work } from './work.ts';
import { oneHot } from './work.ts';

type Parameters = Record<string, np.Array>;

export async function start(): Promise<void> {
  await init('wasm');
  defaultDevice('wasm');
}

/** Multiplies two square matrices; the result stays inside the library. */
export function matmul(n: number, a: Float32Array, b: Float32Array): () => Promise<void> {
  const left = np.array(a.slice()).reshape([n, n]);
  const right = np.array(b.slice()).reshape([n, n]);
  const product = jit((x: np.Array, y: np.Array) => np.matmul(x, y));
  return async () => {
    const result = product(left.ref, right.ref);
    await result.blockUntilReady();
    result.dispose();
  };
}

const rmsnorm = (x: np.Array): np.Array => x.ref.div(np.sqrt(np.square(x).mean(-1, { keepdims: true }).add(1e-5)));
const linear = (x: np.Array, weight: np.Array): np.Array => np.matmul(x, weight.transpose());

export function learner({ sizes, weights }: Work): Learner {
  const { nLayer, nEmbd, nHead, vocabulary } = sizes;
  const width = nEmbd / nHead;

  /** tokens and targets: one-hot, (documents, length, vocabulary); future: (length, length) */
  function loss(p: Parameters, tokens: np.Array, targets: np.Array, future: np.Array): np.Array {
    const [documents, length] = tokens.shape as [number, number, number];
    const heads = (x: np.Array): np.Array => x.reshape([documents, length, nHead, width]).transpose([0, 2, 1, 3]);
    let x = rmsnorm(np.matmul(tokens, p['wte']!).add(p['wpe']!.slice([0, length])));
    for (let layer = 0; layer < nLayer; ++layer) {
      const of = (name: string): np.Array => p[`layer${layer}.${name}`]!;
      const normal = rmsnorm(x.ref);
      const q = heads(linear(normal.ref, of('attn_wq')));
      const k = heads(linear(normal.ref, of('attn_wk')));
      const v = heads(linear(normal, of('attn_wv')));
      const scores = np
        .matmul(q, k.transpose([0, 1, 3, 2]))
        .mul(1 / Math.sqrt(width))
        .add(future.ref);
      const mixed = np.matmul(nn.softmax(scores), v).transpose([0, 2, 1, 3]).reshape([documents, length, nEmbd]);
      x = x.add(linear(mixed, of('attn_wo')));
      x = x.ref.add(linear(nn.relu(linear(rmsnorm(x), of('mlp_fc1'))), of('mlp_fc2')));
    }
    future.dispose();
    const logits = linear(x, p['lm_head']!);
    return nn
      .logSoftmax(logits)
      .mul(targets)
      .sum()
      .mul(-1 / (documents * length));
  }

  /** Everything of a step as one compiled function; rate and correction are Adam's, (1) each. */
  const step = jit(
    (
      p: Parameters,
      m: Parameters,
      v: Parameters,
      tokens: np.Array,
      targets: np.Array,
      future: np.Array,
      rate: np.Array,
      correction: np.Array,
    ) => {
      const [value, gradients] = valueAndGrad(loss)(tree.ref(p), tokens, targets, future) as unknown as [
        np.Array,
        Parameters,
      ];
      const next: { p: Parameters; m: Parameters; v: Parameters } = { p: {}, m: {}, v: {} };
      for (const name of Object.keys(p)) {
        const g = gradients[name]!;
        const first = m[name]!.mul(0.85).add(g.ref.mul(0.15));
        const second = v[name]!.mul(0.99).add(np.square(g).mul(0.01));
        const root = np.sqrt(second.ref.mul(correction.ref)).add(1e-8);
        next.p[name] = p[name]!.sub(first.ref.mul(rate.ref).div(root));
        next.m[name] = first;
        next.v[name] = second;
      }
      rate.dispose();
      correction.dispose();
      return { value, ...next };
    },
  );

  let p: Parameters = {};
  let m: Parameters = {};
  let v: Parameters = {};
  for (const [name, { shape, values }] of weights) {
    p[name] = np.array(values.slice()).reshape(shape);
    m[name] = np.zeros(shape);
    v[name] = np.zeros(shape);
  }
  const futures = new Map<number, np.Array>();
  const futureOf = (length: number): np.Array => {
    let future = futures.get(length);
    if (!future) {
      const values = Float32Array.from({ length: length * length }, (_, i) =>
        i % length > Math.floor(i / length) ? -1e9 : 0,
      );
      future = np.array(values).reshape([length, length]);
      futures.set(length, future);
    }
    return future.ref;
  };
  let steps = 0;
  return {
    step({ documents, length, tokens, targets }, learningRate) {
      ++steps;
      const rows = (ids: Int32Array): np.Array =>
        np.array(oneHot(ids, vocabulary)).reshape([documents, length, vocabulary]);
      const rate = np.array(new Float32Array([learningRate / (1 - 0.85 ** steps)]));
      const correction = np.array(new Float32Array([1 / (1 - 0.99 ** steps)]));
      const result = step(p, m, v, rows(tokens), rows(targets), futureOf(length), rate, correction) as unknown as {
        value: np.Array;
        p: Parameters;
        m: Parameters;
        v: Parameters;
      };
      ({ p, m, v } = result);
      return result.value.dataSync()[0]! as number;
    },
    dispose() {
      tree.dispose([p, m, v]);
      for (const future of futures.values()) future.dispose();
      step.dispose();
    },
  };
}
