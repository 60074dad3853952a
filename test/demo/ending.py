# SPDX-License-Identifier: BSL-1.0
"""How the service ends: every request that it began has its record."""

import concurrent.futures
import signal
import unittest

from service_case import ServiceCase, order


class Ending(ServiceCase):
    def test_each_signal_leaves_every_record_written(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number.name):
                self.setUp()
                idle = self.connect()
                with concurrent.futures.ThreadPoolExecutor(8) as clients:
                    answers = list(clients.map(lambda _: self.ask("GET", "/orders/7").status, range(200)))
                status, counts = self.service.stop(number)
                self.assertEqual(answers, [200] * 200)
                self.assertEqual(idle.recv(1), b"")  # hung up on, not reset
                self.assertEqual(len(self.finish(status, counts)), 200)

    def test_a_request_under_way_is_answered(self):
        body = order().encode()
        connection = self.begin("POST /orders", len(body))
        self.service.process.send_signal(signal.SIGTERM)
        self.await_closed_port()
        connection.sendall(body)
        with connection.makefile("rb") as file:
            answer = file.read().decode()
        self.assertTrue(answer.startswith("HTTP/1.1 201 Created"), answer)
        self.assertIn("Connection: close", answer)
        self.assertEqual(self.only_record()["data"]["status"], 201)

    def test_a_request_that_never_arrives_is_given_up_and_recorded(self):
        self.begin("POST /orders", 100)
        record = self.only_record()
        self.assertEqual(record["outcome"], "cancelled")
        self.assertNotIn("status", record["data"])

    def test_a_second_signal_changes_nothing(self):
        self.begin("POST /orders", 100)
        self.service.process.send_signal(signal.SIGINT)
        self.await_closed_port()
        self.assertEqual(self.only_record()["outcome"], "cancelled")  # stops it a second time


if __name__ == "__main__":
    unittest.main()
