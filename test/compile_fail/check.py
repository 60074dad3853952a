#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compiles a case with -DSHOULD_FAIL, which must fail with the message it names.

The case's first line is `// expect: <regular expression>`, searched in the lines of the compiler's output. Further lines:
 - `// reported: here` demands that the first error is reported in the case itself, not inside a header;
 - `// errors: several` admits more than one error, where the others are the compiler's own about a name without a type.
The compiler and its flags are those of the build, taken from its compile_commands.json.
"""

import argparse
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from compiler_command import compiler_command  # noqa: E402


def complaint(case, compiles, output):
    """What is wrong with the compilation; empty when nothing is."""
    expect, *demands = case.read_text().splitlines()[:3]
    pattern = re.fullmatch(r"// expect: (.+)", expect).group(1)
    errors = [line for line in output.splitlines() if " error: " in line]
    if compiles:
        return "compiles"
    if not re.search(pattern, output):
        return f"fails, but not with a message like '{pattern}'"
    if sum("[-W" not in error for error in errors) > 1 and "// errors: several" not in demands:
        return f"gives {len(errors)} errors"
    if "// reported: here" in demands and case.name not in errors[0].split("error:")[0]:
        return "fails, but the error is reported elsewhere"
    return ""


parser = argparse.ArgumentParser()
parser.add_argument("--build", type=pathlib.Path, required=True, help="the build directory")
parser.add_argument("--like", type=pathlib.Path, required=True, help="a source that the build compiles")
parser.add_argument("case", type=pathlib.Path)
options = parser.parse_args()

command = [*compiler_command(options.build, options.like), "-fsyntax-only", "-fdiagnostics-color=never"]
done = subprocess.run([*command, "-DSHOULD_FAIL", options.case], cwd=options.build, capture_output=True, text=True,
                      check=False)
wrong = complaint(options.case, done.returncode == 0, done.stderr)
print(f"{options.case.name}: {wrong or 'fails as it should'}\n{done.stderr}")
sys.exit(bool(wrong))
