#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Tests the loader with a server that answers as ClickHouse does, and can lose answers: load.py LOAD VIEWER."""

import collections
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

LOAD, VIEWER = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
PATIENCE = 60
COLUMNS = "id String data.id\nstatus UInt16 data.status\n"
NAMES = ["day", "source", "file", "place", "start", "duration", "failed", "outcome", "id", "status", "data", "extra"]


class FakeStore:
    """What a table has stored, and how it answers."""

    def __init__(self, engine="ReplicatedMergeTree", names=NAMES):
        self.engine, self.names = engine, names
        self.rows, self.blocks, self.inserts = [], set(), 0
        self.lost_answers = 0  # of inserts that are stored
        self.works = threading.Event()  # inserts are only stored when this is set
        self.works.set()
        self.running = []  # the names of the inserts that are under way
        self.hangs = threading.Event()  # an insert is stored, and its answer never comes
        self.errors = collections.deque()  # answers to the next inserts, which are not stored

    def answer(self, query, body, query_id):
        if "system.processes" in query:
            return 200, f"{sum(f'query_id = {id!r}' in query for id in self.running)}\n"
        if "system.tables" in query:
            return 200, f"{self.engine}\n"
        if "system.columns" in query:
            return 200, "\n".join(self.names)
        if query.startswith("SELECT place"):
            begin, end = (int(number) for number in re.findall(r"place >= (\d+) AND place < (\d+)", query)[0])
            return 200, "".join(f"{row['place']}\n" for row in self.rows if begin <= row["place"] < end)
        return self.insert(body, query_id)

    def insert(self, body, query_id):
        self.inserts += 1
        self.running.append(query_id)
        self.works.wait(PATIENCE)
        answer = self.store(body)
        self.running.remove(query_id)
        if answer[0] == 200 and self.hangs.is_set():
            time.sleep(PATIENCE)
        if answer[0] == 200 and self.lost_answers:
            self.lost_answers -= 1
            return None, ""
        return answer

    def store(self, body):
        if self.errors:
            return 500, self.errors.popleft()
        rows = [json.loads(line) for line in body.splitlines()]
        for number, row in enumerate(rows, 1):
            if not row.get("status", "0").isdecimal():
                return 500, ("Code: 27, e.displayText() = DB::Exception: "
                             f"Cannot parse input: {row['status']}: (at row {number})\n, e.what()")
        digest = hashlib.sha256(body).digest()
        if not (self.engine.startswith("Replicated") and digest in self.blocks):
            self.rows += rows
        self.blocks.add(digest)
        return 200, ""

    def ids(self):
        return [row.get("id") for row in self.rows]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        parameters = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        status, text = self.server.store.answer(parameters["query"][0], body, parameters.get("query_id", [""])[0])
        if status is None:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


