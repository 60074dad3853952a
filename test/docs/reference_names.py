#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares docs/reference with the public names of the headers: reference_names.py ROOT [CLANG]

Each page describes one concept. A heading `##` with code names an entity of namespace logdefer, and the rows of a table
whose first heading is "Name" name its members:

    ## `file_sink`
    | Name | |
    |---|---|
    | `file_sink(path, options)` | opens the file |

A name of the headers that no page has fails, and so does a name of a page that no header has. Each entity also has all
of the RUBRICS, in its own section or, for the whole page, before the first `##`; and each page has an example.
"""

import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True
import public_names  # noqa: E402

RUBRICS = ("Header", "Errors", "Thread safety", "Lifetime", "Complexity")
NAMESPACE = "logdefer"
NAME = re.compile(r"(?:\w+::)*(?:operator(?: ?\(\)| ?\[\]| [a-z_]+|[^\w\s(\[]+)|\w+)")
SKIPPED = 77  # what Meson calls a test that could not run


def code_spans(text):
    return re.findall(r"`([^`]+)`", text)


def without_blocks(text):
    """The same lines, empty where they belong to a block of code."""
    return re.sub(r"^ *```.*?^ *```$", lambda block: "\n" * block.group().count("\n"), text,
                  flags=re.DOTALL | re.MULTILINE)


class Page:
    """What one page names, with the line of each name, and what is wrong with it."""

    def __init__(self, path, include):
        self.path, self.include = path, include
        self.names, self.problems, self.mentioned = {}, [], {}
        text = path.read_text(encoding="utf-8")
        if "<!-- example:" not in text:
            self.problem(1, "the page has no example")
        lines = without_blocks(text).splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("## ")]
        of_page = self.rubrics(lines[:starts[0] if starts else len(lines)], 1)
        for first, last in zip(starts, [*starts[1:], len(lines)]):
            self.section(lines[first:last], first + 1, of_page)
        for number, line in enumerate(lines, 1):
            for name in re.findall(r"\blogdefer(?:::\w+)+", line):
                self.mentioned.setdefault(name, number)

    def problem(self, number, text):
        self.problems.append(f"{self.path}:{number}: {text}")

    def rubrics(self, lines, number):
        found = set()
        for offset, line in enumerate(lines):
            row = re.match(r"\| ([A-Z][a-z ]+) \| (.+) \|$", line)
            if row is None:
                continue
            found.add(row[1])
            for header in re.findall(r"<(logdefer/[\w/]+\.hpp)>", row[2]) if row[1] == "Header" else []:
                if not (self.include / header).exists():
                    self.problem(number + offset, f"there is no header {header}")
        return found

    def section(self, lines, number, of_page):
        entities = code_spans(lines[0])
        if not entities:
            return
        found = of_page | self.rubrics(lines, number)
        for missing in [rubric for rubric in RUBRICS if rubric not in found]:
            self.problem(number, f"{entities[0]} has no rubric {missing}")
        for entity in entities:
            self.add(entity if entity == NAMESPACE else f"{NAMESPACE}::{entity}", number)
        in_table = False
        for offset, line in enumerate(lines):
            if not line.startswith("|"):
                in_table = False
            elif line.startswith("| Name |"):
                in_table = True
            elif in_table:
                for code in code_spans(re.split(r"(?<!\\)\|", line)[1]):
                    self.add(f"{NAMESPACE}::{entities[0]}::{NAME.match(code).group()}", number + offset)

    def add(self, name, number):
        name = re.sub(r" (?=[(\[])", "", name)
        if name in self.names:
            self.problem(number, f"{name} is already described in line {self.names[name]}")
        self.names.setdefault(name, number)


def problems_of(paths, include, public):
    """What differs between the pages and the public names, as lines of text."""
    pages = [Page(path, include) for path in paths]
    found = [problem for page in pages for problem in page.problems]
    described = {}
    for page in pages:
        for name, number in page.names.items():
            if name in described:
                found.append(f"{page.path}:{number}: {name} is already described in {described[name]}")
            described[name] = page.path
            if name not in public:
                found.append(f"{page.path}:{number}: no header declares {name}")
        for name, number in page.mentioned.items():
            if name not in public:
                found.append(f"{page.path}:{number}: no header declares {name}")
    return found + [f"{name}: no page of the reference describes it" for name in sorted(public - set(described))]


def main(root, clang="clang++-19"):
    if shutil.which(clang) is None:
        print(f"skipped: {clang}, which parses the headers, is missing")
        return SKIPPED
    public = set(public_names.public_names(public_names.dump(clang, root / "include")))
    paths = sorted((root / "docs" / "reference").glob("*.md"))
    problems = problems_of(paths, root / "include", public)
    for problem in problems:
        print(problem)
    print(f"{len(paths)} pages, {len(public)} public names, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), *sys.argv[2:]))
