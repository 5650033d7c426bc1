#!/usr/bin/env python3
"""Checkpoints of the program in PyTorch: the same logits as NumPy's, token by token.

    LANES_PROGRAM=build/native/lanes python3 tests/golden/pytorch_test.py
"""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import microgpt  # noqa: E402
import numpy_gpt  # noqa: E402

try:
    import pytorch_gpt
except ImportError:
    pytorch_gpt = None

PROGRAM = os.environ.get("LANES_PROGRAM", HERE.parents[1] / "build" / "native" / "lanes")
DOCUMENTS = ["emma", "a", "oliver", "annabelle"]


@unittest.skipIf(pytorch_gpt is None or numpy_gpt.np is None, "PyTorch or NumPy is not installed")
class Checkpoints(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "weights.safetensors"

    def train(self, **options):
        """Writes a trained checkpoint, and returns it in both worlds."""
        values = {"steps": 60, "layers": 1, "embd": 16, "heads": 4, "block": 16, **options}
        arguments = [part for name, value in values.items() for part in (f"--{name}", str(value))]
        subprocess.run([PROGRAM, "train", *arguments, "--samples", "0", "--quiet", "--save", self.file], check=True)
        corpus = microgpt.Corpus("names", (HERE.parents[1] / "data" / "names.txt").read_bytes())
        arrays = numpy_gpt.NumpyTrainer(corpus, microgpt.Options(**values))
        model = pytorch_gpt.load(self.file)
        for name, matrix in arrays.weights.matrices.items():
            matrix[:] = model.weights[name].numpy()
        return model, arrays

    def agrees(self, model, arrays):
        np = numpy_gpt.np
        begin = len(model.vocabulary)
        for document in DOCUMENTS:
            tokens = [begin, *(model.vocabulary.index(character) for character in document)][: arrays.options.block]
            found = pytorch_gpt.logits(model, pytorch_gpt.torch.tensor(tokens)).numpy()
            context = arrays.new_context()
            expected = [arrays.next_logits(token, position, context) for position, token in enumerate(tokens)]
            self.assertEqual(found.shape, (len(tokens), begin + 1))
            np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)

    def test_of_microgpt(self):
        self.agrees(*self.train())

    def test_of_several_layers_and_odd_sizes(self):
        self.agrees(*self.train(layers=3, embd=18, heads=3, block=5))

    def test_other_weights_give_other_logits(self):
        model, arrays = self.train()
        arrays.weights["layer0.mlp_fc2"][0, 0] += 1.0
        with self.assertRaises(AssertionError):
            self.agrees(model, arrays)


if __name__ == "__main__":
    unittest.main()
