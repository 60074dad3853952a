#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks the invariants of the source's structure, and prints its sizes without judging them.

Fails where an invariant is broken. Functions are found by their braces, which is right for code that clang-format has
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


def room_of(header):
    """The folder that it is in, or the header itself where it stands above the folders."""
    return header.partition("/")[0]


def arrows_between_rooms(includes):
    return sorted({(room_of(header), room_of(other)) for header in includes for other in includes[header]
                   if room_of(header) != room_of(other)})


def cycles_in(includes):
    """The longest chain, and the cycles that keep there from being one."""
    try:
        return max((longest_chain(header, includes) for header in includes), key=len), []
    except ValueError as cycle:
        return [], [str(cycle)]


def cycles_between_rooms(includes):
    arrows = arrows_between_rooms(includes)
    between = {room_of(file): [to for origin, to in arrows if origin == room_of(file)] for file in includes}
    return cycles_in(between)[1]


def loose_files(root, allowed):
    """What lies beside the rooms, and is not meant to."""
    return sorted(path.name for path in root.iterdir() if path.is_file() and path.name not in allowed)


def includes_of_nothing(includes):
    """Those that name no file as it is seen from the folder that the rooms are in."""
    return [f"{file} includes {other}" for file in includes for other in includes[file] if other not in includes]


def arrows_drawn(picture):
    """Those of a picture that `dot` has made."""
    titles = re.findall(r"<title>([^<]*)&#45;&gt;([^<]*)</title>", picture.read_text("utf-8"))
    return sorted(titles)


def upward_includes(includes, floor):
    on = {file: floor_of(file, floor) for file in includes}
    return [f"{file} includes {other}" for file in includes for other in includes[file]
            if None not in (on[file], on.get(other)) and on[file] < on[other]]


def not_on_floors(files, floor):
    rooms = {name for file in files for name in (file, file.rpartition("/")[0] + "/")}
    return [file for file in files if floor_of(file, floor) is None] + [name for name in floor if name not in rooms]


class Table:
    def __init__(self):
        self.broken = False

    def show(self, what, value):
        print(f"{what:<52} {value:>8}")

    def check(self, what, faults):
        """Something that must not be: one line for each fault."""
        print(f"{what:<52} {len(faults):>8}  {'BROKEN' if faults else 'as it should be'}")
        for fault in faults:
            print(f"    {fault}")
        self.broken = self.broken or bool(faults)


def is_private(header):
    return header.read_text("utf-8").splitlines()[3].startswith("/// Private")


def nine_in_ten(functions):
    return functions[int(len(functions) * 0.9)]


def measure_sizes(table, root, headers):
    lengths = {h: lines_of([root / h]) for h in headers}
    longest = max(headers, key=lengths.get)
    functions = sorted(n for h in headers for n in function_lengths(root / h))
    text = [line.strip() for h in headers for line in (root / h).read_text("utf-8").splitlines() if line.strip()]
    table.show("public headers", sum(not is_private(root / h) for h in headers))
    table.show("private headers", sum(is_private(root / h) for h in headers))
    table.show("lines of a header, median", int(statistics.median(lengths.values())))
    table.show(f"lines of the longest header, {longest}", lengths[longest])
    table.show(f"lines of a function, 90 of 100 ({len(functions)} in all)", nine_in_ten(functions))
    table.show("lines with a comment, in headers, %", round(100 * sum("//" in line for line in text) / len(text)))
    table.show("macros", len({line.split()[1].split("(")[0] for line in text if line.startswith("#define")}))


def check_includes(table, root, headers, floor, picture):
    includes = own_includes(headers, root, r"(?m)^#include <logdefer/([^>]+)>")
    deepest, cycles = cycles_in(includes)
    arrows = arrows_between_rooms(includes)
    table.show("include depth below a header", len(deepest) - 1)  # steps down from what a program includes
    table.show("arrows between rooms", len(arrows))
    table.check("include cycles", cycles)
    table.check("include cycles of rooms", cycles_between_rooms(includes))
    table.check("arrows that docs/rooms.svg does not show, or shows in vain",
                [f"{origin} -> {to}" for origin, to in set(arrows) ^ set(arrows_drawn(picture))])
    table.check("includes that point upwards", upward_includes(includes, floor))
    table.check("headers not on the floors of design.md", not_on_floors(headers, floor))


def check_viewer(table, root, floor):
    files = [str(path.relative_to(root)) for path in files_in(root, ".hpp", ".cpp")]
    includes = own_includes(files, root, r'#include "([^"]+)"')
    functions = sorted(n for file in files for n in function_lengths(root / file))
    table.show(f"lines of the viewer's functions, 90 of 100 ({len(functions)} in all)", nine_in_ten(functions))
    table.check("loose files of the viewer", loose_files(root, ("main.cpp", "meson.build")))
    table.check("includes of the viewer that name no file of a room", includes_of_nothing(includes))
    table.check("include cycles of the viewer", cycles_in(includes)[1])
    table.check("include cycles of the viewer's rooms", cycles_between_rooms(includes))
    table.check("includes of the viewer that point upwards", upward_includes(includes, floor))
    table.check("files of the viewer not on its floors", not_on_floors(files, floor))


def measure_tests(table, project):
    sources = [path for path in files_in(project / "src", ".cpp", ".hpp") if "examples" not in path.parts]
    table.show("lines of code", lines_of(files_in(project / "include", ".hpp") + sources))
    table.show("lines of tests", lines_of(files_in(project / "test", ".cpp", ".hpp", ".py")))


def main(project):
    root = project / "include" / "logdefer"
    headers = [str(path.relative_to(root)) for path in files_in(root, ".hpp")]
    design = project / "docs" / "design.md"
    table = Table()
    measure_sizes(table, root, headers)
    measure_tests(table, project)
    check_includes(table, root, headers, floors(design, "floor"), project / "docs/rooms.svg")
    check_viewer(table, project / "src" / "viz", floors(design, "viewer"))
    return 1 if table.broken else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]).resolve()))
