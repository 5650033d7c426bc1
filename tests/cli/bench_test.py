#!/usr/bin/env python3
"""`lanes bench` as a process: what it prints, what it writes, and how it refuses.

    python3 tests/cli/bench_test.py [PROGRAM]

The program is the argument, or LANES_PROGRAM in the environment, or build/native/lanes.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LANES_PROGRAM", str(ROOT / "build/native/lanes"))


def bench(*arguments):
    command = [PROGRAM, "bench", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, timeout=300)


class Bench(unittest.TestCase):
    def test_one_kernel(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "bench.json"
            done = bench("--filter", "GEMM nt 64 X 64", "--json", file)
            self.assertEqual(done.returncode, 0, done.stderr)
            result = json.loads(file.read_text())
        printed = done.stdout.decode()
        self.assertIn("Ceilings", printed)
        self.assertIn("gemm nt 64 x 64 x 64", printed)

        rows = {row["name"]: row for row in result["rows"]}
        self.assertEqual([name for name, row in rows.items() if row["group"] != "ceiling"], ["gemm nt 64 x 64 x 64"])
        self.assertIn("peak", rows)
        contenders = {entry["name"]: entry for entry in rows["gemm nt 64 x 64 x 64"]["contenders"]}
        self.assertLessEqual({"scalar", "autovec", "simd"}, set(contenders))
        for entry in contenders.values():
            self.assertEqual(entry["flops"], 2 * 64**3)
            self.assertGreater(entry["median_ns"], 0)
            self.assertLessEqual(entry["low_ns"], entry["median_ns"])
            self.assertGreaterEqual(entry["high_ns"], entry["median_ns"])
            self.assertGreaterEqual(len(entry["ns"]), 8)
            self.assertGreater(entry["ceiling_share"], 0)
        self.assertEqual(contenders["scalar"]["ratio"], 1)

    def test_whole_steps(self):
        with tempfile.TemporaryDirectory() as folder:
            names, file = Path(folder) / "names.txt", Path(folder) / "bench.json"
            names.write_text("emma\nolivia\nava\n")
            done = bench("--data", names, "--filter", "samples", "--json", file)
            self.assertEqual(done.returncode, 0, done.stderr)
            (row,) = [row for row in json.loads(file.read_text())["rows"] if row["group"] == "step"]
        tokens = {entry["tokens"] for entry in row["contenders"]}
        self.assertEqual(len(tokens), 1, "every variant draws the same samples")
        self.assertGreater(tokens.pop(), 1000)
        self.assertIn("M tokens/s", done.stdout.decode())

    def test_refusals(self):
        for arguments, sentence in (
            (["--filter", "nonsense"], "No benchmark has 'nonsense' in its name"),
            (["--data", "/nonexistent"], "/nonexistent"),
            (["--json", "/nonexistent/bench.json"], "/nonexistent/bench.json"),
            (["extra"], "extra"),
        ):
            done = bench(*arguments)
            line = done.stderr.decode()
            self.assertEqual(done.returncode, 2, line)
            self.assertEqual(done.stdout, b"")
            self.assertRegex(line, r"\Alanes: [^\n]+\n\Z")
            self.assertIn(sentence, line)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = sys.argv.pop(1)
    unittest.main()
