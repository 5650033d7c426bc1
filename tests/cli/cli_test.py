#!/usr/bin/env python3
"""The program `lanes` as a process: its results, its files, its exit codes and its one-line errors.

    python3 tests/cli/cli_test.py [PROGRAM]

The program is the argument, or LANES_PROGRAM in the environment, or build/native/lanes.
"""

import hashlib
import json
import math
import os
import pty
import re
import resource
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LANES_PROGRAM", str(ROOT / "build/native/lanes"))
NAMES = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily\n"
VARIANTS = [variant["name"] for variant in json.loads((ROOT / "src/simd/variants.json").read_text())]


class ProgramTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.write("names.txt", NAMES)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def run_program(self, *arguments, **options):
        options = {"capture_output": True, "timeout": 120, "cwd": self.folder, **options}
        return subprocess.run([PROGRAM, *map(str, arguments)], check=False, **options)

    def succeed(self, *arguments, **options):
        """Runs and returns what it printed."""
        done = self.run_program(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode()

    def fail_with(self, code, *arguments, **options):
        """Runs, expects this exit code and one line on stderr, and returns the line."""
        done = self.run_program(*arguments, **options)
        line = done.stderr.decode()
        self.assertEqual(done.returncode, code, (arguments, done.stdout, line))
        self.assertEqual(done.stdout, b"")
        self.assertRegex(line, r"\Alanes: [^\n]+\n\Z")
        return line

    def train(self, *arguments, data="names.txt"):
        """Trains and returns the result JSON."""
        self.succeed("train", "--data", data, "--json", "result.json", *arguments)
        return json.loads((self.folder / "result.json").read_text())


class Help(ProgramTest):
    def test_help_lists_commands_and_options(self):
        overview = self.succeed("--help")
        self.assertIn("train", overview)
        self.assertIn("sample", overview)
        options = set(re.findall(r"--[a-z]+", self.succeed("train", "--help")))
        self.assertEqual(
            options,
            set(
                "--help --data --corpus --engine --precision --variant --threads --steps --seed --layers --embd "
                "--heads --block --batch --lr --holdout --temperature --samples --json --save --quiet".split()
            ),
        )
        options = set(re.findall(r"--[a-z]+", self.succeed("sample", "--help")))
        # (--save is in the explanation of --load.)
        self.assertEqual(options - {"--save"}, set("--help --load --prompt --temperature --samples --seed".split()))

    def test_version(self):
        version = re.search(r"project\(lanes VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertEqual(self.succeed("--version"), f"lanes {version}\n")


class Results(ProgramTest):
    def test_defaults_are_those_of_microgpt(self):
        self.succeed("train", "--json", "result.json")
        result = json.loads((self.folder / "result.json").read_text())
        config = result["config"]
        names = (ROOT / "data/names.txt").read_bytes()
        data = config.pop("data")
        self.assertEqual(
            config,
            {
                "n_layer": 1,
                "n_embd": 16,
                "n_head": 4,
                "block_size": 16,
                "batch": 1,
                "steps": 1000,
                "seed": 42,
                "learning_rate": 0.01,
                "temperature": 0.5,
                "engine": "tensor",
                "precision": "f32",
                "variant": "simd",
                "threads": 1,
                "corpus": "lines",
            },
        )
        documents = [line for line in names.decode().split("\n") if line.strip()]
        self.assertEqual(data.pop("name"), "names.txt")
        self.assertEqual(data.pop("documents"), len(documents))
        self.assertEqual(data.pop("vocabulary"), len(set("".join(documents))) + 1)
        self.assertEqual(data.pop("sha256"), hashlib.sha256(names).hexdigest())
        self.assertEqual(data, {})
        self.assertEqual(len(result["samples"]), 20)
        self.assertEqual(len(result["losses"]), 1000)
        self.assertEqual(result["summary"]["parameters"], 4192)
        first, last = result["losses"][:50], result["losses"][-50:]
        self.assertLess(sum(last), 0.9 * sum(first))  # it has learned something

    def test_result_json_keeps_the_contract(self):
        result = self.train("--steps", 300)
        self.assertEqual(
            list(result), ["config", "environment", "losses", "samples", "chunk_steps", "step_ms", "summary"]
        )
        environment = result["environment"]
        self.assertEqual(
            set(environment), {"date", "host", "cores", "isolated", "timer_step_ms", "lanes_version"}
        )
        self.assertRegex(environment["date"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
        self.assertTrue(environment["host"])
        self.assertGreaterEqual(environment["cores"], 1)
        self.assertIs(environment["isolated"], False)
        self.assertTrue(0.0 < environment["timer_step_ms"] < 1.0)

        summary = result["summary"]
        self.assertEqual(set(summary), {"parameters", "avg_ms", "median_ms", "total_s", "final_loss"})
        self.assertEqual(summary["final_loss"], result["losses"][-1])
        self.assertAlmostEqual(summary["avg_ms"], summary["total_s"] * 1e3 / 300)

        chunk_steps, step_ms = result["chunk_steps"], result["step_ms"]
        self.assertEqual(len(step_ms), 300 // chunk_steps)
        shortest = max(0.1, 100 * environment["timer_step_ms"])
        self.assertTrue(all(ms * chunk_steps >= shortest * (1 - 1e-9) for ms in step_ms))
        self.assertLessEqual(sum(step_ms) * chunk_steps, summary["total_s"] * 1e3 * (1 + 1e-9))
        ordered = sorted(step_ms)
        middle = len(ordered) // 2
        median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
        self.assertAlmostEqual(summary["median_ms"], median)

    def test_losses_have_full_double_precision(self):
        self.train("--steps", 20, "--precision", "f64")
        text = (self.folder / "result.json").read_text()
        losses = re.search(r'"losses":\[([^]]*)\]', text)[1].split(",")
        self.assertEqual([repr(float(loss)) for loss in losses], losses)
        self.assertGreaterEqual(max(len(loss) for loss in losses), 17)

    def test_no_steps_is_a_valid_run(self):
        result = self.train("--steps", 0)
        self.assertEqual(result["losses"], [])
        self.assertEqual(result["step_ms"], [])
        self.assertEqual(len(result["samples"]), 20)
        self.assertEqual(
            {**result["summary"], "parameters": 0},
            {"parameters": 0, "avg_ms": None, "median_ms": None, "total_s": 0.0, "final_loss": None},
        )

    def test_one_step_is_one_chunk(self):
        result = self.train("--steps", 1)
        self.assertEqual(result["chunk_steps"], 1)
        self.assertEqual(len(result["step_ms"]), 1)

    def test_every_option_arrives(self):
        result = self.train(
            *"--corpus text --engine tensor --precision f64 --variant scalar --threads 1 --steps 7 "
            "--seed 9007199254740991 --layers 2 --embd 12 --heads 3 --block 5 --batch 4 --lr 0.02 --temperature 1.5 "
            "--samples 3 --save model.safetensors".split()
        )
        config = result["config"]
        config.pop("data")
        self.assertEqual(
            config,
            {
                "n_layer": 2,
                "n_embd": 12,
                "n_head": 3,
                "block_size": 5,
                "batch": 4,
                "steps": 7,
                "seed": 9007199254740991,
                "learning_rate": 0.02,
                "temperature": 1.5,
                "engine": "tensor",
                "precision": "f64",
                "variant": "scalar",
                "threads": 1,
                "corpus": "text",
            },
        )
        self.assertEqual(len(result["losses"]), 7)
        self.assertEqual(len(result["samples"]), 3)
        self.assertTrue(all(len(sample) <= 5 for sample in result["samples"]))
        vocabulary = len(set(NAMES)) + 1
        self.assertEqual(result["summary"]["parameters"], (2 * vocabulary + 5) * 12 + 2 * 12 * 12 * 12)

    def test_the_same_seed_gives_the_same_run_and_another_one_another(self):
        first, again = self.train("--steps", 50), self.train("--steps", 50)
        other = self.train("--steps", 50, "--seed", 43)
        self.assertEqual(first["losses"], again["losses"])
        self.assertEqual(first["samples"], again["samples"])
        self.assertNotEqual(first["losses"], other["losses"])
        self.assertNotEqual(first["samples"], other["samples"])

    def test_engines_and_variants_agree(self):
        shape = "--steps 12 --layers 2 --embd 12 --heads 3 --block 7 --batch 3 --samples 5".split()
        value = self.train("--engine", "value", *shape)
        self.assertEqual(value["config"]["precision"], "f64")
        tensor = self.train("--precision", "f64", *shape)
        self.assert_close(value["losses"], tensor["losses"], 1e-12)
        self.assertEqual(value["samples"], tensor["samples"])
        for variant in self.variants():
            with self.subTest(variant=variant):
                result = self.train("--variant", variant, *shape)
                self.assertEqual(result["config"]["variant"], variant)
                self.assertEqual(result["config"]["precision"], "f32")
                self.assert_close(value["losses"], result["losses"], 1e-5)
                self.assertNotEqual(value["losses"], result["losses"])  # it does compute in f32
                self.assertEqual(value["samples"], result["samples"])

    def test_documents_are_held_out_alike_by_all_and_judged(self):
        shape = "--steps 12 --embd 12 --heads 3 --block 7 --holdout 0.25 --samples 5".split()
        plain = self.train("--engine", "value", *shape[:-4], "--samples", 5)
        self.assertNotIn("holdout", plain["config"])
        self.assertNotIn("held_out_loss", plain["summary"])
        value = self.train("--engine", "value", *shape)
        self.assertEqual((value["config"]["holdout"], value["config"]["data"]["held_out"]), (0.25, 3))
        self.assertEqual(value["config"]["data"]["documents"], 12)
        self.assertEqual(plain["losses"][:9], value["losses"][:9])  # the last are held out
        self.assertNotEqual(plain["losses"][9:], value["losses"][9:])
        tensor = self.train("--precision", "f64", *shape)
        self.assert_close([value["summary"]["held_out_loss"]], [tensor["summary"]["held_out_loss"]], 1e-12)
        for variant in self.variants():
            with self.subTest(variant=variant):
                result = self.train("--variant", variant, *shape)
                self.assert_close(value["losses"], result["losses"], 1e-5)
                self.assert_close([value["summary"]["held_out_loss"]], [result["summary"]["held_out_loss"]], 1e-5)
        printed = self.succeed("train", "--data", "names.txt", *shape)
        self.assertRegex(printed, r"loss \d\.\d{6} on the 3 documents held out\n")

    def test_of_documents_that_are_all_the_same_none_can_be_held_out(self):
        line = self.fail_with(2, "train", "--data", self.write("same.txt", "anna\nanna\n"), "--holdout", 0.5)
        self.assertIn("the same", line)

    def variants(self):
        """Those that this processor can run; simd runs everywhere."""
        *offered, best = re.search(r"--variant (\S+)", self.succeed("train", "--help"))[1].split("|")
        self.assertEqual(best, "best")
        self.assertIn("simd", offered)
        self.assertEqual(offered, [variant for variant in VARIANTS if variant in offered])
        return offered

    def test_the_best_variant_goes_by_its_own_name(self):
        result = self.train("--variant", "best", "--steps", 1)
        self.assertEqual(result["config"]["variant"], self.variants()[-1])

    def assert_close(self, one, other, bound):
        self.assertEqual(len(one), len(other))
        self.assertLessEqual(max(abs(a - b) for a, b in zip(one, other)), bound)

    def test_digests_of_data_of_every_length_around_a_block(self):
        self.assertEqual(
            self.train("--steps", 0, data=self.write("abc", "abc"))["config"]["data"]["sha256"],
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        )
        for length in (1, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 127, 128, 129, 100_000):
            data = (b"lanes\n" * length)[:length]
            result = self.train("--steps", 0, "--samples", 0, data=self.write("data", data))
            self.assertEqual(result["config"]["data"]["sha256"], hashlib.sha256(data).hexdigest(), length)


class Output(ProgramTest):
    def test_stdout_has_the_summary_and_the_samples_and_stderr_nothing(self):
        done = self.run_program("train", "--data", "names.txt", "--steps", 50, "--samples", 3, "--json", "result.json")
        result = json.loads((self.folder / "result.json").read_text())
        self.assertEqual(done.stderr, b"")
        lines = done.stdout.decode().split("\n")
        self.assertEqual(lines[-4:], [*result["samples"], ""])
        summary = "\n".join(lines[:-4])
        for expected in ("tensor", "f32", "simd", "names.txt", "12 documents", "50 steps", "ms per step"):
            self.assertIn(expected, summary)
        self.assertIn(f"{result['summary']['final_loss']:.6f}", summary)
        self.assertIn(str(result["summary"]["parameters"]), summary)

    def test_quiet_leaves_the_samples_only(self):
        done = self.run_program("train", "--data", "names.txt", "--block", 4, "--quiet", "--json", "result.json")
        result = json.loads((self.folder / "result.json").read_text())
        self.assertEqual(done.stdout.decode(), "".join(sample + "\n" for sample in result["samples"]))
        self.assertEqual(done.stderr, b"")

    def on_terminal(self, *arguments):
        """What a run writes to a terminal on stderr."""
        terminal, stderr = pty.openpty()
        with subprocess.Popen(
            [PROGRAM, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=stderr
        ) as process:
            os.close(stderr)
            shown = b""
            try:
                while chunk := os.read(terminal, 1 << 16):
                    shown += chunk
            except OSError:  # how Linux says that the other end was closed
                pass
            os.close(terminal)
        return process.returncode, shown.decode()

    def test_a_terminal_gets_a_progress_bar(self):
        code, shown = self.on_terminal("train", "--data", "names.txt", "--steps", "500")
        self.assertEqual(code, 0)
        self.assertRegex(shown, r"\r\[\.{30}\] step 0/500")
        self.assertRegex(shown, r"\r\[#{30}\] step 500/500  \S+ ms per step  loss \d\.\d{4}")
        self.assertTrue(shown.endswith("\r\n"))

    def test_a_terminal_gets_none_when_quiet(self):
        self.assertEqual(self.on_terminal("train", "--data", "names.txt", "--steps", "500", "--quiet"), (0, ""))

    def test_an_error_on_a_terminal_has_a_line_of_its_own(self):
        code, shown = self.on_terminal("train", "--data", "names.txt", "--lr", "1e30")
        self.assertEqual(code, 1)
        self.assertRegex(shown, r"\r\nlanes: The loss became")

    def test_output_that_cannot_be_written_is_an_error(self):
        with open("/dev/full", "wb") as full:
            done = self.run_program(
                "train", "--data", "names.txt", capture_output=False, stdout=full, stderr=subprocess.PIPE
            )
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr.decode(), r"\Alanes: [^\n]+\n\Z")


class Data(ProgramTest):
    def test_any_text_works(self):
        cases = {
            "a single document": "emma",
            "NUL bytes": "a\0b\n\0\n",
            "a byte-order mark and other line ends": "\ufeffemma\r\nava\rmia\n",
            "5,000 different characters": "".join(chr(0x4E00 + i) + ("\n" if i % 10 == 0 else "") for i in range(5000)),
            "emoji": "😀😃\n😄😁\n",
        }
        for what, text in cases.items():
            with self.subTest(what):
                result = self.train("--steps", 3, "--samples", 2, data=self.write("data.txt", text))
                documents = [line for line in text.replace("\ufeff", "").replace("\r", "\n").split("\n") if line]
                data = result["config"]["data"]
                self.assertEqual(data["documents"], len(documents))
                self.assertEqual(data["vocabulary"], len(set("".join(documents))) + 1)
                self.assertTrue(all(math.isfinite(loss) for loss in result["losses"]))
                self.assertLessEqual(set("".join(result["samples"])), set("".join(documents)))

    def test_a_stream_works(self):
        shown = self.succeed("train", "--data", "/dev/stdin", "--steps", 1, "--samples", 1, input=NAMES.encode())
        self.assertIn("12 documents", shown)

    def test_documents_longer_than_the_block_work_with_a_warning(self):
        self.write("long.txt", "x" * 1000 + "\nab\nabcd\nabc\n")
        done = self.run_program("train", "--data", "long.txt", "--block", 4, "--steps", 3)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr.decode(), r"\Alanes: warning: 2 of 4 documents are longer[^\n]*\n\Z")

    def test_fifty_megabytes_work(self):
        line = b"the quick brown fox\n"
        count = 50_000_000 // len(line)
        path = self.write("large.txt", line * count)
        for corpus, documents in (("lines", count), ("text", count * len(line) // 16)):
            result = self.train("--steps", 1, "--samples", 1, "--block", 16, "--corpus", corpus, data=path)
            self.assertEqual(result["config"]["data"]["documents"], documents)

    def test_data_that_cannot_be_used_is_named(self):
        self.write("bytes", b"emma\nol\xffivia\n")
        self.write("utf16", NAMES.encode("utf-16"))
        self.write("utf32", NAMES.encode("utf-32-be"))
        self.write("empty", "")
        self.write("blank", "\n \n\t\r\n\n")
        (self.folder / "folder").mkdir()
        for corpus in ("lines", "text"):
            for name, expected in {
                "bytes": "position 7",
                "utf16": "UTF-16 (little-endian); it must be saved in UTF-8",
                "utf32": "UTF-32 (big-endian); it must be saved in UTF-8",
                "empty": "empty",
                "blank": "white space",
                "folder": "directory",
                "missing": "No such file",
                "": "No such file",
            }.items():
                with self.subTest(corpus=corpus, name=name):
                    line = self.fail_with(2, "train", "--data", name, "--corpus", corpus)
                    self.assertIn(expected, line)
                    self.assertIn(name, line)


class BadArguments(ProgramTest):
    def test_each_is_one_line_and_exit_code_2(self):
        cases = [
            ("", "lanes --help"),
            ("frobnicate", "frobnicate"),
            ("--frobnicate", "--frobnicate"),
            ("train --frobnicate", "--frobnicate"),
            ("train frobnicate", "frobnicate"),
            ("train --step 3", "--step"),
            ("train --steps", "--steps"),
            ("train --steps 1 --steps 2", "--steps"),
            ("train --steps -1", "--steps must be between 0 and 1000000000, not -1."),
            ("train --steps 1.5", "--steps"),
            ("train --steps 0x10", "--steps"),
            ("train --steps 1e3", "--steps"),
            ("train --steps ten", "'ten'"),
            ("train --steps 99999999999999999999", "between 0 and 1000000000, not 99999999999999999999."),
            ("train --steps 9000000000000000000", "steps"),
            ("train --seed -1", "--seed"),
            ("train --seed 9007199254740992", "--seed"),
            ("train --seed 1.0", "--seed"),
            ("train --lr nan", "--lr"),
            ("train --lr inf", "--lr"),
            ("train --lr -0.01", "--lr must be a number above zero, not '-0.01'"),
            ("train --lr x", "--lr"),
            ("train --lr 1e999", "--lr"),
            ("train --holdout -0.1", "--holdout must be a number from 0 to below 1, not '-0.1'"),
            ("train --holdout 1", "--holdout"),
            ("train --holdout nan", "--holdout"),
            ("train --holdout tenth", "'tenth'"),
            ("train --temperature 0", "temperature"),
            ("train --temperature -1", "temperature"),
            ("train --temperature nan", "--temperature"),
            ("train --samples -1", "samples"),
            ("train --samples x", "--samples"),
            ("train --layers 0", "layers"),
            ("train --layers -3", "layers"),
            ("train --layers 1000000", "layers"),
            ("train --layers 99999999999", "--layers must be between 1 and 96, not 99999999999."),
            ("train --embd 0", "--embd"),
            ("train --embd 1000000", "--embd"),
            ("train --embd 4096 --layers 96", "too large"),
            ("train --heads 0", "heads"),
            ("train --heads 3", "must divide"),
            ("train --block 0", "block"),
            ("train --block -16", "block"),
            ("train --block 1000000000", "block"),
            ("train --batch 0", "--batch must be between 1 and 65536, not 0."),
            ("train --batch -1", "batch"),
            ("train --threads 0", "threads"),
            ("train --threads -2", "threads"),
            ("train --engine fast", '"fast"'),
            ("train --precision f16", '"f16"'),
            ("train --precision f32 --engine value", "value engine"),
            ("train --variant avx", "'avx'"),
            ("train --corpus words", '"words"'),
            ("train --quiet=maybe", "quiet"),
            ("train --json missing/result.json", "missing/result.json"),
            ("train --json .", "directory"),
            ("train --json names.txt/result.json", "names.txt/result.json"),
            ("train --json x/", "x/"),
            ("train --save missing/model.safetensors", "missing/model.safetensors"),
            ("train --json same --save ./same", "same file"),
            ("train --save names.txt --data names.txt", "same file"),
            ("train --json names.txt --data ./names.txt", "same file"),
            ("train --json " + "x" * 300, "too long"),
            ("sample", "--load"),
            ("sample --load missing", "missing"),
            ("sample --load .", "directory"),
            ("sample --load names.txt", "names.txt"),
            ("sample --load names.txt --steps 3", "--steps"),
            ("sample --load names.txt --temperature 0", "temperature"),
            ("sample --load names.txt --seed -1", "--seed"),
            ("sample --load names.txt --samples -1", "samples"),
        ]
        # An empty value is that, and not a missing one; and an option is no value of another.
        cases += [
            ("train --json= --quiet", "Cannot write ''"),
            ("train --save= --quiet", "Cannot write ''"),
            ("train --data= --quiet", "Cannot read ''"),
            ("train --steps= --quiet", "not ''"),
            ("train --lr= --quiet", "not ''"),
            ("train --seed= --quiet", "not ''"),
            ("train --corpus= --quiet", 'not ""'),
            ("train --precision= --quiet", 'not ""'),
            ("train --variant= --quiet", "variant ''"),
            ("sample --load= --samples 2", "Cannot read ''"),
            ("experiment --json= read", "Cannot write ''"),
            ("train --quiet=", "--quiet takes no value"),
            ("train --help=", "--help takes no value"),
            ("train --json --quiet", "--quiet is an option"),
            ("train --steps --quiet", "--quiet is an option"),
            ("train --save --json=x", "--json=x is an option"),
            ("sample --load names.txt --prompt --samples 2", "--samples is an option"),
            ("train -- --json=", "--json="),
        ]
        before = self.files()
        for arguments, expected in cases:
            with self.subTest(arguments):
                self.assertIn(expected, self.fail_with(2, *arguments.split(), timeout=20))
        self.assertEqual(self.fail_with(2, "train", "--json", "").count("Cannot write"), 1)
        self.assertIn("a b", self.fail_with(2, "train", "--data", "a\nb"))  # one line all the same
        self.assertEqual(self.files(), before)

    def test_a_place_that_cannot_be_written_is_found_before_training(self):
        begin = time.monotonic()
        self.fail_with(2, "train", "--data", "names.txt", "--steps", 1_000_000_000, "--json", "missing/x", timeout=60)
        self.assertLess(time.monotonic() - begin, 30)


class Files(ProgramTest):
    def test_a_run_that_diverges_says_where_and_leaves_the_files(self):
        self.write("result.json", "old result")
        self.write("model", "old model")
        before = self.files()
        line = self.fail_with(
            1, *"train --data names.txt --lr 1e30 --json result.json --save model --engine value".split()
        )
        self.assertRegex(line, r"The loss became .* at step \d+")
        self.assertEqual((self.folder / "result.json").read_text(), "old result")
        self.assertEqual((self.folder / "model").read_text(), "old model")
        self.assertEqual(self.files(), before)

    def test_a_write_that_fails_leaves_the_old_file(self):
        for name in ("result.json", "model"):
            self.write(name, "old")

        def at_most_1000_bytes():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

        for option, name in (("--json", "result.json"), ("--save", "model")):
            arguments = ("train", "--data", "names.txt", "--steps", "200", option, name)
            line = self.fail_with(1, *arguments, preexec_fn=at_most_1000_bytes)
            self.assertIn(name, line)
        self.assertEqual((self.folder / "result.json").read_text(), "old")
        self.assertEqual((self.folder / "model").read_text(), "old")
        self.assertEqual(self.files(), ["model", "names.txt", "result.json"])

    def test_a_run_that_is_stopped_leaves_no_trace(self):
        self.write("result.json", "old")
        command = [PROGRAM, *"train --data names.txt --steps 1000000000 --json result.json --save new".split()]
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL) as process:
            time.sleep(0.5)
            process.terminate()
        self.assertEqual(process.returncode, -signal.SIGTERM)
        self.assertEqual((self.folder / "result.json").read_text(), "old")
        self.assertEqual(self.files(), ["names.txt", "result.json"])

    def test_old_files_are_replaced_and_keep_their_mode_and_links(self):
        target = self.write("target", "old")
        target.chmod(0o640)
        link = self.folder / "result.json"
        link.symlink_to("target")
        self.train("--steps", 1)
        self.assertTrue(link.is_symlink())
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o640)
        self.assertIn("losses", json.loads(target.read_text()))
        self.assertEqual(self.files(), ["names.txt", "result.json", "target"])

    def test_a_link_to_a_file_that_does_not_exist_yet_makes_that_file(self):
        (self.folder / "folder").mkdir()
        (self.folder / "result.json").symlink_to("further")
        (self.folder / "further").symlink_to(self.folder / "folder/target.json")
        self.train("--steps", 1)
        self.assertTrue((self.folder / "result.json").is_symlink())
        self.assertIn("losses", json.loads((self.folder / "folder/target.json").read_text()))
        self.assertEqual(self.files(), ["folder", "further", "names.txt", "result.json"])
        (self.folder / "folder/target.json").unlink()
        arguments = "train --data names.txt --steps 1 --json result.json --save folder/target.json"
        self.assertIn("same file", self.fail_with(2, *arguments.split()))
        (self.folder / "further").unlink()
        (self.folder / "further").symlink_to("missing/target.json")
        self.assertIn("result.json", self.fail_with(2, *"train --data names.txt --json result.json".split()))
        (self.folder / "further").unlink()
        (self.folder / "further").symlink_to("result.json")
        self.assertIn("result.json", self.fail_with(2, *"train --data names.txt --json result.json".split()))

    def test_output_that_was_redirected_to_a_file_is_written_on_in_it(self):
        arguments = "train --data names.txt --steps 5 --samples 2 --quiet --json".split()
        for place in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1", "log", "link"):
            for mode in ("ab", "r+b"):  # >> log, and 1<> log
                with self.subTest(place=place, mode=mode):
                    log = self.write("log", "earlier\n")
                    (self.folder / "link").unlink(missing_ok=True)
                    (self.folder / "link").symlink_to("log")
                    with log.open(mode) as file:
                        file.seek(0, os.SEEK_END)
                        done = self.run_program(*arguments, place, capture_output=False, stdout=file)
                    self.assertEqual(done.returncode, 0)
                    earlier, result, *samples = log.read_text().splitlines()
                    self.assertEqual(earlier, "earlier")
                    self.assertEqual(json.loads(result)["samples"], samples)

    def test_the_same_goes_for_standard_error_and_what_a_shell_opened(self):
        for place, redirection in {
            "/dev/stderr": "2>> log",
            "/dev/fd/3": "3>> log",
            "/dev/fd/8": "8>> log",
            "/proc/$$/fd/7": "",  # of another program, the shell
        }.items():
            with self.subTest(place):
                log = self.write("log", "earlier\n")
                run = f"train --data names.txt --steps 5 --samples 2 --quiet --json {place}"
                script = f'exec 7>> log; "$0" {run} {redirection}; exit $?'
                done = subprocess.run(["sh", "-c", script, PROGRAM], check=False, cwd=self.folder, capture_output=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                earlier, result = log.read_text().splitlines()
                self.assertEqual(earlier, "earlier")
                self.assertEqual(json.loads(result)["samples"], done.stdout.decode().splitlines())

    def test_a_reader_that_does_not_keep_up_gets_all(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        arguments = "train --data names.txt --steps 20000 --samples 0 --json /dev/stdout".split()
        with subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, stdout=writer) as process:
            os.close(writer)
            time.sleep(1)
            with open(reader, "rb") as pipe:
                shown = pipe.read()
        self.assertEqual(process.returncode, 0)
        self.assertGreater(len(shown), 1 << 17)
        self.assertEqual(len(json.loads(shown.splitlines()[0])["losses"]), 20000)

    def test_devices_are_written_to_not_replaced(self):
        shown = self.succeed(*"train --data names.txt --steps 1 --json /dev/stdout --save /dev/null --quiet".split())
        self.assertIn('"losses"', shown)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.fail_with(1, *"train --data names.txt --steps 1 --json /dev/full".split())


class Checkpoints(ProgramTest):
    def setUp(self):
        super().setUp()
        self.trained = self.train("--steps", 200, "--save", "model.safetensors")
        self.checkpoint = (self.folder / "model.safetensors").read_bytes()

    def sample(self, *arguments):
        return self.succeed("sample", "--load", "model.safetensors", *arguments).split("\n")[:-1]

    def test_the_file_opens_in_the_python_world(self):
        (length,) = struct.unpack_from("<Q", self.checkpoint)
        header = json.loads(self.checkpoint[8 : 8 + length])
        metadata = header.pop("__metadata__")
        characters = json.loads(metadata.pop("vocabulary"))
        self.assertEqual(characters, sorted(set(NAMES) - {"\n"}))
        self.assertEqual(
            metadata, {"n_layer": "1", "n_embd": "16", "n_head": "4", "block_size": "16", "corpus": "lines"}
        )
        count = 0
        for name, tensor in header.items():
            begin, end = tensor["data_offsets"]
            values = struct.unpack_from(f"<{(end - begin) // 4}f", self.checkpoint, 8 + length + begin)
            self.assertEqual(tensor["dtype"], "F32")
            self.assertEqual(len(values), math.prod(tensor["shape"]), name)
            self.assertTrue(0.03 < math.sqrt(sum(v * v for v in values) / len(values)) < 3.0, name)
            count += len(values)
        self.assertEqual(count, self.trained["summary"]["parameters"])
        self.assertEqual(8 + length + 4 * count, len(self.checkpoint))

    def test_samples_follow_from_the_seed(self):
        samples = self.sample()
        self.assertEqual(len(samples), 20)
        self.assertEqual(samples, self.sample("--seed", 42, "--samples", 20, "--temperature", 0.5))
        self.assertNotEqual(samples, self.sample("--seed", 43))
        self.assertNotEqual(samples, self.sample("--temperature", 2))
        self.assertEqual(self.sample("--samples", 3), samples[:3])
        self.assertEqual(self.sample("--samples", 0), [])
        self.assertLessEqual(set("".join(samples)), set(NAMES))

    def test_every_sample_begins_with_the_prompt(self):
        samples = self.sample("--prompt", "em", "--samples", 5)
        self.assertEqual(len(samples), 5)
        self.assertTrue(all(sample.startswith("em") for sample in samples))

    def test_a_prompt_may_be_empty(self):
        for prompt in ("--prompt=",), ("--prompt", ""):
            self.assertEqual(self.sample(*prompt, "--samples", 3), self.sample("--samples", 3))

    def test_a_prompt_that_does_not_fit_is_an_error(self):
        for prompt, expected in {"emQ": '"Q"', "e" * 16: "16", b"em\xff": "UTF-8"}.items():
            prompt = os.fsdecode(prompt)
            self.assertIn(expected, self.fail_with(2, "sample", "--load", "model.safetensors", "--prompt", prompt))

    def test_samples_of_a_text_stand_apart(self):
        data = self.write("text", "a text without line ends " * 9)
        self.train("--steps", 5, "--corpus", "text", "--samples", 0, "--save", "model.safetensors", data=data)
        shown = self.succeed("sample", "--load", "model.safetensors", "--samples", 4)
        self.assertEqual(len(shown.split("\n\n")), 4)
        self.assertEqual(shown.count("\n"), 7)

    def test_what_was_saved_can_be_loaded_and_the_rest_is_not_saved(self):
        run = "train --data names.txt --steps 1 --quiet --save model.safetensors --samples 0"
        self.assertRegex(self.fail_with(1, *f"{run} --lr 1e40".split()), r"Values of wte .* at step 1;")
        line = self.fail_with(1, *f"{run} --lr 1e60 --precision f64".split())
        self.assertIn("cannot be saved: wte", line)
        self.assertEqual((self.folder / "model.safetensors").read_bytes(), self.checkpoint)
        self.succeed(*f"{run} --lr 1e10".split())
        self.assertEqual(len(self.sample("--samples", 1)), 1)

    def test_a_checkpoint_of_another_program_is_told_from_a_damaged_one(self):
        tensor = '"mask":{"dtype":"BOOL","shape":[1,1,2,2],"data_offsets":[0,4]}'
        for what, header in {
            "four dimensions": f'{{"__metadata__":{{"format":"pt"}},{tensor}}}',
            "null for metadata": f'{{"__metadata__":null,{tensor}}}',
            "no metadata": f"{{{tensor}}}",
            "further fields": '{"mask":{"dtype":"U8","shape":[],"data_offsets":[0,1],"note":[{"by":null}]}}',
        }.items():
            with self.subTest(what):
                self.write("foreign", struct.pack("<Q", len(header)) + header.encode() + bytes(4))
                line = self.fail_with(2, "sample", "--load", "foreign")
                self.assertIn("has no n_layer in its metadata: it was not written by Lanes.", line)

    def test_a_damaged_checkpoint_is_refused(self):
        for what, content in {
            "truncated": self.checkpoint[:-1],
            "do not add up": self.checkpoint + b"\0",
            "header": self.checkpoint.replace(b"{", b"[", 1),
            "another shape": self.checkpoint.replace(b'"shape":[16,16]', b'"shape":[16,15]', 1),
            "F16": self.checkpoint.replace(b"F32", b"F16", 1),
            "has only 0 bytes.": b"",
            "has only 1 byte.": b"x",
        }.items():
            with self.subTest(what):
                self.write("damaged", content)
                line = self.fail_with(2, "sample", "--load", "damaged")
                self.assertIn("damaged: The checkpoint", line)
                self.assertIn(what, line)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-") and os.access(sys.argv[1], os.X_OK):
        PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"There is no program {PROGRAM}: ./build.sh native makes it.")
    unittest.main()
