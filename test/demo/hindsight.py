# SPDX-License-Identifier: BSL-1.0
"""What the settings of the service decide about the record of a request when it ends."""

import json
import socket
import unittest

from service_case import ServiceCase, order

DEBUG = 40
SLOW = 0.05  # seconds, from which on a request is slow
PASSWORD = "correct horse battery staple"


def debug_lines(record):
    return [line[2] for line in record.get("logs", []) if line[1] >= DEBUG]


def is_escalated(record):
    failed = any(line[1] <= 10 for line in record.get("logs", []))
    return failed or "outcome" in record or record["end"] > SLOW


class Escalated(ServiceCase):
    seed = 50_000

    def test_debug_lines_are_shown_of_failed_and_slow_requests_alone(self):
        for target in ("/orders/7", "/orders?limit=3", "/orders/none", "/invoices", "/reports/best-customers"):
            self.ask("GET", target)
        self.ask("POST", "/orders", order())
        records = {r["data"]["target"]: r for r in self.stop()}
        for target, record in records.items():
            self.assertEqual(bool(debug_lines(record)), is_escalated(record), record)
        for target in ("/invoices", "/reports/best-customers"):
            self.assertTrue(is_escalated(records[target]))

    def test_a_slow_report_explains_its_query(self):
        self.ask("GET", "/reports/best-customers")
        record = self.only_record()
        plan, = (line[3]["plan"] for line in record["logs"] if line[2] == "best customers asked for")
        self.assertTrue(any(step.startswith("SCAN") for step in plan), plan)
        self.assertNotIn("dropped", record)


class Verbosity(ServiceCase):
    def put(self, verbosity):
        return self.ask("PUT", "/admin/verbosity", verbosity)

    def test_is_changed_while_the_service_runs(self):
        self.assertEqual(self.ask("GET", "/admin/verbosity").text, '{"verbosity":30}\n')
        for number, verbosity in enumerate(("30", "40", "20"), 1):
            self.assertEqual(json.loads(self.put(verbosity).text), {"verbosity": int(verbosity)})
            self.ask("POST", f"/orders?{number}", order())
        levels = {r["data"]["target"]: [line[1] for line in r.get("logs", [])]
                  for r in self.stop() if r["data"]["method"] == "POST" and not is_escalated(r)}
        expected = {"/orders?1": [30], "/orders?2": [40, 40, 40, 30], "/orders?3": []}
        self.assertEqual(levels, {target: expected[target] for target in levels})

    def test_is_a_number_in_bounds(self):
        for text in ("", "loud", "-1", "101", "40.5"):
            self.assertEqual(self.put(text).status, 400)
        self.assertEqual(self.ask("GET", "/admin/verbosity").text, '{"verbosity":30}\n')


class Passwords(ServiceCase):
    def setUp(self):
        super().setUp()
        self.ask("PUT", "/admin/verbosity", "40")

    def logged(self, body):
        """The text of the records after a login with this body."""
        response = self.ask("POST", "/login", body)
        self.stop()
        return response, self.service.log.read_text(encoding="utf-8")

    def test_of_a_login_are_redacted_and_the_rest_of_it_is_not(self):
        response, log = self.logged(json.dumps({"customer": "jane", "password": PASSWORD}))
        self.assertEqual(response.status, 200)
        self.assertNotIn(PASSWORD, log)
        self.assertIn(r'"body":"{\"customer\": \"jane\", \"password\": \"' + "*" * len(PASSWORD), log)
        self.assertIn('"login":{"customer":"jane","password":"[redacted]"}', log)

    def test_of_a_refused_login_are_redacted(self):
        response, log = self.logged(json.dumps({"customer": "jane", "password": "hunter2hunter2"}))
        self.assertEqual(response.status, 401)
        self.assertNotIn("hunter2", log)

    def test_of_a_body_that_is_not_only_a_login_or_is_escaped_are_redacted_with_the_body(self):
        bodies = {
            "cut": b'{"customer":"jane","password":"hunter2hunter2',
            "too short": b'{"customer":"jane","password":"hunter2"}',
            "a number": b'{"customer":"jane","password":20023002}',
            "no customer": b'{"password":"hunter2hunter2"}',
            "not UTF-8": b'\xff{"customer":"jane","password":"hunter2hunter2"}',
            "escaped": rb'{"customer":"jane","password":"hunter2\u0068unter2"}',
            "twice": b'{"password":"hunter2hunter2","customer":"jane","password":"another password"}',
            "another member": b'{"customer":"jane","password":"another password","old":"hunter2hunter2"}',
            "a number, too": b'{"password":20023002,"customer":"jane","password":"another password"}',
            "escaped quotes": rb'{"customer":"jane","password":"\"hunter2\""}',
        }
        for body in bodies.values():
            self.ask("POST", "/login", body)
        self.stop()
        log = self.service.log.read_text(encoding="utf-8")
        for part in ("hunter", "20023002"):
            self.assertNotIn(part, log)
        self.assertEqual(log.count('"body received"'), len(bodies))


class Members(ServiceCase):
    def test_name_the_service_and_the_record(self):
        for target in ("/orders/1", "/orders/2"):
            self.ask("GET", target)
        records = self.stop()
        for record in records:
            self.assertEqual((record["service"], record["host"]), ("orders", socket.gethostname()))
            self.assertEqual(record["pid"], self.service.process.pid)
        self.assertEqual(len({r["id"] for r in records}), 2)


if __name__ == "__main__":
    unittest.main()
