#!/usr/bin/env python3
"""microGPT in plain Python: the reference for every number, and the baseline for every speed-up.

A GPT that learns to invent names, with nothing but the standard library: a graph of boxed scalars for the
gradients, Adam, and the random numbers of Python's own `random`. The algorithm is Karpathy's microGPT of
2026-02-12; the program is ours, written from its description. It wants to be read from top to bottom, so it
stays one file, and it does without every trick that would hide what is computed: numpy_gpt.py has the tricks.

    python3 tests/golden/microgpt.py --steps 1000 --json result.json

As a module, which is how the page runs it in the browser:

    corpus = Corpus("names.txt", open("names.txt", "rb").read())
    trainer = Trainer(corpus, Options(steps=1000))
    train(trainer, 1000, on_step=lambda step, loss, milliseconds: print(step, loss))
    print(trainer.sample(20, temperature=0.5))
"""

import argparse
import gc
import hashlib
import json
import math
import os
import platform
import random
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import reduce
from itertools import pairwise
from operator import add, mul
from pathlib import Path

LANES_VERSION = "0.1.0"


class InputError(ValueError):
    """The arguments or the data cannot be used; the message says why, in a sentence."""


class DivergedError(RuntimeError):
    """Training itself failed: the loss is no longer a finite number."""


# ------------------------------------------------------------------------------------------------ gradients

# Every result of an operation, in the order of computation. An operation can only use numbers that exist
# already, so walking the tape from its end visits each number after everything computed from it: the chain
# rule needs no sorting and, however long the chain, no recursion.
tape = []


class Value:
    """A number that remembers the one or two numbers it was computed from, and its slope along each."""

    __slots__ = ("data", "grad", "left", "left_slope", "right", "right_slope")

    def __init__(self, data, left=None, left_slope=0.0, right=None, right_slope=0.0):
        self.data = data
        self.grad = 0.0
        self.left = left
        self.left_slope = left_slope
        self.right = right
        self.right_slope = right_slope
        if left is not None:
            tape.append(self)

    def __add__(self, other):
        if type(other) is Value:
            return Value(self.data + other.data, self, 1.0, other, 1.0)
        return Value(self.data + other, self, 1.0)

    def __sub__(self, other):
        if type(other) is Value:
            return Value(self.data - other.data, self, 1.0, other, -1.0)
        return Value(self.data - other, self, 1.0)

    def __mul__(self, other):
        if type(other) is Value:
            return Value(self.data * other.data, self, other.data, other, self.data)
        return Value(self.data * other, self, other)

    def __truediv__(self, other):
        if type(other) is Value:
            quotient = self.data / other.data
            return Value(quotient, self, 1.0 / other.data, other, -quotient / other.data)
        return Value(self.data / other, self, 1.0 / other)

    def __pow__(self, exponent):
        return Value(self.data**exponent, self, exponent * self.data ** (exponent - 1))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, self, result)

    def log(self):
        return Value(math.log(self.data), self, 1.0 / self.data)

    def relu(self):
        return Value(self.data, self, 1.0) if self.data > 0.0 else Value(0.0, self, 0.0)


def backward(root, gradient=1.0):
    """Adds gradient * d root / d x to x.grad of every number x below root, and empties the tape."""
    root.grad = gradient
    for node in reversed(tape):
        grad = node.grad
        node.left.grad += node.left_slope * grad
        right = node.right
        if right is not None:
            right.grad += node.right_slope * grad
    tape.clear()


# ---------------------------------------------------------------------------------------------------- model


def total(numbers):
    # Not sum(), which rounds floats differently from Python 3.12 on.
    return reduce(add, numbers)


def dot(a, b):
    return total(map(mul, a, b))


def linear(x, matrix):
    """One output for each row of the matrix."""
    return [dot(row, x) for row in matrix]


def plus(a, b):
    return list(map(add, a, b))


def rmsnorm(x):
    scale = (dot(x, x) / len(x) + 1e-5) ** -0.5
    return [value * scale for value in x]


