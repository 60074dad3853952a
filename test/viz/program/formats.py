#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What other programs get from `--format`: formats.py PROGRAM. LOGDEFER_SEED=n repeats a run."""

import collections
import csv
import decimal
import io
import json
import os
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "report"))
import records  # noqa: E402
from program import InFolder, run

SEED = int(os.environ.get("LOGDEFER_SEED", random.randrange(1 << 32)))


def lines_of(*records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def trace_of(text, *arguments):
    return json.loads(run("--format", "chrome-trace", *arguments, text=text).stdout, parse_float=decimal.Decimal)


def phase(trace, *letters):
    return [event for event in trace["traceEvents"] if event["ph"] in letters]


def random_record(chance):
    def moment():
        return round(chance.choice([chance.uniform(-0.1, 1.1), chance.randrange(5) / 4]), 6)

    timers = [["t%d" % n, moment(), *[moment() for _ in range(chance.randrange(2))]] for n in range(chance.randrange(8))]
    return {"start": round(chance.uniform(0, 2e9), 6), "end": 1, "timers": timers, "logs": [[moment(), 30, "a"]]}


class ChromeTrace(InFolder):
    def check_nesting(self, trace):
        """Complete events of a track lie within each other or apart."""
        tracks = collections.defaultdict(list)
        for event in phase(trace, "X"):
            tracks[event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
        for spans in tracks.values():
            for begin, end in spans:
                self.assertLessEqual(begin, end)
                for other_begin, other_end in spans:
                    self.assertFalse(begin < other_begin < end < other_end, f"{spans}; seed {SEED}")

    def check_pairs(self, trace):
        """Each asynchronous event has one beginning and one end, in this order, under an id of its own."""
        pairs = collections.defaultdict(list)
        for event in phase(trace, "b", "e"):
            pairs[event["id"]].append(event)
        for events in pairs.values():
            self.assertEqual([event["ph"] for event in events], ["b", "e"])
            self.assertEqual(len({(event["cat"], event["name"], event["tid"]) for event in events}), 1)
            self.assertLessEqual(events[0]["ts"], events[1]["ts"])

    def test_it_keeps_the_rules_whatever_the_timers(self):
        chance = random.Random(SEED)
        records = [random_record(chance) for _ in range(500)]
        trace = trace_of(lines_of(*records))
        self.check_nesting(trace)
        self.check_pairs(trace)
        timers = sum(len(record["timers"]) for record in records)
        slices = [event for event in phase(trace, "X") if event["cat"] == "timer"]
        self.assertEqual(len(slices) + len(phase(trace, "b")), timers)
        self.assertGreater(len(phase(trace, "b")), 0)
        self.assertGreater(len(slices), len(records) / 2)

    def test_each_transaction_has_a_track_and_its_data(self):
        trace = trace_of(lines_of({"start": 1, "end": 2, "data": {"user": "jane"}}, {"start": 1, "data": [1]}, {"start": 2}))
        transactions = phase(trace, "X")
        self.assertEqual([event["tid"] for event in transactions], [1, 2, 3])
        self.assertEqual([event.get("args") for event in transactions], [{"user": "jane"}, {"data": [1]}, None])
        names = [event for event in phase(trace, "M") if event["name"] == "thread_name"]
        self.assertEqual([event["args"]["name"] for event in names], ["transaction 1", "transaction 2", "transaction 3"])

    def test_times_are_absolute_microseconds_and_exact(self):
        trace = trace_of(b'{"start":1340353046.935650123,"end":0.000000001,"logs":[[0.5,10,"m",{"a":1}]]}\n')
        self.assertEqual(phase(trace, "X")[0]["ts"], decimal.Decimal("1340353046935650.123"))
        self.assertEqual(phase(trace, "X")[0]["dur"], decimal.Decimal("0.001"))
        line = phase(trace, "i")[0]
        self.assertEqual(line["ts"], decimal.Decimal("1340353047435650.123"))
        self.assertEqual((line["name"], line["s"], line["args"]), ("m", "t", {"level": "ERROR", "items": [{"a": 1}]}))

    def test_timers_keep_their_details_and_open_ones_are_marked(self):
        trace = trace_of(lines_of({"start": 1, "end": 1, "timers": [["a", 0, 0.5, {"busy": 1}], ["b", 0.7]]}))
        self.assertEqual([event.get("args") for event in phase(trace, "X")[1:]], [{"busy": 1}, {"unfinished": True}])
        self.assertEqual(phase(trace, "X")[2]["dur"], decimal.Decimal("300000.000"))

    def test_no_records_are_a_trace_as_well(self):
        self.assertEqual(phase(trace_of(b""), "X"), [])

    def test_odd_shapes_and_bytes_leave_it_valid(self):
        trace_of(b'{"start":"x","end":[],"data":"\xff\\u0000","logs":[1,[],[0],[{},{},{},null]],"timers":[[],["a"],[{},{},{}]]}\n')


class Json(InFolder):
    def test_it_is_one_array(self):
        self.assertEqual(json.loads(run("--format", "json").stdout), [])
        text = b'{ "start" : 18446744073709551617 }\n{"data":"\xff"}\n'
        got = json.loads(run("--format", "json", text=text).stdout)
        self.assertEqual(got, [{"start": 18446744073709551617}, {"data": "\ufffd"}])

    def test_sorting_keeps_it_an_array(self):
        got = json.loads(run("--format", "json", "--sort-time", text=lines_of({"start": 2}, {"start": 1})).stdout)
        self.assertEqual(got, [{"start": 1}, {"start": 2}])


class Csv(InFolder):
    def rows(self, *arguments, **options):
        text = run("--format", "csv", *arguments, **options).stdout.decode()
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))

    def test_fields_come_back_whatever_is_in_them(self):
        values = ["plain", "", "a,b", 'say "hi"', "two\nlines", "\r", " space ", "=1+1"]
        rows = self.rows("--columns", "user,data.user", text=lines_of(*({"data": {"user": value}} for value in values)))
        self.assertEqual(rows, [["user", "data.user"], *([value, value] for value in values)])

    def test_values_that_are_no_texts_are_json_and_those_that_are_not_there_are_empty(self):
        text = b'{"data":{"n":1.50,"o":{"a": [1]},"no":null}}\n'
        self.assertEqual(self.rows("--columns", "n,o,o.a.0,no,none", text=text)[1], ["1.50", '{"a":[1]}', "1", "", ""])

    def test_timers_of_a_name_are_added(self):
        record = {"end": 1, "timers": [["db", 0, 0.25], ["db", 0.5, 0.75], ["a.b", 0.4]]}
        self.assertEqual(self.rows("--columns", "timers.db,timers.a.b,timers.c", text=lines_of(record))[1],
                         ["0.500000", "0.600000", ""])

    def test_there_is_one_heading_however_many_threads(self):
        path = self.write("log", b'{"start":1,"end":2,"data":"' + b"x" * 1000 + b'"}\n')
        with open(path, "ab") as file:
            file.write(self.read("log") * 9999)
        rows = self.rows(path)
        self.assertEqual(rows[0], ["start", "end"])
        self.assertEqual(rows[1:], [["1", "2"]] * 10_000)


