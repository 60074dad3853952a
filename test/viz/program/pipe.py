#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Records that come through a pipe, many and few, fast and slowly: pipe.py PROGRAM."""

import os
import subprocess
import unittest

from program import ENVIRONMENT, PROGRAM, run, sleeps

RECORD = b'{"start":0}\n'
MUCH = RECORD * (5_000_000 // len(RECORD))  # more than is done without threads


class Pipe(unittest.TestCase):
    def setUp(self):
        self.process = subprocess.Popen([PROGRAM, "--pass-through"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=ENVIRONMENT)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.stdout.close)
        self.addCleanup(self.process.stdin.close)
        self.addCleanup(self.process.kill)

    def send(self, records):
        """In pieces for which the pipes have room, each of which has to come back before the next one is sent."""
        for begin in range(0, len(records), 48_000):
            piece = records[begin:begin + 48_000]
            self.process.stdin.write(piece)
            self.process.stdin.flush()
            self.assertEqual(self.process.stdout.read(len(piece)), piece)

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def test_few_records_are_done_without_threads(self):
        self.send(RECORD * 1000)
        self.assertEqual(self.threads(), 1)

    @unittest.skipUnless(len(os.sched_getaffinity(0)) > 1, "there is one processor")
    def test_many_are_shared_by_threads(self):
        self.send(MUCH)
        self.assertGreater(self.threads(), 1)

    def test_each_is_shown_at_once_also_after_many(self):
        self.send(MUCH)
        for _ in range(100):
            self.send(RECORD)

    def test_strict_does_not_wait_for_what_follows_the_line_that_it_stops_at(self):
        with subprocess.Popen([PROGRAM, "--strict", "--pass-through"], stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as process:
            process.stdin.write(MUCH + b"no record\n")
            process.stdin.flush()
            try:
                self.assertEqual(process.wait(20), 1)
            finally:
                process.kill()

    def test_input_that_does_not_wait_is_waited_for(self):
        """The pipe is empty when the program begins to read, and has the flag of another reader."""
        read, write = os.pipe()
        os.set_blocking(read, False)
        with subprocess.Popen([PROGRAM, "--pass-through"], stdin=read, stdout=subprocess.PIPE,
                              env=ENVIRONMENT) as process:
            os.close(read)
            while not sleeps(process):
                continue
            with open(write, "wb") as records:
                records.write(RECORD)
            self.assertEqual(process.stdout.read(), RECORD)
        self.assertEqual(process.returncode, 0)

    def test_what_many_threads_gather_is_put_together(self):
        counted = run("--count", ".start", "--data-format", "json", text=MUCH)
        self.assertEqual(counted.stdout, b'{".start":{"0":%d}}\n' % (len(MUCH) // len(RECORD)))


if __name__ == "__main__":
    unittest.main()
