#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures the viewer beside the usual tools on the same log, and says which targets are reached.

    bench/viewer/measure.py build-release/src/log-defer-viz [--records N] [--rounds N]

The log comes from write_log.py, and is read once before it is measured. Each round runs everything in turn, so that a
slow spell of the machine meets all of them, and each twice, of which the second counts: a virtual machine may have to
get the memory for the first from its host. Medians are compared.
"""

import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import write_log

REDUCE = 'reduce inputs as $r ({}; .[$r.data.status_code | tostring] += 1)'


def commands(viewer, log, keyed):
    select = ".data.status_code == 500"
    return {
        "where": [viewer, "--pass-through", "--where", "data.status_code=500", log],
        "jq select": ["jq", "-c", f"select({select})", log],
        "grep -F": ["grep", "-F", '"status_code":500', log],
        "count": [viewer, "--count", "status_code", log],
        "stats": [viewer, "--stats", "--by", "data.path", log],
        "jq reduce": ["jq", "-n", REDUCE, log],
        "plain": [viewer, log],
        "jq -c": ["jq", "-c", ".", log],
        "grep": [viewer, "--pass-through", "--grep", select, log],
        "map": [viewer, "--map", ".data.path", log],
        "jq -r": ["jq", "-r", ".data.path", log],
        "sort-time": [viewer, "--sort-time", "--pass-through", log],
        "sort": ["sort", "-n", "-k1,1", keyed],
    }


# what, how many times as fast as, than, at least
TARGETS = [
    ("where", "jq select", 15),
    ("where", "grep -F", 0.6),
    ("count", "jq reduce", 10),
    ("stats", "jq reduce", 10),
    ("plain", "jq -c", 4),
    ("grep", "jq select", 10),
    ("map", "jq -r", 2),
    ("sort-time", "sort", 2),
]
MOST_MEMORY = 100  # MB, for all but sorting


def run(command, output):
    """Seconds, and the greatest resident size in MB."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=output, env={**os.environ, "LC_ALL": "C"})
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{command} failed")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def write_logs(folder, records):
    log, keyed = folder / "requests.log", folder / "keyed.log"
    with log.open("w", encoding="utf-8") as to:
        write_log.write_log(to, records, seed=1)
    with log.open(encoding="utf-8") as lines, keyed.open("w", encoding="utf-8") as to:
        to.writelines(re.search(r'"start":([0-9.]+)', line).group(1) + "\t" + line for line in lines)
    return log, keyed


def measure(all_commands, rounds):
    seconds = {name: [] for name in all_commands}
    memory = dict.fromkeys(all_commands, 0.0)
    with open(os.devnull, "wb") as nowhere, tempfile.TemporaryFile() as somewhere:
        for _ in range(rounds):
            for name, command in all_commands.items():
                for _ in range(2):
                    # grep stops at its first match where its output is /dev/null
                    somewhere.seek(0)
                    took, used = run(command, somewhere if name == "grep -F" else nowhere)
                seconds[name].append(took)
                memory[name] = max(memory[name], used)
    return {name: statistics.median(times) for name, times in seconds.items()}, memory


def report(medians, memory, size):
    for name, seconds in medians.items():
        print(f"{name:<12} {seconds:8.3f} s {size / seconds / 1e9:7.3f} GB/s {memory[name]:7.0f} MB")
    reached = True
    for what, than, least in TARGETS:
        ratio = medians[than] / medians[what]
        reached = reached and ratio >= least
        print(f"{what} / {than}: {ratio:.2f}, target {least}: {'reached' if ratio >= least else 'missed'}")
    for what in ("where", "count", "stats", "plain", "grep", "map"):
        kept = memory[what] <= MOST_MEMORY
        reached = reached and kept
        print(f"memory of {what}: {memory[what]:.0f} MB, target {MOST_MEMORY}: {'reached' if kept else 'missed'}")
    return reached


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("viewer")
    parser.add_argument("--records", type=int, default=230_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log, keyed = write_logs(pathlib.Path(folder), arguments.records)
        # by another process: a child's greatest size begins with that of its parent
        subprocess.run(["cat", log, keyed], stdout=subprocess.DEVNULL, check=True)
        medians, memory = measure(commands(os.path.abspath(arguments.viewer), log, keyed), arguments.rounds)
        return 0 if report(medians, memory, log.stat().st_size) else 1


if __name__ == "__main__":
    sys.exit(main())
