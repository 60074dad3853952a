#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Draws the folders of include/logdefer and which includes lead from one to another into docs/rooms.svg.

Needs Graphviz (`apt-get install graphviz`).
"""

import pathlib
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "test"))
import structure  # noqa: E402


def graph(root, floor):
    headers = [str(path.relative_to(root)) for path in structure.files_in(root, ".hpp")]
    includes = structure.own_includes(headers, root, r"(?m)^#include <logdefer/([^>]+)>")
    rooms = sorted({structure.room_of(header) for header in headers})
    by_floor = {}
    for room in rooms:
        number = floor[room] if room.endswith(".hpp") else floor[room + "/"]
        by_floor.setdefault(number, []).append(room)
    yield "digraph rooms { rankdir=TB; nodesep=0.3; node [shape=box, fontname=\"sans-serif\", fontsize=12];"
    yield "edge [color=\"#0000007f\", arrowsize=0.6];"
    for number in sorted(by_floor):
        yield "{ rank=same; " + " ".join(f'"{room}";' for room in by_floor[number]) + " }"
    for origin, to in structure.arrows_between_rooms(includes):
        yield f'"{origin}" -> "{to}";'
    yield "}"


def main():
    floor = structure.floors(PROJECT / "docs" / "design.md", "floor")
    text = "\n".join(graph(PROJECT / "include" / "logdefer", floor))
    subprocess.run(["dot", "-Tsvg", "-o", PROJECT / "docs" / "rooms.svg"], input=text, text=True, check=True)


if __name__ == "__main__":
    main()
