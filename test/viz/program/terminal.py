#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Colours, pages and progress on a terminal, which is a pseudo-terminal here: terminal.py PROGRAM."""

import fcntl
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import termios
import time
import unittest

from program import ENVIRONMENT, PROGRAM, InFolder

DEADLINE = 30
RECORD = b'{"start":0,"data":{"a":1}}\n'


class Terminal(InFolder):
    def setUp(self):
        super().setUp()
        self.open_terminal()
        self.log = self.write("log", RECORD)

    def open_terminal(self):
        self.master, self.slave = pty.openpty()
        self.addCleanup(os.close, self.master)

    def start(self, *arguments, **options):
        environment = {**ENVIRONMENT, "TERM": "xterm", "PAGER": "", **options.pop("environment", {})}
        process = subprocess.Popen([PROGRAM, *arguments], env=environment, **options)
        os.close(self.slave)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def read_until(self, holds):
        """What the terminal got, as soon as it holds something, or the program has gone."""
        got, end = b"", time.monotonic() + DEADLINE
        while not holds(got):
            self.assertLess(time.monotonic(), end, got)
            if not select.select([self.master], [], [], 1)[0]:
                continue
            try:
                got += os.read(self.master, 65536)
            except OSError:  # the other side is closed
                break
        return got

    def shown(self, *arguments, **environment):
        self.start(*arguments, stdin=subprocess.DEVNULL, stdout=self.slave, stderr=self.slave, environment=environment)
        return self.read_until(lambda got: False).replace(b"\r\n", b"\n")

    def test_there_are_colours(self):
        self.assertIn(b"\x1b[", self.shown(self.log))

    def test_no_color_means_none(self):
        self.assertNotIn(b"\x1b[", self.shown(self.log, NO_COLOR="1"))

    def test_an_option_is_stronger_than_no_color(self):
        self.assertIn(b"\x1b[", self.shown("--colour", self.log, NO_COLOR="1"))

    def resize(self, rows, columns):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def test_overviews_have_colours_unless_these_are_refused(self):
        log = self.write("log", b'{"start":1,"end":2,"outcome":"failed","timers":[["db",0,1]]}\n')
        for overview in ("--stats", "--lanes", "--histogram", "--interleaved", "--critical-path"):
            for refused in ({}, {"NO_COLOR": "1"}):
                self.open_terminal()
                shown = self.shown(overview, log, **refused)
                self.assertEqual(b"\x1b[" in shown, not refused, (overview, shown))

    def test_overviews_fit_the_terminal(self):
        """Rows and columns; the last row is that of the next prompt."""
        record = b'{"start":%d,"end":%.6f,"data":{"user":"%s"},"timers":[["%s",0,1]]}\n'
        log = self.write("log", b"".join(record % (n % 40, 1e-6 * 1.5**n, b"u" * (40 + n), b"t" * 70) for n in range(60)))
        for overview in (["--stats", "--by", "user"], ["--lanes"], ["--histogram"]):
            self.open_terminal()
            self.resize(20, 80)
            lines = self.shown("--nocolour", *overview, log).decode().splitlines()
            self.assertLess(len(lines), 20, overview)
            self.assertGreater(len(lines), 9, overview)
            self.assertLessEqual(max(map(len, lines)), 80, overview)

    def test_nothing_unseen_is_written_as_it_is(self):
        for unseen in ("\u202e\u2066\u2069\u200f\u061c\u2028", "\u200b\ufeff\u00ad\ufe0f\U000e0041"):
            text = f'"a{unseen}b"'
            log = self.write("log", ('{"start":0,"logs":[[0,30,%s]],"timers":[[%s,0,1]],"data":{%s:%s}}\n' % ((text,) * 4)).encode())
            for arguments in (["-v"], ["--pass-through"], ["--map", ".data[]"], ["--format", "csv", "--columns", "logs"],
                              ["--data-only", "--data-format", "yaml"], ["--stats"], ["--count", ".data[]"]):
                self.master, self.slave = pty.openpty()
                self.addCleanup(os.close, self.master)
                shown = self.shown(*arguments, log)
                self.assertIn(json.dumps(text)[3:-3].encode(), shown, arguments)
                for raw in unseen:
                    self.assertNotIn(raw.encode(), shown, arguments)

    def test_the_pager_gets_the_output(self):
        self.assertEqual(self.shown("--map", ".data.a", self.log, PAGER="sed 's/^/page: /'"), b"page: 1\n")

    def test_a_pager_that_cannot_be_started_does_not_swallow_the_output(self):
        not_executable = self.write("pager", b"")
        log = self.write("long", RECORD * 10_000)  # more than a pipe holds
        for pager in ("no-such-pager -R", not_executable, "LESS=R no-such-pager"):
            process = self.start("--map", ".data.a", log, stdin=subprocess.DEVNULL, stdout=self.slave,
                                 stderr=self.slave, environment={"PAGER": pager})
            shown = self.read_until(lambda got: False)
            self.assertEqual(process.wait(DEADLINE), 0)
            self.assertEqual(shown.count(b"1\r\n"), 10_000)
            self.assertIn(os.path.basename(pager.split()[-1 if "=" in pager else 0]).encode(), shown)
            self.open_terminal()

    def test_less_shows_colours_unless_the_user_has_decided(self):
        pager = "cat > /dev/null; echo less $LESS"
        self.assertEqual(self.shown(self.log, PAGER=pager), b"less FRX\n")
        self.open_terminal()
        self.assertEqual(self.shown(self.log, PAGER=pager, LESS="i"), b"less i\n")

    def test_an_interrupt_is_the_pagers(self):
        """It goes on after one, and the program waits for it."""
        pager = ("sh -c 'trap \"echo interrupted\" INT; cat > /dev/null; echo ready; "
                 "until read line < /dev/tty; do :; done; "
                 "echo left'")
        process = self.start(self.log, stdin=subprocess.DEVNULL, stdout=self.slave, stderr=self.slave,
                             start_new_session=True, preexec_fn=lambda: fcntl.ioctl(1, termios.TIOCSCTTY, 0),
                             environment={"PAGER": pager})
        self.read_until(lambda got: b"ready" in got)
        os.write(self.master, b"\x03")
        self.read_until(lambda got: b"interrupted" in got)
        os.write(self.master, b"\n")
        self.assertIn(b"left", self.read_until(lambda got: False))
        self.assertEqual(process.wait(DEADLINE), 0)

    def test_messages_come_after_the_pager(self):
        log = self.write("odd", RECORD + b"no record\n")
        shown = self.shown("--map", ".data.a", log, PAGER="sed 's/^/page: /'")
        self.assertEqual(shown.split(b"\n")[0], b"page: 1")
        self.assertIn(b"1 line that is not a record", shown)

    def test_there_are_no_pages_when_they_are_refused(self):
        self.assertEqual(self.shown("--no-pager", "--map", ".data.a", self.log, PAGER="sed 's/^/page: /'"), b"1\n")

    def start_where_no_pager_is_chosen(self, *arguments, **environment):
        environment = {**ENVIRONMENT, **environment}
        environment.pop("PAGER", None)
        process = subprocess.Popen([PROGRAM, *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=self.slave,
                                   stderr=self.slave)
        os.close(self.slave)
        self.addCleanup(process.wait)

    def test_less_is_the_pager_where_one_is_asked_for_and_none_chosen(self):
        less = self.write("less", b'#!/bin/sh\necho "less $*"\n')
        os.chmod(less, 0o755)
        self.start_where_no_pager_is_chosen("--pager", self.log, PATH=f"{self.folder}:{os.environ['PATH']}")
        self.assertIn(b"less -FRX", self.read_until(lambda got: b"\n" in got))

    def test_the_output_is_shown_where_less_is_missing(self):
        os.symlink(shutil.which("cat"), self.path("cat"))
        self.start_where_no_pager_is_chosen("--pager", "--map", ".data.a", self.log, PATH=self.folder)
        reason, output = self.read_until(lambda got: False).splitlines()
        self.assertRegex(reason, rb"less.*not found")
        self.assertEqual(output, b"1")

    def test_a_user_who_leaves_ends_the_program(self):
        log = self.write("long", RECORD * 100_000)
        process = self.start("--pass-through", log, stdin=subprocess.DEVNULL, stdout=self.slave, stderr=self.slave,
                             environment={"PAGER": "head -n 1"})
        self.assertEqual(self.read_until(lambda got: False).strip(), RECORD.strip())
        self.assertEqual(process.wait(DEADLINE), 0)

    def test_progress_is_shown_when_it_takes_longer(self):
        process = self.start("--pass-through", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self.slave)
        got, end = b"", time.monotonic() + DEADLINE
        while b"B/s" not in got:
            self.assertLess(time.monotonic(), end)
            process.stdin.write(RECORD)
            process.stdin.flush()
            if select.select([self.master], [], [], 0.01)[0]:
                got += os.read(self.master, 65536)
        process.stdin.write(b"no record\n")
        process.stdin.close()
        got += self.read_until(lambda rest: False)
        self.assertIn(b"B/s\x1b[K\r", got)
        self.assertIn(b"\x1b[Klog-defer-viz: skipped 1 line that is not a record", got)

    def test_there_is_none_for_what_is_soon_done(self):
        self.start("--pass-through", self.log, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.slave)
        self.assertEqual(self.read_until(lambda got: False), b"")


if __name__ == "__main__":
    unittest.main()
