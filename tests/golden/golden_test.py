#!/usr/bin/env python3
"""Tests of the Python reference itself: its gradients, its corpora, its command line, and the golden files.

    python3 tests/golden/golden_test.py
"""

import contextlib
import io
import json
import math
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import make_goldens  # noqa: E402
import microgpt  # noqa: E402
import numpy_gpt  # noqa: E402
from microgpt import Corpus, DivergedError, InputError, Options, Trainer, Value, backward  # noqa: E402

NAMES = HERE.parents[1] / "data" / "names.txt"
TINY = "ann\nbob\ncarol\ndan\n".encode()
SMALL = Options(layers=2, embd=4, heads=2, block=3, batch=2, steps=10, seed=5)


def slope(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


class Gradients(unittest.TestCase):
    def setUp(self):
        microgpt.tape.clear()

    def test_operations_of_one_number(self):
        operations = {
            "x + 3": (lambda x: x + 3.0, lambda x: x + 3.0),
            "x - 3": (lambda x: x - 3.0, lambda x: x - 3.0),
            "x * 3": (lambda x: x * 3.0, lambda x: x * 3.0),
            "x / 3": (lambda x: x / 3.0, lambda x: x / 3.0),
            "x ** -0.5": (lambda x: x**-0.5, lambda x: x**-0.5),
            "exp": (Value.exp, math.exp),
            "log": (Value.log, math.log),
            "relu": (Value.relu, lambda x: max(x, 0.0)),
            "x * x + x": (lambda x: x * x + x, lambda x: x * x + x),
        }
        for name, (operation, plain) in operations.items():
            with self.subTest(name):
                x = Value(1.7)
                y = operation(x)
                backward(y)
                self.assertEqual(y.data, plain(1.7))
                self.assertAlmostEqual(x.grad, slope(plain, 1.7), delta=1e-8)

    def test_operations_of_two_numbers(self):
        for name in ("__add__", "__sub__", "__mul__", "__truediv__"):
            with self.subTest(name):
                a, b = Value(1.7), Value(-0.6)
                y = getattr(a, name)(b)
                backward(y)
                self.assertEqual(y.data, getattr(1.7, name)(-0.6))
                self.assertAlmostEqual(a.grad, slope(lambda x: getattr(x, name)(-0.6), 1.7), delta=1e-8)
                self.assertAlmostEqual(b.grad, slope(lambda x: getattr(1.7, name)(x), -0.6), delta=1e-8)

    def test_relu_stops_the_gradient_below_zero(self):
        x = Value(-1.0)
        backward(x.relu())
        self.assertEqual(x.grad, 0.0)

    def test_a_number_used_twice_collects_both_gradients(self):
        a = Value(3.0)
        b = a * a
        backward(b * a + b)
        self.assertEqual(a.grad, 3 * 9.0 + 2 * 3.0)

    def test_gradients_of_several_roots_add_up_and_the_tape_is_emptied(self):
        a = Value(2.0)
        backward(a * a, 0.5)
        self.assertEqual(microgpt.tape, [])
        backward(a * 3.0, 0.5)
        self.assertEqual(a.grad, 0.5 * 4.0 + 0.5 * 3.0)

    def test_a_chain_far_longer_than_the_stack(self):
        start = Value(1.0)
        x = start
        for _ in range(20_000):
            x = x * 0.9999 + 0.0001
        backward(x)
        self.assertAlmostEqual(start.grad, 0.9999**20_000, delta=1e-12)
        del x  # freeing such a chain must not recurse either

    def test_cross_entropy_is_minus_log_softmax(self):
        scores = [0.3, -1.2, 2.0]
        loss = microgpt.cross_entropy([Value(score) for score in scores], 1)
        whole = sum(math.exp(score) for score in scores)
        self.assertAlmostEqual(loss.data, -math.log(math.exp(-1.2) / whole), delta=1e-15)
        far = microgpt.cross_entropy([Value(0.0), Value(2000.0)], 0)  # a probability that is 0 in a double
        self.assertEqual(far.data, 2000.0)

    def test_whole_model_by_finite_differences(self):
        check_gradients(self, Trainer(Corpus("tiny", TINY), SMALL))


def check_gradients(test, trainer):
    """Compares the gradients of a batch with finite differences, for three parameters of each matrix."""
    batch = [trainer.corpus.tokens(document, trainer.options.block) for document in ("carol", "bob")]

    def loss():
        return trainer.loss_and_gradients(batch)

    loss()
    found = [parameter.grad for parameter in trainer.model.parameters]
    rng = random.Random(1)
    start = 0
    shapes = microgpt.parameter_shapes(trainer.options, trainer.corpus.vocabulary)
    for name, (rows, columns) in shapes.items():
        for index in rng.sample(range(start, start + rows * columns), 3):
            parameter, h = trainer.model.parameters[index], 1e-5
            original = parameter.data
            sides = []
            for shifted in (original + h, original - h):
                parameter.data = shifted
                sides.append(loss())
            parameter.data = original
            numeric = (sides[0] - sides[1]) / (2 * h)
            test.assertAlmostEqual(found[index], numeric, delta=1e-8, msg=f"{name}, parameter {index}")
        start += rows * columns


class Corpora(unittest.TestCase):
    def test_lines(self):
        data = "\ufeff bob\r\n\r\nanna \u00a0\rzoë\n\t\n\u3000ünal\u3000".encode()
        corpus = Corpus("x", data)
        self.assertEqual(corpus.documents, ["bob", "anna", "zoë", "ünal"])
        self.assertEqual("".join(corpus.characters), "ablnozëü")
        self.assertEqual((corpus.bos, corpus.vocabulary), (8, 9))
        self.assertEqual(corpus.tokens("bob", 16), [8, 1, 4, 1, 8])

    def test_only_newlines_end_a_line(self):
        self.assertEqual(Corpus("x", "a\u2028b\x0bc\x85d\n".encode()).documents, ["a\u2028b\x0bc\x85d"])

    def test_documents_are_cut_to_the_block(self):
        corpus = Corpus("x", b"abcd\n")
        self.assertEqual(corpus.tokens("abcd", 5), [4, 0, 1, 2, 3, 4])
        self.assertEqual(corpus.tokens("abcd", 4), [4, 0, 1, 2, 3])
        self.assertEqual(corpus.tokens("abcd", 1), [4, 0])

    def test_text_is_cut_into_windows(self):
        corpus = Corpus("x", "\ufeffab\r\ncd\refg ".encode(), "text", 4)
        self.assertEqual(corpus.documents, ["ab\nc", "d\nef", "g "])
        self.assertEqual(corpus.tokens("g ", 4), [corpus.bos, corpus.ids["g"], corpus.ids[" "]])

    def test_an_empty_last_window_is_dropped(self):
        self.assertEqual(Corpus("x", b"abcd", "text", 2).documents, ["ab", "cd"])

    def test_characters_beyond_the_basic_plane_and_nul(self):
        corpus = Corpus("x", "a🦜\x00\uffff".encode())
        self.assertEqual(corpus.characters, ["\x00", "a", "\uffff", "🦜"])

    def test_bad_data(self):
        for data, complaint in {
            b"": "is empty",
            b"\xef\xbb\xbf": "is empty",
            b"\n \r\n\t\n": "nothing but white space",
            b"anna\nbo\xffb\n": "position 7 (0xFF)",
            b"\xef\xbb\xbfab\x80": "position 5 (0x80)",
            b"abc\xe2\x82": "position 3 (0xE2)",
            b"a\xed\xa0\x80": "position 1 (0xED)",
        }.items():
            for kind in ("lines", "text"):
                with self.subTest(data=data, kind=kind), self.assertRaises(InputError) as caught:
                    Corpus("x", data, kind)
                self.assertIn(complaint, str(caught.exception))


class Training(unittest.TestCase):
    def test_a_single_document_is_learnt_by_heart(self):
        trainer = Trainer(Corpus("x", b"anna\n"), Options(embd=8, heads=2, block=8, steps=60))
        losses, milliseconds = microgpt.train(trainer, 60)
        self.assertLess(losses[-1], 0.1)
        self.assertEqual(len(milliseconds), 60)
        self.assertEqual(trainer.sample(3), ["anna"] * 3)

    def test_a_batch_is_the_mean_of_its_documents(self):
        trainer = Trainer(Corpus("tiny", TINY), SMALL)
        batch = [trainer.corpus.tokens(document, 3) for document in ("carol", "bo")]
        alone = [trainer.loss_and_gradients([tokens]) for tokens in batch]
        self.assertAlmostEqual(trainer.loss_and_gradients(batch), sum(alone) / 2, delta=1e-15)

    def test_the_documents_come_round_again(self):
        trainer = Trainer(Corpus("tiny", TINY), Options(embd=4, heads=1, block=4, batch=3, steps=4))
        seen = []
        trainer.loss_and_gradients = lambda batch: seen.append(batch) or 1.0
        for _ in range(4):
            trainer.step()
        expected = [trainer.corpus.tokens(trainer.documents[i % 4], 4) for i in range(12)]
        self.assertEqual([tokens for batch in seen for tokens in batch], expected)

    def test_steps_past_the_last_keep_its_learning_rate(self):
        trainer = Trainer(Corpus("tiny", TINY), Options(embd=4, heads=1, block=4, steps=4, lr=0.1))
        rates = []
        trainer.adam = lambda rate, *corrections: rates.append(rate)
        for _ in range(6):
            trainer.step()
        self.assertEqual(rates, [0.1, 0.1 * 0.75, 0.1 * 0.5, 0.1 * 0.25, 0.1 * 0.25, 0.1 * 0.25])

    def test_who_is_held_out(self):
        documents = ["a", "bb", "c", "a", "bbb", "dd", "c"]
        self.assertEqual(microgpt.hold_out(documents, 0.5, 4), (["a", "bb", "a"], ["c", "bbb", "dd", "c"]))
        self.assertEqual(microgpt.hold_out(documents, 1e-9, 4), (["a", "bb", "a", "bbb", "dd"], ["c", "c"]))
        self.assertEqual(microgpt.hold_out(documents, 0.999, 4)[0], ["bb"])
        # Beyond a block of two tokens nobody sees that bb and bbb differ.
        self.assertEqual(microgpt.hold_out(documents, 0.75, 2)[1], ["bb", "c", "bbb", "dd", "c"])
        with self.assertRaises(InputError):
            microgpt.hold_out(["a", "a"], 0.1, 4)

    def test_judging_changes_nothing(self):
        options = Options(embd=4, heads=1, block=4, steps=6, holdout=0.3)
        judged, other = (Trainer(Corpus("tiny", TINY), options) for _ in range(2))
        for _ in range(3):
            judged.held_out_loss()
            self.assertEqual(judged.step(), other.step())
        self.assertEqual(len(judged.documents) + len(judged.held_out), 4)
        self.assertAlmostEqual(judged.held_out_loss(), judged.loss(judged.corpus.tokens(judged.held_out[0], 4)))

    def test_a_sample_with_a_seed_leaves_the_stream_alone(self):
        trainer = Trainer(Corpus("tiny", TINY), SMALL)
        state = trainer.rng.getstate()
        first = trainer.sample(5, seed=9)
        self.assertEqual(trainer.sample(5, seed=9), first)
        self.assertEqual(trainer.rng.getstate(), state)
        trainer.sample(1)
        self.assertNotEqual(trainer.rng.getstate(), state)
        self.assertEqual(microgpt.tape, [])

    def test_samples_have_no_more_tokens_than_a_block(self):
        trainer = Trainer(Corpus("tiny", TINY), SMALL)
        self.assertEqual(max(map(len, trainer.sample(50, temperature=5.0))), 3)

    def test_a_learning_rate_that_diverges(self):
        trainer = Trainer(Corpus("tiny", TINY), Options(embd=4, heads=1, block=4, steps=50, lr=1e200))
        with self.assertRaises(DivergedError) as caught:
            microgpt.train(trainer, 50)
        self.assertRegex(str(caught.exception), r"at step \d+: the learning rate")

    def test_options_out_of_range(self):
        for options in (
            {"layers": 0},
            {"embd": -16},
            {"embd": 16, "heads": 3},
            {"heads": 0},
            {"block": 10**9},
            {"batch": 0},
            {"steps": -1},
            {"seed": -1},
            {"seed": 2**53},
            {"lr": 0.0},
            {"lr": math.nan},
            {"holdout": -0.1},
            {"holdout": 1.0},
            {"holdout": math.nan},
        ):
            with self.subTest(options), self.assertRaises(InputError):
                Options(**options)


@unittest.skipIf(numpy_gpt.np is None, "NumPy is not installed")
class NumPy(unittest.TestCase):
    def test_it_agrees_with_plain_python(self):
        for kind in ("lines", "text"):
            options = Options(layers=2, embd=6, heads=3, block=5, batch=3, steps=8, seed=11, holdout=0.2)
            corpus = Corpus("text", (HERE / "text.txt").read_bytes(), kind, options.block)
            plain, arrays = Trainer(corpus, options), numpy_gpt.NumpyTrainer(corpus, options)
            for _ in range(8):
                self.assertAlmostEqual(plain.step(), arrays.step(), delta=1e-12)
            self.assertAlmostEqual(plain.held_out_loss(), arrays.held_out_loss(), delta=1e-12)
            self.assertEqual(plain.sample(5), arrays.sample(5))

    def test_a_learning_rate_that_diverges(self):
        options = Options(embd=4, heads=1, block=4, steps=50, lr=1e200)
        trainer = numpy_gpt.NumpyTrainer(Corpus("tiny", TINY), options)
        with self.assertRaises(DivergedError):
            microgpt.train(trainer, 50)


class GoldenFiles(unittest.TestCase):
    def test_first_steps_agree(self):
        for golden in make_goldens.GOLDENS:
            with self.subTest(golden.name):
                if golden.data_path() is None:
                    print(f"{golden.name} is not checked: its data is not at hand", file=sys.stderr)
                else:
                    self.assertEqual(make_goldens.check_run(golden, steps=2), "")

    def test_random_numbers(self):
        self.assertEqual(make_goldens.check_random(), "")

    def test_known_points_of_microgpt(self):
        with open(HERE / "makemore-seed42.json", encoding="utf-8") as file:
            golden = json.load(file)
        losses = golden["losses"]
        self.assertEqual(len(losses), 1000)
        known = {0: 3.365966947585, 1: 3.424272783872, 2: 3.177802125458, 999: 2.649694469741}
        for step, loss in known.items():
            self.assertAlmostEqual(losses[step], loss, delta=1e-12)
        self.assertAlmostEqual(sum(losses) / 1000, 2.451676, delta=1e-6)
        self.assertEqual(golden["samples"][:5], ["kamon", "ann", "karai", "jaire", "vialan"])

    def test_a_changed_golden_is_noticed(self):
        golden = make_goldens.GOLDENS[-1]
        with tempfile.TemporaryDirectory() as folder:
            run = json.loads((HERE / f"{golden.name}.json").read_text(encoding="utf-8"))
            run["losses"][1] += 2e-12
            (Path(folder) / f"{golden.name}.json").write_text(json.dumps(run), encoding="utf-8")
            here, make_goldens.HERE = make_goldens.HERE, Path(folder)
            try:
                self.assertIn("at step 2", make_goldens.check_run(golden, steps=2))
            finally:
                make_goldens.HERE = here


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.data = self.folder / "tiny.txt"
        self.data.write_bytes(TINY)

    def run_main(self, *arguments):
        """(exit code, stdout, stderr)"""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = microgpt.main(arguments=[str(argument) for argument in arguments])
        return code, out.getvalue(), err.getvalue()

    def test_a_run_and_its_json(self):
        path = self.folder / "result.json"
        size = ["--steps", 3, "--embd", 8, "--heads", 2, "--samples", 4]
        code, out, err = self.run_main("--data", self.data, *size, "--json", path)
        self.assertEqual(code, 0, err)
        result = json.loads(path.read_text(encoding="utf-8"))
        keys = ["config", "environment", "losses", "samples", "chunk_steps", "step_ms", "summary"]
        self.assertEqual(list(result), keys)
        self.assertEqual(out.splitlines(), result["samples"])
        self.assertEqual((len(result["losses"]), len(result["step_ms"]), len(result["samples"])), (3, 3, 4))
        self.assertEqual(result["config"]["data"]["vocabulary"], 9)
        self.assertEqual(result["config"]["data"]["documents"], 4)
        self.assertEqual(result["config"]["engine"], "value")
        self.assertEqual(result["summary"]["final_loss"], result["losses"][-1])
        self.assertRegex(err, r"^\d+ parameters, .* final loss \d")
        trainer = Trainer(Corpus("tiny.txt", TINY), Options(embd=8, heads=2, steps=3))
        self.assertEqual([trainer.step() for _ in range(3)], result["losses"])

    def test_no_steps_and_quiet(self):
        code, out, err = self.run_main("--data", self.data, "--steps", 0, "--samples", 2, "--quiet")
        self.assertEqual((code, err, len(out.splitlines())), (0, "", 2))

    def test_bad_input_gives_one_line_and_code_2(self):
        blank = self.folder / "blank.txt"
        blank.write_bytes(b"\n\n")
        for arguments, complaint in (
            (["--unknown"], "--unknown"),
            (["--steps", "many"], "--steps"),
            (["--steps", -1], "--steps must be between"),
            (["--heads", 3], "must divide"),
            (["--temperature", 0], "--temperature"),
            (["--temperature", "nan"], "--temperature"),
            (["--samples", -1], "--samples"),
            (["--corpus", "words"], "--corpus"),
            (["--data", self.folder / "absent.txt"], "absent.txt: No such file"),
            (["--data", self.folder], "Is a directory"),
            (["--data", blank], "nothing but white space"),
            (["--data", self.data, "--json", self.folder / "absent" / "x.json"], "Cannot write"),
            (["--data", self.data, "--json", self.folder], "Cannot write"),
        ):
            with self.subTest(arguments):
                code, out, err = self.run_main(*arguments)
                self.assertEqual((code, out, err.count("\n")), (2, "", 1), err)
                self.assertIn(complaint, err)

    def test_a_run_that_diverges_gives_code_1(self):
        code, _, err = self.run_main("--data", self.data, "--lr", 1e200, "--steps", 50)
        self.assertEqual((code, err.count("\n")), (1, 1), err)
        self.assertIn("at step", err)

    def test_as_programs(self):
        for program, trainer in (("microgpt.py", Trainer), ("numpy_gpt.py", numpy_gpt.NumpyTrainer)):
            arguments = ["--data", self.data, "--steps", "1", "--samples", "3", "--quiet"]
            run = subprocess.run([sys.executable, HERE / program, *arguments], capture_output=True, text=True)
            with self.subTest(program):
                if trainer is not Trainer and numpy_gpt.np is None:
                    self.assertEqual((run.returncode, run.stdout, run.stderr.count("\n")), (2, "", 1))
                    self.assertIn("NumPy is not installed", run.stderr)
                else:
                    self.assertEqual((run.returncode, run.stderr, len(run.stdout.splitlines())), (0, "", 3))


if __name__ == "__main__":
    unittest.main()
