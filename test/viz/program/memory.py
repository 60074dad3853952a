#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""How much memory the viewer takes, and what it says when there is no room for it or its files: memory.py PROGRAM."""

import gzip
import os
import resource
import signal
import subprocess
import unittest

from program import ENVIRONMENT, PROGRAM, InFolder, run


def memory(*arguments, **options):
    """The greatest resident size in MB."""
    process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.DEVNULL, env=ENVIRONMENT, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise AssertionError(f"status {process.returncode}")
    return usage.ru_maxrss / 1024


def with_few_addresses():
    resource.setrlimit(resource.RLIMIT_AS, (64 << 20, 64 << 20))


class Memory(InFolder):
    def write_lines(self, lines):
        with open(self.path("log"), "wb") as file:
            file.writelines(lines)
        return self.path("log")

    def test_long_lines_take_no_more_where_there_are_many(self):
        text = b'"hello world",' * (1 << 20)
        log = self.write_lines(b'{"start":%d,"end":1,"data":{"a":[%s0]}}\n' % (n, text) for n in range(5))
        for arguments in ([], ["--pass-through"], ["--pass-through", "--where", "start=1"], ["--stats"], ["--data-only"]):
            self.assertLess(memory(*arguments, log), 100, arguments)
        with open(log, "rb") as file:
            self.assertLess(memory(stdin=file), 100)

    def test_short_lines_take_no_more_either(self):
        log = self.write_lines(b"{}\n" * 4096 for _ in range(100))
        self.assertLess(memory(log), 60)
        self.assertLess(memory("--pass-through", log), 60)

    def test_long_values_that_are_evicted_are_moved_and_not_copied(self):
        log = self.write_lines(b'{"start":%d,"data":{"path":"/%s%d"}}\n' % (n, b"x" * 400, n) for n in range(60_000))
        self.assertLess(memory("--stats", "--by", "path", log, stderr=subprocess.DEVNULL), 46)

    def test_records_that_others_displace_are_not_kept(self):
        text = b"x" * (1 << 20)
        log = self.write_lines(b'{"start":0,"end":%d,"text":"%s"}\n' % (n, text) for n in range(120))
        self.assertLess(memory("--top", "1", "--pass-through", log), 80)

    def test_memory_that_is_too_little_is_told(self):
        result = run("--sort-time", text=b"{}\n", status=1, preexec_fn=with_few_addresses)
        self.assertEqual(result.stderr, b"log-defer-viz: there is not enough memory\n")


def with_small_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))


class NoRoom(InFolder):
    def setUp(self):
        super().setUp()
        line = b'{"start":0,"text":"%s"}\n' % (b"x" * (10 << 20))
        with gzip.open(self.path("log.gz"), "wb", compresslevel=1) as file:
            file.write(b"no record\n")
            for _ in range(28):  # more than two threads keep in memory
                file.write(line)

    def check(self, why, **options):
        result = run("--sort-time", "--pass-through", self.path("log.gz"), status=1, **options)
        self.assertEqual(result.stdout, b"")
        self.assertEqual(result.stderr.decode().splitlines(),
                         ["log-defer-viz: skipped 1 line that is not a record:",
                          f"  {self.path('log.gz')}:1: not a JSON object",
                          f"log-defer-viz: cannot use the temporary file for sorting: {why}"])

    def test_a_disk_that_is_full_is_told(self):
        self.check("File too large", preexec_fn=with_small_files)

    def test_a_folder_that_is_missing_is_told(self):
        self.check("No such file or directory", env={**ENVIRONMENT, "TMPDIR": self.path("none")})


if __name__ == "__main__":
    unittest.main()
