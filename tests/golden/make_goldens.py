#!/usr/bin/env python3
"""Makes the golden files of this folder with microgpt.py, or checks them.

    python3 tests/golden/make_goldens.py                      all of them (some ten minutes)
    python3 tests/golden/make_goldens.py names-small random   only these
    python3 tests/golden/make_goldens.py --check              computes everything again and compares
    python3 tests/golden/make_goldens.py --check --steps 3    the first three steps of each

A golden file is a run in the result JSON that all of Lanes writes, without the times, and with two keys more:
`about`, and `data_file`, the data's path from the top of the source tree. random.json holds numbers of
Python's `random`. The data of makemore-seed42 is not part of the source tree (its `data_file` is null): the
path comes from LANES_NAMES; without it, and without ../shared/data/names.txt, that one file is left out,
which is said.
"""

import argparse
import json
import os
import random
import sys
from pathlib import Path

import microgpt

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
TOLERANCE = 1e-12
MAKEMORE = None  # as a data file: not part of the source tree


class Golden:
    def __init__(self, name, data_file, about, corpus="lines", samples=20, temperature=0.5, **options):
        self.name = name
        self.data_file = data_file
        self.about = about
        self.corpus = corpus
        self.samples = samples
        self.temperature = temperature
        self.options = microgpt.Options(**options)

    def data_path(self):
        """None when the data is not at hand."""
        if self.data_file is not MAKEMORE:
            return TOP / self.data_file
        candidates = [os.environ.get("LANES_NAMES"), TOP.parent / "shared" / "data" / "names.txt"]
        return next((Path(path) for path in candidates if path and Path(path).is_file()), None)

    def trainer(self):
        path = self.data_path()
        corpus = microgpt.Corpus(path.name, path.read_bytes(), self.corpus, self.options.block)
        return microgpt.Trainer(corpus, self.options)


GOLDENS = [
    Golden("names-seed42", "data/names.txt", "microGPT's defaults on the project's own names", steps=1000),
    Golden("makemore-seed42", MAKEMORE, "microGPT's defaults on the 32,033 names of makemore", steps=1000),
    Golden("names-small", "data/names.txt", "two layers, three heads, batches of three, a short block",
           layers=2, embd=24, heads=3, block=8, batch=3, steps=50, seed=7),
    Golden("names-odd", "data/names.txt", "sizes that no SIMD register divides, the largest seed",
           layers=3, embd=10, heads=1, block=5, batch=2, steps=30, seed=2**53 - 1, lr=0.003, temperature=0.8),
    Golden("names-narrow", "data/names.txt", "heads of width 1, a block of one token",
           layers=1, embd=5, heads=5, block=1, batch=1, steps=25, seed=0, lr=0.05, temperature=1.0),
    Golden("lines", "tests/golden/lines.txt", "a byte-order mark, \\r\\n, blank lines, four scripts",
           embd=12, heads=2, block=10, batch=5, steps=40, seed=2**32),
    Golden("text", "tests/golden/text.txt", "windows of a text with accents and characters beyond ASCII",
           corpus="text", samples=5, embd=16, heads=2, block=12, batch=4, steps=40, seed=1, temperature=0.7),
    Golden("single", "tests/golden/single.txt", "one document, longer than the block, twice in each batch",
           embd=8, heads=2, block=6, batch=2, steps=40, seed=3),
    Golden("holdout", "tests/golden/lines.txt", "a third of the documents held out, one of them a copy",
           embd=8, heads=2, block=5, batch=3, steps=40, seed=11, holdout=0.3),
]  # fmt: skip


def make_run(golden):
    trainer = golden.trainer()
    show = microgpt.progress_bar(golden.options.steps) if sys.stderr.isatty() else None
    losses, _ = microgpt.train(trainer, golden.options.steps, show)
    samples = trainer.sample(golden.samples, golden.temperature)
    judged = {"held_out_loss": trainer.held_out_loss()} if trainer.held_out else {}
    return {
        "about": golden.about,
        "data_file": golden.data_file,
        "config": microgpt.run_config(trainer, golden.temperature),
        "environment": microgpt.run_environment(trainer),
        "losses": losses,
        "samples": samples,
        "summary": {"parameters": trainer.parameter_count, "final_loss": losses[-1], **judged},
    }


