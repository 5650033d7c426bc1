"""Does every line fit? Formatters leave long comments and strings alone; this does not."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = {".cpp": 110, ".h": 110} | dict.fromkeys(
    [".css", ".html", ".js", ".mjs", ".py", ".sh", ".ts", "CMakeLists.txt"], 120
)
NOT_OURS = {".git", ".toolchain", "build", "node_modules"}
UNBREAKABLE = ("://", "url(")  # addresses, and pictures written into a style sheet


def too_long(path, width):
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if len(line) > width and not any(mark in line for mark in UNBREAKABLE):
            yield f"{path.relative_to(ROOT)}:{number}: {len(line)} columns; at most {width} fit"


def main():
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(set(folders) - NOT_OURS)
        for path in (Path(folder, file) for file in sorted(files)):
            width = WIDTHS.get(path.suffix) or WIDTHS.get(path.name)
            if width:
                found += too_long(path, width)
    print("\n".join(found) or "every line fits")
    return 1 if found else 0


sys.exit(main())
