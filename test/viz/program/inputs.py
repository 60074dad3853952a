#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Records as other programs wrap, print, colour, cut and compress them: inputs.py PROGRAM."""

import bz2
import codecs
import gzip
import json
import lzma
import unittest

from program import InFolder, run

TIME = "2026-02-03T04:05:06.000000007Z"
SPLIT = 16 << 10  # where container engines split a line
HOLE = b"\0" * (17 << 20)  # longer than any line


def record(start, **members):
    return json.dumps({"start": start, **members})


def lines(*texts):
    return "".join(text + "\n" for text in texts).encode()


def parts(text):
    return [text[at:at + SPLIT] for at in range(0, len(text), SPLIT)]


def docker(text, stream="stdout"):
    """The lines of a container's log; the last part of a line has its line feed."""
    return [json.dumps({"log": part, "stream": stream, "time": TIME}) for part in parts(text + "\n")]


def cri(text, stream="stdout"):
    *first, last = parts(text)
    return [f"{TIME} {stream} P {part}" for part in first] + [f"{TIME} {stream} F {last}"]


def journal(message):
    return json.dumps({"__REALTIME_TIMESTAMP": "1", "MESSAGE": message, "_PID": "1"})


LONG = record(2, data={"text": "é\"\\" * 9000})


class Inputs(InFolder):
    def check(self, data, starts, message=b"", *arguments):
        """From a file and from a pipe."""
        for source in ({"text": data}, {"file": self.write("input", data)}):
            files = [source.pop("file")] if "file" in source else []
            result = run("--map", ".start", *arguments, *files, **source)
            self.assertEqual(result.stdout.split(), [b"%d" % start for start in starts])
            self.assertIn(message, result.stderr) if message else self.assertEqual(result.stderr, b"")


class Wrapped(Inputs):
    def test_records_in_the_log_of_a_container(self):
        for wrap in (docker, cri):
            data = lines(*wrap(record(1)), *wrap("Listening on port 80"), *wrap(LONG), *wrap(record(3)))
            self.check(data, [1, 2, 3])

    def test_each_stream_has_parts_of_its_own(self):
        for wrap in (docker, cri):
            first, *rest = wrap(LONG)
            data = lines(*wrap(record(1)), first, *wrap(record(3), "stderr"), *rest)
            self.check(data, [1, 3, 2])

    def test_a_record_in_the_log_of_a_container_is_as_it_was_before(self):
        for wrap in (docker, cri):
            passed = run("--pass-through", text=lines(*wrap(LONG), *wrap(record(3))))
            self.assertEqual(passed.stdout, lines(LONG, record(3)))

    def test_filters_look_into_wrapped_records(self):
        data = lines(*(line for n in range(9) for line in docker(record(n, data={"user": f"user {n}"}))))
        self.check(data, [7], b"", "--where", "user=user 7")

    def test_records_in_the_journal(self):
        data = lines(journal(record(1)), journal(list(record(2).encode())), journal("started"), journal(record(3)))
        self.check(data, [1, 2, 3])

    def test_a_message_that_the_journal_left_out_is_reported_with_a_hint(self):
        self.check(lines(journal(record(1)), journal(None)), [1], b":2: its MESSAGE is null; journalctl needs --all")

    def test_places_are_those_of_the_lines_that_were_read(self):
        first, *rest = cri(LONG)
        self.check(lines(first, *cri("text", "stderr"), *rest, *cri('{"start":tru}')), [2],
                   b":%d: " % (3 + len(rest)))

    def test_a_part_that_nothing_follows_is_reported(self):
        self.check(lines(*cri(record(1)), *cri(LONG)[:-1]), [1], b"skipped 1 line")

    def test_many_records_in_parts_for_many_threads(self):
        data = lines(*(line for n in range(400) for line in docker(record(n, data={"text": "x" * (n * 150)}))))
        self.assertGreater(len(data), 8 << 20)
        self.check(data, range(400))


