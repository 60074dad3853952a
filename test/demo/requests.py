# SPDX-License-Identifier: BSL-1.0
"""Each kind of request: what the client sees, and what its record says."""

import http.client
import json
import unittest

from service_case import ServiceCase, lines, order, reset, timer_names

ERROR, WARN, INFO = 10, 20, 30


class Answered(ServiceCase):
    def test_an_order_is_found(self):
        response = self.ask("GET", "/orders/7", headers={"User-Agent": "test/1", "X-Request-Id": "mine"})
        self.assertEqual(response.status, 200)
        self.assertEqual(json.loads(response.text)["id"], 7)
        record = self.only_record()
        data = record["data"]
        self.assertEqual(list(record)[0], "start")
        self.assertEqual((data["method"], data["target"], data["status"]), ("GET", "/orders/7", 200))
        self.assertEqual((data["user_agent"], data["client_request_id"]), ("test/1", "mine"))
        self.assertEqual(data["request_id"], response.headers["X-Request-Id"])
        self.assertTrue(data["peer"].startswith("127.0.0.1:"))
        self.assertGreater(data["bytes"], len(response.text))
        self.assertEqual(timer_names(record), ["serve", "parse", "database", "render", "send"])
        self.assertNotIn("outcome", record)
        for timer in (record["timers"][0], record["timers"][2]):
            detail = timer[3]
            self.assertEqual(list(detail), ["busy", "queued", "resumes", "hops", "max_run"])
            self.assertGreaterEqual(detail["resumes"], 1)
            self.assertLessEqual(detail["max_run"], detail["busy"])

    def test_orders_are_listed_newest_first_page_by_page(self):
        first = json.loads(self.ask("GET", "/orders?limit=3").text)
        second = json.loads(self.ask("GET", "/orders?limit=3&before=48").text)
        self.assertEqual([o["id"] for o in first + second], [50, 49, 48, 47, 46, 45])
        self.assertEqual(len(self.stop()), 2)

    def test_the_metrics_tell_what_became_of_the_records(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=30)
        for target in ("/orders/7", "/orders/8", "/nowhere", "/metrics"):  # each record before the next request
            connection.request("GET", target)
            response = connection.getresponse()
            text = response.read().decode()
        connection.close()
        self.assertEqual(response.headers["Content-Type"], "text/plain; version=0.0.4")
        samples = dict(line.split() for line in text.splitlines() if not line.startswith("#"))
        written, queued = int(samples["log_records_total"]), int(samples["log_queued_records"])
        self.assertEqual(written + queued, 3)
        self.assertEqual((samples["log_dropped_records_total"], samples["log_errors_total"]), ("0", "0"))
        self.assertEqual(queued > 0, float(samples["log_oldest_queued_record_seconds"]) > 0)
        self.assertEqual(len(self.stop()), 4)

    def test_an_order_is_created(self):
        response = self.ask("POST", "/orders", order())
        self.assertEqual(response.status, 201)
        self.assertEqual(response.headers["Location"], "/orders/51")
        self.assertEqual(json.loads(response.text)["total_cents"], 1500)
        self.assertEqual(self.ask("GET", "/orders/51").text, response.text)
        placed = [lines(r) for r in self.stop() if r["data"]["method"] == "POST"]  # each connection ends when it likes
        self.assertEqual(placed, [[(INFO, "order placed")]])

    def test_a_report_is_made(self):
        report = json.loads(self.ask("GET", "/reports/best-customers").text)
        self.assertEqual([line["place"] for line in report], sorted(line["place"] for line in report))
        self.assertEqual(sum(line["orders"] for line in report), 50)
        self.only_record()

    def test_head_has_the_length_of_get_and_no_body(self):
        length = len(self.ask("GET", "/orders/7").text)
        response = self.ask("HEAD", "/orders/7")
        self.assertEqual((response.headers["Content-Length"], response.text), (str(length), ""))
        self.assertEqual(len(self.stop()), 2)

    def test_a_connection_serves_many_requests(self):
        one = b"GET /orders/1 HTTP/1.1\r\nHost: x\r\n\r\n"
        last = b"GET /orders/2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        answers = self.ask_raw(one + one + last)  # sent together, answered in order
        self.assertEqual(answers.count("HTTP/1.1 200 OK"), 3)
        records = sorted(self.stop(), key=lambda r: r["start"])  # those of several threads may be written out of order
        self.assertEqual([r["data"]["target"] for r in records], ["/orders/1", "/orders/1", "/orders/2"])


