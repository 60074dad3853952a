#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows that what a program includes is compiled without a warning, whatever the program's flags.

Compiles a source with each compiler and each set of flags. Not with -fsyntax-only: the optimiser warns, too.
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
WARNINGS_OF_CLANG = ["-Wno-deprecated-ofast"]  # clang 19 announces the end of -Ofast
FLAGS = [
    "-O0 -fsanitize=address,undefined",
    "-Og -D_GLIBCXX_DEBUG",
    "-O2 -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS",
    "-Os -fno-exceptions -fno-rtti",
    "-O3 -DNDEBUG",
    "-Ofast",
]


def complaint(options, compiler, flags):
    """What the compiler says with these flags; empty where it says nothing."""
    cache = ["ccache"] if shutil.which("ccache") else []
    warnings = WARNINGS + (WARNINGS_OF_CLANG if "clang" in compiler else WARNINGS_OF_GCC)
    command = [*cache, compiler, "-std=c++20", *warnings, *flags.split(), f"-I{options.include}"]
    with tempfile.NamedTemporaryFile(suffix=".o") as output:
        done = subprocess.run([*command, "-c", options.source, "-o", output.name], capture_output=True, text=True,
                              check=False)
    return done.stderr or ("" if done.returncode == 0 else "fails without a message")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--compiler", action="append", required=True)
parser.add_argument("--include", required=True)
parser.add_argument("source")
options = parser.parse_args()


def check(compiler):
    """Prints what the compiler says and returns whether it says anything."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = list(pool.map(lambda flags: complaint(options, compiler, flags), FLAGS))
    print(compiler)
    for flags, text in zip(FLAGS, complaints):
        print(f"  {flags:34} {'WARNINGS' if text else 'no warning'}")
        print(text, end="")
    return any(complaints)


sys.exit(any([check(compiler) for compiler in options.compiler]))
