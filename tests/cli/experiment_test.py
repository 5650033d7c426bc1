#!/usr/bin/env python3
"""`lanes experiment` as a process: the tables it prints, the JSON it writes, and its one-line errors.

    python3 tests/cli/experiment_test.py [PROGRAM]

The program is the argument, or LANES_PROGRAM in the environment, or build/native/lanes.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LANES_PROGRAM", str(ROOT / "build/native/lanes"))


def run(*arguments):
    return subprocess.run([PROGRAM, "experiment", *map(str, arguments)], capture_output=True, check=False, timeout=600)


def registered():
    registry = (ROOT / "src/experiments/registry.h").read_text()
    return re.findall(r'#include "experiments/measured/(\w+)\.h"', registry)


class Experiment(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.json = Path(folder.name) / "result.json"

    def test_one_experiment_and_its_ceiling(self):
        done = run("accumulators", "--json", self.json)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        printed = done.stdout.decode()
        for expected in ("(peak)", "(accumulators)", "1,000 elements", "simd, 4 sums", "against itself", "GFLOP/s"):
            self.assertIn(expected, printed)
        self.assertNotRegex(printed, r'\bnan\b')

        result = json.loads(self.json.read_text())
        self.assertEqual(result["version"], 1)
        for key in ("date", "host", "cores", "isolated", "timer_step_ms", "lanes_version"):
            self.assertIn(key, result["environment"])
        self.assertEqual([each["name"] for each in result["experiments"]], ["peak", "accumulators"])
        for experiment in result["experiments"]:
            for size in experiment["results"]:
                self.check_size(size)
        # What every machine since the nineties does: four sums at a time are faster than one.
        smallest = result["experiments"][1]["results"][0]["contenders"]
        one, four = (next(c for c in smallest if c["name"] == name) for name in ("1 sum", "simd, 4 sums"))
        if four["verdict"] != "cannot tell":
            self.assertGreater(four["speed_up"]["ratio"], 1.5)
        if four["ns_per_pass"] and one["ns_per_pass"]:
            self.assertLess(four["ns_per_pass"], one["ns_per_pass"])
        # Every claim ends with what was found of it, in words and in the file.
        claims = [size["claim"] for experiment in result["experiments"] for size in experiment["results"]]
        said = re.findall(r"^  The claim (.+?)(?: here)?\.$", printed, re.MULTILINE)
        self.assertEqual(said, [claim["finding"] for claim in claims])
        for claim in claims:
            for clause in claim["clauses"]:
                self.check_estimate(clause)
                self.assertIn(f'{clause["faster"]} over {clause["slower"]}: ', printed)

    def check_size(self, size):
        contenders = size["contenders"]
        self.assertEqual(len({contender["checksum"] for contender in contenders}), 1)
        self.assertEqual(len({contender["flops"] for contender in contenders}), 1)
        self.assertGreaterEqual(size["control"]["rounds"], 5)
        for contender in contenders:
            if contender["ns_per_pass"] is not None:  # too busy to tell
                self.assertGreater(contender["ns_per_pass"], 0)
            self.assertGreater(contender["ceiling_share"], 0)
            self.check_estimate(contender)

    def check_estimate(self, compared):
        speed_up = compared["speed_up"]
        self.assertIn(compared["verdict"], ("faster", "slower", "no significant difference", "cannot tell"))
        if compared["verdict"] == "cannot tell":
            self.assertEqual((speed_up["ratio"], speed_up["low"], speed_up["high"]), (None, None, None))
            return
        self.assertLessEqual(speed_up["low"], speed_up["ratio"])
        self.assertGreaterEqual(speed_up["high"], speed_up["ratio"])
        self.assertLessEqual(speed_up["high"], 1.15 * speed_up["low"])

    def test_help_names_all_experiments(self):
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        for name in registered():
            self.assertIn(name, done.stdout.decode())

    def test_bad_requests_end_before_anything_is_measured(self):
        for arguments, sentence in (
            (["speed"], r'no experiment "speed", only: interpreter, multiply'),
            (["peak", "--json", "/nowhere/result.json"], r"/nowhere/result\.json"),
            (["peak", "triad"], r"triad"),
            (["--fast"], r"--fast"),
        ):
            done = run(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, b""), arguments)
            self.assertRegex(done.stderr.decode(), r"\Alanes: [^\n]*" + sentence + r"[^\n]*\n\Z")


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = sys.argv.pop(1)
    unittest.main()
