# SPDX-License-Identifier: BSL-1.0
"""--last, which reads the log twice."""

import json
import unittest

from program import InFolder, run

LOG = b"".join(b'{"start":%d,"data":{"start":99999}}\n' % start for start in (100, 108, 95, 109, 99, 105))


class Last(InFolder):
    def starts(self, *arguments):
        return [json.loads(line)["start"] for line in run("--pt", *arguments).stdout.splitlines() if line != b"no record"]

    def test_it_counts_from_the_latest_start_and_not_from_the_clock(self):
        log = self.write("log", b"no record\n" + LOG)
        self.assertEqual(self.starts("--last", "10s", log), [100, 108, 109, 99, 105])
        self.assertEqual(self.starts("--last", "1s", log), [108, 109])
        self.assertEqual(self.starts("--last", "10s", "--since", "105", log), [108, 109, 105])

    def test_of_several_files_the_latest_counts(self):
        other = self.write("other", b'{"start":112}\n')
        self.assertEqual(self.starts("--last", "5s", self.write("log", LOG), other), [108, 109, 112])

    def test_the_latest_start_may_be_in_a_wrapped_line(self):
        wrapped = b"".join(json.dumps({"log": line.decode() + "\n", "stream": "stdout"}).encode() + b"\n"
                           for line in LOG.splitlines())
        self.assertEqual(self.starts("--last", "1s", self.write("log", wrapped)), [108, 109])

    def test_starts_in_quotes_count(self):
        self.assertEqual(self.starts("--last", "5s", self.write("log", LOG + b'{"start":"112"}\n')), [108, 109, "112"])
    def test_the_latest_start_may_be_amid_other_text(self):
        for line in (b'text {"start":112} text\n', b'{"start":112} {"start":111}\n', b'\x1b[1m{"start":112}\x1b[0m \x1b[0m.\n',
                     b'[{"start":111},{"start":112}]\n', b'{"start":5\0\0{"start":112}\n'):
            with self.subTest(line=line):
                result = run("--map", ".start", "--last", "5s", self.write("log", LOG + line))
                self.assertEqual({int(start) for start in result.stdout.split()} - {111}, {108, 109, 112})

    def test_what_cannot_be_read_twice_is_refused(self):
        self.assertIn(b"--last needs files", run("--last", "1s", text=LOG, status=2).stderr)
        self.assertIn(b"--last soon: not a duration", run("--last", "soon", text=LOG, status=2).stderr)

    def test_a_log_without_records_is_none(self):
        self.assertEqual(run("--pt", "--last", "1s", self.write("log", b"")).stdout, b"")


if __name__ == "__main__":
    unittest.main()
