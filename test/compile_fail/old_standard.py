#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compiles headers as C++17, which must fail with one sentence about it instead of hundreds of errors."""

import argparse
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from compiler_command import compiler_command  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--build", type=pathlib.Path, required=True, help="the build directory")
parser.add_argument("--like", type=pathlib.Path, required=True, help="a source that the build compiles")
options = parser.parse_args()

command = [*compiler_command(options.build, options.like), "-std=c++17", "-fdiagnostics-color=never", "-x", "c++", "-fsyntax-only", "-"]
failed = False
for header in ("logdefer.hpp", "basic_log_defer.hpp", "coroutine.hpp", "sinks/file_sink.hpp"):
    done = subprocess.run(command, input=f"#include <logdefer/{header}>\n", cwd=options.build, capture_output=True,
                          text=True, check=False)
    errors = [line for line in done.stderr.splitlines() if "error:" in line]
    good = len(errors) == 2 and "logdefer needs C++20" in errors[0] and "fatal error" in errors[1]
    print(f"{header}: {'says so' if good else f'{len(errors)} errors'}", *errors[:5], sep="\n  ")
    failed = failed or not good
sys.exit(failed)
