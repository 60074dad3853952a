#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes two days of a shop's records, about 450 bytes each: the same bytes for the same arguments.

On the second day there is a new version, whose database is slower and which warns of something new.
"""

import argparse
import random
import sys

BEGIN = 1_700_006_400  # 2023-11-15, midnight UTC
DAYS = 2
DEPLOY = BEGIN + 86_400
ROUTES = ["/cart", "/checkout", "/orders", "/orders/{}", "/products/{}/reviews", "/reports/best-customers", "/search"]
USERS = ["ada", "barbara", "edsger", "grace", "jane", "tony"]


def lines(chance, end, failed, slow, is_new):
    all_lines = [f'[0.000020,40,"accepted",{{"peer":"10.0.0.{chance.randrange(256)}"}}]',
                 f'[{end * 0.2:.6f},30,"asking the database"]',
                 f'[{end * 0.7:.6f},30,"rows read",{{"rows":{chance.randrange(500)}}}]']
    if slow:
        all_lines.append(f'[{end * 0.8:.6f},20,"slower than its budget",{{"budget":0.25}}]')
    if is_new and chance.random() < 0.02:
        all_lines.append(f'[{end * 0.85:.6f},20,"the cache is cold"]')
    if failed:
        all_lines.append(f'[{end * 0.9:.6f},10,"the payment service did not answer",{{"attempt":3}}]')
    return ",".join(all_lines)


def record(chance, number, start):
    is_new = start >= DEPLOY
    end = chance.lognormvariate(-3.4, 0.7) * (1.3 if is_new else 1)
    failed = chance.random() < (0.03 if is_new else 0.01)
    parsed, asked = end * chance.uniform(0.1, 0.3), end * chance.uniform(0.6, 0.9)
    data = (f'"request_id":"{number:08x}{chance.getrandbits(32):08x}","method":"{"POST" if chance.random() < 0.2 else "GET"}",'
            f'"route":"{chance.choice(ROUTES).format(chance.randrange(100_000))}",'
            f'"status":{500 if failed else chance.choice((200, 200, 200, 201, 404))},'
            f'"user":{{"name":"{chance.choice(USERS)}","id":{chance.randrange(1000)}}},"bytes":{chance.randrange(20_000)}')
    timers = (f'["parse",0.000010,{parsed:.6f}],'
              f'["db",{parsed:.6f},{asked:.6f},{{"busy":{(asked - parsed) * 0.2:.6f},"resumes":3}}],'
              f'["render",{asked:.6f},{end:.6f}]')
    outcome = ',"outcome":"failed"' if failed else ""
    return (f'{{"start":{start:.6f},"end":{end:.6f},"data":{{{data}}},'
            f'"logs":[{lines(chance, end, failed, end > 0.25, is_new)}],"timers":[{timers}]{outcome}}}\n')


def write_log(to, count, seed):
    chance = random.Random(seed)
    step = DAYS * 86_400 / count
    for number in range(count):
        burst = BEGIN + (number - number % 20) * step  # a page asks for much at once
        to.write(record(chance, number, burst + chance.random() * 0.2))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_log(sys.stdout, options.records, options.seed)


if __name__ == "__main__":
    main()
