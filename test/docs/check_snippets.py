#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Holds README.md, bench/README.md and all pages of docs to what compiles and runs.

    <!-- example: FILE REGION -->       the C++ block that follows is that region of src/examples/FILE
    <!-- output: PROGRAM [SECTION] -->  the block that follows is what that example printed (under `== SECTION`);
                                        with `, times vary` numbers with six decimals may differ
    | call | C++ | record | with `<!-- example: FILE REGION -->` in a table's row: the C++ cell is the region, the
                                        first code of the record's cell is what the program printed under `== REGION`
    <!-- includes: FILE... -->          the C++ block that follows has what these examples include and their `using` lines
    <!-- file: FILE -->                 the lines of the block that follows stand in FILE, which is named from the root
    <!-- command: NAME -->              the sh block that follows is run by others, word for word

Every block of C++, JSON or a build system needs its comment, and so does every row of a table whose last heading is "In the record".
A reader must see what a block of an example includes: in the block, or in an `includes` block above it, in the same section
(`##`) or before the first one.
Relative links must lead to a file, and to one of its headings. Says FILE:LINE for all that is wrong.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import textwrap

NEED_NO_EXAMPLE = {"sh", "text", "toml"}
RECORD_HEADING = "In the record"


class Examples:
    """The regions of the example sources, and what the programs print."""

    def __init__(self, root, programs):
        self.root = root
        self.sources = root / "src" / "examples"
        self.programs = programs
        self.printed = {}

    def region(self, file, name):
        text = (self.sources / file).read_text(encoding="utf-8")
        found = re.search(rf"^ *//\[{re.escape(name)}\n(.*?)^ *//\]$", text, re.DOTALL | re.MULTILINE)
        if found is None:
            raise LookupError(f"{file} has no region {name}")
        return textwrap.dedent(found.group(1)).strip("\n")

    def includes(self, files):
        """The lines that the regions of these files need above them, without repetitions."""
        headers, uses = set(), {}
        for file in files:
            self.collect_includes(self.sources / file, headers, uses)
        groups = [sorted(header for header in headers if kind(header) == number) for number in range(4)]
        return "\n\n".join("\n".join(group) for group in [*groups, list(uses)] if group)

    def collect_includes(self, path, headers, uses):
        text = path.read_text(encoding="utf-8")
        for quoted in re.findall(r'^#include "(.*)"$', text, re.MULTILINE):  # a file of the examples
            self.collect_includes(path.parent / quoted, headers, uses)
        headers |= set(re.findall(r"^#include <.*>$", text, re.MULTILINE))
        outside = re.sub(r"^ *//\[.*?^ *//\]$", "", text, flags=re.DOTALL | re.MULTILINE)
        for use in re.findall(r"^ *((?:using|namespace \w+ =) [^;]+;)$", outside, re.MULTILINE):
            uses.setdefault(use)

    def output(self, program, section):
        if program not in self.printed:
            self.printed[program] = self.run(program)
        text = self.printed[program]
        if section:
            found = re.search(rf"^== {re.escape(section)}\n(.*?)(?=^== |\Z)", text, re.DOTALL | re.MULTILINE)
            if found is None:
                raise LookupError(f"{program} prints no section {section}")
            text = found.group(1)
        return text.strip("\n")

    def run(self, program):
        path = (self.programs / f"example_{program}").resolve()
        if not path.exists():
            raise LookupError(f"there is no program {program}")
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([path], cwd=folder, check=True, stdout=subprocess.PIPE, timeout=60)
        return done.stdout.decode("utf-8")


def kind(include):
    """The place of an include in the order that clang-format keeps: logdefer, other libraries, C++, the system."""
    name = include.split("<")[-1].rstrip(">")
    if name.startswith("logdefer/"):
        return 0
    if name.endswith(".h"):
        return 3
    return 1 if "/" in name else 2


def anchors(path):
    """The anchors of the headings of a page, as GitHub makes them."""
    found, inside = {}, False
    for line in path.read_text(encoding="utf-8").splitlines():
        inside ^= line.lstrip().startswith("```")
        heading = re.fullmatch(r"#+ (.*)", line)
        if inside or heading is None:
            continue
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1))
        slug = re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")
        count = found[slug] = found.get(slug, -1) + 1
        if count:
            found[f"{slug}-{count}"] = 0
    return set(found)


def without_times(text):
    return re.sub(r"\b\d+\.\d{6}\b", "<time>", text)


def cells(row):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def code_spans(cell):
    return [code.replace("\\|", "|") for code in re.findall(r"`([^`]+)`", cell)]


