#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows that compiler flags do not change how numbers are printed.

Compiles a source with each compiler and each set of flags, whatever the build's own options are, and compares what the
programs print with what the first one prints. Denormals may be 0: programs linked with -ffast-math tell the processor
to take them for that.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

FLAGS = ["", "-ffinite-math-only", "-frounding-math", "-Ofast"]  # the last implies -ffast-math and all that this implies
SHOWN = 10  # differences of one set of flags


def output_of(options, compiler, folder, flags):
    """What the program prints that is compiled with these flags."""
    program = pathlib.Path(folder) / ("program" + flags)
    cache = ["ccache"] if shutil.which("ccache") else []
    objects = program.with_suffix(".o")
    command = [compiler, "-std=c++20", "-O1", "-w", *flags.split()]
    include = [f"-I{options.include}"]
    subprocess.run([*cache, *command, *include, "-c", options.source, "-o", objects], check=True)
    subprocess.run([*command, objects, "-o", program, "-lboost_json"], check=True)
    return subprocess.run([program, str(options.seed)], check=True, capture_output=True, text=True).stdout.splitlines()


def with_zeros(line):
    """A line about denormals as it is where they are 0."""
    return re.sub(r"(-?)[\d.]+e-\d+", lambda number: "-0.0" if number[1] else "0", line)


def is_same(line, plain):
    return line == plain or (plain.startswith("denormal") and line == with_zeros(plain))


def compare(flags, lines, plain):
    """Prints the first differences and returns whether there are any."""
    wrong = [pair for pair in zip(lines, plain) if not is_same(*pair)]
    print(f"  {flags or 'no flags':28} {len(lines)} lines, {len(wrong)} differ")
    for line, expected in wrong[:SHOWN]:
        print(f"    {line}\n    not {expected}")
    return bool(wrong) or len(lines) != len(plain)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--compiler", action="append", required=True)
parser.add_argument("--include", required=True)
parser.add_argument("--seed", type=int, default=random.randrange(2**32))
parser.add_argument("source")
options = parser.parse_args()


def check(compiler):
    """Prints how the outputs differ and returns whether they do."""
    print(f"{compiler}, seed {options.seed} (--seed repeats it)")
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outputs = list(pool.map(lambda flags: output_of(options, compiler, folder, flags), FLAGS))
    return any([compare(flags, lines, outputs[0]) for flags, lines in zip(FLAGS, outputs)])


sys.exit(any([check(compiler) for compiler in options.compiler]))
