#!/usr/bin/env python3
"""The object files that are compiled for each variant: none leaves a function behind for others to use.

    python3 tests/native/symbols_test.py

An inline function that was not inlined is in every object file that uses it, as a weak symbol, and the linker keeps one
for all. From a file that was compiled for AVX-512 that would be one with instructions that not every processor has. So
these files have no weak functions: what they define is made from a variant's tag, which lies in a namespace without a
name. Looks at the release build in build/native, or in LANES_NATIVE.
"""

import json
import os
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("LANES_NATIVE", ROOT / "build/native"))
VARIANTS = [variant["name"] for variant in json.loads((ROOT / "src/simd/variants.json").read_text())]


def symbols(file):
    """The names of what a file defines, by nm's letter for their kind."""
    listed = subprocess.run(["nm", "--demangle", "--defined-only", file], check=True, capture_output=True, text=True)
    for line in listed.stdout.splitlines():
        _, kind, name = line.split(maxsplit=2)
        yield kind, name


class Symbols(unittest.TestCase):
    maxDiff = None

    def test_no_variant_leaves_a_function_behind(self):
        seen = set()
        for file in sorted(BUILD.glob("CMakeFiles/*/**/each_variant.cpp.o")):
            folder = file.relative_to(BUILD / "CMakeFiles").parts[0]
            seen.add(folder.removesuffix(".dir").rsplit("_", 1)[-1])
            found = list(symbols(file))
            with self.subTest(file=folder):
                self.assertGreater(len(found), 1, "defines something")
                weak = [name for kind, name in found if kind in "Ww"]
                self.assertEqual(weak, [], "the linker may take these for everybody's")
        self.assertLessEqual(seen, set(VARIANTS))
        self.assertIn(VARIANTS[0], seen)


if __name__ == "__main__":
    unittest.main()
