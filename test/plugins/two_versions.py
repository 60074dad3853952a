#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Loads two versions of the library into one process, with shared libraries that come and go while both are used.

The other version is a copy of the headers with another layout of what threads keep, and the name of another version's
namespace. The compiler and its flags are those of the build. With --same-namespace it keeps the name: then the process
must fail, which shows that the test can.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from compiler_command import compiler_command  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--build", type=pathlib.Path, required=True, help="the build directory")
parser.add_argument("--like", type=pathlib.Path, required=True, help="a source that the build compiles")
parser.add_argument("--source", type=pathlib.Path, required=True, help="the project")
parser.add_argument("--same-namespace", action="store_true")
options = parser.parse_args()

folder = options.build / "test" / "plugins"
headers = folder / "other_version"
here = pathlib.Path(__file__).parent


def replace_once(path, old, new):
    text = path.read_text()
    if text.count(old) != 1:
        sys.exit(f"{path.name}: '{old}' does not stand there once")
    path.write_text(text.replace(old, new))


def write_other_version():
    shutil.rmtree(headers, ignore_errors=True)
    shutil.copytree(options.source / "include", headers)
    own = headers / "logdefer"
    if not options.same_namespace:
        config = own / "base" / "config.hpp"
        config.write_text(re.sub(r"(#define LOGDEFER_ABI) v\d+", r"\1 v0", config.read_text()))
    replace_once(own / "transaction/pool.hpp", "struct free_list {\n", "struct free_list {\n    std::size_t added[8] = {};\n")
    replace_once(own / "transaction/transaction.hpp", "class transaction {\n", "class transaction {\n    [[maybe_unused]] std::size_t added[8] = {};\n\n")


command = compiler_command(options.build, options.like)
compiler = next(i for i, word in enumerate(command) if word.startswith("-"))  # it and what it runs through
is_gcc = "clang" not in " ".join(command[:compiler])


def compiled(source, output, *arguments, include=options.source / "include"):
    words = [*command[:compiler], f"-I{include}", *command[compiler:], str(here / source), "-o", str(output), *arguments]
    subprocess.run(words, cwd=options.build, check=True)
    return str(output)


folder.mkdir(parents=True, exist_ok=True)
write_other_version()
shared = ["-shared", "-fPIC", "-lboost_json"]
# The host shows its symbols to what it loads: of two with one name, the first would serve both.
host = compiled("host.cpp", folder / "host", "-rdynamic", "-ldl", "-lboost_json", "-pthread")
same = compiled("plugin.cpp", folder / "same.so", *shared)
other = compiled("plugin.cpp", folder / "other.so", *shared, include=headers)
# g++ keeps a library with such symbols loaded for ever; these two go
hidden = [*shared, "-fvisibility=hidden", *(["-fno-gnu-unique"] if is_gcc else [])]
same_unloaded = compiled("plugin.cpp", folder / "same_unloaded.so", *hidden)
other_unloaded = compiled("plugin.cpp", folder / "other_unloaded.so", *hidden, include=headers)
sys.exit(subprocess.run([host, same, other, same_unloaded, other_unloaded], check=False).returncode)
