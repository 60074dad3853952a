#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares the viewer with what the Perl program printed, where those cases are: they are no part of the repository.

Usage: reference.py PROGRAM FOLDER. A case that has to differ is listed here with its reason.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77  # for Meson

DIFFERENT = {
    "count-expr": "the count is named after the expression, which is not written in Perl",
    "colour-pn": "--preserve-newlines keeps text as text; the Perl program makes JSON of it",
    "opt-pn": "as colour-pn",
    "opt-preserve-newlines": "as colour-pn",
}

DIFFERENT_LARGE = {
    "data-unicode": "DEL is escaped, as other controls are",
    "invalid-lines": "an object with text behind it is read",
    "invalid-lines-v": "blank lines are not reported",
    "input-format-json": "there is only one format, and no option for it",
}

# Cases that depend on the time set it by a variable.
WITH_CLOCK = """#!/bin/sh
exec '{program}' ${{LDV_NOW:+--clock "$LDV_NOW"}} "$@"
"""


UNIT_OF_LEGEND = "the legend of charts below a millisecond is in us; everything else is the same"


def same_but_legends(got, wanted):
    """Whether lines are equal apart from the two of each legend that the viewer labels in us."""
    got, wanted = got.split(b"\n"), wanted.split(b"\n")
    legends = {place + line for place, text in enumerate(got) if text.startswith(b"times in us") for line in (0, 1)}
    return len(got) == len(wanted) and all(
        ours == theirs for place, (ours, theirs) in enumerate(zip(got, wanted)) if place not in legends)


def arguments_of(case):
    return [line for line in (case / "args").read_text(encoding="utf-8").split("\n") if line]


def is_equal(program, case):
    stdin = case / "stdin"
    arguments = arguments_of(case)
    with open(stdin if stdin.exists() else os.devnull, "rb") as source:
        result = subprocess.run([program, *arguments], stdin=source, capture_output=True, cwd=case, timeout=60, check=False,
                                env={**os.environ, "TZ": "UTC"})
    wanted = (case / "stdout").read_bytes()
    if "--tz" not in arguments:
        wanted = wanted.replace(b" GMT (", b" UTC (")
    return same_but_legends(result.stdout, wanted)


def wrong_small_cases(program, folder):
    cases = sorted(path.parent for path in folder.glob("*/args"))
    different = {case.name for case in cases if not is_equal(program, case)}
    for name in sorted(different & DIFFERENT.keys()):
        print(f"{name} differs: {DIFFERENT[name]}")
    return sorted(different ^ DIFFERENT.keys())


def is_large_equal(program, folder, name):
    command = next(path for path in (folder / f"{name}.jq", folder / f"{name}.cmd") if path.exists())
    result = subprocess.run(["bash", command], stdin=subprocess.DEVNULL, capture_output=True, cwd=folder, timeout=60, check=False,
                            env={**os.environ, "LDV": program, "TZ": "UTC", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"})
    wanted = (folder / f"{name}.out").read_bytes().replace(b" GMT (", b" UTC (")
    return result.returncode == 0 and same_but_legends(result.stdout, wanted)


def wrong_large_cases(program, folder):
    """The names of those that `check.py` calls failed without a reason, or not failed in spite of one."""
    with tempfile.TemporaryDirectory() as scratch:
        viewer = pathlib.Path(scratch) / "log-defer-viz"
        viewer.write_text(WITH_CLOCK.format(program=program), encoding="utf-8")
        viewer.chmod(0o755)
        result = subprocess.run([sys.executable, "-B", folder.parent / "check.py", viewer, folder], stdout=subprocess.PIPE,
                                text=True, check=False)
    print(result.stdout, end="")
    failed = {line.split()[0] for line in result.stdout.splitlines() if line.endswith(" FAIL")}
    if result.returncode and not failed:
        return ["check.py"]
    for name in sorted(failed - DIFFERENT_LARGE.keys()):
        if is_large_equal(program, folder, name):
            failed.remove(name)
            print(f"{name} differs: {UNIT_OF_LEGEND}")
    for name in sorted(failed & DIFFERENT_LARGE.keys()):
        print(f"{name} differs: {DIFFERENT_LARGE[name]}")
    return sorted(failed ^ DIFFERENT_LARGE.keys())


def main():
    program, folder = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    if not (folder / "small").is_dir():
        print(f"skipped: there are no reference cases in {folder}")
        return SKIPPED
    wrong = wrong_small_cases(program, folder / "small")
    wrong += wrong_large_cases(program, folder / "large")
    print("not as listed:", wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
