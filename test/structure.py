#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures the shape of the source and prints it beside the bounds it should keep.

Fails where a firm bound is broken. Functions are found by their braces, which is right for code that clang-format has
laid out as .clang-format says. The floors are read from docs/design.md.
"""

import pathlib
import re
import statistics
import sys


def lines_of(paths):
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def files_in(folder, *endings):
    return sorted(path for path in folder.rglob("*") if path.suffix in endings and "build" not in path.parts)


def without_comments_and_strings(text):
    """The same lines and columns with spaces where comments and literals were."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'(?!\w)'
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found.group()), text, flags=re.DOTALL)


def without_template_heads(text):
    """Blanks `template <...>`, whose `class` declares no class."""
    text = list(text)
    for found in re.finditer(r"\btemplate <", "".join(text)):
        if text[found.start()] == " ":  # inside of another's head
            continue
        depth, at = 1, found.end()
        while depth:
            depth += {"<": 1, ">": -1}.get(text[at], 0)
            at += 1
        text[found.start():at] = [" " if c != "\n" else c for c in text[found.start():at]]
    return "".join(text)


def is_function(head):
    head = head.strip()
    if re.search(r"\b(namespace|class|struct|union|enum|concept)\b", head) or head.endswith("="):
        return False
    return "(" in head


def function_lengths(path):
    """Lines of each function from the first of its declarator to its closing brace; lambdas count as their function."""
    text = without_comments_and_strings(path.read_text(encoding="utf-8"))
    text = without_template_heads(re.sub(r"^ *#(?:.*\\\n)*.*$", lambda f: re.sub(r"[^\n]", " ", f.group()), text,
                                         flags=re.MULTILINE))
    lengths, scopes, head_start = [], [], 0
    for at, c in enumerate(text):
        if c == "{":
            inside = any(start is not None for start in scopes)
            begins = text[at - 1] in " \n" and not inside and is_function(text[head_start:at])
            scopes.append(re.compile(r"(?:\s|\b(?:public|private|protected):)*").match(text, head_start).end()
                          if begins else None)
        elif c == "}":
            start = scopes.pop()
            if start is not None:
                lengths.append(text.count("\n", start, at) + 1)
        if c in "{};" and not any(start is not None for start in scopes):
            brace_initializer = c == "{" and text[at - 1] not in " \n"
            head_start = head_start if brace_initializer or text[at + 1:at + 2] in (",", ")") else at + 1
    return lengths


def own_includes(files, root, pattern):
    return {file: re.findall(pattern, (root / file).read_text("utf-8")) for file in files}


def longest_chain(header, includes, above=()):
    """The headers on the longest way down, this one included. A cycle is a ValueError."""
    if header in above:
        raise ValueError(" -> ".join([*above[above.index(header):], header]))
    below = [longest_chain(other, includes, (*above, header)) for other in includes.get(header, [])]
    return [header, *max(below, key=len, default=[])]


def floors(design, building):
    """The floor of each header or folder, from the lines `building N  a.hpp b/` and those that go on from them."""
    result, number = {}, None
    for line in design.read_text(encoding="utf-8").splitlines():
        begins = re.match(rf"{building} (\d)\s", line)
        number = int(begins.group(1)) if begins else number if line.startswith("   ") else None
        if number is not None:
            result.update((name, number) for name in re.findall(r"[\w/]+(?:\.[hc]pp|/)(?!\w)", line))
    return result


def floor_of(file, floor):
    """Its own, or that of its header, or that of its folder; none where the list has none of them."""
    names = file, re.sub(r"\.cpp$", ".hpp", file), file.rpartition("/")[0] + "/"
    return next((floor[name] for name in names if name in floor), None)


def upward_includes(includes, floor):
    on = {file: floor_of(file, floor) for file in includes}
    return [f"{file} includes {other}" for file in includes for other in includes[file]
            if None not in (on[file], on.get(other)) and on[file] < on[other]]


