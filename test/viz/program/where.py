#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What `--where` takes and what passes it, by the table that the report's field is held to as well: where.py PROGRAM
CASES."""

import json
import pathlib
import sys
import unittest

from program import run

CASES = pathlib.Path(sys.argv.pop(1))


class Where(unittest.TestCase):
    def test_every_case_of_the_table(self):
        table = json.loads(CASES.read_text("utf-8"))
        lines = [line.encode() for line in table["records"]]
        for case in table["cases"]:
            with self.subTest(where=case["where"]):
                status = 2 if "fails" in case else 0
                result = run("--pass-through", "--where", case["where"], text=b"\n".join(lines), status=status)
                self.assertEqual([lines.index(line) for line in result.stdout.splitlines()], case.get("passes", []))
                self.assertIn(case.get("fails", ""), result.stderr.decode())


if __name__ == "__main__":
    unittest.main()
