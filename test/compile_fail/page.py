#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows mistakes with what the library says of them and what to write instead, from the cases of this folder.

    page.py             fails if docs/errors.md shows something else
    page.py --update    writes it there

Shown are the cases that have an `#else` and expect a sentence of the library: that of a static assertion, or the comment
after a deleted function, which compilers quote.
"""

import argparse
import collections
import pathlib
import re
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PAGE = PROJECT / "docs" / "errors.md"
START, END = "<!-- generated: errors -->\n", "<!-- end of generated text -->"
EXPECTED = re.compile(r"// expect: (.+)\n")
CASE = re.compile(r"^#ifdef SHOULD_FAIL\n(.*?)^#else\n(.*?)^#endif", re.MULTILINE | re.DOTALL)
ASSERTION = re.compile(r'"(logdefer: (?:[^"\\]|\\.|"\s+")*)"')
DELETED = re.compile(r"= delete; +// (.*)$", re.MULTILINE)


def sentences():
    """What the library says in its headers, as compilers print it."""
    for header in sorted((PROJECT / "include").rglob("*.hpp")):
        text = header.read_text(encoding="utf-8")
        yield from DELETED.findall(text)
        for literals in ASSERTION.findall(text):
            yield re.sub(r'"\s+"', "", literals).replace('\\"', '"')


def said(expected, known):
    """The sentence that is expected, or nothing where it is the compiler's own."""
    found = {sentence for sentence in known if re.search(expected, sentence)}
    if len(found) > 1:
        sys.exit(f"'{expected}' may be each of {sorted(found)}")
    return found.pop().removeprefix("logdefer: ") if found else None


def cell(code):
    """The code of a table's cell. A statement that was laid out in several lines is one line again."""
    indentation = re.match(" *", code)[0]
    statements = re.sub(rf"\n{indentation} +", " ", code.rstrip("\n")).splitlines()
    return "<br>".join(f"`{statement.strip()}`" for statement in statements)


def table():
    known = set(sentences())
    rows = collections.defaultdict(dict)
    for case in sorted(HERE.glob("*.cpp")):
        text = case.read_text(encoding="utf-8")
        lines = CASE.search(text)
        says = lines and said(EXPECTED.match(text)[1], known)
        if says:
            rows[says][f"| {cell(lines[1])} | {cell(lines[2])} |\n"] = None  # once: two cases may look the same
    return "\n".join(f"```text\n{textwrap.fill(says, 118)}\n```\n\n| does not compile | write |\n|---|---|\n{''.join(rows[says])}"
                     for says in sorted(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the page")
    options = parser.parse_args()
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    shown, after = rest.split(END, 1)
    found = table()
    if options.update:
        PAGE.write_text(before + START + found + END + after, encoding="utf-8")
    elif shown != found:
        sys.exit(f"docs/errors.md shows something else than this; run with --update:\n{found}")


if __name__ == "__main__":
    main()
