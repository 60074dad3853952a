#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the whole bench suite and says which targets are reached.

    bench/run.py                 measures with the release build in build/, prints every target
    bench/run.py --write-docs    also writes the tables and plots of docs/performance.md

Times are of interleaved repetitions, of processor time (of several threads: real time); only ratios within one run mean
anything. Each ratio comes with its least and its greatest repetition; where these disagree about the target and differ
by more than a tenth, the verdict is "unclear", since other programs were running.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile

import plots
import targets
from compile_time import measure as compile_time
from instructions import count as instructions

ROOT = pathlib.Path(__file__).resolve().parents[1]
SIZES = ["logdefer", "boost_json", "spdlog"]
PERCENTILES = ["p50", "p99", "p99.9", "max"]


def run_benchmarks(build, repetitions, min_time):
    """Nanoseconds of every repetition, the allocations, and the latencies, by name.

    What the whole process and the threads that log spend has the name of its benchmark and " process" or " producers";
    " null_producers" is what the latter spend in alternating rounds with a sink that does nothing.
    """
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run(
            [build / "bench/logdefer_bench", "--benchmark_enable_random_interleaving=true",
             f"--benchmark_repetitions={repetitions}", f"--benchmark_min_time={min_time}",
             f"--benchmark_out={out.name}", "--benchmark_out_format=json"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        runs = json.load(open(out.name, encoding="utf-8"))["benchmarks"]
    units = {"ns": 1, "us": 1e3, "ms": 1e6}
    times, allocations, latencies = {}, {}, {}
    for run in (run for run in runs if run["run_type"] == "iteration"):
        plain = re.sub("/iterations:[0-9]+", "", run["run_name"])
        name = re.sub("/(manual|real)_time", "", plain)
        ns = run["cpu_time" if name == plain else "real_time"] * units[run["time_unit"]]
        times.setdefault(name, []).append(ns)
        allocations[name] = max(allocations.get(name, 0), run.get("allocs", 0))
        for part in ("process_ns", "producers_ns", "null_producers_ns"):
            if part in run:
                times.setdefault(f"{name} {part.removesuffix('_ns')}", []).append(run[part])
        if "p50" in run:
            latencies.setdefault(name, []).append([run[p] for p in PERCENTILES])
    return times, allocations, latencies


def code_sizes(build):
    """Bytes of code and data that a transaction, a document, or some lines add to a program, and one more call."""
    def size(name):
        columns = subprocess.run(["size", build / f"bench/size/size_{name}"], check=True, capture_output=True, text=True)
        return sum(int(n) for n in columns.stdout.splitlines()[1].split()[:2])

    added = {name: size(name) - size("none") for name in SIZES}
    for call in ("text", "fields"):
        added[f"each further call of info with {call}"] = (size(f"{call}_twenty") - size(f"{call}_ten")) / 10
    return added


def table(head, rows):
    """A table in Markdown, which is readable as text too."""
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    lines = [" | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) for row in [head, *rows]]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def machine():
    """What the figures were measured on."""
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    compiler = subprocess.run(["g++", "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    return f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} processors, {platform.system()}; {compiler}"


def clock_reads(times):
    """What decides most of the ratios, and differs most between machines."""
    ns = {clock: statistics.median(times[f"clock/{clock}"]) for clock in ("steady", "tsc")}
    return f"A read of the steady clock takes {ns['steady']:.0f} ns, one of the counter {ns['tsc']:.0f} ns."


def allocation_rows(allocations):
    """The counts that must be zero."""
    names = ["T1/logdefer", "T1/logdefer_tsc", "T1/logdefer_two_threads", "T2/logdefer",
             "T4/logdefer/10000"]
    return [[f"allocations of {name}", f"{allocations[name]:.2f}", "exact", "0", "missed" if allocations[name] else "reached"]
            for name in names]


def instruction_counts(build):
    """Totals of the counted workloads."""
    policies = [name for pair in instructions.POLICIES for name in (pair, f"{pair}_by_hand")]
    return {workload: sum(instructions.count(build / "bench/instructions", workload).values())
            for workload in [*instructions.WORKLOADS, instructions.FLOOR, *policies]}


def latency_rows(latencies):
    """Percentiles of single calls, the median over the repetitions."""
    return [[name, *(f"{statistics.median(column):.0f}" for column in zip(*runs))]
            for name, runs in sorted(latencies.items())]


def time_rows(times):
    """Median and spread of every benchmark."""
    return [[name, f"{statistics.median(ns):.1f}", f"{min(ns):.1f}", f"{max(ns):.1f}"]
            for name, ns in sorted(times.items())]


def header_rows(seconds, instantiations):
    """Each header's cost, the dearest last."""
    return [[name, f"{1000 * s:.0f}", instantiations.get(name, "-")]
            for name, s in sorted(seconds.items(), key=lambda item: item[1])]


def write_between_markers(path, sections):
    """Replaces what stands between the markers of each section; the prose around them stays."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Performance\n"
    for name, content in sections.items():
        begin, end = f"<!-- generated: {name} -->", "<!-- end of generated text -->"
        block = f"{begin}\n{content}\n{end}"
        pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
        text = pattern.sub(lambda _: block, text) if begin in text else f"{text}\n{block}\n"
    path.write_text(text, encoding="utf-8")


def write_docs(sections, times):
    """The tables and the plots."""
    docs = ROOT / "docs"
    docs.mkdir(exist_ok=True)
    ours_and_peers = sorted((statistics.median(ns), name) for name, ns in times.items()
                            if name.startswith("T1/") and "threads:" not in name)
    rows = [(name, min(times[name]), median, max(times[name])) for median, name in ours_and_peers]
    (docs / "performance-t1.svg").write_text(plots.bars("T1, one transaction", rows), encoding="utf-8")
    series = {}
    for name, ns in times.items():
        if match := re.fullmatch(r"T4/logdefer(?:_(\w+))?/(\d+)", name):
            series.setdefault(match[1] or "lines", {})[int(match[2])] = statistics.median(ns) / int(match[2])
    (docs / "performance-growth.svg").write_text(plots.growth("T4, nanoseconds for an entry over their number", series),
                                                 encoding="utf-8")
    write_between_markers(docs / "performance.md", sections)


def measure(options):
    """Everything; the tables by name, the times, and whether all targets are reached."""
    times, allocations, latencies = run_benchmarks(options.build, options.repetitions, options.min_time)
    runs = {name: targets.Runs(ns) for name, ns in times.items()}
    seconds = compile_time.measure()
    counts = instruction_counts(options.build)
    sizes = code_sizes(options.build)
    goals = [*targets.floor_targets(runs), *targets.growth_targets(runs), *targets.peer_targets(runs),
             *targets.end_to_end_targets(runs), *targets.instruction_targets(counts),
             *targets.policy_targets(counts), *targets.header_targets(seconds), *targets.size_targets(sizes)]
    rows = [goal.row() for goal in goals] + allocation_rows(allocations)
    sections = {
        "machine": f"Measured on {machine()}, with `{' '.join(['bench/run.py', *sys.argv[1:]])}`. "
                   + clock_reads(times),
        "targets": table(["target", "median", "least .. most", "bound", ""], rows),
        "times": table(["benchmark", "median ns", "least", "most"], time_rows(times)),
        "latencies": table(["one call, ns", *PERCENTILES], latency_rows(latencies)),
        "instructions": table(["workload", "instructions"], [[name, f"{n:.0f}"] for name, n in counts.items()]),
        "headers": table(["header", "ms to parse", "instantiations"],
                         header_rows(seconds, compile_time.count_instantiations())),
        "sizes": table(["added to a program by", "bytes"], [[name, size] for name, size in sizes.items()]),
    }
    return sections, times, all(row[-1] == "reached" for row in rows)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    arguments.add_argument("--repetitions", type=int, default=9)
    arguments.add_argument("--min-time", type=float, default=0.2, help="seconds for each repetition")
    arguments.add_argument("--write-docs", action="store_true")
    options = arguments.parse_args()
    sections, times, all_reached = measure(options)
    print("\n\n".join(sections.values()))
    if options.write_docs:
        write_docs(sections, times)
    return 0 if all_reached else 1


if __name__ == "__main__":
    sys.exit(main())
