"""Do all bodies in the C++ that stand on lines of their own have braces? (One on the line of its condition has none.)

A compiler's view would miss what the native build leaves out; this reads the text, as clang-format leaves it.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_CODE = re.compile(
    r'^ *#[^\n]*|//[^\n]*|/\*.*?\*/|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.DOTALL | re.MULTILINE
)
CONTROL = re.compile(r"\b(?:(?:if(?: constexpr)?|for|while|switch) ?(\()|(?:else|do)\b(?! if\b))")


def blank(text):
    """The same text with spaces for comments, literals and directives: every character of code keeps its place."""
    return NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def closing(code, opening):
    """Where the parenthesis at `opening` is closed."""
    depth = 0
    for match in re.compile(r"[()]").finditer(code, opening):
        depth += 1 if match[0] == "(" else -1
        if depth == 0:
            return match.start()
    raise ValueError("a parenthesis is never closed")


def without_braces(path):
    code = blank(path.read_text(encoding="utf-8"))
    for match in CONTROL.finditer(code):
        end = closing(code, match.start(1)) + 1 if match[1] else match.end()
        between = re.compile(r"\s*").match(code, end)[0]
        if "\n" in between and code[end + len(between)] not in "{;":
            line = code.count("\n", 0, match.start()) + 1
            yield f"{path.relative_to(ROOT)}:{line}: put braces around this body, as it stands on a line of its own"


sources = [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*") if path.suffix in (".cpp", ".h")]
found = [line for path in sorted(sources) for line in without_braces(path)]
print("\n".join(found) or "every body on a line of its own has braces")
sys.exit(1 if found else 0)
