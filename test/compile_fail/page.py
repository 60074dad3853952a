#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows mistakes with what the compiler says of them and what to write instead, from the cases of this folder.

    page.py --build BUILD --like SOURCE            fails if docs/errors.md shows something else
    page.py --build BUILD --like SOURCE --update   writes it there

Shown are the cases that have an `#else`, if the compiler quotes a sentence of the library: that of a static assertion, or
the comment after a deleted function. So every compiler gives the same page.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from compiler_command import compiler_command  # noqa: E402

PAGE = HERE.parents[1] / "docs" / "errors.md"
START, END = "<!-- generated: errors -->\n", "<!-- end of generated text -->"
CASE = re.compile(r"^#ifdef SHOULD_FAIL\n(.*?)^#else\n(.*?)^#endif", re.MULTILINE | re.DOTALL)
SENTENCE = re.compile(r"error: static assertion failed.*?: logdefer: (.*)$|= delete; +// (.*)$", re.MULTILINE)


def sentence(build, command, case):
    """What the compiler quotes of the library, or nothing."""
    done = subprocess.run([*command, "-DSHOULD_FAIL", case], cwd=build, capture_output=True, text=True, check=False)
    found = SENTENCE.search(done.stderr)
    return found and (found[1] or found[2])


def cell(code):
    """The code of a table's cell. A statement that was laid out in several lines is one line again."""
    indentation = re.match(" *", code)[0]
    statements = re.sub(rf"\n{indentation} +", " ", code.rstrip("\n")).splitlines()
    return "<br>".join(f"`{statement.strip()}`" for statement in statements)


def table(build, command):
    rows = collections.defaultdict(dict)
    for case in sorted(HERE.glob("*.cpp")):
        lines = CASE.search(case.read_text(encoding="utf-8"))
        says = lines and sentence(build, command, case)
        if says:
            rows[says][f"| {cell(lines[1])} | {cell(lines[2])} |\n"] = None  # once: two cases may look the same
    return "\n".join(f"```text\n{textwrap.fill(says, 118)}\n```\n\n| does not compile | write |\n|---|---|\n{''.join(rows[says])}"
                     for says in sorted(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build directory")
    parser.add_argument("--like", type=pathlib.Path, required=True, help="a source that the build compiles")
    parser.add_argument("--update", action="store_true", help="write the page")
    options = parser.parse_args()
    command = [*compiler_command(options.build, options.like), "-fsyntax-only", "-fdiagnostics-color=never"]
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    shown, after = rest.split(END, 1)
    found = table(options.build, command)
    if options.update:
        PAGE.write_text(before + START + found + END + after, encoding="utf-8")
    elif shown != found:
        sys.exit(f"docs/errors.md shows something else than this; run with --update:\n{found}")


if __name__ == "__main__":
    main()