def softmax(x):
    top = max(value.data for value in x)  # a constant: it cancels out, and keeps exp within its range
    powers = [(value - top).exp() for value in x]
    whole = total(powers)
    return [power / whole for power in powers]


def cross_entropy(logits, target):
    """-log softmax(logits)[target], in the form that never takes the logarithm of 0."""
    top = max(value.data for value in logits)
    shifted = [value - top for value in logits]
    return total([value.exp() for value in shifted]).log() - shifted[target]


@dataclass(frozen=True)
class Options:
    """How to train; the names are those of the command line, the defaults microGPT's."""

    layers: int = 1
    embd: int = 16  # width of the residual stream
    heads: int = 4
    block: int = 16  # longest context, in tokens
    batch: int = 1  # documents a step
    steps: int = 1000  # over which the learning rate falls to 0
    seed: int = 42
    lr: float = 0.01
    holdout: float = 0.0  # share of the distinct documents that is kept from training, to judge the model by

    def __post_init__(self):
        limits = {"layers": (1, 96), "embd": (1, 4096), "heads": (1, 4096), "block": (1, 4096),
                  "batch": (1, 65536), "steps": (0, 2**53 - 1), "seed": (0, 2**53 - 1)}  # fmt: skip
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"--{name} must be between {low} and {high}, not {value}.")
        if self.embd % self.heads != 0:
            raise InputError(f"The number of heads ({self.heads}) must divide the width ({self.embd}).")
        if not (math.isfinite(self.lr) and self.lr > 0.0):
            raise InputError(f"--lr must be a number above 0, not {self.lr}.")
        if not 0.0 <= self.holdout < 1.0:
            raise InputError(f"--holdout must be at least 0 and below 1, not {self.holdout}.")


def parameter_shapes(options, vocabulary):
    """Name to (out, in) of each matrix, in the order in which their numbers are drawn."""
    width = options.embd
    shapes = {"wte": (vocabulary, width), "wpe": (options.block, width), "lm_head": (vocabulary, width)}
    for i in range(options.layers):
        for name in ("attn_wq", "attn_wk", "attn_wv", "attn_wo"):
            shapes[f"layer{i}.{name}"] = (width, width)
        shapes[f"layer{i}.mlp_fc1"] = (4 * width, width)
        shapes[f"layer{i}.mlp_fc2"] = (width, 4 * width)
    return shapes