class ClickHouse(InFolder):
    def rows(self, *arguments, **options):
        return [json.loads(line) for line in run("--format", "clickhouse", *arguments, **options).stdout.splitlines()]

    def test_times_are_whole_microseconds_and_lines_and_timers_are_arrays(self):
        text = b'{"start":1340353046.935650123,"end":0.5,"logs":[[0.25,10,"m",{"a":1}]],"timers":[["t",0.1,0.2]]}\n'
        self.assertEqual(self.rows(text=text), [{
            "place": 0, "start": 1340353046935650, "duration": 500000, "failed": 1, "outcome": "",
            "lines.offset": [250000], "lines.level": [10], "lines.message": ["m"], "lines.items": ['[{"a":1}]'],
            "timers.name": ["t"], "timers.start": [100000], "timers.end": [200000], "timers.detail": [""],
            "data": "", "extra": ""}])

    def test_times_are_rounded_as_jq_rounds_them(self):
        chance = random.Random(SEED)
        nanoseconds = [500, 1499, 1500, 2500, *(chance.randrange(10 ** 12) for _ in range(1000)),
                       *(chance.randrange(10 ** 9) * 1000 + 500 for _ in range(1000))]
        times = [f"{time // 10 ** 9}.{time % 10 ** 9:09}" for time in nanoseconds]
        text = "".join(f'{{"start":{t},"end":{t},"logs":[[{t},30]],"timers":[["t",{t},{t}]]}}\n' for t in times)
        rows = self.rows(text=text.encode())
        for time, row in zip(times, rows, strict=True):
            rounded = int(decimal.Decimal(float(time) * 1e6).quantize(0, decimal.ROUND_HALF_UP))
            found = [row["start"], row["duration"], *row["lines.offset"], *row["timers.start"], *row["timers.end"]]
            self.assertEqual(found, [rounded] * 5, f"{time}, seed {SEED}")

    def test_a_row_tells_at_which_byte_its_line_begins_however_many_threads(self):
        line = b'{"start":1,"end":2,"data":"' + b"x" * 1000 + b'"}\n'
        path = self.write("log", b"no record\n" + line * 9999)
        self.assertEqual([row["place"] for row in self.rows(path)], [10 + n * len(line) for n in range(9999)])

    def test_columns_have_the_text_of_a_member_or_are_left_out(self):
        text = lines_of({"data": {"a": None, "b": {"c": [1, "x"]}, "n": 200}})
        row = self.rows("--columns", "n,a,c=b.c", text=text)[0]
        self.assertEqual((row["n"], row["c"], "a" in row), ("200", '[1,"x"]', False))

    def test_no_bytes_make_a_row_invalid(self):
        rows = self.rows(text=b"\n".join(records.hostile_lines()))
        self.assertGreater(len(rows), 10)
        for row in rows:
            for whole, parts in (("lines", ("offset", "level", "message", "items")), ("timers", ("name", "start", "end", "detail"))):
                self.assertEqual(len({len(row[f"{whole}.{part}"]) for part in parts}), 1)
            for name in ("data", "extra"):
                json.loads(row[name] or "{}")


class CommandLines(InFolder):
    def test_wrong_command_lines_are_refused(self):
        for wrong in (["--format", "xml"], ["--columns", "a"], ["--format", "csv", "--columns", "a,"],
                      ["--format", "csv", "--map", "."], ["--format", "json", "-f", "log"]):
            run(*wrong, status=2)


if __name__ == "__main__":
    print(f"seed {SEED}")
    unittest.main()
