#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Tests of the verdicts on targets."""

import unittest

from targets import Runs, Target


def row(numerator, denominator, bound, least=False):
    return Target("x", numerator, denominator, bound, least).row()[1:]


class Verdicts(unittest.TestCase):
    def test_the_median_of_steady_repetitions_decides(self):
        floor = Runs([100, 100, 100])
        self.assertEqual(row(Runs([99, 100, 105]), floor, 1.02), ["1.00", "0.99 .. 1.05", "<= 1.02", "reached"])
        self.assertEqual(row(Runs([99, 104, 105]), floor, 1.02), ["1.04", "0.99 .. 1.05", "<= 1.02", "missed"])

    def test_repetitions_that_differ_and_disagree_are_no_verdict(self):
        self.assertEqual(row(Runs([90, 100, 120]), Runs([100, 100, 100]), 1.1)[-1], "unclear")

    def test_repetitions_that_differ_and_agree_are_one(self):
        self.assertEqual(row(Runs([90, 100, 120]), Runs([100, 100, 100]), 1.5)[-1], "reached")
        self.assertEqual(row(Runs([90, 100, 120]), Runs([100, 100, 100]), 0.5)[-1], "missed")

    def test_a_load_that_meets_both_sides_of_a_ratio_does_not_show(self):
        self.assertEqual(row(Runs([100, 300]), Runs([100, 300]), 1.1), ["1.00", "1.00 .. 1.00", "<= 1.1", "reached"])

    def test_more_may_be_better(self):
        times_faster = row(Runs([50, 52]), Runs([10, 10]), 4, least=True)
        self.assertEqual(times_faster, ["5.10", "5.00 .. 5.20", ">= 4", "reached"])

    def test_exact_numbers_have_no_spread(self):
        self.assertEqual(row(5, 4, 1.02), ["1.25", "exact", "<= 1.02", "missed"])

    def test_arithmetic_is_by_repetition(self):
        self.assertEqual(((Runs([1, 2]) * 16 + Runs([3, 4]) - Runs([1, 1])) / 2).values, [9.0, 17.5])


if __name__ == "__main__":
    unittest.main()
