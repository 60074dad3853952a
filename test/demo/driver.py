# SPDX-License-Identifier: BSL-1.0
"""The demo's comparison finds what it is there to find: each case breaks one thing in a set of records that is good."""

import copy
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import run_demo

CONNECTIONS = 2
STEP = run_demo.Step(200, "GET", "/orders/17", "one order", None)
VISIT = run_demo.Visit(STEP, "tour-01", "id-0")


def line_of(request_id):
    return [0.1, 40, "query done", {"request_id": request_id, "took": 0.01}]


def good_records():
    of_curl = {"data": {"request_id": "id-0", "client_request_id": "tour-01", "status": 200}, "logs": [line_of("id-0")]}
    of_wrk = [
        {"data": {"request_id": f"id-{i}", "user_agent": "wrk", "status": 200}, "logs": [line_of(f"id-{i}")]}
        for i in range(1, 11)
    ]
    lost = {"data": {"request_id": "id-11", "user_agent": "wrk"}, "outcome": "cancelled"}
    return [of_curl, *of_wrk, lost]


class FakeService:
    def __init__(self, records):
        self.records = lambda: records


class Comparison(unittest.TestCase):
    def setUp(self):
        self.records = good_records()
        self.counts = {"answered": 11, "unanswered": 1}
        self.wrk = {"requests": 9}

    def check(self):
        return run_demo.check(FakeService(self.records), self.counts, [VISIT], self.wrk, CONNECTIONS)

    def fails(self, message):
        self.assertRaisesRegex(run_demo.Failure, message, self.check)

    def test_good_records_pass(self):
        self.assertEqual(self.check(), {"answered": 11, "records": 11, "lines": 11, "wrk": 10, "cut": 1})

    def test_a_lost_record(self):
        del self.records[5]
        self.fails("11 answered, 10 records")

    def test_a_record_too_many(self):
        self.records.append(copy.deepcopy(self.records[1]) | {"data": {"request_id": "new", "user_agent": "wrk"}})
        self.fails("11 answered, 12 records")

    def test_an_answered_request_called_cancelled(self):
        self.records[1]["outcome"] = "cancelled"
        self.fails("11 answered, 10 records")

    def test_a_cancelled_request_without_a_record(self):
        self.records.pop()
        self.fails("1 cut off, 0 records of such")

    def test_an_id_given_twice(self):
        self.records[1]["data"]["request_id"] = "id-2"
        self.fails("12 records have 11 different ids")

    def test_a_record_without_an_id(self):
        del self.records[1]["data"]["request_id"]
        self.fails("12 records have 11 different ids")

    def test_a_line_in_the_record_of_another_request(self):
        self.records[3]["logs"].append(line_of("id-4"))
        self.fails("1 lines are in the record of another request: .*id-3.*id-4")

    def test_a_line_that_names_no_request(self):
        self.records[3]["logs"].append([0.2, 30, "whose?"])
        self.fails("1 lines are in the record of another request")

    def test_a_request_of_curls_without_its_record(self):
        self.records[0]["data"]["request_id"] = "another"
        self.fails("no record has the id id-0")

    def test_an_id_of_curls_in_two_records(self):
        self.records[1]["data"]["client_request_id"] = "tour-01"
        self.fails("in several records")

    def test_another_status_in_the_record(self):
        self.records[0]["data"]["status"] = 404
        self.fails("another status")

    def test_fewer_answers_than_wrk_counted(self):
        self.wrk["requests"] = 11
        self.fails("wrk counted 11, 10 answers")

    def test_more_answers_than_wrk_can_have_asked_for(self):
        self.wrk["requests"] = 7
        self.fails("wrk counted 7, 10 answers")

    def test_a_stranger_among_the_clients(self):
        self.records[1]["data"]["user_agent"] = "stranger"
        self.fails("neither curl nor wrk")


class Lines(unittest.TestCase):
    """What both readers must refuse."""

    good = '{"start":1.000000,"end":2.000000,"logs":[[1.000000,30,"x"]],"timers":[["t",0.500000,2.000000]]}'
    render_records = os.environ["RENDER_RECORDS"]

    def check(self, line):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder, "requests.log")
            log.write_text(f"{self.good}\n{line}\n", encoding="utf-8")
            own = subprocess.run([self.render_records, "--check", log], capture_output=True, text=True, check=False)
            self.assertEqual(own.returncode == 0, line == self.good, own.stderr)
            run_demo.check_lines(log, self.render_records, 2)

    def test_good_lines_pass(self):
        self.check(self.good)

    def test_bad_lines_do_not(self):
        bad = {
            "no JSON": self.good[:-1],
            "two records in a line": self.good * 2,
            "start not first": '{"end":2.000000,"start":1.000000}',
            "a line after the end": self.good.replace("[[1.0", "[[2.1"),
            "a timer after the end": self.good.replace("0,2.000000]", "0,2.000001]"),
            "a timer that ends before it starts": self.good.replace('"t",0.5', '"t",2.0').replace("0,2.0", "0,1.9"),
            "a negative offset": self.good.replace("[[1.0", "[[-1.0"),
        }
        for name, line in bad.items():
            with self.subTest(name):
                self.assertRaises(run_demo.Failure, self.check, line)


class Passwords(unittest.TestCase):
    def test_one_in_the_log_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder, "requests.log")
            log.write_text('{"body":"password=***"}\n', encoding="utf-8")
            run_demo.check_password(log)
            log.write_text('{"body":"password=%s"}\n' % run_demo.PASSWORD, encoding="utf-8")
            self.assertRaisesRegex(run_demo.Failure, "1 records", run_demo.check_password, log)


class Leftovers(unittest.TestCase):
    def test_a_demo_that_fails_says_why_and_leaves_no_process(self):
        with tempfile.TemporaryDirectory() as folder:
            programs = ["--service", os.environ["ORDERS_SERVICE"], "--render-records", "/bin/false"]
            options = ["--directory", folder, "--seconds", "1", "--connections", "2"]
            command = [sys.executable, "-B", run_demo.__file__, *programs, *options]
            ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(ran.returncode, 1)
            self.assertIn("The demo failed", ran.stderr)
            self.assertNotIn("\r", ran.stdout)  # no progress line in a pipe
            using = [p for p in pathlib.Path("/proc").glob("[0-9]*/cmdline") if folder in self.text(p)]
            self.assertEqual(using, [])

    @staticmethod
    def text(path):
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:  # that process has just ended
            return ""


if __name__ == "__main__":
    unittest.main()
