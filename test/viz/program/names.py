# SPDX-License-Identifier: BSL-1.0
"""Names that no record has."""

import unittest

from program import InFolder, run

LINES = b"".join(b'{"start":%d,"data":{"status":200,"user":"u%d"},"timers":[["db",0,0.1]]}\n' % (n, n)
                 for n in range(100_000))  # enough for several threads


class Names(InFolder):
    def messages(self, *arguments):
        result = run(*arguments, self.log)
        return result.stderr.decode().splitlines()

    def setUp(self):
        super().setUp()
        self.log = self.write("log", LINES)

    def test_a_name_that_no_record_has_is_reported_with_the_nearest(self):
        self.assertEqual(self.messages("--pt", "--where", "statsu=200"),
                         ["log-defer-viz: --where statsu: no record has this member; did you mean status?"])
        self.assertEqual(self.messages("--stats", "--by", "usr", "--has-timer", "bd"),
                         ["log-defer-viz: --has-timer bd: no record has this timer; did you mean db?",
                          "log-defer-viz: --by usr: no record has this member; did you mean user?"])

    def test_a_name_that_exists_is_not_reported_even_if_no_record_passes(self):
        self.assertEqual(self.messages("--pt", "--where", "status=500"), [])
        self.assertEqual(self.messages("--stats", "--by", "user", "--where", "status=500"), [])

    def test_a_name_of_the_last_record_is_found(self):
        with open(self.log, "ab") as file:
            file.write(b'{"start":1,"data":{"rare":1}}\n')
        self.assertEqual(self.messages("--pt", "--where", "rare=2"), [])

    def test_the_first_lines_may_be_no_records(self):
        log = self.write("other", b"no record\n" + LINES[:1000])
        self.assertIn(b"did you mean status?", run("--pt", "--where", "statsu=1", log).stderr)


class Timers(InFolder):
    def test_the_time_of_a_timer_is_a_value_wherever_a_path_is_one(self):
        log = self.write("log", b'{"start":1,"end":2,"timers":[["db.query",0.1,0.6],["x",0,1]]}\n'
                                b'{"start":2,"end":2,"timers":[["db.query",0.1,0.2]]}\n')
        first = self.read("log").splitlines(keepends=True)[0]
        self.assertEqual(run("--pt", "--where", "timers.db.query>0.3", log).stdout, first)
        self.assertEqual(run("--pt", "--where", "timers.x!=1", log).stdout, self.read("log")[len(first):])
        for arguments in (["--stats", "--by"], ["--lanes", "--by"], ["--interleaved", "--by"], ["--count"],
                          ["--format", "csv", "--columns"]):
            with self.subTest(arguments=arguments):
                result = run(*arguments, "timers.db.query", log)
                self.assertIn(b"0.500000", result.stdout)
                self.assertEqual(result.stderr, b"")

    def test_a_timer_that_no_record_has_is_reported(self):
        log = self.write("log", b'{"start":1,"end":2,"timers":[["query",0.1,0.6]]}\n')
        for option, view in (("--where", "timers.qery>1"), ("--by", "timers.qery")):
            self.assertEqual(run("--stats", option, view, log).stderr,
                             b"log-defer-viz: " + option.encode()
                             + b" qery: no record has this timer; did you mean query?\n")
        self.assertEqual(run("--where", "timers.0.0=query", log).stderr, b"")


if __name__ == "__main__":
    unittest.main()
