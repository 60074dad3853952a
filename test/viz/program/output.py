#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Output that cannot be written, or not at once, and what is told all the same: output.py PROGRAM."""

import fcntl
import os
import resource
import subprocess
import unittest

from program import ENVIRONMENT, PROGRAM, InFolder, sleeps

RECORD = b'{"start":0}\n'


class Output(InFolder):
    def to_full_device(self, *arguments):
        with open("/dev/full", "wb") as full:
            return subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT,
                                  timeout=60, check=False)

    def test_help_and_completion_that_cannot_be_written_are_told(self):
        for arguments in (["--help"], ["--completion", "bash"]):
            result = self.to_full_device(*arguments)
            self.assertEqual(result.stderr, b"log-defer-viz: standard output: No space left on device\n")
            self.assertEqual(result.returncode, 1)

    def test_a_file_that_is_read_is_not_written_to(self):
        log = self.write("app", RECORD)
        for mode, arguments, given in (("ab", ["--pt", log], None), ("ab", [log], None), ("r+b", ["--pt", log], None),
                                       ("ab", ["--pt"], log)):
            with open(log, mode) as out, open(given or os.devnull, "rb") as stdin:
                result = subprocess.run([PROGRAM, *arguments], stdin=stdin, stdout=out, stderr=subprocess.PIPE,
                                        env=ENVIRONMENT, timeout=60, check=False)
            self.assertIn(b"the input file is the output file\n", result.stderr)
            self.assertEqual(result.returncode, 1)
            self.assertEqual(self.read("app"), RECORD)

    def test_a_file_may_be_appended_to_another(self):
        log = self.write("app", RECORD)
        with open(self.write("other", RECORD), "ab") as out:
            subprocess.run([PROGRAM, "--pt", log], stdout=out, env=ENVIRONMENT, timeout=60, check=True)
        self.assertEqual(self.read("other"), 2 * RECORD)

    def test_what_is_no_record_is_told_though_the_output_fails(self):
        result = self.to_full_device(self.write("log", b"no record\n" + RECORD))
        self.assertIn(b"log:1: not a JSON object", result.stderr)
        self.assertEqual(result.returncode, 1)

    def test_a_limit_of_the_size_of_files_is_told(self):
        log = self.write("log", b"no record\n" + RECORD * 100)
        with open(self.path("out"), "wb") as out:
            result = subprocess.run([PROGRAM, "--pass-through", log], stdout=out, stderr=subprocess.PIPE, env=ENVIRONMENT,
                                    timeout=60, check=False,
                                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
        self.assertIn(b"log-defer-viz: standard output: File too large\n", result.stderr)
        self.assertIn(b"log:1: not a JSON object", result.stderr)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(os.path.getsize(self.path("out")), 1000)

    def test_output_that_does_not_wait_is_waited_for(self):
        """The pipe is full when the program begins to write, and has the flag of another writer."""
        read, write = os.pipe()
        fcntl.fcntl(write, fcntl.F_SETFL, os.O_NONBLOCK)
        filled = os.write(write, bytes(fcntl.fcntl(write, fcntl.F_GETPIPE_SZ)))
        with open(read, "rb") as output, subprocess.Popen(
                [PROGRAM, "--pass-through", self.write("log", RECORD)], stdout=write, stderr=subprocess.PIPE,
                env=ENVIRONMENT) as process:
            os.close(write)
            while not sleeps(process):
                continue
            self.assertEqual(output.read(), bytes(filled) + RECORD)
            self.assertEqual(process.stderr.read(), b"")
        self.assertEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
