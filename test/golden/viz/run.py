#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the viewer on the cases beside this file and compares what it writes and its exit status, byte for byte.

    run.py PROGRAM            compares; shows what differs
    run.py PROGRAM --update   writes what was expected anew: `git diff` then shows what changed

A case is a text file: the command line, and sections for what goes in and what comes out.

    $ log-defer-viz --map .end input
    --- input
    {"start":1,"end":0.5}
    no record
    --- output
    0.5
    --- errors
    log-defer-viz: skipped 1 line that is not a record:
      input:2: not a JSON object
    --- status
    1

Sections that would be empty are left out, as is status 0. For a new case, write the command line and the input, and
update. Inputs that several cases share, or that are no text, are files in `inputs`. Each option of the help is in a case.
"""

import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
CLOCK = "1764057600"  # a hidden option, for cases that depend on the time
NOT_HERE = {"--html", "--pager", "--completion", "--version"}  # test/viz/program has them
UNENDED = b"\n\\ no newline at the end\n"


def arguments_of(case):
    command = case.read_bytes().split(b"\n")[0].decode()
    if not command.startswith("$ log-defer-viz"):
        raise SystemExit(f"{case.name}:1: not a command line of log-defer-viz")
    return shlex.split(command)[2:]


def input_of(case):
    """The input that the case holds itself, or None."""
    parts = re.split(rb"^--- (input|output|errors|status)\n", case.read_bytes(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2])).get(b"input")


def section(name, content):
    if not content:
        return b""
    return b"--- " + name.encode() + b"\n" + (content if content.endswith(b"\n") else content + UNENDED)


def run(program, case, folder):
    """What the file of the case has to be."""
    own = input_of(case)
    if own is not None:
        (folder / "input").write_bytes(own)
    command = [program, "--clock", CLOCK, *arguments_of(case)]
    result = subprocess.run(command, capture_output=True, cwd=folder, env={**os.environ, "TZ": "UTC"}, timeout=60,
                            check=False)
    (folder / "input").unlink(missing_ok=True)
    status = f"{result.returncode}\n".encode() if result.returncode else b""
    return (case.read_bytes().split(b"\n")[0] + b"\n" + section("input", own) + section("output", result.stdout)
            + section("errors", result.stderr) + section("status", status))


def difference(case, got):
    old, new = (text.decode("utf-8", "backslashreplace").splitlines(keepends=True) for text in (case.read_bytes(), got))
    return "".join(difflib.unified_diff(old, new, case.name, "what the program does now"))


def options(program):
    """The sets of names that the help has, one for each option."""
    help_text = subprocess.run([program, "--help"], capture_output=True, timeout=60, check=True).stdout.decode()
    heads = re.findall(r"^ {2,6}(-.*?)(?:  |$)", help_text, re.MULTILINE)
    return [set(re.findall(r"--?[\w?-]+", head.replace("[no-]", "") + ", " + head.replace("[no-]", "no"))) for head in heads]


def options_without_a_case(program, cases):
    used = {argument.split("=")[0] for case in cases for argument in arguments_of(case)}
    return [sorted(names) for names in options(program) if not names & (used | NOT_HERE)]


def main():
    program, update = os.path.abspath(sys.argv[1]), "--update" in sys.argv
    cases = sorted(HERE.glob("*.txt"))
    failed = False
    for names in options_without_a_case(program, cases):
        failed = True
        print(f"no case has {names}")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(HERE / "inputs", folder, dirs_exist_ok=True)
        for case in cases:
            got = run(program, case, pathlib.Path(folder))
            if got == case.read_bytes():
                continue
            if update:
                case.write_bytes(got)
                continue
            failed = True
            print(difference(case, got))
    print(f"{len(cases)} cases")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