class WithStore(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.log = self.folder / "log"
        (self.folder / "columns").write_text(COLUMNS, encoding="utf-8")
        self.store = FakeStore()
        self.port = 0
        self.serve()

    def serve(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        server.daemon_threads = True
        server.block_on_close = False
        server.store = self.store
        self.port = server.server_port
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self.server = server
        self.addCleanup(self.stop_server, server)

    def stop_server(self, server):
        server.shutdown()
        server.server_close()

    def write(self, ids, status=200, to=None, tail=b""):
        with open(to or self.log, "ab") as file:
            for id in ids:
                record = {"start": 1700000000 + id, "end": 0.5, "data": {"id": str(id), "status": status}}
                file.write(json.dumps(record).encode() + b"\n")
            file.write(tail)

    def command(self, *arguments):
        return [sys.executable, LOAD, "--state", self.folder / "state", "--viewer", VIEWER,
                "--columns", self.folder / "columns", "--server", f"127.0.0.1:{self.port}", "--source", "s",
                "--block", "10", "--linger", "0.2", *arguments, self.log]

    def load(self, *arguments, status=0):
        ran = subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(ran.returncode, status, ran.stderr)
        return ran.stderr

    def start(self, *arguments):
        process = subprocess.Popen(self.command(*arguments), stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def wait_until(self, holds):
        deadline = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), deadline, "it took too long")
            time.sleep(0.01)

    def wait_for_ids(self, ids):
        self.wait_until(lambda: len(self.store.rows) >= len(ids))
        self.assertEqual(self.store.ids(), [str(id) for id in ids])

    def refused(self):
        path = self.folder / "state" / "refused.jsonl"
        lines = path.read_bytes().splitlines() if path.exists() else []
        return [json.loads(line.decode("utf-8", "surrogateescape")) for line in lines]


class Files(WithStore):
    def test_every_record_is_stored_once_and_the_next_run_goes_on_after_it(self):
        self.write(range(25))
        self.load()
        self.write(range(25, 30))
        self.load()
        self.load()
        self.assertEqual(self.store.ids(), [str(id) for id in range(30)])
        lines = self.log.read_bytes().splitlines(keepends=True)
        self.assertEqual([row["place"] for row in self.store.rows], [len(b"".join(lines[:n])) for n in range(30)])
        self.assertEqual(len({(row["source"], row["file"]) for row in self.store.rows}), 1)

    def test_a_last_line_without_an_end_is_left_for_the_next_run(self):
        self.write([1], tail=b'{"start":1,"da')
        self.assertIn("its 14 bytes are left", self.load())
        with open(self.log, "ab") as file:
            file.write(b'ta":{"id":"2"}}\n')
        self.load()
        self.assertEqual(self.store.ids(), ["1", "2"])
        self.assertEqual(self.refused(), [])

    def test_a_file_that_was_cut_is_read_from_its_beginning_as_another_file(self):
        self.write(range(5))
        self.load()
        self.log.write_bytes(b"")
        self.write([9])
        self.assertIn("was cut", self.load(status=3))
        self.assertEqual(self.store.ids(), [*"01234", "9"])
        self.assertGreater(self.store.rows[5]["file"], self.store.rows[4]["file"])

    def test_another_file_with_the_same_inode_is_read_from_its_beginning(self):
        self.write(range(5))
        self.load()
        inode = self.log.stat().st_ino
        self.log.write_bytes(b"")
        self.write(range(10, 20))
        self.assertEqual(self.log.stat().st_ino, inode)
        self.assertIn("has vanished", self.load(status=3))
        self.load()
        self.assertEqual(self.store.ids(), [str(id) for id in (*range(5), *range(10, 20))])

    def test_the_place_of_an_earlier_loader_which_kept_no_beginning_is_gone_on_with(self):
        self.write(range(5))
        self.load()
        place = self.folder / "state" / "place.json"
        kept = json.loads(place.read_text())
        del kept["beginning"], kept["modified"]
        place.write_text(json.dumps(kept))
        self.write([5])
        self.assertNotIn("has vanished", self.load())
        self.assertEqual(self.store.ids(), [str(id) for id in range(6)])

    def test_a_file_that_was_moved_by_copying_is_known_by_what_it_begins_with(self):
        self.write(range(5))
        self.load()
        self.write([5])
        shutil.copy(self.log, self.folder / "log.1")
        self.log.write_bytes(b"")  # as logrotate's copytruncate
        self.write([6])
        self.load()
        self.assertEqual(self.store.ids(), [str(id) for id in range(7)])

    def test_files_that_were_rotated_while_nobody_read_them_are_read_in_their_order(self):
        self.write([1])
        self.load()
        self.write([2])
        for name, ids in (("log.2", [3]), ("log.1", [4])):
            self.log.rename(self.folder / name)
            self.write(ids)
            os.utime(self.folder / name, (int(name[-1] == "1") + 1, int(name[-1] == "1") + 1))
        process = self.start("-F")
        self.wait_for_ids([1, 2, 3, 4])
        process.kill()

    def test_rotated_files_are_read_without_follow_too(self):
        self.write([1])
        self.load()
        self.write([2], tail=b'{"start":1,"data":{"id":"3"}}')
        self.log.rename(self.folder / "log.1")
        self.write([4])
        self.load()
        self.assertEqual(self.store.ids(), ["1", "2", "3", "4"])

    def test_files_that_were_rotated_after_a_vanished_one_are_read_and_compressed_ones_are_named(self):
        for name, id in (("log.7", 0), ("log.8.gz", 0)):
            self.write([id], to=self.folder / name)
            os.utime(self.folder / name, (1, 1))
        self.write([1])
        self.load()
        self.log.unlink()
        for name, id in (("log.3.gz", 2), ("log.2", 3), ("log.1", 4), ("log.1.gz", 4), ("log", 5)):
            time.sleep(0.02)  # so that their times differ
            self.write([id], to=self.folder / name)
        said = self.load(status=3)
        self.assertRegex(said, r"vanished, or was cut; what followed byte \d+ of it was not loaded; going on with .*/log\.2\n")
        self.assertRegex(said, r"not loaded, since compressed files are not read: \S*/log\.3\.gz\n")
        self.load()
        self.assertEqual(self.store.ids(), ["1", "3", "4", "5"])

    def test_an_older_file_can_be_loaded_first(self):
        first, newest = self.folder / "log.2", self.log
        for name, id in (("log.3", 1), ("log.2", 2), ("log.1", 3), ("log", 4)):
            self.write([id], to=self.folder / name)
            time.sleep(0.02)  # so that their times differ
        self.log = first
        self.load()
        self.log = newest
        self.load()
        self.assertEqual(self.store.ids(), ["2", "3", "4"])

    def test_a_file_that_is_not_there_is_an_error_but_is_waited_for_if_followed(self):
        self.assertIn("No such file", self.load(status=1))
        process = self.start("-F")
        self.assertIn("No such file", process.stderr.readline())
        self.write([1])
        self.wait_for_ids([1])

    def test_each_part_of_a_transaction_is_a_row(self):
        parts = [("a", 2), ("b", 1), ("a", 1)]
        with open(self.log, "ab") as file:
            for id, part in parts:
                file.write(json.dumps({"start": 1, "id": id, "part": part, "data": {"id": f"{id}{part}"}}).encode() + b"\n")
        self.write([1])
        self.load()
        self.assertEqual(self.store.ids(), ["a2", "b1", "a1", "1"])
        self.assertEqual(json.loads(self.store.rows[0]["extra"]), {"id": "a", "part": 2})
        self.assertEqual(self.refused(), [])


class Following(WithStore):
    def test_a_renamed_file_is_read_to_its_end_before_the_new_one(self):
        self.write([1])
        process = self.start("-F")
        self.wait_for_ids([1])
        self.log.rename(self.folder / "log.1")
        self.write([2], to=self.folder / "log.1", tail=b'{"start":1,"data":{"id":"3"}}')
        self.write([4])
        self.wait_for_ids([1, 2, 3, 4])
        self.assertIsNone(process.poll())
        self.assertEqual(self.refused(), [])

    def test_a_renamed_file_may_grow_after_a_quiet_time(self):
        self.write([1])
        process = self.start("-F", "--linger", "1")
        self.wait_for_ids([1])
        time.sleep(1.5)
        self.log.rename(self.folder / "log.1")
        self.write([3])
        time.sleep(0.6)  # longer than the loader takes to see it
        self.write([2], to=self.folder / "log.1")
        self.wait_for_ids([1, 2, 3])
        process.kill()

    def test_files_that_were_rotated_while_the_store_was_away_are_read_though_the_one_before_was_removed(self):
        self.write([0], to=self.folder / "log.7")
        os.utime(self.folder / "log.7", (1, 1))
        self.write([1])
        process = self.start("-F")
        self.wait_for_ids([1])
        self.stop_server(self.server)
        self.write([2])
        self.assertIn("trying again", process.stderr.readline())
        self.log.rename(self.folder / "log.2")
        for name, id in (("log.1.gz", 2), ("log.1", 3), ("log.0.gz", 3), ("log", 4)):
            time.sleep(0.02)  # so that their times differ
            self.write([id], to=self.folder / name)
        (self.folder / "log.2").unlink()
        self.serve()
        self.wait_for_ids([1, 2, 3, 4])
        self.assertIn("it works again", process.stderr.readline())
        self.assertIn("has vanished, and was read to its end; going on with", process.stderr.readline())
        self.assertRegex(process.stderr.readline(), r"compressed files are not read: \S*/log\.0\.gz\n")

    def test_a_file_that_is_cut_is_read_from_its_beginning(self):
        self.write(range(5))
        process = self.start("-F")
        self.wait_for_ids(range(5))
        self.log.write_bytes(b"")
        self.assertIn("was cut", process.stderr.readline())
        self.write([9])
        self.wait_for_ids([0, 1, 2, 3, 4, 9])

    def follow_until_the_server_is_away(self):
        """Five records are stored, and one that was read is not."""
        self.write(range(5))
        process = self.start("-F")
        self.wait_for_ids(range(5))
        self.stop_server(self.server)
        self.write([5])
        self.assertIn("trying again", process.stderr.readline())

    def test_a_file_that_was_cut_and_is_longer_again_is_read_from_its_beginning(self):
        self.follow_until_the_server_is_away()
        self.log.write_bytes(b"")
        self.write(range(10, 30))
        self.serve()
        self.wait_for_ids([*range(6), *range(10, 30)])

    def test_what_was_copied_before_a_file_was_cut_is_read_from_the_copy(self):
        self.follow_until_the_server_is_away()
        self.write([6])
        shutil.copy(self.log, self.folder / "log.1")
        self.log.write_bytes(b"")
        self.write([7])
        self.serve()
        self.wait_for_ids(range(8))

    def test_it_ends_when_it_is_told_to_and_goes_on_later(self):
        self.write([1])
        process = self.start("-F")
        self.wait_for_ids([1])
        process.terminate()
        process.wait(PATIENCE)
        self.write([2])
        self.load()
        self.assertEqual(self.store.ids(), ["1", "2"])

    def test_two_loaders_cannot_work_with_one_folder(self):
        self.write([1])
        self.start("-F")
        self.wait_for_ids([1])
        self.assertIn("another loader works with it", self.load(status=1))


class Stores(WithStore):
    def test_a_server_that_is_away_is_waited_for(self):
        self.stop_server(self.server)
        self.write(range(15))
        process = self.start()
        self.assertIn("refused; trying again", process.stderr.readline())
        self.serve()
        self.wait_for_ids(range(15))
        self.assertEqual(process.wait(PATIENCE), 0)

    def test_another_replica_is_asked_if_one_is_away(self):
        self.write(range(15))
        self.load("--server", f"127.0.0.1:1,127.0.0.1:{self.port}", "--server", f"127.0.0.1:{self.port}")
        self.assertEqual(sorted(self.store.ids(), key=int), [str(id) for id in range(15)])

    def test_a_block_whose_answer_was_lost_is_sent_again_with_the_same_bytes(self):
        self.write(range(10))
        self.store.lost_answers = 2
        self.load()
        self.assertEqual((len(self.store.blocks), self.store.inserts), (1, 3))
        self.assertEqual(self.store.ids(), [str(id) for id in range(10)])

    def test_a_table_that_does_not_remember_blocks_is_asked_what_it_has(self):
        self.store.engine = "MergeTree"
        self.write(range(25))
        self.store.lost_answers = 2
        self.load()
        self.assertEqual(self.store.ids(), [str(id) for id in range(25)])

    def test_a_loader_that_was_killed_sends_the_same_block_though_the_file_has_grown(self):
        for engine in ("ReplicatedMergeTree", "MergeTree"):
            self.setUp()
            self.store.engine = engine
            self.write(range(5))
            self.store.hangs.set()
            process = self.start()
            self.wait_until(lambda: len(self.store.rows) == 5)
            process.kill()
            process.wait()
            self.store.hangs.clear()
            self.write(range(5, 8))
            self.load()
            self.assertEqual(self.store.ids(), [str(id) for id in range(8)])

    def test_an_insert_that_still_runs_is_waited_for(self):
        self.store.engine = "MergeTree"
        self.write(range(5))
        self.store.works.clear()
        process = self.start()
        self.wait_until(lambda: self.store.running)
        process.kill()
        process.wait()
        process = self.start()
        self.assertIn("still being stored", process.stderr.readline())
        self.store.works.set()
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assertEqual(self.store.ids(), [str(id) for id in range(5)])

    def test_a_block_under_way_is_not_sent_with_other_rows(self):
        self.write(range(5))
        self.store.hangs.set()
        process = self.start()
        self.wait_until(lambda: len(self.store.rows) == 5)
        process.kill()
        process.wait()
        self.store.hangs.clear()
        (self.folder / "other").write_text("id String data.id\n", encoding="utf-8")
        told = self.load("--source", "t", "--columns", self.folder / "other", status=1)
        self.assertIn("--columns (id=data.id,status=data.status), --source (s)", told)
        self.load()
        self.write([5])
        self.load("--source", "t")
        self.assertEqual(self.store.ids(), [str(id) for id in range(6)])

    def test_a_block_that_was_refused_may_be_sent_otherwise(self):
        self.write(range(15))
        self.store.errors.append("Code: 252, e.displayText() = DB::Exception: Too many partitions for single INSERT block")
        self.load(status=1)
        self.load("--block", "5", "--source", "t")
        self.assertEqual((self.store.ids(), len(self.store.blocks)), ([str(id) for id in range(15)], 3))

    def test_errors_that_may_pass_are_waited_for(self):
        self.store.errors += ["Code: 243, e.displayText() = DB::Exception: Not enough space on disk",
                              "Code: 252, e.displayText() = DB::Exception: Too many parts (300)"]
        self.write([1])
        told = self.load()
        self.assertIn("Not enough space on disk", told)
        self.assertIn("Too many parts", told)
        self.assertEqual(self.store.ids(), ["1"])


class FullDisks(WithStore):
    def test_a_loader_whose_disk_is_full_waits_and_sends_nothing_twice(self):
        state = self.folder / "state"
        state.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", state], capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("only root can mount a small disk")
        self.addCleanup(subprocess.run, ["umount", "-l", state], check=True)
        filler = state / "filler"
        filler.write_bytes(b"")
        self.write(range(25))
        self.load()
        with open(filler, "wb", buffering=0) as file:
            with self.assertRaises(OSError):
                while True:
                    file.write(b"x" * 4096)
        self.write(range(25, 45))
        process = self.start()
        self.assertIn("No space left on device; trying again", process.stderr.readline())
        self.assertEqual(len(self.store.rows), 25)
        filler.unlink()
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assertEqual(self.store.ids(), [str(id) for id in range(45)])


class WrongInput(WithStore):
    def test_lines_that_are_no_records_are_put_aside_with_the_reason(self):
        self.write([1], tail=b"no record\n\n")
        self.write([2], tail=b'{"start":1,"data":"\xff\n')
        self.load()
        self.assertEqual(self.store.ids(), ["1", "2"])
        aside = self.refused()
        self.assertEqual([(each["line"], each["reason"]) for each in aside],
                         [("no record", "not a JSON object"), ('{"start":1,"data":"\udcff', "truncated")])
        text = self.log.read_bytes()
        self.assertEqual(text[aside[0]["place"]:][:9], b"no record")

    def test_a_member_whose_type_changes_is_refused_by_the_server_and_put_aside(self):
        self.write([1])
        self.write([2], status="teapot")
        self.write([3, 4])
        self.write([5], status="unknown")
        self.load()
        self.assertEqual(self.store.ids(), ["1", "3", "4"])
        self.assertEqual([(json.loads(each["line"])["data"]["id"], each["reason"]) for each in self.refused()],
                         [("2", "Cannot parse input: teapot:"), ("5", "Cannot parse input: unknown:")])

    def test_a_refused_record_may_contain_what_the_server_says_of_rows(self):
        self.write([1])
        self.write([2], status="x (at row 99999)")
        self.write([3])
        self.load()
        self.assertEqual(self.store.ids(), ["1", "3"])
        self.assertEqual([each["reason"] for each in self.refused()], ["Cannot parse input: x (at row 99999):"])

    def test_a_row_that_was_not_sent_stops_it(self):
        self.write([1])
        self.store.errors.append("Code: 27, e.displayText() = DB::Exception: Cannot parse input: (at row 2)")
        self.assertIn("refuses the records", self.load(status=1))
        self.load()
        self.assertEqual(self.store.ids(), ["1"])

    def test_reasons_are_looked_for_in_a_hundred_lines_of_a_block(self):
        self.write([1], tail=b"no record\n" * 120)
        self.load("--block", "1000")
        reasons = [each["reason"] for each in self.refused()]
        self.assertEqual(reasons, ["not a JSON object"] * 100 + ["not a record"] * 20)

    def test_what_is_put_aside_is_there_once_however_often_a_block_is_sent(self):
        self.write([1], tail=b"no record\n")
        self.load()
        place = json.loads((self.folder / "state" / "place.json").read_text())
        place.update(offset=0, end=place["offset"], refused_bytes=0, refused=0)
        (self.folder / "state" / "place.json").write_text(json.dumps(place))
        self.load()
        self.assertEqual(len(self.refused()), 1)
        self.assertEqual(self.store.ids(), ["1"])

    def test_a_long_line_is_loaded_but_not_one_beyond_the_viewers_limit(self):
        self.write([1])
        for id, megabytes in (("2", 15), ("long", 40)):
            with open(self.log, "ab") as file:
                file.write(b'{"start":1,"data":{"id":"%s","x":"%s"}}\n' % (id.encode(), b"x" * (megabytes << 20)))
        self.write([3])
        self.load()
        self.assertEqual(self.store.ids(), ["1", "2", "3"])
        self.assertEqual([(len(each["line"]) >> 20, each["reason"]) for each in self.refused()], [(40, "longer than 16 MiB")])

    def test_a_wrong_table_stops_it_and_the_place_is_kept(self):
        self.write([1])
        self.store.names = NAMES[:-4]
        self.assertIn("has no column id, status", self.load(status=1))
        self.store.engine = ""
        self.assertIn("there is no table logdefer.records", self.load(status=1))
        self.store.engine, self.store.names = "Distributed", NAMES
        self.assertIn("--table stored_records", self.load(status=1))
        self.store.engine = "MergeTree"
        for code, text in ((164, "Cannot execute query in readonly mode"), (291, "Access denied to database"),
                           (252, "Too many partitions for single INSERT block (more than 100)")):
            self.store.errors.append(f"Code: {code}, e.displayText() = DB::Exception: {text}")
            self.assertIn(text, self.load(status=1))
        self.store.errors.append("Code: 117, e.displayText() = DB::Exception: Unknown field found: x: (at row 1)")
        self.assertIn("Unknown field", self.load(status=1))
        self.load()
        self.assertEqual(self.store.ids(), ["1"])
        self.assertEqual(self.refused(), [])


if __name__ == "__main__":
    unittest.main()
