#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Files that grow, are rotated and cut while the viewer follows them: follow.py PROGRAM."""

import os
import queue
import subprocess
import threading
import time
import unittest

from program import ENVIRONMENT, PROGRAM, InFolder

DEADLINE = 30


def record(number):
    return b'{"start":%d}\n' % number


class Follow(InFolder):
    def follow(self, *arguments, view="--pass-through"):
        """Returns when the file is open: what is added before that counts as old."""
        process = subprocess.Popen([PROGRAM, view, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=ENVIRONMENT)
        self.addCleanup(process.stdout.close)
        self.lines = queue.Queue()
        reader = threading.Thread(target=lambda: [self.lines.put(line) for line in process.stdout], daemon=True)
        reader.start()
        self.addCleanup(reader.join)
        self.addCleanup(self.end, process)
        self.until(lambda: self.watches(process))

    def watches(self, process):
        """Whether the file, or its folder, is watched: it was opened before."""
        for descriptor in os.listdir(f"/proc/{process.pid}/fdinfo"):
            try:
                with open(f"/proc/{process.pid}/fdinfo/{descriptor}", encoding="ascii") as file:
                    if "inotify wd" in file.read():
                        return True
            except FileNotFoundError:  # closed in between
                continue
        return False

    @staticmethod
    def end(process):
        process.kill()
        process.wait()
        process.stderr.close()

    def until(self, truth):
        end = time.monotonic() + DEADLINE
        while not truth():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.001)

    def append(self, name, data):
        with open(self.path(name), "ab") as file:
            file.write(data)

    def expect(self, *numbers):
        got = [self.lines.get(timeout=DEADLINE) for _ in numbers]
        self.assertEqual(got, [record(number) for number in numbers])

    def rotate(self, first):
        os.rename(self.path("log"), self.path("log.1"))
        self.write("log", first)

    def test_the_name_is_followed_through_rotations(self):
        self.write("log", record(0))
        self.follow("-F", self.path("log"))
        self.append("log", record(1))
        self.expect(1)
        for number in range(2, 12, 3):
            self.append("log", record(number))
            self.rotate(record(number + 1))
            self.append("log", record(number + 2))
            self.expect(number, number + 1, number + 2)

    def test_the_file_is_followed_under_its_new_name(self):
        self.write("log", record(0))
        self.follow("-f", self.path("log"))
        self.rotate(record(1))
        self.append("log.1", record(2))
        self.expect(2)

    def cut(self, option):
        self.write("log", record(1000) * 10)
        self.follow(option, self.path("log"))
        self.append("log", record(1))
        self.expect(1)
        os.truncate(self.path("log"), 0)
        self.append("log", record(2))
        self.expect(2)

    def test_a_file_that_is_copied_and_cut_is_read_from_its_beginning(self):
        self.cut("-f")

    def test_so_is_one_that_is_followed_by_its_name(self):
        self.cut("-F")

    def test_a_line_is_shown_when_it_is_complete(self):
        self.write("log", record(0))
        self.follow("-F", self.path("log"))
        for byte in record(123):
            self.append("log", bytes([byte]))
        self.append("log", record(4)[:5])
        self.expect(123)
        self.append("log", record(4)[5:])
        self.expect(4)

    def test_half_a_line_ends_with_its_file(self):
        self.write("log", b"")
        self.follow("-F", self.path("log"))
        self.append("log", record(1) + b'{"start":')
        self.rotate(record(2))
        self.expect(1, 2)

    def test_the_last_line_of_a_file_needs_no_line_feed(self):
        self.write("log", b"")
        self.follow("-F", self.path("log"))
        self.append("log", record(1).strip())
        os.rename(self.path("log"), self.path("log.1"))
        self.write("log", b"")
        self.expect(1)

    def test_a_file_may_vanish_and_come_again(self):
        self.write("log", record(0))
        self.follow("-F", self.path("log"))
        os.remove(self.path("log"))
        self.write("log", record(1))
        self.expect(1)

    def test_a_name_may_have_no_file_yet(self):
        self.follow("-F", self.path("log"))
        self.write("log", record(1))
        self.expect(1)

    def test_each_critical_path_is_shown_when_its_record_is_read(self):
        self.write("log", b"")
        self.follow("-f", self.path("log"), view="--critical-path")
        self.append("log", b'{"start":1,"end":2,"timers":[["query",0,2]]}\n')
        shown = [self.lines.get(timeout=DEADLINE) for _ in range(3)]
        self.assertIn(b"query", shown[2])

    def test_a_long_burst_is_complete_and_in_order(self):
        self.write("log", b"")
        self.follow("-F", self.path("log"))
        for begin in range(0, 20_000, 1000):
            self.append("log", b"".join(record(number) for number in range(begin, begin + 1000)))
        self.expect(*range(20_000))


if __name__ == "__main__":
    unittest.main()
