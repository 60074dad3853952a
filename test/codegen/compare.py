#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows that a call above the compile-time threshold leaves no instruction behind.

Compiles a source at -O2 with one compiler, whatever the build's own options are, and compares the machine code of each
function `f` with that of `empty_f`: equal with the threshold below the calls, different with the threshold above.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

BELOW, ABOVE = 20, 50  # the calls are at level 40


def machine_code(options, threshold, folder):
    """The instructions' bytes by function; a section for each, so that no padding follows it."""
    output = pathlib.Path(folder) / f"threshold_{threshold}.o"
    flags = ["-std=c++20", "-O2", "-ffunction-sections", f"-DTHRESHOLD={threshold}", f"-I{options.include}"]
    subprocess.run([options.compiler, *flags, "-c", options.source, "-o", output], check=True)
    listing = subprocess.run(
        [options.objdump, "--disassemble", "--wide", output], check=True, capture_output=True, text=True
    ).stdout
    code = {}
    for line in listing.splitlines():
        if start := re.fullmatch(r"[0-9a-f]+ <(\w+)>:", line):
            function = start.group(1)
        elif instruction := re.match(r" *[0-9a-f]+:\t([0-9a-f ]+)", line):
            code[function] = code.get(function, "") + instruction.group(1).strip() + " "
    return code


def compare(code, should_be_equal):
    """Prints one line for each function and returns how many are not as they should be."""
    wrong = 0
    pairs = [name for name in code if f"empty_{name}" in code]
    for name in pairs:
        equal = code[name] == code[f"empty_{name}"]
        wrong += equal != should_be_equal
        verdict = "as empty" if equal else f"{len(code[name]) // 3} bytes"
        print(f"  {name:24} {verdict:12} {'' if equal == should_be_equal else 'WRONG'}")
    return wrong if pairs else 1


parser = argparse.ArgumentParser()
parser.add_argument("--compiler", required=True)
parser.add_argument("--objdump", required=True)
parser.add_argument("--include", required=True)
parser.add_argument("source")
options = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    print(f"{options.compiler}, threshold below the calls:")
    wrong = compare(machine_code(options, BELOW, folder), should_be_equal=True)
    print(f"{options.compiler}, threshold above the calls:")
    wrong += compare(machine_code(options, ABOVE, folder), should_be_equal=False)
sys.exit(wrong != 0)
