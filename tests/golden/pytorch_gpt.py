"""The weights that Lanes saves, in PyTorch: read from their .safetensors file, and run forward.

    model = load("names.safetensors")
    begin = len(model.vocabulary)           # the id of the token that begins and ends a document
    ids = [model.vocabulary.index(character) for character in "emma"]
    logits(model, torch.tensor([begin, *ids])).softmax(-1)  # (tokens, vocabulary + 1): what may follow each
"""

import json
from types import SimpleNamespace

import torch


def load(path):
    """The sizes, the vocabulary (characters in the order of their ids), and the parameters by name, (out, in) each."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    about = header.pop("__metadata__")
    sizes = {name: json.loads(about[name]) for name in ("n_layer", "n_head", "vocabulary")}
    model = SimpleNamespace(**sizes, weights={})
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        model.weights[name] = torch.frombuffer(data[start:end], dtype=torch.float32).reshape(entry["shape"])
    return model


def normed(x):
    return x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt()


def logits(model, tokens):
    """Of all that may follow each token of a document, which has at most n rows of `wpe`: (tokens, vocabulary + 1)."""
    w = model.weights
    future = torch.full((len(tokens), len(tokens)), -torch.inf).triu(1)  # added to scores: no token sees ahead
    x = normed(w["wte"][tokens] + w["wpe"][: len(tokens)])  # (tokens, channels)
    for layer in (f"layer{i}." for i in range(model.n_layer)):
        matrices = (w[layer + name] for name in ("attn_wq", "attn_wk", "attn_wv"))
        q, k, v = ((normed(x) @ m.T).unflatten(-1, (model.n_head, -1)).transpose(0, 1) for m in matrices)
        attention = (q @ k.transpose(1, 2) / q.shape[-1] ** 0.5 + future).softmax(-1)  # (heads, tokens, tokens)
        x = x + (attention @ v).transpose(0, 1).flatten(1) @ w[layer + "attn_wo"].T
        x = x + (normed(x) @ w[layer + "mlp_fc1"].T).relu() @ w[layer + "mlp_fc2"].T
    return x @ w["lm_head"].T
