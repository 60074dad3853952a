#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Files that grow, are rotated and cut while the viewer follows them: follow.py PROGRAM."""

import fcntl
import os
import queue
import signal
import subprocess
import threading
import time
import unittest

from program import ENVIRONMENT, PROGRAM, SOMEBODY, InFolder

DEADLINE = 30


def record(number):
    return b'{"start":%d}\n' % number


class Follow(InFolder):
    def follow(self, *arguments, view="--pass-through", **options):
        """Returns when the file is open: what is added before that counts as old."""
        self.process = self.start(view, *arguments, **options)
        self.lines = self.gather(self.process.stdout)
        self.messages = self.gather(self.process.stderr)

    def start(self, *arguments, interrupt=signal.SIG_DFL, **options):
        process = subprocess.Popen([PROGRAM, *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, interrupt),
                                   **options)
        for stream in (process.stdout, process.stderr):
            self.addCleanup(stream.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.until(lambda: self.watches(process))
        return process

    def gather(self, stream):
        """A queue of the lines, and None at their end."""
        lines = queue.Queue()
        reader = threading.Thread(target=self.move_lines, args=(stream, lines), daemon=True)
        reader.start()
        self.addCleanup(lambda: (self.process.kill(), reader.join()))
        return lines

    @staticmethod
    def move_lines(stream, lines):
        for line in stream:
            lines.put(line)
        lines.put(None)

    @staticmethod
    def watches(process):
        """How much is watched; the file, or its folder, was opened before."""
        count = 0
        for descriptor in os.listdir(f"/proc/{process.pid}/fdinfo"):
            try:
                with open(f"/proc/{process.pid}/fdinfo/{descriptor}", encoding="ascii") as file:
                    count += file.read().count("inotify wd")
            except FileNotFoundError:  # closed in between
                continue
        return count

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

    def expect_message(self, text):
        self.assertEqual(self.messages.get(timeout=DEADLINE), f"log-defer-viz: {text}\n".encode())

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
        self.expect_message(f"{self.path('log')}: No such file or directory; waiting until it can be read")
        self.write("log", record(1))
        self.expect(1)
        self.assertTrue(self.messages.empty())

    def test_a_file_may_not_be_readable_yet(self):
        os.chmod(self.folder, 0o755)
        self.write("log", record(1))
        os.chmod(self.path("log"), 0)
        self.follow("-F", self.path("log"), user=SOMEBODY)
        denied = f"{self.path('log')}: Permission denied; waiting until it can be read"
        self.expect_message(denied)
        os.chmod(self.path("log"), 0o644)
        self.expect(1)
        self.write("next", record(2))
        os.chmod(self.path("next"), 0)
        os.rename(self.path("next"), self.path("log"))
        self.expect_message(denied)
        os.chmod(self.path("log"), 0o644)
        self.expect(2)
        self.assertTrue(self.messages.empty())

    def test_a_program_may_write_to_the_previous_file_until_it_opens_the_new_one(self):
        self.write("log", b"")
        self.follow("-F", self.path("log"))
        number = 0
        for name in ("log.1", "log.2", "log.3"):
            with open(self.path("log"), "ab", buffering=0) as program:
                for _ in range(500):
                    program.write(record(number))
                    number += 1
                os.rename(self.path("log"), self.path(name))
                self.write("log", b"")
                for _ in range(500):
                    program.write(record(number))
                    number += 1
        self.expect(*range(number))

    def test_files_that_are_rotated_at_once_are_all_read_in_order(self):
        self.write("log", b"")
        self.follow("-F", self.path("log"))
        for number in range(150):
            self.append("log", record(2 * number))
            for old in (2, 1):
                if os.path.exists(self.path(f"log.{old}")):
                    os.rename(self.path(f"log.{old}"), self.path(f"log.{old + 1}"))
            self.rotate(record(2 * number + 1))
            if number % 3 == 2:
                self.expect(*range(2 * number - 4, 2 * number + 2))

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

    def test_half_a_line_that_is_there_at_the_beginning_is_shown_when_it_is_complete(self):
        self.write("log", record(0) + record(1)[:5])
        self.follow("-f", self.path("log"))
        self.append("log", record(1)[5:])
        self.expect(1)

    def test_what_is_no_record_is_told_at_once_and_each_file_has_lines_of_its_own(self):
        log = self.path("log")
        self.write("log", record(0))
        self.follow("-F", log)
        self.append("log", record(1) + b"no record\n" * 7)
        for line in range(2, 9):
            self.expect_message(f"{log}:{line}: not a JSON object")
        self.rotate(record(2) + b"text\n")
        self.expect_message(f"{log}:2: not a JSON object")
        os.truncate(log, 0)
        self.until(lambda: self.has_position(0))
        self.append("log", b"text\n")
        self.expect_message(f"{log}:1: not a JSON object")

    def test_wrapped_records_are_shown_as_soon_as_their_last_part_is_there(self):
        self.write("log", b"")
        self.follow("-f", self.path("log"))
        whole = record(1).decode().rstrip("\n")
        time = "2024-01-01T00:00:00Z stdout"
        self.append("log", f"{time} P {whole[:5]}\n".encode())
        self.append("log", f"{time} F {whole[5:]}\n".encode())
        self.expect(1)

    def has_position(self, position):
        """Whether a file is read from there."""
        for descriptor in os.listdir(f"/proc/{self.process.pid}/fd"):
            if os.readlink(f"/proc/{self.process.pid}/fd/{descriptor}") == self.path("log"):
                with open(f"/proc/{self.process.pid}/fdinfo/{descriptor}", encoding="ascii") as file:
                    return file.readline().split() == ["pos:", str(position)]
        return False

    def test_a_signal_ends_it_in_order(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            self.write("log", b"")
            self.follow("-f", self.path("log"))
            self.append("log", b"no record\n" + record(1))
            self.expect(1)
            self.expect_message(f"{self.path('log')}:1: not a JSON object")
            self.process.send_signal(number)
            self.expect_message("skipped 1 line that is not a record")
            self.assertIsNone(self.messages.get(timeout=DEADLINE))
            self.assertEqual(self.process.wait(DEADLINE), -number)

    def test_an_interrupt_that_is_ignored_stays_so(self):
        self.write("log", b"")
        self.follow("-f", self.path("log"), interrupt=signal.SIG_IGN)
        self.process.send_signal(signal.SIGINT)
        for number in range(2):  # it may have been about to read the first one
            self.append("log", record(number))
            self.expect(number)

    def test_a_second_interrupt_ends_what_is_stuck(self):
        """It is, since nobody reads the pipe that it writes to, which is full before."""
        self.write("log", b"")
        self.process = self.start("-f", self.path("log"))
        with open(f"/proc/self/fd/{self.process.stdout.fileno()}", "wb", buffering=0) as pipe:
            pipe.write(bytes(fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ)))
        self.append("log", record(1))
        self.until(lambda: self.has_position(len(record(1))))
        self.until(lambda: self.process.send_signal(signal.SIGINT) or self.process.poll() is not None)
        self.assertEqual(self.process.wait(DEADLINE), -signal.SIGINT)

    def test_it_ends_when_nobody_reads_its_output(self):
        self.write("log", b"")
        process = self.start("--pass-through", "-f", self.path("log"))
        self.append("log", record(1))
        self.assertEqual(process.stdout.readline(), record(1))
        process.stdout.close()
        self.assertEqual(process.wait(DEADLINE), 0)

    def test_what_is_watched_does_not_grow_with_rotations(self):
        self.write("log", b"")
        self.follow("-F", self.path("log"))
        for number in range(5):
            os.rename(self.path("log"), self.path(f"log.{number}"))
            self.write("log", record(number))
            self.expect(number)
        self.until(lambda: self.watches(self.process) == 2)  # the previous files are watched for some seconds


if __name__ == "__main__":
    unittest.main()