class Printed(Inputs):
    def test_records_on_several_lines(self):
        records = [{"start": n, "data": {"a": [1, {"b": "{"}]}, "logs": []} for n in range(5)]
        for indent in (0, 1, 2, 4, "\t"):
            self.check("\n".join(json.dumps(r, indent=indent) for r in records).encode(), range(5))
            self.check(json.dumps(records, indent=indent).encode(), range(5))
        self.check(json.dumps(records).encode(), range(5))
        self.check(b"[\n" + b",\n".join(json.dumps(r).encode() for r in records) + b"\n]\n", range(5))

    def test_many_records_on_several_lines_for_many_threads(self):
        data = json.dumps([{"start": n, "logs": [[0, 30, "x" * 50]] * 20} for n in range(6000)], indent=2).encode()
        self.assertGreater(len(data), 8 << 20)
        self.check(data, range(6000))

    def test_records_on_several_lines_amid_other_text(self):
        text = "".join(f"line {n} of some other program\n" for n in range(10_000))  # of several blocks
        shown = json.dumps(json.loads(record(1, data={"a": [1, {}]})), indent=4) + "\n"
        wrapped = docker(record(2))[0] + "\n"
        result = run("--map", ".start", self.write("log", (text + shown + text + wrapped + text).encode()))
        self.assertEqual(result.stdout.split(), [b"1", b"2"])

    def test_an_array_on_one_line_may_be_longer_than_any_line(self):
        text = "x],\\\"" * 1000
        data = json.dumps([json.loads(record(n, data=[text, {}])) for n in range(4000)]).encode() + b"\n" + lines(record(4000))
        self.assertGreater(len(data), 17 << 20)
        self.check(data, range(4001))

    def test_a_record_on_several_lines_is_passed_through_on_one(self):
        passed = run("--pass-through", text=json.dumps({"start": 1, "end": 2}, indent=4).encode())
        self.assertEqual(passed.stdout, b'{ "start": 1, "end": 2 }\n')

    def test_places_after_records_on_several_lines_are_right(self):
        data = json.dumps({"start": 1, "end": 2}, indent=1).encode() + b"\n{\n\"start\": tru\n}\nno record\n"
        for place in (b":5: ", b":8: not a JSON object"):
            self.check(data, [1], place)

    def test_other_text_around_records(self):
        self.check(lines(record(1) + record(2), "ctx={\"a\":1} " + record(3) + " # end", record(4) + "\r", "", " \t"),
                   [1, 2, 3, 4])

    def test_colours(self):
        self.check(lines(f"\x1b[35m\x1b[Ka.log\x1b[m:\x1b[32m{record(1)}\x1b[0m", f"\x1b[1m{{\x1b[0m{record(2)[1:]}\x1b[0m"), [1, 2])

    def test_carriage_returns_that_end_lines(self):
        records = b"".join(record(n, text="x" * 1000).encode() + b"\r" for n in range(20_000))
        self.assertGreater(len(records), 16 << 20)
        self.check(records, range(20_000))

    def test_objects_that_are_no_records_are_reported_once(self):
        data = lines(record(1), '{"level":"info"}', record(2), '{"level":"warn"}')
        result = run("--pass-through", self.write("log", data))
        self.assertEqual(result.stdout, data)
        self.assertEqual(result.stderr.decode(), f"log-defer-viz: {self.path('log')}:2: this object has none of start, end "
                                                 "and logs, so it is probably not a record; there are 2 such objects\n")
        self.assertEqual(run("--pass-through", "--strict", text=data, status=1).stdout, lines(record(1)))