def not_on_floors(files, floor):
    rooms = {name for file in files for name in (file, file.rpartition("/")[0] + "/")}
    return [file for file in files if floor_of(file, floor) is None] + [name for name in floor if name not in rooms]


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, value, bound, kept, firm=True, why=()):
        self.rows.append((what, value, bound, kept, firm, list(why)))

    def print(self):
        print(f"{'measure':<44} {'bound':>10} {'value':>8}")
        for what, value, bound, kept, firm, why in self.rows:
            verdict = "reached" if kept else "BROKEN" if firm else "missed"
            print(f"{what:<44} {bound:>10} {value:>8}  {verdict}{'' if firm else ' (an aim)'}")
            for reason in [] if kept else why:
                print(f"    {reason}")

    def failed(self):
        return any(firm and not kept for _, _, _, kept, firm, _ in self.rows)


def measure_sizes(table, root, headers):
    public = [h for h in headers if not h.startswith("detail/")]
    lengths = {h: lines_of([root / h]) for h in headers}
    long = [f"{h}: {n}" for h, n in lengths.items() if n > 450]
    median = int(statistics.median(lengths[h] for h in public))
    functions = sorted(n for h in headers for n in function_lengths(root / h))
    p90 = functions[int(len(functions) * 0.9)]
    table.add("public headers", len(public), "<= 24", len(public) <= 24)
    table.add("lines of a public header, median", median, "<= 150", median <= 150, firm=False)
    table.add("lines of a header, greatest", max(lengths.values()), "<= 450", not long, why=long)
    table.add(f"lines of a function, 90 of 100 ({len(functions)} in all)", p90, "<= 20", p90 <= 20, firm=False)


def measure_text(table, root, headers):
    text = [line.strip() for h in headers for line in (root / h).read_text("utf-8").splitlines() if line.strip()]
    share = round(100 * sum("//" in line for line in text) / len(text))
    macros = sum(line.startswith("#define") for line in text)
    table.add("lines with a comment, in headers, %", share, "20-25", 20 <= share <= 25, firm=False)
    table.add("macros", macros, "<= 3", macros <= 3)


def measure_includes(table, root, headers, floor):
    includes = own_includes(headers, root, r"#include <logdefer/([^>]+)>")
    lost = not_on_floors(headers, floor)
    upward = upward_includes(includes, floor)
    try:
        deepest, cycles = max((longest_chain(h, includes) for h in headers), key=len), []
    except ValueError as cycle:
        deepest, cycles = [], [str(cycle)]
    table.add("include cycles", len(cycles), "0", not cycles, why=cycles)
    depth = len(deepest) - 1  # steps down from the header that a program includes
    table.add("include depth below a header", depth, "<= 8", depth <= 8, why=[" -> ".join(deepest)])
    table.add("includes that point upwards", len(upward), "0", not upward, why=upward)
    table.add("headers not on the floors of design.md", len(lost), "0", not lost, why=lost)


def measure_viewer(table, root, floor):
    files = [str(path.relative_to(root)) for path in files_in(root, ".hpp", ".cpp")]
    includes = own_includes(files, root, r'#include "([^"]+)"')
    lost = not_on_floors(files, floor)
    upward = upward_includes(includes, floor)
    functions = sorted(n for file in files for n in function_lengths(root / file))
    p90 = functions[int(len(functions) * 0.9)]
    table.add("includes of the viewer that point upwards", len(upward), "0", not upward, why=upward)
    table.add("files of the viewer not on its floors", len(lost), "0", not lost, why=lost)
    table.add(f"lines of its functions, 90 of 100 ({len(functions)} in all)", p90, "<= 20", p90 <= 20, firm=False)


def measure_tests(table, project):
    sources = [path for path in files_in(project / "src", ".cpp", ".hpp") if "examples" not in path.parts]
    code = lines_of(files_in(project / "include", ".hpp") + sources)
    tests = lines_of(files_in(project / "test", ".cpp", ".hpp", ".py"))
    table.add(f"lines of tests, beside {code} of code", tests, f">= {code}", tests >= code, firm=False)


def main(project):
    root = project / "include" / "logdefer"
    headers = [str(path.relative_to(root)) for path in files_in(root, ".hpp")]
    table = Table()
    measure_sizes(table, root, headers)
    measure_text(table, root, headers)
    design = project / "docs" / "design.md"
    measure_includes(table, root, headers, floors(design, "floor"))
    measure_viewer(table, project / "src" / "viz", floors(design, "viewer"))
    measure_tests(table, project)
    table.print()
    return 1 if table.failed() else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]).resolve()))