class Model:
    def __init__(self, options, vocabulary, rng):
        self.layers = options.layers
        self.head_width = options.embd // options.heads
        self.matrices = {
            name: [[Value(rng.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]
            for name, (rows, columns) in parameter_shapes(options, vocabulary).items()
        }
        self.parameters = [value for matrix in self.matrices.values() for row in matrix for value in row]

    def new_context(self):
        """The keys and the values of the tokens seen so far, of each layer: none yet."""
        return [([], []) for _ in range(self.layers)]

    def logits(self, token, position, context):
        """Scores of every possible next token; adds this token's keys and values to the context."""
        matrices = self.matrices
        x = rmsnorm(plus(matrices["wte"][token], matrices["wpe"][position]))
        for i, (keys, values) in enumerate(context):
            normed = rmsnorm(x)
            query = linear(normed, matrices[f"layer{i}.attn_wq"])
            keys.append(linear(normed, matrices[f"layer{i}.attn_wk"]))
            values.append(linear(normed, matrices[f"layer{i}.attn_wv"]))
            mixed = self.attention(query, keys, values)
            x = plus(linear(mixed, matrices[f"layer{i}.attn_wo"]), x)
            hidden = [value.relu() for value in linear(rmsnorm(x), matrices[f"layer{i}.mlp_fc1"])]
            x = plus(linear(hidden, matrices[f"layer{i}.mlp_fc2"]), x)
        return linear(x, matrices["lm_head"])

    def attention(self, query, keys, values):
        """Each head looks back over all tokens and takes a weighted mean of their values."""
        mixed = []
        for start in range(0, len(query), self.head_width):
            head = slice(start, start + self.head_width)
            scores = [dot(query[head], key[head]) / math.sqrt(self.head_width) for key in keys]
            weights = softmax(scores)
            mixed += [dot(weights, column) for column in zip(*(value[head] for value in values))]
        return mixed

    def loss(self, tokens):
        """Mean over the positions of how surprising the next token was, in nats."""
        context = self.new_context()
        losses = [
            cross_entropy(self.logits(token, position, context), target)
            for position, (token, target) in enumerate(pairwise(tokens))
        ]
        return total(losses) / len(losses)


# --------------------------------------------------------------------------------------------------- corpus


class Corpus:
    """The documents of a file, in file order, and the characters they are made of.

    "lines": a document per line, without the white space around it; empty ones are dropped.
    "text": windows of `block` characters, the last one possibly shorter.
    """

    def __init__(self, name, data, kind="lines", block=16):
        if kind not in ("lines", "text"):
            raise InputError(f'The corpus must be "lines" or "text", not "{kind}".')
        self.name = name
        self.kind = kind
        self.sha256 = hashlib.sha256(data).hexdigest()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                f"The text is not valid UTF-8: the byte at position {error.start} "
                f"(0x{data[error.start]:02X}) does not begin a character."
            ) from None
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if text == "":
            raise InputError("The data is empty: there is nothing to train on.")
        if text.strip() == "":
            raise InputError("The data holds nothing but white space: there is nothing to train on.")
        if kind == "lines":
            self.documents = [line for line in map(str.strip, text.split("\n")) if line]
        else:
            self.documents = [text[i : i + block] for i in range(0, len(text), block)]
        self.characters = sorted(set().union(*self.documents))
        self.bos = len(self.characters)
        self.vocabulary = self.bos + 1
        self.ids = {character: i for i, character in enumerate(self.characters)}

    def tokens(self, document, block):
        """BOS, the document, and BOS again at the end of a line; at most block + 1 tokens."""
        ids = [self.bos] + [self.ids[character] for character in document[:block]]
        return (ids + [self.bos] if self.kind == "lines" else ids)[: block + 1]

    def text(self, tokens):
        return "".join(self.characters[token] for token in tokens)


def hold_out(documents, share, block):
    """(what to train on, what to hold out), each in the order of the documents.

    Held out are the last of the distinct documents, `share` of them, with all their copies. What differs only
    beyond a block counts as the same.
    """
    distinct = list(dict.fromkeys(document[:block] for document in reversed(documents)))
    if len(distinct) < 2:
        raise InputError("All documents are the same, so that none can be held out.")
    chosen = set(distinct[: min(max(int(share * len(distinct) + 0.5), 1), len(distinct) - 1)])
    return (
        [document for document in documents if document[:block] not in chosen],
        [document for document in documents if document[:block] in chosen],
    )


# ------------------------------------------------------------------------------------------------- training

BETA1, BETA2, EPSILON = 0.85, 0.99, 1e-8  # of Adam


class Trainer:
    """A model, its corpus, Adam, and the one stream of random numbers behind it all."""

    engine = "value"
    variant = "python"
    software = f"{platform.python_implementation()} {platform.python_version()}"

    def __init__(self, corpus, options):
        self.corpus = corpus
        self.options = options
        self.steps_done = 0
        self.rng = random.Random(options.seed)
        self.documents = list(corpus.documents)
        self.rng.shuffle(self.documents)
        self.held_out = []
        if options.holdout > 0.0:
            self.documents, self.held_out = hold_out(self.documents, options.holdout, options.block)
        self.make_model()

    def make_model(self):
        self.model = Model(self.options, self.corpus.vocabulary, self.rng)
        self.parameter_count = len(self.model.parameters)
        self.first_moments = [0.0] * self.parameter_count
        self.second_moments = [0.0] * self.parameter_count

    def step(self):
        """Trains on the next batch of documents. Returns the loss before the update."""
        batch, block = self.options.batch, self.options.block
        first = self.steps_done * batch
        documents = [self.documents[(first + k) % len(self.documents)] for k in range(batch)]
        try:
            loss = self.loss_and_gradients([self.corpus.tokens(document, block) for document in documents])
        except (OverflowError, ValueError, ZeroDivisionError):  # what Python's math makes of NaN and infinity
            loss = math.nan
        if not math.isfinite(loss):
            raise DivergedError(
                f"The loss is not a finite number any more at step {self.steps_done + 1}: "
                f"the learning rate ({self.options.lr}) is too high."
            )
        power = self.steps_done + 1
        # Past the planned steps it goes on at the last rate above 0.
        left = max(self.options.steps - self.steps_done, 1) / max(self.options.steps, 1)
        self.adam(self.options.lr * left, 1.0 - BETA1**power, 1.0 - BETA2**power)
        self.steps_done += 1
        return loss

    def loss_and_gradients(self, batch):
        """The mean loss of the documents (as tokens). Its gradient is left in the parameters."""
        losses = []
        for tokens in batch:
            tape.clear()
            loss = self.model.loss(tokens)
            backward(loss, 1.0 / len(batch))
            losses.append(loss.data)
        return total(losses) / len(batch)

    def held_out_loss(self):
        """The mean loss of the documents that nobody trains on."""
        tokens = [self.corpus.tokens(document, self.options.block) for document in self.held_out]
        return total(map(self.loss, tokens)) / len(tokens)

    def loss(self, tokens):
        loss = self.model.loss(tokens).data
        tape.clear()
        return loss

    def adam(self, rate, correction1, correction2):
        first, second = self.first_moments, self.second_moments
        for i, parameter in enumerate(self.model.parameters):
            grad = parameter.grad
            first[i] = BETA1 * first[i] + (1.0 - BETA1) * grad
            second[i] = BETA2 * second[i] + (1.0 - BETA2) * grad * grad
            parameter.data -= rate * (first[i] / correction1) / (math.sqrt(second[i] / correction2) + EPSILON)
            parameter.grad = 0.0

    def sample(self, count=20, temperature=0.5, seed=None, prompt=""):
        """Invents `count` documents that begin with `prompt`. Without a seed the trainer's own random numbers go on."""
        if not (math.isfinite(temperature) and temperature > 0.0):
            raise InputError(f"The temperature must be a number above 0, not {temperature}.")
        rng = self.rng if seed is None else random.Random(seed)
        begun = self.encode(prompt)
        return [self.corpus.text(self.sample_tokens(temperature, rng, begun)) for _ in range(count)]

    def encode(self, prompt):
        unknown = sorted(set(prompt) - set(self.corpus.characters))
        if unknown:
            raise InputError(f'The character "{unknown[0]}" is not in the vocabulary.')
        if len(prompt) >= self.options.block:
            raise InputError(
                f"The text has {len(prompt)} characters; the model's block of {self.options.block} tokens has room "
                f"for {self.options.block - 1}."
            )
        return [self.corpus.ids[character] for character in prompt]

    def sample_tokens(self, temperature, rng, begun):
        context = self.new_context()
        token, tokens = self.corpus.bos, []
        for position in range(self.options.block):
            logits = self.next_logits(token, position, context)
            if position < len(begun):
                token = begun[position]
                tokens.append(token)
                continue
            if not all(map(math.isfinite, logits)):
                raise DivergedError("The model cannot be sampled: its outputs are not finite any more.")
            top = max(logits)
            powers = [math.exp((logit - top) / temperature) for logit in logits]
            whole = total(powers)
            probabilities = [power / whole for power in powers]
            token = rng.choices(range(self.corpus.vocabulary), weights=probabilities)[0]
            if token == self.corpus.bos:
                break
            tokens.append(token)
        return tokens

    def new_context(self):
        return self.model.new_context()

    def next_logits(self, token, position, context):
        logits = [value.data for value in self.model.logits(token, position, context)]
        tape.clear()
        return logits


def train(trainer, steps, on_step=None):
    """Returns (losses, milliseconds of each step); calls on_step(step, loss, milliseconds) after each."""
    losses, milliseconds = [], []
    # No number refers to a later one, so reference counting frees them all. Python's search for cycles would
    # go over the whole graph again and again, a fifth of the time, and find nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(steps):
            start = time.perf_counter()
            loss = trainer.step()
            milliseconds.append((time.perf_counter() - start) * 1e3)
            losses.append(loss)
            if on_step:
                on_step(trainer.steps_done, loss, milliseconds[-1])
    finally:
        if collecting:
            gc.enable()
    return losses, milliseconds


# --------------------------------------------------------------------------------------------------- result


def timer_step_ms():
    """The smallest step of the clock seen over a few of its ticks."""
    ticks = [time.perf_counter()]
    while len(ticks) < 20:
        now = time.perf_counter()
        if now != ticks[-1]:
            ticks.append(now)
    return float(f"{min(b - a for a, b in pairwise(ticks)) * 1e3:.3g}")


def median(numbers):
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def run_config(trainer, temperature):
    options, corpus = trainer.options, trainer.corpus
    config = {
        "n_layer": options.layers,
        "n_embd": options.embd,
        "n_head": options.heads,
        "block_size": options.block,
        "batch": options.batch,
        "steps": options.steps,
        "seed": options.seed,
        "learning_rate": options.lr,
        "temperature": temperature,
        "engine": trainer.engine,
        "precision": "f64",
        "variant": trainer.variant,
        "threads": 1,
        "corpus": corpus.kind,
        "data": {
            "name": corpus.name,
            "documents": len(corpus.documents),
            "vocabulary": corpus.vocabulary,
            "sha256": corpus.sha256,
        },
    }
    if trainer.held_out:
        config["holdout"] = options.holdout
        config["data"]["held_out"] = len(trainer.held_out)
    return config


def run_environment(trainer):
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return {
        "date": now.replace("+00:00", "Z"),
        "host": f"{platform.system()} {platform.machine()}, {trainer.software}",
        "cores": os.cpu_count() or 1,
        "isolated": False,
        "timer_step_ms": timer_step_ms(),
        "lanes_version": LANES_VERSION,
    }


def result_json(trainer, temperature, losses, milliseconds, samples):
    """One run in the form that the program, the page and this file all write.

    A step of Python lasts far longer than 100 steps of the clock, so each step is a timed chunk of its own.
    """
    seconds = total(milliseconds) / 1e3 if milliseconds else 0.0
    judged = {"held_out_loss": trainer.held_out_loss()} if trainer.held_out else {}
    return {
        "config": run_config(trainer, temperature),
        "environment": run_environment(trainer),
        "losses": losses,
        "samples": samples,
        "chunk_steps": 1,
        "step_ms": milliseconds,
        "summary": {
            "parameters": trainer.parameter_count,
            "avg_ms": seconds * 1e3 / len(losses) if losses else None,
            "median_ms": median(milliseconds) if milliseconds else None,
            "total_s": seconds,
            "final_loss": losses[-1] if losses else None,
            **judged,
        },
    }


# --------------------------------------------------------------------------------------------- command line


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise InputError(message)


def parse_arguments(program, arguments):
    default = Options()
    about = "Trains microGPT and prints what it invents."
    parser = Parser(prog=program, allow_abbrev=False, description=about)
    parser.add_argument("--data", metavar="FILE", help="what to learn from (the project's data/names.txt)")
    kinds = "its documents: lines, or windows of running text (lines)"
    parser.add_argument("--corpus", default="lines", choices=("lines", "text"), help=kinds)
    for name, kind, value, what in (
        ("steps", int, default.steps, "training steps"),
        ("seed", int, default.seed, "of the random numbers"),
        ("layers", int, default.layers, "transformer blocks"),
        ("embd", int, default.embd, "width of the residual stream"),
        ("heads", int, default.heads, "attention heads of each block"),
        ("block", int, default.block, "longest context, in tokens"),
        ("batch", int, default.batch, "documents a step"),
        ("lr", float, default.lr, "learning rate at the first step"),
        ("holdout", float, default.holdout, "share of the documents to hold out"),
        ("temperature", float, 0.5, "of the samples: below 1 is tamer, above 1 wilder"),
        ("samples", int, 20, "documents to invent"),
    ):
        metavar = "N" if kind is int else "X"
        parser.add_argument(f"--{name}", type=kind, default=value, metavar=metavar, help=f"{what} ({value})")
    parser.add_argument("--json", metavar="FILE", help="write config, losses, samples and times there")
    parser.add_argument("--quiet", action="store_true", help="no progress and no summary on stderr")
    return parser.parse_args(arguments)


def progress_bar(steps):
    """Draws a line on stderr that keeps up with the training; redrawn a few times a second."""
    started = last = time.perf_counter()

    def on_step(step, loss, _milliseconds):
        nonlocal last
        now = time.perf_counter()
        if now - last < 0.1 and step < steps:
            return
        last = now
        filled = 30 * step // steps
        each = (now - started) * 1e3 / step
        bar = "#" * filled + "." * (30 - filled)
        line = f"\r[{bar}] step {step}/{steps}  {each:.1f} ms  loss {loss:.4f} "
        print(line, end="", file=sys.stderr, flush=True)

    return on_step


def read_corpus(arguments):
    ours = Path(__file__).resolve().parents[2] / "data" / "names.txt"
    path = ours if arguments.data is None else Path(arguments.data)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror}.") from None
    try:
        return Corpus(path.name, data, arguments.corpus, arguments.block)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def run(program, make_trainer, arguments):
    arguments = parse_arguments(program, arguments)
    options = Options(**{name: getattr(arguments, name) for name in Options.__dataclass_fields__})
    if arguments.samples < 0:
        raise InputError(f"--samples must be 0 or more, not {arguments.samples}.")
    if not (math.isfinite(arguments.temperature) and arguments.temperature > 0.0):
        raise InputError(f"--temperature must be a number above 0, not {arguments.temperature}.")
    if arguments.json:
        json_path = Path(arguments.json).resolve()
        if json_path.is_dir() or not json_path.parent.is_dir():
            raise InputError(f"Cannot write {arguments.json}: there is no such folder, or it is one.")
    trainer = make_trainer(read_corpus(arguments), options)

    show = not arguments.quiet and sys.stderr.isatty()
    try:
        losses, milliseconds = train(trainer, options.steps, progress_bar(options.steps) if show else None)
    finally:
        if show:
            print(file=sys.stderr)
    samples = trainer.sample(arguments.samples, arguments.temperature)
    result = result_json(trainer, arguments.temperature, losses, milliseconds, samples)
    if arguments.json:
        try:
            Path(arguments.json).write_text(json.dumps(result, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(f"Cannot write {arguments.json}: {error.strerror}.") from None
    if losses and not arguments.quiet:
        summary = result["summary"]
        print(f"{summary['parameters']} parameters, {summary['avg_ms']:.3f} ms a step "
              f"(median {summary['median_ms']:.3f}), {summary['total_s']:.1f} s, "
              f"final loss {summary['final_loss']:.4f}", file=sys.stderr)  # fmt: skip
    for sample in samples:
        print(sample)


def main(program="microgpt.py", make_trainer=Trainer, arguments=None):
    """Returns the exit code: 2 for bad input, 1 when the run fails, each with one line on stderr."""
    try:
        run(program, make_trainer, arguments)
    except (InputError, DivergedError) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2 if isinstance(error, InputError) else 1
    except KeyboardInterrupt:
        print(f"{program}: stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
