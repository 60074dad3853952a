#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the viewer on the cases beside this file and compares what it writes and its exit status, byte for byte.

    run.py PROGRAM            compares; says what differs
    run.py PROGRAM --update   writes what was expected anew: `git diff` then shows what changed

A case is a folder with `arguments` (one a line), `input`, and what is expected: `output`, `messages`, `status`. Each option
of the help is in one.
"""

import os
import pathlib
import re
import subprocess
import sys

EXPECTED = ("output", "messages", "status")
NOT_HERE = {"--html", "--pager", "--completion", "--help", "--version"}  # test/viz/program has them


def run(program, case):
    arguments = (case / "arguments").read_text(encoding="utf-8").splitlines()
    environment = {**os.environ, "TZ": "UTC", "LDV_NOW": "1764057600"}
    result = subprocess.run([program, *arguments, "input"], capture_output=True, cwd=case, env=environment, timeout=60, check=False)
    return {"output": result.stdout, "messages": result.stderr, "status": f"{result.returncode}\n".encode()}


def differences(case, got):
    return [name for name in EXPECTED if not (case / name).exists() or (case / name).read_bytes() != got[name]]


def options(program):
    """The sets of names that the help has, one for each option."""
    help_text = subprocess.run([program, "--help"], capture_output=True, timeout=60, check=True).stdout.decode()
    heads = re.findall(r"^  (-\S+)", help_text, re.MULTILINE)
    return [set(re.sub(r"\{.*?\}", "", head).split(",")) for head in heads]


def options_without_a_case(program, cases):
    used = {line.split("=")[0] for case in cases for line in (case / "arguments").read_text(encoding="utf-8").splitlines()}
    return [sorted(names) for names in options(program) if not names & (used | NOT_HERE)]


def main():
    program, update = os.path.abspath(sys.argv[1]), "--update" in sys.argv
    cases = sorted(path.parent for path in pathlib.Path(__file__).parent.glob("*/arguments"))
    failed = False
    for names in options_without_a_case(program, cases):
        failed = True
        print(f"no case has {names}")
    for case in cases:
        got = run(program, case)
        for name in differences(case, got):
            if update:
                (case / name).write_bytes(got[name])
                continue
            failed = True
            print(f"{case.name}: {name} differs; it is now")
            print(got[name].decode("utf-8", "backslashreplace"))
    print(f"{len(cases)} cases")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
