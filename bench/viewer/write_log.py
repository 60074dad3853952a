#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes the log that measure.py measures with: the same bytes for the same arguments.

Requests of a web service, some 750 bytes each, in the order in which they ended.
"""

import argparse
import random
import sys

WORDS = ("accepted batch budget cache commit cookie latency lookup miss order payload queue render reply retry rollback row "
         "schema session shard socket timeout token worker").split()
HEXADECIMAL = "0123456789abcdef"
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "curl/7.88.1", "Go-http-client/2.0", "python-requests/2.28"]
TIMERS = ["db: select orders", "db: update stock", "cache lookup", "upstream call", "render", "parse request"]
STATUSES = [200] * 90 + [304] * 4 + [404] * 3 + [500] * 2 + [503]


def text(rng, least, most):
    return " ".join(rng.choices(WORDS, k=rng.randint(least, most)))


def logs(rng, end):
    lines = []
    for offset in sorted(rng.uniform(0, end) for _ in range(rng.randint(1, 5))):
        level = rng.choices([10, 20, 30, 40], [1, 2, 12, 6])[0]
        fields = f',{{"attempt":{rng.randint(1, 3)},"waited":{rng.uniform(0, 9):.3f}}}' if rng.random() < 0.3 else ""
        lines.append(f'[{offset:.6f},{level},"{text(rng, 3, 9)}"{fields}]')
    return ",".join(lines)


def timers(rng, end):
    intervals = []
    for _ in range(rng.randint(1, 5)):
        start, stop = sorted((rng.uniform(0, end), rng.uniform(0, end)))
        intervals.append(f'["{rng.choice(TIMERS)}",{start:.6f},{max(stop, 0.000001):.6f}]')
    return ",".join(intervals)


def record(rng, start):
    end = rng.lognormvariate(-3.5, 1.1)
    data = (f'"pid":{rng.randint(2000, 2100)},"ip_addr":"10.{rng.randint(0, 9)}.{rng.randint(0, 99)}.{rng.randint(1, 254)}",'
            f'"method":"{rng.choice(["GET", "GET", "GET", "POST", "PUT", "DELETE"])}",'
            f'"path":"/api/v1/orders/{rng.randint(1, 99999)}/items","status_code":{rng.choice(STATUSES)},'
            f'"request_id":"{"".join(rng.choices(HEXADECIMAL, k=32))}","session_id":"{"".join(rng.choices(HEXADECIMAL, k=40))}",'
            f'"host":"web-{rng.randint(1, 12):02}.example.net","user_agent":"{rng.choice(AGENTS)}"')
    return f'{{"start":{start:.6f},"end":{end:.6f},"data":{{{data}}},"logs":[{logs(rng, end)}],"timers":[{timers(rng, end)}]}}\n'


def write_log(to, records, seed):
    rng = random.Random(seed)
    start = 1_700_000_000.0
    for _ in range(records):
        start += rng.expovariate(500)
        to.write(record(rng, start - rng.uniform(0, 0.05)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=230_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write_log(sys.stdout, arguments.records, arguments.seed)


if __name__ == "__main__":
    main()