class Refused(ServiceCase):
    def expect(self, response, status, *said):
        self.assertEqual(response.status, status)
        record = self.only_record()
        self.assertEqual(record["data"]["status"], status)
        self.assertEqual(lines(record), list(said))
        return record

    def test_an_unknown_order(self):
        self.expect(self.ask("GET", "/orders/999"), 404, (WARN, "no such order"))

    def test_an_unknown_route(self):
        self.expect(self.ask("GET", "/orders/7/lines"), 404, (WARN, "no such route"))

    def test_a_wrong_method(self):
        response = self.ask("DELETE", "/orders/7")
        self.assertEqual(response.headers["Allow"], "GET, HEAD")
        self.expect(response, 405, (WARN, "method not allowed"))

    def test_an_id_that_is_no_number(self):
        self.expect(self.ask("GET", "/orders/7x"), 400, (WARN, "not an order's id"))

    def test_a_limit_out_of_bounds(self):
        self.expect(self.ask("GET", "/orders?limit=101"), 400, (WARN, "query refused"))

    def test_a_body_that_is_no_json(self):
        self.expect(self.ask("POST", "/orders", "{"), 400, (WARN, "order refused"))

    def test_every_mistake_in_an_order_is_named(self):
        response = self.ask("POST", "/orders", order(customer="", lines=[{"sku": "COCOA", "quantity": 0}]))
        errors = json.loads(response.text)["errors"]
        self.assertEqual([e.split()[0] for e in errors], ["customer", "lines[0].quantity"])
        self.expect(response, 422, (WARN, "order refused"))

    def test_a_product_that_is_not_sold(self):
        response = self.ask("POST", "/orders", order(lines=[{"sku": "GOLD", "quantity": 1}]))
        self.assertIn("GOLD", response.text)
        self.expect(response, 422, (WARN, "order refused"))

    def test_a_body_too_large(self):
        response = self.ask("POST", "/orders", "x" * 70_000)
        self.assertEqual(response.headers["Connection"], "close")
        self.expect(response, 413, (WARN, "request refused"))

    def test_a_failing_handler_is_an_exception_in_the_record(self):
        response = self.ask("GET", "/invoices")
        self.assertNotIn("invoice", response.text)  # what failed is the log's business, not the client's
        record = self.expect(response, 500, (ERROR, "the handler failed"))
        self.assertEqual(record["outcome"], "exception")
        self.assertEqual(record["logs"][-1][3]["reason"], "no such table: invoice")


class Malformed(ServiceCase):
    def test_what_is_no_http_is_answered_and_recorded(self):
        answer = self.ask_raw(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
        self.assertTrue(answer.startswith("HTTP/1.1 400 Bad Request"), answer)
        record = self.only_record()
        self.assertEqual(record["data"]["status"], 400)
        self.assertEqual(lines(record), [(WARN, "request refused")])
        self.assertNotIn("method", record["data"])

    def test_a_header_too_large(self):
        answer = self.ask_raw(b"GET / HTTP/1.1\r\nX: " + b"x" * 10_000 + b"\r\n\r\n")
        self.assertTrue(answer.startswith("HTTP/1.1 431"), answer)
        self.assertEqual(self.only_record()["data"]["status"], 431)

    def test_bytes_that_are_no_utf8_leave_the_record_readable(self):
        self.ask_raw(b"GET /orders/\xff\xfe HTTP/1.1\r\nUser-Agent: \x80\r\nConnection: close\r\n\r\n")
        self.assertEqual(self.only_record()["data"]["user_agent"], "\ufffd")

    def test_half_a_request_is_recorded_as_cancelled(self):
        connection = self.begin("POST /orders", 100)
        connection.sendall(b"half")
        connection.shutdown(1)
        self.assertEqual(connection.recv(100), b"")
        record = self.only_record()
        self.assertEqual(record["outcome"], "cancelled")
        self.assertEqual(lines(record), [(WARN, "connection lost")])

    def test_a_connection_without_a_request_leaves_no_record(self):
        self.connect().close()
        self.assertEqual(self.stop(), [])


class Unanswered(ServiceCase):
    seed = 20_000

    def test_an_answer_that_nobody_takes_is_recorded_as_cancelled(self):
        connection = self.begin("GET /reports/best-customers", 1)
        connection.sendall(b"x")
        reset(connection)  # long before the report is ready
        self.assertEqual(self.only_record()["outcome"], "cancelled")


if __name__ == "__main__":
    unittest.main()