class Starts(Inputs):
    def test_a_start_in_other_units_is_reported_once(self):
        log = self.write("log", lines(record(1), record(1764057600000), record(1764057601000)))
        hint = (f"log-defer-viz: {log}:2: the start 1764057600000 is read as seconds, but is probably in milliseconds\n")
        for arguments in ([], ["--stats"], ["--lanes"], ["--until", "2026-01-01"], ["--sort-time"], ["--pass-through"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(run(*arguments, log).stderr.decode(), hint)

    def test_so_is_text_that_is_no_time(self):
        result = run(text=lines(record("yesterday"), record("soon"), record(None)))
        self.assertEqual(result.stderr, b'log-defer-viz: (standard input):1: the start is not a time: "yesterday"\n')

    def test_the_first_of_many_is_reported_whichever_thread_reads_it(self):
        log = self.write("log", lines(*[record(n, data="x" * 1000) for n in range(20_000)],
                                      *[record(n * 10 ** 12) for n in range(1, 20_000)]))
        self.assertEqual(run("--pass-through", log).stderr.decode().split(" is read as")[0],
                         f"log-defer-viz: {log}:20001: the start 1000000000000")

    def test_dates_and_numbers_as_text_are_starts_wherever_one_is_used(self):
        log = self.write("log", lines(record("1764057600", n=1), record("2025-11-25T08:00:05Z", n=2), record(1764057610, n=3)))

        def kept(*arguments):
            result = run("--map", ".n", *arguments, log)
            self.assertEqual(result.stderr, b"")
            return result.stdout.split()

        self.assertEqual(kept(), [b"1", b"2", b"3"])
        self.assertEqual(kept("--until", "1764057606"), [b"1", b"2"])
        self.assertEqual(kept("--since", "1764057603"), [b"2", b"3"])
        self.assertEqual(kept("--where", "start>1764057600"), [b"2", b"3"])
        self.assertEqual(kept("--at", "1764057605"), [b"2"])
        self.assertEqual(kept("--last", "5s"), [b"2", b"3"])
        self.assertEqual(run("--columns", "start", "--format", "csv", log).stdout.split(),
                         [b"start", b"1764057600", b"1764057605", b"1764057610"])
        late = self.write("late", lines(record(1764057600, n=1), record("2025-11-25T10:00:05+02:00", n=2)))
        self.assertEqual(run("--map", ".n", "--last", "1s", late).stdout, b"2\n")
        self.assertIn(b"2025-11-25 Tue 08:00:05 UTC", run("--since", "1764057601", late).stdout)

    def test_times_as_text_are_times_wherever_one_is_used(self):
        log = self.write("log", lines(record(1, end="0.5", timers=[["a", "0.1", "0.4"]]),
                                      record(2, end=0.5, timers=[["a", 0.1, 0.4]])))
        for arguments in (["--critical-path"], ["--columns", "end,timers.a", "--format", "csv"], ["--where", "end>0.4"],
                          ["--where", "end=0.5"], ["--slower-than", "400ms"], ["--format", "chrome-trace"]):
            with self.subTest(arguments=arguments):
                first, second = (run(*arguments, text=line).stdout for line in self.read("log").splitlines(True))
                self.assertEqual(len(first.splitlines()), len(second.splitlines()))
                self.assertIn(b"5", first)
        self.assertEqual(*run("--columns", "end,timers.a", "--format", "csv", log).stdout.split()[1:])

    def test_a_start_far_from_all_others_is_reported_by_lanes(self):
        log = self.write("log", lines(*[record(1764057600 + n, end=1) for n in range(200)], record(5), record(0.001, end=1e9)))
        self.assertEqual(run("--lanes", log).stderr,
                         b"log-defer-viz: --lanes leaves out 2 records far from all others; the first start is 0.001\n")
        log = self.write("log", lines(*[record(1764057600 + n, end=1) for n in range(200)], record(1764057600, end=1e9)))
        self.assertEqual(run("--lanes", log).stderr,
                         b"log-defer-viz: --lanes cuts the bars of 1 record that ended far after all others\n")


class Bytes(Inputs):
    def test_holes(self):
        half = record(9)[:5].encode()
        self.check(HOLE + lines(record(1)) + half + HOLE + lines(record(2)) + HOLE, [1, 2])

    def test_utf_16(self):
        text = lines(record(1), record(2, text="é\U0001f600")).decode()
        for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-16-le")):
            self.check(mark + text.encode(encoding), [1, 2])

    def test_compressed(self):
        for compress in (gzip.compress, bz2.compress, lzma.compress):
            padded = compress(lines(record(1))) + b"\0" * 512 + compress(lines(record(2))) + b"\0" * 512
            self.check(padded, [1, 2])

    def test_what_cannot_be_read_is_named(self):
        for data, name in ((b"PK\3\4" + b"x" * 99, b"zip"), (codecs.BOM_UTF32_LE + record(1).encode("utf-32-le"), b"UTF-32"),
                           (b"LPKSHHRH" + b"\0" * 99, b"journalctl")):
            result = run("--pass-through", text=data, status=1)
            self.assertEqual(result.stdout, b"")
            self.assertIn(name, result.stderr)


if __name__ == "__main__":
    unittest.main()
