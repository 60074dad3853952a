#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Fails where a header of the module includes what the module does not include before it begins: it would be exported.

    module_includes.py SOURCE
"""

import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(source / "src"))
from single_header import body  # noqa: E402

INCLUDE = re.compile(r"^ *#include <([^>]+)>", re.MULTILINE)
before, _, inside = (source / "src/module/logdefer.cppm").read_text("utf-8").partition("export module logdefer;")
written = set()
headers = [line for header in INCLUDE.findall(inside) for line in body(header, source / "include", written)]
needed, given = set(INCLUDE.findall("\n".join(headers))), set(INCLUDE.findall(before))
print(f"{len(written)} headers include {len(needed)} others")
for name in sorted(needed ^ given):
    print(f"src/module/logdefer.cppm: <{name}> {'is missing' if name in needed else 'is not needed'}")
sys.exit(needed != given or not needed)
