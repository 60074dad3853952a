#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Counts the instructions of a few workloads with callgrind and compares them with a baseline.

    count.py FOLDER BASELINE             fails when a workload grew by more than the tolerance; says where
    count.py FOLDER BASELINE --update    writes the baseline

FOLDER is where the programs were built.
The baseline belongs to one compiler; raise it in a commit of its own that says why.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

TOLERANCE = 0.01
WORKLOADS = ["t1", "t1b", "t2", "t2_ref", "t3", "t5_fork", "fork_join", "fork_join_without", "await_bare", "await_timed",
             "await_timed_split", "await_timed_full", "await_carried", "current", "dropped", "line_with_number",
             "line_with_probe"]
FLOOR = "t1_floor"
# Each has a partner, written by hand, whose name ends so; compared with each other, not with a baseline.
POLICIES = ["null_serializer", "manual", "level_set"]


def short_name(function):
    """A function's name without template arguments, parameters and clones."""
    name = function.replace("(anonymous namespace)::", "").replace("operator()", "call")
    depth, kept = 0, []
    for c in name:
        depth -= c in ">)}"
        if depth == 0 and c not in ">)}":
            kept.append(c)
        depth += c in "<({"
    plain = re.sub(r"[<({]", "", "".join(kept))
    plain = re.sub(r"\[clone.*|'\d+$| const\b.*", "", plain).strip()
    return plain.split(" ")[-1] or function


def costs_of(profile):
    """Instructions of each function itself, from callgrind's file."""
    names, costs, current, skip = {}, collections.Counter(), None, False
    for line in profile.splitlines():
        if match := re.match(r"fn=\((\d+)\)(?: (.*))?", line):
            if match[2]:
                names[match[1]] = short_name(match[2])
            current = names[match[1]]
        elif match := re.match(r"cfn=\((\d+)\) (.*)", line):
            names[match[1]] = short_name(match[2])
        elif line.startswith("calls="):
            skip = True  # the next line is what the callee cost
        elif re.match(r"[+*\-\d]", line) and current:
            if not skip:
                costs[current] += int(line.split()[1])
            skip = False
    return costs


def count(folder, workload):
    """Instructions of one run, by function."""
    with tempfile.TemporaryDirectory() as temporary:
        out = pathlib.Path(temporary, "profile")
        command = ["valgrind", "--tool=callgrind", "--toggle-collect=*::measured(*", f"--callgrind-out-file={out}",
                   pathlib.Path(folder, f"instructions_{workload}")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        runs = int(done.stdout)
        costs = costs_of(out.read_text())
    return {name: round(cost / runs, 1) for name, cost in costs.most_common() if cost >= runs}


def report(workload, now, before):
    """Prints one comparison and returns whether it passes."""
    total, was = sum(now.values()), sum(before.values())
    ok = total <= was * (1 + TOLERANCE)
    print(f"{workload:17} {total:9.0f} instructions, baseline {was:9.0f}  {'ok' if ok else 'GREW'}")
    if not ok:
        grown = sorted(((now.get(f, 0) - before.get(f, 0), f) for f in {*now, *before}), reverse=True)
        for more, function in (change for change in grown[:5] if change[0] > 0):
            print(f"    {more:+9.1f}  {function}")
    return ok


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder")
    arguments.add_argument("baseline", type=pathlib.Path)
    arguments.add_argument("--update", action="store_true")
    options = arguments.parse_args()
    counts = {workload: count(options.folder, workload) for workload in WORKLOADS}
    if options.update:
        options.baseline.write_text(json.dumps(counts, indent=1) + "\n")
        return 0
    baseline = json.loads(options.baseline.read_text())
    passed = [report(workload, counts[workload], baseline[workload]) for workload in WORKLOADS]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
