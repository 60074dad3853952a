#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""How much memory the viewer takes, and what it says when there is no room for it or its files: memory.py PROGRAM."""

import gzip
import os
import resource
import signal
import subprocess
import unittest

from program import ENVIRONMENT, PROGRAM, SOMEBODY, InFolder, run


def memory(*arguments, **options):
    """The greatest resident size in MB."""
    process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.DEVNULL, env=ENVIRONMENT, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise AssertionError(f"status {process.returncode}")
    return usage.ru_maxrss / 1024


def with_addresses(size):
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def with_few_addresses():
    with_addresses(64 << 20)


def with_few_processes():
    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))


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

    def test_a_thread_that_has_no_room_is_not_missed(self):
        log = self.write_lines(b'{"start":%d,"end":1,"text":"%s"}\n' % (n, b"x" * 100) for n in range(40_000))
        everything = run("--stats", log).stdout
        few = len(everything.splitlines())
        self.assertEqual(few, 2)
        for limit in (with_few_addresses, with_few_processes):
            options = {"user": SOMEBODY} if limit is with_few_processes else {}
            with self.subTest(limit=limit.__name__):
                os.chmod(self.folder, 0o755)
                result = run("--stats", log, preexec_fn=limit, **options)
                self.assertEqual((result.stdout, result.stderr), (everything, b""))
                result = run("--grep", ".start == 7", "--map", ".start", log, preexec_fn=limit, **options)
                self.assertEqual((result.stdout, result.stderr), (b"7\n", b""))

    def test_expressions_that_need_too_much_end_in_order(self):
        for arguments in (["--grep", "[range(1e8)] | length"], ["--map", "[range(1e8)] | length"]):
            result = run(*arguments, text=b"{}\n", status=1, preexec_fn=with_few_addresses)
            self.assertEqual(result.stderr, b"log-defer-viz: there is not enough memory\n")

    def test_with_any_memory_it_works_or_says_why_not(self):
        log = self.write_lines(b'{"start":%d,"end":1,"logs":[[0,30,"text"]]}\n' % n for n in range(300))
        seen = set()
        for size in range(8 << 20, 16 << 20, 500 << 10):
            for arguments in (["--grep", ".start"], ["--reduce", ".+1"], ["--stats"], []):
                process = subprocess.run([PROGRAM, *arguments, log], env=ENVIRONMENT, capture_output=True, timeout=60,
                                         check=False, preexec_fn=lambda limit=size: with_addresses(limit))
                not_loaded = b"error while loading shared libraries" in process.stderr
                if not_loaded or process.returncode == 127:
                    continue
                seen.add(process.returncode)
                told = b"not enough memory" in process.stderr
                self.assertEqual(process.returncode, 1 if told else 0, (arguments, size, process.stderr))
        self.assertIn(0, seen)

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
                          f"log-defer-viz: cannot use the temporary file for records: {why}"])

    def test_a_disk_that_is_full_is_told(self):
        self.check("File too large", preexec_fn=with_small_files)

    def test_a_folder_that_is_missing_is_told(self):
        self.check("No such file or directory", env={**ENVIRONMENT, "TMPDIR": self.path("none")})


if __name__ == "__main__":
    unittest.main()
