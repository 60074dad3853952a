#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures what the debug lines of the demo's requests cost: of all, of none, or of those that failed or were slow.

    bench/hindsight.py build/src/demo/orders-service

Puts the service under the demo's load, several rounds of each in turns, so that other programs disturb all alike; says
the median, and in brackets the least and the greatest. The processor time is that of the whole service: HTTP, SQLite,
the log, and the thread that writes the file. Then counts instructions with valgrind, which other programs disturb less:
for 500 requests of the same kinds, one after the other, without the report.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
DEMO = pathlib.Path(__file__).resolve().parents[1] / "src/demo"
sys.path.insert(0, str(DEMO))
from run_demo import ORDER  # noqa: E402
from service_process import Service  # noqa: E402

WHICH = {"always": "all requests", "never": "none", "hindsight": "failed and slow ones"}


def processor_seconds(pid):
    after_name = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    user, system = (int(ticks) for ticks in after_name[11:13])
    return (user + system) / os.sysconf("SC_CLK_TCK")


def measure(program, which, seconds):
    """Bytes of a record, and microseconds of processor time for a request."""
    with tempfile.TemporaryDirectory() as folder:
        with Service(program, pathlib.Path(folder), "--debug-lines", which) as service:
            before = processor_seconds(service.process.pid)
            wrk = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", DEMO / "load.lua", service.url]
            done = subprocess.run(wrk, check=True, capture_output=True, text=True)
            spent = processor_seconds(service.process.pid) - before
            service.stop()
            requests = json.loads(done.stdout.splitlines()[-1])["requests"]
            with service.log.open("rb") as records:
                sizes = [len(record) for record in records]
    return statistics.fmean(sizes), spent / requests * 1e6


def ask(port, requests):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in range(1, requests + 1):
        if number % 20 == 0:
            connection.request("POST", "/orders", ORDER)
        else:
            connection.request("GET", "/orders?limit=10" if number % 10 == 0 else f"/orders/{number}")
        connection.getresponse().read()
    connection.close()


def instructions(program, which, requests):
    """What the service executes from its start to its end."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        options = ["--seed", "1000", "--threads", "1", "--database-threads", "1", "--debug-lines", which]
        with Service(program, folder, *options) as service:  # fills the database
            service.stop()
        counted = folder / "counted"
        counted.write_text(f"#!/bin/sh\nexec valgrind -q --tool=callgrind --callgrind-out-file={folder}/counts "
                           f'{pathlib.Path(program).resolve()} "$@"\n', encoding="utf-8")
        counted.chmod(0o755)
        with Service(counted, folder, *options) as service:
            ask(service.port, requests)
            service.stop()
        return int(re.search(r"^summary: (\d+)", (folder / "counts").read_text(encoding="utf-8"), re.MULTILINE)[1])


def cell(values, form):
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("service", help="the program orders-service")
    parser.add_argument("--rounds", type=int, default=7, help="(%(default)s)")
    parser.add_argument("--seconds", type=int, default=3, help="of load in each (%(default)s)")
    options = parser.parse_args()
    results = {which: [] for which in WHICH}
    for _ in range(options.rounds):
        for which, rounds in results.items():
            rounds.append(measure(options.service, which, options.seconds))
    print("| Debug lines of | bytes of a record | processor time of a request, µs | instructions of a request |")
    print("|---|---|---|---|")
    for which, rounds in results.items():
        few, many = (instructions(options.service, which, requests) for requests in (100, 600))
        sizes, times = zip(*rounds)
        print(f"| {WHICH[which]} | {cell(sizes, '.0f')} | {cell(times, '.0f')} | {(many - few) / 500:.0f} |")


if __name__ == "__main__":
    main()
