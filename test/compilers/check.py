#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compiles and runs the library with every compiler and target it is meant for.

    check.py SOURCE [NAME...]     checks these, or all; fails where docs/compilers.md shows something else
    check.py SOURCE --update      checks all, and writes what was seen into docs/compilers.md

Each compiles typical uses as a user does who has many warnings as errors and includes the headers by -I, once for each
version of C++. Then a program is run: the golden records, which must be the same bytes everywhere, or, where these need
what the flags forbid, an example. A machine unlike those that run all tests also runs property tests.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

WARNINGS = "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror".split()
BOOST = pathlib.Path("/usr/include/boost")
PROPERTIES = ["json_text", "redaction", "size_limit", "text_serializer", "transactions"]
PROPERTY_CASES = 1000  # of each property, where there may be 20000: an emulator is slow
STANDARDS = {"C++20": "-std=c++20", "C++23": "-std=c++2b"}
START, END = "<!-- generated: compilers -->\n", "<!-- end of generated text -->"


@dataclasses.dataclass
class Target:
    compiler: str
    flags: str = ""
    package: str = ""  # of Debian
    runner: str = ""
    foreign: bool = False  # not this machine, whose headers it must not see
    example: str = ""  # what is run instead of the golden records
    properties: bool = False  # are also tested

    def is_here(self):
        needed = [self.compiler, *self.runner.split()[:1]]
        return all(shutil.which(program) for program in needed) and self.compiles("int main() {}")

    def compiles(self, text):
        """With the standard library: a compiler may be there without the one that its flags name."""
        command = [self.compiler, *self.flags.split(), "-x", "c++", "-", "-o", os.devnull]
        return subprocess.run(command, input=f"#include <string>\n{text}", text=True, capture_output=True,
                              check=False).returncode == 0


TARGETS = {
    "g++ 12": Target("g++-12", package="g++-12"),
    "clang 14": Target("clang++-14", package="clang-14"),
    "clang 16": Target("clang++-16", package="clang-16"),
    "clang 19": Target("clang++-19", package="clang-19"),
    "clang 19 with libc++": Target("clang++-19", "-stdlib=libc++", "libc++-19-dev libc++abi-19-dev"),
    "g++ 12 without exceptions and RTTI": Target("g++-12", "-fno-exceptions -fno-rtti", "g++-12",
                                                 example="no_exceptions"),
    "clang 19 without exceptions and RTTI": Target("clang++-19", "-fno-exceptions -fno-rtti", "clang-19",
                                                   example="no_exceptions"),
    # gcc-multilib, which sets this path, conflicts with compilers for other machines; not each kernel runs its programs
    "g++ 12, 32 bits": Target("g++-12", "-m32 -isystem /usr/include/x86_64-linux-gnu", "g++-12-multilib qemu-user",
                              runner="qemu-i386"),
    "g++ 12, arm64": Target("aarch64-linux-gnu-g++", package="g++-aarch64-linux-gnu qemu-user",
                            runner="qemu-aarch64 -L /usr/aarch64-linux-gnu", foreign=True, properties=True),
}


class Failure(Exception):
    pass


def run(command, **options):
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, **options)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def compile_with(target, folder, *arguments):
    cache = ["ccache"] if shutil.which("ccache") else []
    boost = []
    if target.foreign:
        (folder / "include").mkdir(exist_ok=True)
        if not (folder / "include/boost").exists():
            (folder / "include/boost").symlink_to(BOOST)
        boost = ["-isystem", folder / "include"]
    run([*cache, target.compiler, *target.flags.split(), *boost, *arguments])


def check(target, source):
    """Compiles and runs; returns what the program showed. A `Failure` names the command that failed."""
    include = f"-I{source / 'include'}"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for standard in STANDARDS.values():
            compile_with(target, folder, standard, *WARNINGS, include, "-c", source / "test/flags/typical.cpp", "-o",
                         folder / "typical.o")
        program = source / (f"src/examples/{target.example}.cpp" if target.example
                            else "test/golden/golden_records.cpp")
        compile_with(target, folder, "-std=c++20", "-O1", *WARNINGS, include, "-c", program, "-o", folder / "program.o")
        # Boost.JSON is compiled here, since Debian's library is for this machine and its standard library. Its source
        # needs exceptions.
        compile_with(target, folder, "-std=c++20", "-O1", "-fexceptions", "-frtti", "-x", "c++", "-c",
                     BOOST / "json/src.hpp", "-o", folder / "json.o")
        compile_with(target, folder, folder / "program.o", folder / "json.o", "-o", folder / "program")
        runner = [*target.runner.split(), folder / "program"]
        if not target.example:
            golden = run([*runner, source / "test/golden"]).strip().split(",")[0]
            return golden + (f", {check_properties(target, source, folder)}" if target.properties else "")
        if run(runner) != program.with_suffix(".out").read_text("utf-8"):
            raise Failure(f"{program.name} prints something else")
        return f"the example `{target.example}.cpp`"


def check_properties(target, source, folder):
    """Boost.Test is compiled here as Boost.JSON is, whose object is in the folder. Returns how many properties hold."""
    units = {"main": ["-DBOOST_TEST_MODULE=property", "-x", "c++", BOOST / "test/included/unit_test.hpp"]}
    units |= {name: [f"-I{source / 'test'}", source / f"test/property/{name}.cpp"] for name in PROPERTIES}
    objects = {name: folder / f"property_{name}.o" for name in units}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        done = [pool.submit(compile_with, target, folder, "-std=c++20", "-O1", f"-I{source / 'include'}", "-c", *unit,
                            "-o", objects[name]) for name, unit in units.items()]
    for compilation in done:
        compilation.result()
    compile_with(target, folder, *objects.values(), folder / "json.o", "-o", folder / "properties")
    printed = run([*target.runner.split(), folder / "properties"],
                  env={**os.environ, "LOGDEFER_CASES": str(PROPERTY_CASES)})
    return re.search(r"Running (\d+) test cases", printed).group(1) + " properties"


def row(name, target, seen):
    flags = re.sub(r" ?-isystem \S+", "", target.flags)
    return f"| {name} | {f'`{flags}`' if flags else ''} | {' | '.join('yes' for _ in STANDARDS)} | {seen} |\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("source", type=pathlib.Path)
    arguments.add_argument("names", nargs="*", metavar="NAME", help="as the page calls them")
    arguments.add_argument("--update", action="store_true")
    options = arguments.parse_args()
    source, names = options.source.resolve(), list(TARGETS) if options.update else options.names or list(TARGETS)
    page = source / "docs/compilers.md"
    before, rest = page.read_text("utf-8").split(START)
    shown, after = rest.split(END, 1)
    for name in names:
        if name not in TARGETS or not TARGETS[name].is_here():
            return f"{name}: needs Debian's {TARGETS[name].package}" if name in TARGETS else f"{name}: no such target"
    rows = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        checks = [pool.submit(check, TARGETS[name], source) for name in names]
        for name, seen in zip(names, checks):
            try:
                rows.append(row(name, TARGETS[name], seen.result()))
            except Failure as failure:
                pool.shutdown(cancel_futures=True)
                return f"{name}: {failure}"
            print(rows[-1], end="", flush=True)
            if not options.update and rows[-1] not in shown:
                return f"{page}: shows another row; run with --update"
    if options.update:
        head = f"| | flags | {' | '.join(STANDARDS)} | runs |\n|---|{'---|' * (len(STANDARDS) + 2)}\n"
        page.write_text(before + START + head + "".join(rows) + END + after, "utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main())
