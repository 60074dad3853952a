#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compiles all cases of this folder as they are, each in a namespace of its own, which must succeed.

What they include is included before. One translation unit for all takes little more time than one for a single case.
"""

import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from compiler_command import compiler_command  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--build", type=pathlib.Path, required=True, help="the build directory")
parser.add_argument("--like", type=pathlib.Path, required=True, help="a source that the build compiles")
options = parser.parse_args()

cases = sorted(HERE.glob("*.cpp"))
includes = {line for case in cases for line in case.read_text(encoding="utf-8").splitlines() if line.startswith("#include ")}
unit = sorted(includes) + [f'namespace {case.stem} {{\n#include "{case}"\n}}' for case in cases]
command = [*compiler_command(options.build, options.like), "-fsyntax-only", "-x", "c++", "-"]
sys.exit(subprocess.run(command, input="\n".join(unit) + "\n", text=True, cwd=options.build, check=False).returncode)
