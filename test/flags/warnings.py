#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows that what a program includes is compiled without a warning, whatever the program's flags.

Compiles a source with one compiler and each set of flags. Not with -fsyntax-only: the optimiser warns, too.
"""

import argparse
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile

WARNINGS = ("-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wnull-dereference "
            "-Wcast-align -Wcast-qual -Wdouble-promotion -Wformat=2 -Wnon-virtual-dtor -Woverloaded-virtual "
            "-Wimplicit-fallthrough -Wundef -Werror").split()
WARNINGS_OF_GCC = "-Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wuseless-cast".split()
FLAGS = [
    "-O0 -fsanitize=address,undefined",
    "-O1 -D_GLIBCXX_ASSERTIONS",
    "-Og -D_GLIBCXX_DEBUG",
    "-O2 -D_FORTIFY_SOURCE=3",
    "-Os -fno-exceptions -fno-rtti",
    "-O3 -DNDEBUG",
    "-Ofast",
]


def complaint(options, flags):
    """What the compiler says with these flags; empty where it says nothing."""
    cache = ["ccache"] if shutil.which("ccache") else []
    warnings = WARNINGS + (WARNINGS_OF_GCC if options.gcc else ["-Wno-deprecated-ofast"])  # clang 19 renounces -Ofast
    command = [*cache, options.compiler, "-std=c++20", *warnings, *flags.split(), f"-I{options.include}"]
    with tempfile.NamedTemporaryFile(suffix=".o") as output:
        done = subprocess.run([*command, "-c", options.source, "-o", output.name], capture_output=True, text=True,
                              check=False)
    return done.stderr or ("" if done.returncode == 0 else "fails without a message")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--compiler", required=True)
parser.add_argument("--gcc", action="store_true", help="the compiler is GCC")
parser.add_argument("--include", required=True)
parser.add_argument("source")
options = parser.parse_args()

print(options.compiler)
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    complaints = list(pool.map(lambda flags: complaint(options, flags), FLAGS))
for flags, text in zip(FLAGS, complaints):
    print(f"  {flags:34} {'WARNINGS' if text else 'no warning'}")
    print(text, end="")
sys.exit(any(complaints))
