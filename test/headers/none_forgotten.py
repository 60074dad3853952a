#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Fails unless the headers found in a folder are those of the list in meson.build and those that all.cpp includes."""

import pathlib
import re
import sys


def complain(headers, message):
    for header in sorted(headers):
        print(f"{header}: {message}")
    return bool(headers)


folder = pathlib.Path(sys.argv[1])
included = set(re.findall(r"#include <logdefer/(.*)>", pathlib.Path(sys.argv[2]).read_text()))
listed = set(sys.argv[3:])
found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

wrong = [
    complain(found - listed, "missing from the list in test/headers/meson.build"),
    complain(listed - found, "listed in test/headers/meson.build, but there is no such header"),
    complain(found - included, "missing from test/headers/all.cpp"),
]
print(f"{len(found)} headers")
sys.exit(any(wrong))
