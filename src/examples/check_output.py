#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs an example and compares what it prints with a file.

With --times-vary every number with six decimals counts as equal to any other: the example uses the real clock.
With --update the file is written instead.
"""

import argparse
import difflib
import pathlib
import re
import subprocess
import sys
import tempfile


def run(program):
    """What the program prints; it must succeed. It runs in an empty folder, so that it can write files."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([pathlib.Path(program).resolve()], cwd=folder, stdout=subprocess.PIPE, timeout=60)
    if done.returncode != 0:
        sys.exit(f"{program} ended with {done.returncode}")
    return done.stdout.decode("utf-8")


def without_times(text):
    return re.sub(r"\b\d+\.\d{6}\b", "<time>", text)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times-vary", action="store_true")
    arguments.add_argument("--update", action="store_true")
    arguments.add_argument("program")
    arguments.add_argument("expected", type=pathlib.Path)
    options = arguments.parse_args()

    actual = run(options.program)
    if options.update:
        options.expected.write_text(actual, encoding="utf-8")
        return 0
    expected = options.expected.read_text(encoding="utf-8")
    if options.times_vary:
        actual, expected = without_times(actual), without_times(expected)
    if not actual:
        sys.exit(f"{options.program} printed nothing")
    difference = difflib.unified_diff(expected.splitlines(), actual.splitlines(), str(options.expected), "printed",
                                      lineterm="")
    for line in difference:
        print(line)
    return 0 if actual == expected else 1


if __name__ == "__main__":
    sys.exit(main())
