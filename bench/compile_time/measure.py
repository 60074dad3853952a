#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures what each public header costs a compiler, beside some to compare with.

Milliseconds to parse are the least of several interleaved runs. Instantiations of class and function templates are
events of clang's time trace, whose number is exact and repeatable; g++ has nothing like it.
"""

import argparse
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PUBLIC = sorted(
    str(path.relative_to(ROOT / "include"))
    for path in (ROOT / "include/logdefer").rglob("*.hpp")
    if "/// Private" not in path.read_text(encoding="utf-8")
)
STANDARD = "chrono, string, vector"
PEERS = {
    STANDARD: ["chrono", "string", "vector"],
    "boost/json.hpp": ["boost/json.hpp"],
    "spdlog/spdlog.h": ["spdlog/spdlog.h"],
    "nlohmann/json.hpp": ["nlohmann/json.hpp"],
}


INPUTS = {header: [header] for header in PUBLIC} | PEERS
TRACER = "clang++-19"  # one version: another may count otherwise


def including(headers, folder):
    """A source file that does nothing else."""
    source = pathlib.Path(folder, "source.cpp")
    source.write_text("".join(f"#include <{header}>\n" for header in headers), encoding="utf-8")
    return source


def seconds(compiler, headers):
    """Processor time of a syntax check, that of the kernel left out: other programs do not lengthen it much."""
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([compiler, "-std=c++20", "-fsyntax-only", f"-I{ROOT / 'include'}", including(headers, folder)],
                       check=True)
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def measure(compiler="g++", repetitions=9):
    """Seconds by name, of the public headers and of what they are compared with; interleaved, as the machine drifts."""
    runs = [{name: seconds(compiler, headers) for name, headers in INPUTS.items()} for _ in range(repetitions)]
    return {name: min(run[name] for run in runs) for name in INPUTS}


def instantiations(headers):
    """How many class and function templates are instantiated by including the headers."""
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder, "trace.json")
        subprocess.run([TRACER, "-std=c++20", "-c", "-o", pathlib.Path(folder, "object.o"), f"-ftime-trace={trace}",
                        "-ftime-trace-granularity=0", f"-I{ROOT / 'include'}", including(headers, folder)], check=True)
        events = json.loads(trace.read_text(encoding="utf-8"))["traceEvents"]
    return sum(event["name"] in ("InstantiateClass", "InstantiateFunction") for event in events)


def count_instantiations():
    """Instantiations by name; empty without that compiler."""
    return {name: instantiations(headers) for name, headers in INPUTS.items()} if shutil.which(TRACER) else {}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--compiler", default="g++")
    arguments.add_argument("--repetitions", type=int, default=9)
    options = arguments.parse_args()
    times = measure(options.compiler, options.repetitions)
    counts = count_instantiations()
    for name, time in sorted(times.items(), key=lambda item: -item[1]):
        count = counts.get(name, "-")
        print(f"{time * 1000:7.0f} ms  {time / times[STANDARD]:5.2f}  {count:>7} instantiations  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