class Page:
    """Checks one Markdown file."""

    def __init__(self, path, examples):
        self.path = path
        self.examples = examples
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.problems = []
        self.checked = 0
        self.commands = []
        self.included = {"page": set(), "section": set()}  # the examples whose includes the reader has seen
        self.in_section = False

    def problem(self, number, text):
        self.problems.append(f"{self.path}:{number + 1}: {text}")

    def expect(self, number, what, shown, actual):
        self.checked += 1
        if shown != actual:
            self.problem(number, f"{what} differs\n--- shown\n{shown}\n--- actual\n{actual}\n---")

    def check(self):
        number = 0
        while number < len(self.lines):
            fence = re.fullmatch(r"( *)```(\w*)", self.lines[number])
            if fence:
                number = self.block(number, fence)
            elif self.lines[number].startswith("|"):
                number = self.table(number)
            else:
                if self.lines[number].startswith("## "):
                    self.in_section, self.included["section"] = True, set()
                self.links(number)
                number += 1
        return self

    def links(self, number):
        prose = re.sub(r"`[^`]*`", "", self.lines[number])
        for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", prose):
            page = self.path.parent / target if target else self.path
            if "://" in target:
                continue
            if not page.exists():
                self.problem(number, f"the link to {target} leads nowhere")
            elif anchor and page.suffix == ".md" and anchor not in anchors(page):
                self.problem(number, f"the link to {target}#{anchor} leads to no heading")

    def block(self, first, fence):
        last = first + 1
        while last < len(self.lines) and self.lines[last] != fence.group(1) + "```":
            last += 1
        shown = textwrap.dedent("\n".join(self.lines[first + 1:last]))
        self.guarded(first, lambda: self.check_block(first, fence.group(2), shown, self.comment_before(first)))
        return last + 1

    def comment_before(self, number):
        while number > 0 and not self.lines[number - 1].strip():
            number -= 1
        found = re.fullmatch(r"\s*<!-- (\w+): (.+) -->", self.lines[number - 1]) if number else None
        return found.groups() if found else (None, "")

    def check_block(self, number, language, shown, comment):
        kind, words = comment
        if kind == "example":
            self.expect(number, "the example", shown, self.examples.region(*words.split()))
            self.require_includes(number, shown, words.split()[0])
        elif kind == "includes":
            self.expect(number, "what the examples include", shown, self.examples.includes(words.split()))
            self.included["section" if self.in_section else "page"] |= set(words.split())
        elif kind == "output":
            self.check_output(number, shown, words)
        elif kind == "file":
            self.checked += 1
            if f"{shown}\n" not in (self.examples.root / words).read_text(encoding="utf-8"):
                self.problem(number, f"{words} has no such lines")
        elif kind == "command":
            self.commands.append(words)
            if language != "sh":
                self.problem(number, "a command must be a block of sh")
        elif language not in NEED_NO_EXAMPLE:
            self.problem(number, f"a block of {language or 'no language'} without an example")

    def require_includes(self, number, shown, file):
        if "#include" not in shown and file not in self.included["page"] | self.included["section"]:
            self.problem(number, f"the reader does not see what {file} includes")

    def check_output(self, number, shown, words):
        times_vary = words.endswith(", times vary")
        program, _, section = words.removesuffix(", times vary").partition(" ")
        actual = self.examples.output(program, section)
        if times_vary:
            shown, actual = without_times(shown), without_times(actual)
        self.expect(number, "the output", shown, actual)

    def table(self, number):
        strict = cells(self.lines[number])[-1] == RECORD_HEADING
        number += 2
        while number < len(self.lines) and self.lines[number].startswith("|"):
            self.links(number)
            found = re.search(r"<!-- example: (\S+) (\S+) -->", self.lines[number])
            if found:
                self.guarded(number, lambda: self.check_row(number, *found.groups()))
            elif strict:
                self.problem(number, "a row without an example")
            number += 1
        return number

    def check_row(self, number, file, region):
        *_, code, record = cells(re.sub(r"\s*<!--.*?-->", "", self.lines[number]))
        lines = self.examples.region(file, region).splitlines()
        self.expect(number, "the example", "\n".join(code_spans(code)), "\n".join(line.strip() for line in lines))
        program = file.removesuffix(".cpp").replace("/", "_")
        self.expect(number, "the record", code_spans(record)[0], self.examples.output(program, region))

    def guarded(self, number, check):
        try:
            check()
        except (LookupError, OSError, TypeError, subprocess.SubprocessError) as error:
            self.problem(number, str(error))


def main(root, programs):
    examples = Examples(root, programs)
    pages = [Page(path, examples).check() for path in [root / "README.md", root / "bench/README.md",
                                                         *sorted((root / "docs").rglob("*.md"))]]
    problems = [problem for page in pages for problem in page.problems]
    commands = sorted(pages[0].commands)
    if commands != ["demo", "tests"]:
        problems.append(f"{pages[0].path}:1: should have the commands demo and tests, has {commands}")
    for problem in problems:
        print(problem)
    print(f"{len(pages)} pages, {sum(page.checked for page in pages)} comparisons, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
