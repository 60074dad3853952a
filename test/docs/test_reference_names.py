#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The comparison of the reference with the public names must find what is wrong."""

import pathlib
import tempfile
import unittest

import reference_names

EXAMPLE = "<!-- example: a.cpp a -->\n```cpp\nlogdefer::not_a_name();\n```\n"
HEADING = "| | |\n|---|---|\n"
RUBRICS = HEADING + "| Header | `<logdefer/a.hpp>` |\n" + "".join(
    f"| {rubric} | none |\n" for rubric in reference_names.RUBRICS[1:])
SINK = "## `sink`\n\n| Name | |\n|---|---|\n| `sink(path)` | |\n| `operator()(text)`, `operator==(other)` | |\n"
NAMES = {"logdefer::sink", "logdefer::sink::sink", "logdefer::sink::operator()", "logdefer::sink::operator=="}


class Reference(unittest.TestCase):
    def problems(self, text, public):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "logdefer").mkdir()
            (root / "logdefer/a.hpp").touch()
            page = root / "page.md"
            page.write_text(text)
            return "\n".join(reference_names.problems_of([page], root, public))

    def test_a_page_with_all_names_and_rubrics_is_good(self):
        self.assertEqual(self.problems(EXAMPLE + RUBRICS + SINK, NAMES), "")
        self.assertEqual(self.problems(EXAMPLE + SINK + RUBRICS, NAMES), "")

    def test_a_name_that_no_page_describes_is_found(self):
        self.assertEqual(self.problems(EXAMPLE + RUBRICS + SINK, NAMES | {"logdefer::sink::flush"}),
                         "logdefer::sink::flush: no page of the reference describes it")

    def test_a_name_that_does_not_exist_is_found_with_its_line(self):
        self.assertIn("page.md:16: no header declares logdefer::sink::sink",
                      self.problems(EXAMPLE + RUBRICS + SINK, NAMES - {"logdefer::sink::sink"}))
        self.assertIn("no header declares logdefer::gone",
                      self.problems(EXAMPLE + RUBRICS + SINK + "\nSee `logdefer::gone`.\n", NAMES))

    def test_a_name_that_is_described_twice_is_found(self):
        self.assertIn("logdefer::sink is already described", self.problems(EXAMPLE + RUBRICS + SINK + SINK, NAMES))

    def test_a_missing_rubric_is_found(self):
        self.assertIn("sink has no rubric Lifetime",
                      self.problems(EXAMPLE + RUBRICS.replace("| Lifetime | none |\n", "") + SINK, NAMES))

    def test_a_header_that_does_not_exist_is_found(self):
        self.assertIn("there is no header logdefer/b.hpp",
                      self.problems(EXAMPLE + RUBRICS.replace("/a.hpp", "/b.hpp") + SINK, NAMES))

    def test_a_page_without_an_example_is_found(self):
        self.assertIn("the page has no example", self.problems(RUBRICS + SINK, NAMES))


if __name__ == "__main__":
    unittest.main()
