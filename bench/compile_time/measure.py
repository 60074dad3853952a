#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures how long a compiler parses each public header, and some to compare with: the least of several runs."""

import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PUBLIC = sorted(
    str(path.relative_to(ROOT / "include"))
    for path in (ROOT / "include/logdefer").rglob("*.hpp")
    if "detail" not in path.parts
)
STANDARD = "chrono, string, vector"
PEERS = {
    STANDARD: ["chrono", "string", "vector"],
    "boost/json.hpp": ["boost/json.hpp"],
    "spdlog/spdlog.h": ["spdlog/spdlog.h"],
    "nlohmann/json.hpp": ["nlohmann/json.hpp"],
}


def seconds(compiler, headers, repetitions):
    """Processor time of a syntax check; other programs on the machine do not lengthen it much."""
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
        source.write("".join(f"#include <{header}>\n" for header in headers))
        source.flush()
        command = [compiler, "-std=c++20", "-fsyntax-only", f"-I{ROOT / 'include'}", source.name]
        times = []
        for _ in range(repetitions):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(times)


def measure(compiler="g++", repetitions=5):
    """Seconds by name, of the public headers and of the peers."""
    inputs = {header: [header] for header in PUBLIC} | PEERS
    return {name: seconds(compiler, headers, repetitions) for name, headers in inputs.items()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--compiler", default="g++")
    arguments.add_argument("--repetitions", type=int, default=5)
    options = arguments.parse_args()
    times = measure(options.compiler, options.repetitions)
    for name, time in sorted(times.items(), key=lambda item: -item[1]):
        print(f"{time * 1000:7.0f} ms  {time / times[STANDARD]:5.2f}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
