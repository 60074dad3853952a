#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Fails where a table of docs/safety.md names a test that neither the build nor, for another compiler, the project has.

    safety_tests.py BUILD PAGE [TEST...]
"""

import json
import pathlib
import re
import sys

build, page = map(pathlib.Path, sys.argv[1:3])
tests = {test["name"] for test in json.loads((build / "meson-info" / "intro-tests.json").read_text())} | {*sys.argv[3:]}
rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
named = {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[-2])}
unknown = sorted(named - tests)
print(f"{len(named)} tests are named", *(f"{name}: no such test" for name in unknown), sep="\n")
sys.exit(bool(unknown) or not named)
