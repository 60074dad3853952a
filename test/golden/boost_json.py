#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares what Boost.JSON prints of the golden records with the files beside this one, as values.

Both are read by Python, since the numbers of one text differ from those of the other in form. Boost.JSON's own reader
does not round all numbers right.
"""

import json
import pathlib
import subprocess
import sys

program, folder = sys.argv[1], pathlib.Path(__file__).parent

printed = dict(line.split("\t", 1) for line in
               subprocess.run([program, "--boost-json"], check=True, capture_output=True, text=True).stdout.splitlines())
expected = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
if printed.keys() != expected.keys():
    sys.exit(f"other cases: {sorted(printed.keys() ^ expected.keys())}")
differing = {name for name in expected if json.loads(printed[name]) != json.loads(expected[name])}
for name in sorted(differing):
    print(f"{name}:\n  Boost.JSON: {printed[name]}\n  expected:   {expected[name]}")
print(f"{len(expected)} golden records, {len(differing)} differ in value")
sys.exit(1 if differing else 0)