def check_run(golden, steps):
    """The complaint about the file, or "" when it holds."""
    with open(HERE / f"{golden.name}.json", encoding="utf-8") as file:
        expected = json.load(file)
    trainer = golden.trainer()
    if expected["config"] != microgpt.run_config(trainer, golden.temperature):
        return "was made with another configuration or other data"
    steps = min(steps, golden.options.steps)
    losses, _ = microgpt.train(trainer, steps)
    for i, (loss, golden_loss) in enumerate(zip(losses, expected["losses"])):
        if abs(loss - golden_loss) > TOLERANCE:
            return f"has the loss {golden_loss!r} at step {i + 1}, which is {loss!r} now"
    if steps == golden.options.steps:
        if len(expected["losses"]) != steps:
            return f"has {len(expected['losses'])} losses for {steps} steps"
        if trainer.sample(golden.samples, golden.temperature) != expected["samples"]:
            return "has other samples"
        if trainer.held_out and abs(trainer.held_out_loss() - expected["summary"]["held_out_loss"]) > TOLERANCE:
            return "has another held-out loss"
    return ""


def random_numbers(seed):
    """Each list starts from a fresh generator of that seed."""
    fresh = [random.Random(seed) for _ in range(6)]
    bits = [1, 2, 5, 8, 16, 31, 32, 15, 32, 1]
    limits = [1, 2, 3, 10, 20, 27, 1000, 32033, 2**20 + 1, 2**31, 2**32 - 1]
    shuffled = list(range(20))
    fresh[4].shuffle(shuffled)
    weights = [0.5, 0.0, 1.25, 3.0, 0.125, 0.0625, 2.0]
    return {
        "seed": seed,
        "random": [fresh[0].random() for _ in range(10)],
        "getrandbits": {"bits": bits, "values": [fresh[1].getrandbits(k) for k in bits]},
        "below": {"limits": limits, "values": [fresh[2].randrange(n) for n in limits]},
        "gauss": {"mean": 0.0, "deviation": 0.08, "values": [fresh[3].gauss(0.0, 0.08) for _ in range(7)]},
        "shuffle": shuffled,
        "choices": {"weights": weights,
                    "values": [fresh[5].choices(range(len(weights)), weights=weights)[0] for _ in range(20)]},
    }  # fmt: skip


def make_random():
    return {
        "about": "Python's random module: random.Random(seed), a fresh one for each list",
        "seeds": [random_numbers(seed) for seed in (0, 1, 42, 2**32, 2**53 - 1)],
    }


def check_random():
    with open(HERE / "random.json", encoding="utf-8") as file:
        return "" if json.load(file) == make_random() else "has other numbers than this Python's random"


def write(name, content):
    """A line for each key, and for each loss, so that a difference can be read."""
    lines = []
    for key, value in content.items():
        if isinstance(value, list) and key != "samples":
            text = "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
        else:
            text = json.dumps(value, ensure_ascii=False)
        lines.append(f"{json.dumps(key)}: {text}")
    path = HERE / f"{name}.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{name}: written, {path.stat().st_size:,} bytes", flush=True)


def main():
    known = [golden.name for golden in GOLDENS] + ["random"]
    parser = argparse.ArgumentParser(description="Makes or checks the golden files.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(known)} (all)")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--steps", type=int, metavar="N", default=2**53, help="check only the first N steps")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.names if name not in known]:
        parser.error(f"there is no golden file {unknown[0]!r}; there are {', '.join(known)}")
    wanted = arguments.names or known

    failed = False
    for name in wanted:
        golden = next((golden for golden in GOLDENS if golden.name == name), None)
        if golden and not golden.data_path():
            print(f"{name}: left out, its data is not at hand (set LANES_NAMES)", flush=True)
        elif not arguments.check:
            write(name, make_run(golden) if golden else make_random())
        else:
            complaint = check_run(golden, arguments.steps) if golden else check_random()
            failed = failed or complaint != ""
            print(f"{name}: {complaint or 'agrees'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
