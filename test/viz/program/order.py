#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""That both cores change nothing of the order in which records come out: order.py PROGRAM.

LOGDEFER_SEED=n repeats a run.
"""

import os
import random
import subprocess
import unittest

from program import ENVIRONMENT, PROGRAM, InFolder, run

SEED = int(os.environ.get("LOGDEFER_SEED", random.randrange(1 << 32)))


class Order(InFolder):
    """With a log of several blocks, in which starts and durations come again and again."""

    def setUp(self):
        super().setUp()
        rng = random.Random(SEED)
        self.records = [(rng.randint(0, 9), rng.randint(0, 9), n, "x" * rng.randint(0, 1500)) for n in range(9000)]
        self.log = self.write("log", b"".join(self.line(r) for r in self.records))

    @staticmethod
    def line(record):
        start, end, n, text = record
        return f'{{"start":{start},"end":{end},"n":{n},"text":"{text}"}}\n'.encode()

    def expect(self, records, *arguments):
        self.assertTrue(run(*arguments, self.log).stdout == b"".join(self.line(r) for r in records), arguments)

    def test_records_are_passed_on_as_they_came(self):
        self.expect(self.records, "--pass-through")
        self.expect([r for r in self.records if r[1] == 3], "--pass-through", "--where", "end=3")

    def test_equal_ones_keep_their_order_where_they_are_sorted(self):
        self.expect(sorted(self.records, key=lambda r: r[0]), "--pass-through", "--sort-time")
        longest = sorted(self.records, key=lambda r: -r[1])
        self.expect(longest, "--pass-through", "--sort", "duration")
        self.expect(longest[:1200], "--pass-through", "--top", "1200")

    def test_nothing_is_lost_where_the_reader_is_slow(self):
        with subprocess.Popen([PROGRAM, "--pass-through", "--sort-time", self.log], stdout=subprocess.PIPE,
                              env=ENVIRONMENT) as program:
            pieces = iter(lambda: os.read(program.stdout.fileno(), 777), b"")
            text = b"".join(pieces)
        self.assertTrue(text == b"".join(self.line(r) for r in sorted(self.records, key=lambda r: r[0])))


if __name__ == "__main__":
    print(f"seed {SEED}")
    unittest.main()
