# SPDX-License-Identifier: BSL-1.0
"""A test case with a service of its own, spoken to over plain sockets."""

import http.client
import json
import os
import pathlib
import socket
import struct
import tempfile
import unittest

from service_process import Service, lines_of_others

PROGRAM = os.environ["ORDERS_SERVICE"]


class ServiceCase(unittest.TestCase):
    seed = 50  # orders; enough of them make the report slow

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = pathlib.Path(folder.name)
        self.service = Service(PROGRAM, self.directory, "--seed", str(self.seed))
        self.addCleanup(self.service.kill)

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.service.port), timeout=30)
        self.addCleanup(connection.close)
        return connection

    def ask(self, method, target, body=None, headers=None):
        """One request on a connection of its own; gives the response, its body read into `text`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=30)
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        response.text = response.read().decode()
        connection.close()
        return response

    def ask_raw(self, sent):
        """Whatever bytes; gives all that comes back until the service hangs up."""
        with self.connect() as connection, connection.makefile("rb") as answer:
            connection.sendall(sent)
            return answer.read().decode()

    def begin(self, request, body_size):
        """Sends a request's header, and returns when the service has read it and waits for the body."""
        connection = self.connect()
        header = f"{request} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {body_size}\r\n\r\n"
        connection.sendall(header.encode())
        self.assertEqual(connection.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
        return connection

    def await_closed_port(self):
        """Returns when the service takes no more connections, so has seen its signal."""
        try:
            while True:
                socket.create_connection(("127.0.0.1", self.service.port), timeout=30).close()
        except ConnectionError:
            pass

    def stop(self):
        """Ends the service. Its records and counts must tell of the same requests."""
        status, counts = self.service.stop()
        return self.finish(status, counts)

    def finish(self, status, counts):
        self.assertEqual(status, 0)
        records = self.service.records()
        lost = [r for r in records if r.get("outcome") == "cancelled"]
        self.assertEqual(counts, {"answered": len(records) - len(lost), "unanswered": len(lost), "log_errors": 0})
        ids = {r["data"]["request_id"] for r in records}
        self.assertEqual(len(ids), len(records))
        self.assertEqual([name for r in records for name in lines_of_others(r)], [])
        return records

    def only_record(self):
        records = self.stop()
        self.assertEqual(len(records), 1)
        return records[0]


def reset(connection):
    """Cuts the connection without a word of farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def order(**changed):
    line = {"sku": "COCOA", "quantity": 2}
    return json.dumps({"customer": "jane.doe@example.com", "lines": [line]} | changed)


def timer_names(record):
    return [timer[0] for timer in record.get("timers", [])]


def lines(record):
    """Those that are no debug lines."""
    return [(line[1], line[2]) for line in record.get("logs", []) if line[1] <= 30]
