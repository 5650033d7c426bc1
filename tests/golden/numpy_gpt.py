#!/usr/bin/env python3
"""microGPT with NumPy: the second baseline, and a second opinion on the numbers.

The same program as microgpt.py, which it takes everything from but the arithmetic: all tokens of a batch go
through each matrix product at once, attention goes document by document with all heads at once, the backward
pass is written out by hand, and Adam updates all parameters in a few array operations. In double precision
its losses agree with microgpt.py within 1e-12.

    python3 tests/golden/numpy_gpt.py --steps 1000 --json result.json
"""

import math
import os
import sys

# The results table says one thread, so the library behind the matrix products gets one.
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

try:
    import numpy as np
except ImportError:
    np = None

import microgpt

# Shapes: T tokens of the batch, t tokens of one document, C width, H heads, d = C / H.


def rmsnorm(x):
    """Returns x * scale and scale: (T, C), (T, 1)."""
    scale = ((x * x).mean(axis=-1, keepdims=True) + 1e-5) ** -0.5
    return x * scale, scale


def rmsnorm_backward(grad, x, scale):
    return scale * (grad - x * (scale * scale * (grad * x).mean(axis=-1, keepdims=True)))


def softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


class Arrays:
    """Matrices by name, all in one flat array."""

    def __init__(self, shapes, flat):
        self.flat = flat
        self.matrices, offset = {}, 0
        for name, (rows, columns) in shapes.items():
            self.matrices[name] = flat[offset : offset + rows * columns].reshape(rows, columns)
            offset += rows * columns

    def __getitem__(self, name):
        return self.matrices[name]


