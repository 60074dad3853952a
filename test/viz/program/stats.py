# SPDX-License-Identifier: BSL-1.0
"""What --stats says about members with more values than there is room for."""

import random
import re
import unittest

from program import InFolder, run


def line(second, value):
    return b'{"start":%d,"end":0.000001,"data":{"target":"%s"},"timers":[["db",0,0.000001]]}\n' % (second, value)


def rows_of(result):
    """The name and the count of each row that is not a timer's."""
    found = re.findall(r"^(\S.*?) +(~?)(\d+) ", result.stdout.decode(), re.MULTILINE)
    return {name: (int(count), mark == "~") for name, mark, count in found}


class ManyValues(InFolder):
    def test_a_value_that_becomes_frequent_late_is_named_and_all_others_have_a_row(self):
        numbers = random.Random(1)
        lines = [line(n, b"late" if n > 100_000 and n % 5 == 0 else b"/%d" % numbers.randrange(10**6))
                 for n in range(150_000)]
        log = self.write("log", b"".join(lines))
        first = run("--stats", "--by", "target", "--top", "3", log)
        rows = rows_of(first)
        most_missed = int(re.search(r"up to (\d+) records", first.stderr.decode())[1])
        true_count = 9_999
        self.assertLess(most_missed, 150_000 // 1_000)
        self.assertLessEqual(rows["late"][0], true_count)
        self.assertGreaterEqual(rows["late"][0] + most_missed, true_count)
        self.assertTrue(rows["late"][1], "it is marked as approximate")
        self.assertGreater(rows["(other values)"][0], 0)
        self.assertIn(f"~ marks values of which up to {most_missed} records", first.stdout.decode())
        for _ in range(3):  # several threads
            again = run("--stats", "--by", "target", "--top", "3", log)
            self.assertEqual((first.stdout, first.stderr), (again.stdout, again.stderr))

    def test_values_that_have_room_are_exact(self):
        """With one of them, and of the others as many as a large installation has."""
        lines = [line(n, b"often" if n % 3 == 0 else b"/%d" % (n % 18_009)) for n in range(60_000)]
        result = run("--stats", "--by", "target", "--top", "1", text=b"".join(lines))
        self.assertEqual(rows_of(result)["often"], (20_000, False))
        self.assertEqual(result.stderr, b"")
        self.assertNotIn(b"(other values)", result.stdout)

    def test_no_percentile_is_below_the_shortest_duration(self):
        result = run("--stats", text=b"".join(line(n, b"x") for n in range(10)))
        self.assertNotIn(b" ns", result.stdout)
        self.assertEqual(result.stdout.count(b"1.00 us"), 8)


if __name__ == "__main__":
    unittest.main()
