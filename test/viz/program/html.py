#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The page that `--html` writes: html.py PROGRAM BUILT, where BUILT is 1 or 0."""

import json
import re
import sys
import unittest

from program import InFolder, run

BUILT = sys.argv.pop(1) == "1"


def records_of(page):
    blocks = re.findall(rb'<script type="application/json" class="records">\n(.*?)</script>', page, re.DOTALL)
    return [json.loads(line) for block in blocks for line in block.splitlines()]


def about(page):
    return json.loads(re.search(rb'id="about">(.*?)</script>', page, re.DOTALL).group(1))


@unittest.skipUnless(BUILT, "the page was not built")
class Page(InFolder):
    def test_it_has_what_passes_the_filters_and_nothing_is_printed(self):
        text = b'{"start":2,"data":{"a":"</script>"}}\n{"start":1,"data":{"a":2}}\nno record\n{"start":0,"end":1}\n'
        result = run("--where", "a!=2", "--sort-time", "--html", self.path("page.html"), text=text)
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"1 line is no record", result.stderr)
        page = self.read("page.html")
        self.assertEqual(records_of(page), [{"start": 0, "end": 1}, {"start": 2, "data": {"a": "</script>"}}])
        self.assertEqual(about(page), {"source": "standard input", "records": 2, "left_out": 0})

    def test_it_does_not_replace_what_standard_input_is(self):
        path = self.write("log", b'{"start":1}\n')
        with open(path, "rb") as log:
            run("--html", path, text=None, status=2, stdin=log)
        self.assertEqual(self.read("log"), b'{"start":1}\n')

    def test_it_is_named_after_its_inputs(self):
        inputs = [self.write(name, b'{"start":1}\n') for name in ("a", "b")]
        run("--html", self.path("page.html"), *inputs)
        self.assertEqual(about(self.read("page.html"))["source"], ", ".join(inputs))

    def test_an_input_whose_name_is_not_utf8_leaves_it_utf8(self):
        run("--html", self.path("page.html"), self.write(b"\xff.log".decode("utf-8", "surrogateescape"), b'{"start":1}\n'))
        self.assertTrue(about(self.read("page.html"))["source"].endswith("\ufffd.log"))

    def test_records_beyond_its_limits_are_told(self):
        result = run("--html", self.path("page.html"), text=b'{"start":1}\n' * 100_001)
        self.assertIn(b"has the first 100000 of 100001 records", result.stderr)
        self.assertEqual(about(self.read("page.html"))["left_out"], 1)

    def test_a_file_that_cannot_be_written_ends_the_program(self):
        result = run("--html", self.path("none/page.html"), text=b'{"start":1}\n', status=1)
        self.assertIn(b"page.html: No such file or directory", result.stderr)

    def test_a_full_disk_is_told(self):
        result = run("--html", "/dev/full", text=b'{"start":1}\n', status=1)
        self.assertIn(b"/dev/full: No space left on device", result.stderr)

    def test_it_never_replaces_an_input(self):
        path = self.write("log", b'{"start":1}\n')
        self.assertIn(b"would replace an input", run("--html", path, path, status=2).stderr)
        self.assertEqual(self.read("log"), b'{"start":1}\n')

    def test_an_option_that_is_wrong_leaves_no_file(self):
        run("--html", self.path("page.html"), "--grep", "(", status=2)
        self.assertRaises(FileNotFoundError, self.read, "page.html")


@unittest.skipIf(BUILT, "the page was built")
class NoPage(InFolder):
    def test_the_option_says_what_is_missing(self):
        self.assertIn(b"built without the report", run("--html", self.path("page.html"), status=2).stderr)


if __name__ == "__main__":
    unittest.main()
