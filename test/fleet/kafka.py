#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Sends rows through the mock broker of librdkafka: kafka.py SRC/FLEET VIEWER PRODUCE MOCK_BROKER.

What needs ClickHouse is skipped without it."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

FLEET, VIEWER, PRODUCE, BROKER = (os.path.abspath(sys.argv.pop(1)) for _ in range(4))
sys.path.insert(0, FLEET)
import clickhouse  # noqa: E402
import columns as mapping  # noqa: E402
import schema  # noqa: E402
import servers  # noqa: E402

PATIENCE = 60
COUNT = 500


def rows():
    records = [{"start": 1_700_006_400 + n, "end": 0.5, "data": {"request_id": f"r{n}", "status": 200}} for n in range(COUNT)]
    text = "".join(json.dumps(record) + "\n" for record in records).encode()
    columns = mapping.option(mapping.read(os.path.join(FLEET, "columns")))
    return subprocess.run([VIEWER, "--format", "clickhouse", "--columns", columns], input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True).stdout


class Kafka(unittest.TestCase):
    def setUp(self):
        self.broker = subprocess.Popen([BROKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.broker.wait)
        self.addCleanup(self.broker.stdout.close)
        self.addCleanup(self.broker.stdin.close)
        self.address = self.broker.stdout.readline().strip()

    def produce(self, text, status=0):
        ran = subprocess.run([PRODUCE, self.address, "records"], input=text, capture_output=True, timeout=PATIENCE, check=False)
        self.assertEqual(ran.returncode, status, ran.stderr)
        return ran

    def test_every_line_is_confirmed(self):
        self.assertIn(f"{COUNT} confirmed, 0 refused, 0 unconfirmed", self.produce(rows()).stderr.decode())

    def test_a_line_that_is_too_large_is_written_to_standard_output(self):
        line = b"x" * 120_000_000
        ran = self.produce(b"a\n" + line + b"\nb\n", status=1)
        self.assertIn("2 confirmed, 1 refused, 0 unconfirmed", ran.stderr.decode())
        self.assertEqual(ran.stdout, line + b"\n")

    def test_lines_wait_while_there_is_no_broker(self):
        port = servers.free_ports(1)[0]
        command = [PRODUCE, f"127.0.0.1:{port}", "records"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as producer:
            producer.stdin.write(b"a\n")
            producer.stdin.close()
            self.assertIn(b"onnect", producer.stderr.readline())
            self.assertIsNone(producer.poll())
            producer.kill()

    def ended_by_a_signal(self, lines):
        """The status, and what is said, of a producer without a broker."""
        command = [PRODUCE, f"127.0.0.1:{servers.free_ports(1)[0]}", "records"]
        producer = subprocess.Popen(command, stdin=lines, stderr=subprocess.PIPE)
        for pipe in filter(None, (producer.stderr, producer.stdin)):
            self.addCleanup(pipe.close)
        self.addCleanup(producer.wait)
        self.addCleanup(producer.kill)
        while not producer.stderr.readline().startswith(b"produce: "):
            self.assertIsNone(producer.poll())
        producer.terminate()
        return producer.wait(PATIENCE), producer.stderr.read()

    def test_a_signal_ends_it_and_it_says_how_many_lines_are_not_confirmed(self):
        more_than_its_queue_holds = 150_000
        for count in (1, more_than_its_queue_holds):
            with self.subTest(count=count), tempfile.TemporaryFile() as lines:
                lines.write(b"a\n" * count)
                lines.seek(0)
                status, told = self.ended_by_a_signal(lines)
                self.assertEqual(status, 1)
                self.assertRegex(told, rb" 0 confirmed, 0 refused, [1-9]\d* unconfirmed")

    def test_a_signal_ends_it_while_it_waits_for_a_line(self):
        status, told = self.ended_by_a_signal(subprocess.PIPE)
        self.assertEqual(status, 0)
        self.assertIn(b" 0 confirmed, 0 refused, 0 unconfirmed", told)

    @unittest.skipIf(servers.missing_programs(), "clickhouse-server or zookeeper is not installed")
    def test_clickhouse_consumes_each_row_also_those_that_were_sent_before_it_began(self):
        self.produce(rows())
        with tempfile.TemporaryDirectory() as folder, servers.Fleet(pathlib.Path(folder), 1, 1) as fleet:
            client = fleet.servers()[0].client
            clickhouse.Server(client.address, "default").ask("CREATE DATABASE logdefer")
            for name in ("one_server", "kafka"):
                text = schema.schema(name, mapping.read(os.path.join(FLEET, "columns"))).replace("localhost:9092", self.address)
                for statement in schema.statements(text):
                    client.ask(statement)
            deadline = time.monotonic() + PATIENCE
            while client.rows("SELECT count() FROM records")[0][0] < COUNT:
                self.assertLess(time.monotonic(), deadline, "not all rows arrived")
                time.sleep(0.2)
            self.assertEqual(client.rows("SELECT DISTINCT toString(day) FROM records"), [["2023-11-15"]])
            ids = [id for (id,) in client.rows("SELECT id FROM records ORDER BY start")]
            self.assertEqual(ids, [f"r{n}" for n in range(COUNT)])


if __name__ == "__main__":
    unittest.main()