class NumpyTrainer(microgpt.Trainer):
    engine = "tensor"
    variant = "numpy"
    software = f"{microgpt.Trainer.software}, NumPy {np.__version__ if np else 'missing'}"

    def make_model(self):
        shapes = microgpt.parameter_shapes(self.options, self.corpus.vocabulary)
        self.parameter_count = sum(rows * columns for rows, columns in shapes.values())
        drawn = [self.rng.gauss(0, 0.08) for _ in range(self.parameter_count)]
        self.weights = Arrays(shapes, np.array(drawn))
        self.grads = Arrays(shapes, np.zeros(self.parameter_count))
        self.first_moments = np.zeros(self.parameter_count)
        self.second_moments = np.zeros(self.parameter_count)
        self.head_width = self.options.embd // self.options.heads
        block = self.options.block
        self.future = np.triu(np.full((block, block), -np.inf), 1)  # added to scores: no token sees ahead

    def heads(self, x):
        """(t, C) to (H, t, d)"""
        return x.reshape(len(x), self.options.heads, self.head_width).swapaxes(0, 1)

    def joined(self, x):
        """(H, t, d) to (t, C)"""
        return x.swapaxes(0, 1).reshape(x.shape[1], self.options.embd)

    def loss_and_gradients(self, batch):
        with np.errstate(all="ignore"):  # a loss that is not finite is reported by step()
            return self.forward_and_backward(batch)

    def loss(self, tokens):
        return self.loss_and_gradients([tokens])

    def forward_and_backward(self, batch):
        weights, grads = self.weights, self.grads
        lengths = [len(tokens) - 1 for tokens in batch]
        ends = np.cumsum(lengths)
        documents = [slice(end - length, end) for end, length in zip(ends, lengths)]  # rows of each
        ids = np.concatenate([tokens[:-1] for tokens in batch])  # (T)
        targets = np.concatenate([tokens[1:] for tokens in batch])  # (T)
        positions = np.concatenate([np.arange(length) for length in lengths])  # (T)
        share = np.repeat([1.0 / (length * len(batch)) for length in lengths], lengths)  # (T), of the loss

        embedded = weights["wte"][ids] + weights["wpe"][positions]  # (T, C)
        x, embedded_scale = rmsnorm(embedded)
        layers = []
        for i in range(self.options.layers):
            x, saved = self.layer_forward(x, i, documents)
            layers.append(saved)
        logits = x @ weights["lm_head"].T  # (T, vocabulary)

        rows = np.arange(len(ids))
        shifted = logits - logits.max(axis=1, keepdims=True)
        powers = np.exp(shifted)
        sums = powers.sum(axis=1, keepdims=True)
        loss = float(share @ (np.log(sums[:, 0]) - shifted[rows, targets]))

        grad = powers / sums  # (T, vocabulary)
        grad[rows, targets] -= 1.0
        grad *= share[:, None]
        grads["lm_head"][:] = grad.T @ x
        grad = grad @ weights["lm_head"]  # from here on (T, C): d loss / d x
        for i in reversed(range(self.options.layers)):
            grad = self.layer_backward(grad, i, documents, layers[i])
        grad = rmsnorm_backward(grad, embedded, embedded_scale)
        for name, indices in (("wte", ids), ("wpe", positions)):
            grads[name].fill(0.0)
            np.add.at(grads[name], indices, grad)
        return loss

    def layer_forward(self, x, i, documents):
        weights, name = self.weights, f"layer{i}."
        normed, scale = rmsnorm(x)
        query = normed @ weights[name + "attn_wq"].T
        key = normed @ weights[name + "attn_wk"].T
        value = normed @ weights[name + "attn_wv"].T
        mixed = np.empty_like(x)
        attention = []
        for rows in documents:
            q, k, v = self.heads(query[rows]), self.heads(key[rows]), self.heads(value[rows])  # (H, t, d)
            length = q.shape[1]
            w = softmax(q @ k.swapaxes(1, 2) / math.sqrt(self.head_width) + self.future[:length, :length])
            mixed[rows] = self.joined(w @ v)
            attention.append((q, k, v, w))
        middle = x + mixed @ weights[name + "attn_wo"].T
        normed2, scale2 = rmsnorm(middle)
        hidden = np.maximum(normed2 @ weights[name + "mlp_fc1"].T, 0.0)  # (T, 4C)
        out = middle + hidden @ weights[name + "mlp_fc2"].T
        return out, (x, normed, scale, attention, mixed, middle, normed2, scale2, hidden)

    def layer_backward(self, grad, i, documents, saved):
        """From d loss / d output to d loss / d input of the layer, both (T, C)."""
        x, normed, scale, attention, mixed, middle, normed2, scale2, hidden = saved
        weights, grads, name = self.weights, self.grads, f"layer{i}."

        grads[name + "mlp_fc2"][:] = grad.T @ hidden
        grad_hidden = (grad @ weights[name + "mlp_fc2"]) * (hidden > 0.0)
        grads[name + "mlp_fc1"][:] = grad_hidden.T @ normed2
        grad = grad + rmsnorm_backward(grad_hidden @ weights[name + "mlp_fc1"], middle, scale2)

        grads[name + "attn_wo"][:] = grad.T @ mixed
        grad_mixed = grad @ weights[name + "attn_wo"]
        grad_query, grad_key, grad_value = np.empty_like(x), np.empty_like(x), np.empty_like(x)
        for rows, (q, k, v, w) in zip(documents, attention):
            grad_out = self.heads(grad_mixed[rows])
            grad_w = grad_out @ v.swapaxes(1, 2)  # (H, t, t)
            grad_scores = w * (grad_w - (grad_w * w).sum(axis=-1, keepdims=True)) / math.sqrt(self.head_width)
            grad_query[rows] = self.joined(grad_scores @ k)
            grad_key[rows] = self.joined(grad_scores.swapaxes(1, 2) @ q)
            grad_value[rows] = self.joined(w.swapaxes(1, 2) @ grad_out)
        grad_normed = 0.0
        for matrix, part in (("attn_wq", grad_query), ("attn_wk", grad_key), ("attn_wv", grad_value)):
            grads[name + matrix][:] = part.T @ normed
            grad_normed = grad_normed + part @ weights[name + matrix]
        return grad + rmsnorm_backward(grad_normed, x, scale)

    def adam(self, rate, correction1, correction2):
        first, second, grad = self.first_moments, self.second_moments, self.grads.flat
        first *= microgpt.BETA1
        first += (1.0 - microgpt.BETA1) * grad
        second *= microgpt.BETA2
        second += (1.0 - microgpt.BETA2) * grad * grad
        root = np.sqrt(second / correction2)
        root += microgpt.EPSILON
        self.weights.flat -= (rate / correction1) * first / root
        # Without a gradient a moment shrinks until it is subnormal, which processors are slow at.
        if self.steps_done % 100 == 0:
            for moment in (first, second):
                moment[np.abs(moment) < 1e-100] = 0.0

    def new_context(self):
        """Keys and values, (layers, 2, H, block, d), filled token by token."""
        options = self.options
        return np.zeros((options.layers, 2, options.heads, options.block, self.head_width))

    def next_logits(self, token, position, context):
        weights = self.weights
        x, _ = rmsnorm(weights["wte"][token] + weights["wpe"][position])  # (C)
        for i in range(self.options.layers):
            name = f"layer{i}."
            normed, _ = rmsnorm(x)
            query = (weights[name + "attn_wq"] @ normed).reshape(-1, self.head_width, 1)  # (H, d, 1)
            context[i, 0, :, position] = (weights[name + "attn_wk"] @ normed).reshape(-1, self.head_width)
            context[i, 1, :, position] = (weights[name + "attn_wv"] @ normed).reshape(-1, self.head_width)
            keys, values = context[i, :, :, : position + 1]  # each (H, t, d)
            w = softmax((keys @ query)[:, :, 0] / math.sqrt(self.head_width))  # (H, t)
            x = x + weights[name + "attn_wo"] @ (w[:, None, :] @ values).reshape(-1)
            normed, _ = rmsnorm(x)
            x = x + weights[name + "mlp_fc2"] @ np.maximum(weights[name + "mlp_fc1"] @ normed, 0.0)
        return (weights["lm_head"] @ x).tolist()


def main():
    if np is None:
        print("numpy_gpt.py: NumPy is not installed: apt-get install python3-numpy, or pip install numpy.",
              file=sys.stderr)  # fmt: skip
        return 2
    return microgpt.main("numpy_gpt.py", NumpyTrainer)


if __name__ == "__main__":
    sys.exit(main())
