#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Tests the loader and the questions with a real server: one_server.py SRC/FLEET VIEWER. Skipped where there is none."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

FLEET, VIEWER = pathlib.Path(sys.argv.pop(1)), os.path.abspath(sys.argv.pop(1))
sys.path.insert(0, str(FLEET))
import clickhouse  # noqa: E402
import columns as mapping  # noqa: E402
import schema  # noqa: E402
import servers  # noqa: E402

PATIENCE = 60


def record(number, status=200, user="jane"):
    data = {"request_id": f"r{number}", "route": "/orders", "status": status, "user": {"name": user}}
    return {"start": 1_700_006_400 + number, "end": 0.5, "data": data, "logs": [[0.1, 20, "it's slow", {"n": number}]]}


class OneServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.fleet = servers.Fleet(cls.folder, 1, 1)
        cls.addClassCleanup(cls.fleet.__exit__)
        cls.fleet.__enter__()
        cls.server = cls.fleet.servers()[0]
        cls.client = cls.server.client
        clickhouse.Server(cls.client.address, "default").ask("CREATE DATABASE logdefer")

    def setUp(self):
        for table in ("count_routes", "count_timers", "routes_by_minute", "timers_by_minute", "records"):
            self.client.ask(f"DROP TABLE IF EXISTS {table}")
        self.create_records()
        folder = tempfile.TemporaryDirectory(dir=self.folder)
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name) / "log"
        self.state = pathlib.Path(folder.name) / "state"

    def create_records(self):
        for statement in schema.statements(schema.schema("one_server", mapping.read(FLEET / "columns"))):
            self.client.ask(statement)

    def write(self, records):
        with open(self.log, "a", encoding="utf-8") as file:
            file.writelines(json.dumps(each) + "\n" for each in records)

    def command(self):
        return [sys.executable, FLEET / "load", "--state", self.state, "--viewer", VIEWER, "--server", self.client.address,
                "--block", "10", self.log]

    def load(self, status=0):
        ran = subprocess.run(self.command(), capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(ran.returncode, status, ran.stderr)
        return ran.stderr

    def ask(self, *arguments):
        command = [sys.executable, FLEET / "ask", "--server", self.client.address, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout.splitlines()

    def ids(self):
        return [id for (id,) in self.client.rows("SELECT id FROM records ORDER BY start")]

    def test_a_member_whose_type_changes_is_put_aside_and_all_others_are_stored(self):
        self.write([record(1), record(2, status="teapot"), record(3), record(4, status=-1), record(5)])
        self.load()
        self.assertEqual(self.ids(), ["r1", "r3", "r5"])
        aside = [json.loads(line) for line in (self.state / "refused.jsonl").read_text(encoding="utf-8").splitlines()]
        self.assertEqual([json.loads(each["line"])["data"]["request_id"] for each in aside], ["r2", "r4"])
        for each in aside:
            self.assertIn("the value of key status", each["reason"])

    def test_a_table_that_was_made_for_other_columns_stops_it_and_the_place_is_kept(self):
        self.write([record(1)])
        self.client.ask("DROP TABLE records")
        self.assertIn("there is no table logdefer.records", self.load(status=1))
        self.client.ask("CREATE TABLE records (source String, file UInt64, place UInt64, start Int64, id String, route String, "
                        "status UInt16, user String) ENGINE = MergeTree PARTITION BY tuple() ORDER BY start")
        self.assertIn("Unknown field", self.load(status=1))
        self.client.ask("DROP TABLE records")
        self.create_records()
        self.load()
        self.assertEqual(self.ids(), ["r1"])

    def test_a_table_without_replicas_has_no_record_twice_after_a_block_was_sent_again(self):
        self.write(map(record, range(25)))
        self.load()
        place = json.loads((self.state / "place.json").read_text(encoding="utf-8"))
        place.update(offset=0, end=place["offset"])
        (self.state / "place.json").write_text(json.dumps(place), encoding="utf-8")
        self.load()
        self.assertEqual(self.ids(), [f"r{number}" for number in range(25)])

    def test_it_goes_on_after_the_server_was_killed(self):
        self.write(map(record, range(30)))
        self.server.kill()
        with subprocess.Popen(self.command(), stderr=subprocess.PIPE, text=True) as loader:
            self.assertIn("Connection refused", loader.stderr.readline())
            self.fleet.start(self.server)
            loader.communicate(timeout=PATIENCE)
        self.assertEqual(loader.returncode, 0)
        self.assertEqual(len(self.ids()), 30)

    def test_questions_take_any_text_and_print_names(self):
        self.write([record(1), record(2, user="o'neil \\ \t")])
        self.load()
        self.assertEqual(self.ask("user_day", "user=o'neil \\ \t"), ["start\tid\troute\tstatus\tduration\tfailed",
                                                                    "1700006402000000\tr2\t/orders\t200\t500000\t0"])
        self.assertEqual(self.ask("top_warnings")[1], "it\\'s slow\t2\t1700006401000000\t1700006402000000")

    def test_the_data_of_one_user_can_be_deleted(self):
        self.write([record(1), record(2, user="ada"), record(86_400)])
        self.load()
        self.client.ask("ALTER TABLE records DELETE WHERE user = 'ada'")
        deadline = time.monotonic() + PATIENCE
        while self.client.rows("SELECT count() FROM system.mutations WHERE NOT is_done")[0][0]:
            self.assertLess(time.monotonic(), deadline, "it took too long")
            time.sleep(0.05)
        self.assertEqual(self.ids(), ["r1", "r86400"])

    def test_charts_read_counts_and_percentiles_by_minute(self):
        self.write([record(1), record(2), record(60)])
        self.load()
        query = ("SELECT minute * 60, countMerge(records), quantilesTDigestMerge(0.5, 0.9, 0.99)(durations) "
                 "FROM routes_by_minute WHERE route = '/orders' GROUP BY minute ORDER BY minute")
        half = [500_000] * 3
        self.assertEqual(self.client.rows(query), [[1_700_006_400, 2, half], [1_700_006_460, 1, half]])

    def test_a_day_can_be_dropped(self):
        self.write([record(1), record(2), record(86_400)])
        self.load()
        self.client.ask("ALTER TABLE records DROP PARTITION '2023-11-15'")
        self.assertEqual(self.ids(), ["r86400"])


if __name__ == "__main__":
    if servers.missing_programs():
        print(f"skipped: {', '.join(servers.missing_programs())} not found; install clickhouse-server and zookeeper")
        sys.exit(77)
    unittest.main()
