#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows the path of a line from the call to the sink: the functions that do a part of the work, with their headers.

    path_of_a_line.py ROOT COMPILER...            fails if docs/design.md shows another path
    path_of_a_line.py --update ROOT COMPILER...   writes it there

Functions that call at most a few others are left out, and so are those whose nearest caller that is shown is in the same
header.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
START, END = "<!-- generated: path of a line -->\n```text\n", "```\n<!-- end of generated text -->"
FEW = 4  # calls: an accessor, or a constructor
LOG = "basic_log_defer.hpp"


class Call:
    """A function, its header, the calls that it makes, and how many calls follow from it."""
    def __init__(self, name, header):
        self.name, self.header, self.calls = name, header, []

    def size(self):
        return sum(1 + call.size() for call in self.calls)


def short_name(function):
    is_lambda = "::{lambda" in function
    function = re.sub(r"\blogdefer::v\w+::", "", re.split(r"(?: const)?::\{lambda", function)[0]).replace("detail::", "")
    depth, kept = 0, []
    for c in function.replace("operator()", "operator_call").replace("(anonymous namespace)::", ""):
        depth -= c in ">)"
        if depth == 0 and c not in ">)":
            kept.append(c)
        depth += c in "<("
    plain = re.sub(r"[<(]", "", "".join(kept)).replace("operator_call", "operator()")
    plain = re.sub(r" const$|\[with.*", "", plain).strip()
    return plain.split(" ")[-1] + (" (lambda)" if is_lambda else "")


def trace(compiler, root):
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "path")
        subprocess.run(
            [*compiler, "-std=c++20", "-O0", "-g", "-no-pie", "-finstrument-functions",
             "-finstrument-functions-exclude-file-list=/usr/include,/usr/lib", f"-I{root / 'include'}",
             HERE / "path_of_a_line.cpp", "-o", program], check=True)
        lines = [line.split() for line in
                 subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()]
        addresses = sorted({line[1] for line in lines if len(line) == 2})
        found = subprocess.run(["addr2line", "-f", "-C", "-e", program, *addresses], check=True, capture_output=True,
                               text=True).stdout.splitlines()
    where = {address: (short_name(found[2 * i]), found[2 * i + 1].split(":")[0].split("include/logdefer/")[-1])
             for i, address in enumerate(addresses)}
    phases, stack = {}, []
    for line in lines:
        if len(line) == 1:
            phase = phases[line[0]] = Call(line[0], "")
            stack = []
            continue
        name, header = where[line[1]]
        call = Call(name, pathlib.Path(header).name if header.startswith("/") else header)
        depth = int(line[0])
        while stack and stack[-1][0] >= depth:
            stack.pop()
        (stack[-1][1] if stack else phase).calls.append(call)
        stack.append((depth, call))
    return phases


def shown(call, header, depth, lines, names):
    """Appends the lines that show a call and what follows from it; `names` are those that the caller already shows."""
    matters = call.size() > FEW or call.name == "sink"
    if matters and call.header != header and call.name not in names:
        lines.append((depth, call.name, call.header))
        names.add(call.name)
        header, depth, names = call.header, depth + 1, set()
    for inner in call.calls:
        shown(inner, header, depth, lines, names)


def entries(call, header, caller=""):
    """How often the path enters a header from another one."""
    here = int(call.header == header and caller != header)
    return here + sum(entries(inner, header, call.header) for inner in call.calls)


def path(phases):
    text = []
    for phase in phases.values():
        lines = []
        for call in phase.calls:
            shown(call, "", 1, lines, set())
        headers = len({header for _, _, header in lines if "/" in header or header == LOG})
        text.append(f"{phase.name}, through {headers} headers\n")
        text += [f"{'  ' * depth + name:<52}{header}".rstrip() + "\n" for depth, name, header in lines]
    return "".join(text)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("root", type=pathlib.Path)
    arguments.add_argument("compiler", nargs="+")
    arguments.add_argument("--update", action="store_true", help="write the path into docs/design.md")
    options = arguments.parse_args()
    phases = trace(options.compiler, options.root)
    page = options.root / "docs/design.md"
    before, rest = page.read_text(encoding="utf-8").split(START)
    shown_before, after = rest.split(END, 1)
    if options.update:
        page.write_text(before + START + path(phases) + END + after, encoding="utf-8")
    elif shown_before != path(phases):
        sys.exit(f"docs/design.md shows another path than this; run with --update:\n{path(phases)}")
    into_the_log = entries(phases["finishing"], LOG)
    print(f"finishing enters {LOG} {into_the_log} time(s)")
    if into_the_log != 1:
        sys.exit("finishing is not one descent")


if __name__ == "__main__":
    main()
