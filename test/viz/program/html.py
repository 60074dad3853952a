#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The page that `--html` writes: html.py PROGRAM BUILT, where BUILT is 1 or 0."""

import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import threading
import unittest

from program import ENVIRONMENT, PROGRAM, SOMEBODY, InFolder, run

BUILT = sys.argv.pop(1) == "1"


def records_of(page):
    blocks = re.findall(rb'<script type="application/json" class="records">\n(.*?)</script>', page, re.DOTALL)
    return [json.loads(line) for block in blocks for line in block.splitlines()]


def about(page):
    return json.loads(re.search(rb'id="about">(.*?)</script>', page, re.DOTALL).group(1))


@unittest.skipUnless(BUILT, "the page was not built")
class Page(InFolder):
    def test_it_has_what_passes_the_filters_and_nothing_is_printed(self):
        text = b'{"start":2,"data":{"a":"</script>"}}\n{"start":1,"data":{"a":2}}\nno record\n{"start":0,"end":1}\n'
        result = run("--where", "a!=2", "--sort-time", "--html", self.path("page.html"), text=text)
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"1 line that is not a record", result.stderr)
        page = self.read("page.html")
        self.assertEqual(records_of(page), [{"start": 0, "end": 1}, {"start": 2, "data": {"a": "</script>"}}])
        self.assertEqual(about(page), {"source": "standard input", "records": 2, "left_out": 0})

    def test_it_does_not_replace_what_standard_input_is(self):
        path = self.write("log", b'{"start":1}\n')
        with open(path, "rb") as log:
            run("--html", path, text=None, status=2, stdin=log)
        self.assertEqual(self.read("log"), b'{"start":1}\n')

    def test_it_is_named_after_its_inputs(self):
        inputs = [self.write(name, b'{"start":1}\n') for name in ("a", "b")]
        run("--html", self.path("page.html"), *inputs)
        self.assertEqual(about(self.read("page.html"))["source"], ", ".join(inputs))

    def test_an_input_whose_name_is_not_utf8_leaves_it_utf8(self):
        run("--html", self.path("page.html"), self.write(b"\xff.log".decode("utf-8", "surrogateescape"), b'{"start":1}\n'))
        self.assertTrue(about(self.read("page.html"))["source"].endswith("\ufffd.log"))

    def test_messages_do_not_get_into_it_though_standard_error_is_closed(self):
        arguments = [PROGRAM, "--html", self.path("page.html"), self.path("missing"), self.write("log", b'{"start":1}\n')]
        closing = subprocess.run(["sh", "-c", 'exec "$@" 2>&-', "sh", *arguments], env=ENVIRONMENT, timeout=60, check=False)
        self.assertEqual(closing.returncode, 1)
        self.assertNotIn(b"No such file or directory", self.read("page.html"))

    def test_records_beyond_its_limits_are_told(self):
        result = run("--html", self.path("page.html"), text=b'{"start":1}\n' * 100_001)
        self.assertIn(b"has the first 100000 of 100001 records", result.stderr)
        self.assertEqual(about(self.read("page.html"))["left_out"], 1)

    def test_a_file_that_cannot_be_written_ends_the_program(self):
        result = run("--html", self.path("none/page.html"), text=b'{"start":1}\n', status=1)
        self.assertIn(b"page.html: No such file or directory", result.stderr)

    def test_what_is_no_record_is_told_though_the_page_fails(self):
        """There is room for the page, but not for its records."""
        text = b"no record\n" + b'{"start":1}\n' * 100_000
        run("--html", self.path("page"))
        limit = os.path.getsize(self.path("page")) + 65536
        result = run("--html", self.path("page"), text=text, status=1, restore_signals=False,  # keeps SIGXFSZ ignored
                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertIn(b"page: File too large", result.stderr)
        self.assertIn(b"(standard input):1: not a JSON object", result.stderr)

    def test_a_full_disk_is_told(self):
        result = run("--html", "/dev/full", text=b'{"start":1}\n', status=1)
        self.assertIn(b"/dev/full: No space left on device", result.stderr)

    def test_it_never_replaces_an_input(self):
        path = self.write("log", b'{"start":1}\n')
        self.assertIn(b"would replace an input", run("--html", path, path, status=2).stderr)
        self.assertEqual(self.read("log"), b'{"start":1}\n')

    def test_an_option_that_is_wrong_leaves_no_file(self):
        run("--html", self.path("page.html"), "--grep", "(", status=2)
        self.assertRaises(FileNotFoundError, self.read, "page.html")


@unittest.skipUnless(BUILT, "the page was not built")
class Replaced(InFolder):
    """The file that the page takes the place of, in a folder of its own."""

    def setUp(self):
        super().setUp()
        os.mkdir(self.path("pages"))
        self.page = self.write("pages/page.html", b"an older page")

    def expect_the_older_page_alone(self):
        self.assertEqual(self.read("pages/page.html"), b"an older page")
        self.assertEqual(os.listdir(self.path("pages")), ["page.html"])

    def mode_of_page(self):
        return stat.S_IMODE(os.stat(self.page).st_mode)

    def test_it_is_replaced_by_a_page_and_nothing_is_left_beside_it(self):
        run("--html", self.page, text=b'{"start":1}\n')
        self.assertEqual(records_of(self.read("pages/page.html")), [{"start": 1}])
        self.assertEqual(os.listdir(self.path("pages")), ["page.html"])

    def test_it_is_left_alone_where_no_input_could_be_read(self):
        result = run("--html", self.page, self.path("missing.log"), self.path("missing.gz"), status=1)
        self.assertIn(b"pages/page.html: not written\n", result.stderr)
        self.expect_the_older_page_alone()

    def test_it_is_replaced_where_some_input_could_be_read(self):
        log = self.write("log", b'{"start":1}\n')
        result = run("--html", self.page, self.path("missing.log"), log, status=1)
        self.assertNotIn(b"not written", result.stderr)
        self.assertEqual(records_of(self.read("pages/page.html")), [{"start": 1}])

    def test_it_is_replaced_by_a_page_without_records_where_the_input_has_none(self):
        run("--html", self.page, text=b"")
        self.assertEqual(about(self.read("pages/page.html"))["records"], 0)

    def test_it_is_left_alone_where_strictness_ends_the_reading(self):
        result = run("--strict", "--html", self.page, text=b'{"start":1}\nno record\n', status=1)
        self.assertIn(b"pages/page.html: not written\n", result.stderr)
        self.expect_the_older_page_alone()

    def test_it_is_left_alone_by_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            def not_ignored(number=number):  # as nohup would have it for all tests
                signal.signal(number, signal.SIG_DFL)
            with subprocess.Popen([PROGRAM, "--html", self.page], stdin=subprocess.PIPE, env=ENVIRONMENT,
                                  preexec_fn=not_ignored) as program:
                program.stdin.write(b'{"start":1}\n' * 100_000)  # more than a pipe holds: some of it was read
                self.assertEqual(len(os.listdir(self.path("pages"))), 2)
                program.send_signal(number)
                self.assertEqual(program.wait(60), -number)
            self.expect_the_older_page_alone()

    def test_a_signal_that_is_ignored_stays_so(self):
        with subprocess.Popen(["nohup", PROGRAM, "--html", self.page], stdin=subprocess.PIPE, env=ENVIRONMENT,
                              stderr=subprocess.DEVNULL) as program:
            program.stdin.write(b'{"start":1}\n' * 100_000)
            program.send_signal(signal.SIGHUP)
            program.stdin.close()
            self.assertEqual(program.wait(60), 0)
        self.assertEqual(about(self.read("pages/page.html"))["records"], 100_000)

    def test_its_mode_is_kept(self):
        os.chmod(self.page, 0o640)
        run("--html", self.page, text=b'{"start":1}\n')
        self.assertEqual(self.mode_of_page(), 0o640)

    def test_a_new_one_has_the_mode_that_new_files_have(self):
        os.unlink(self.page)
        run("--html", self.page, text=b'{"start":1}\n', umask=0o027)
        self.assertEqual(self.mode_of_page(), 0o640)

    def test_it_may_be_reached_by_a_symbolic_link(self):
        os.symlink("pages/page.html", self.path("link"))
        run("--html", self.path("link"), text=b'{"start":1}\n')
        self.assertTrue(os.path.islink(self.path("link")))
        self.assertEqual(records_of(self.read("pages/page.html")), [{"start": 1}])

    def test_what_is_no_regular_file_is_written_to(self):
        fifo = self.path("fifo")
        os.mkfifo(fifo)
        pages = []
        reader = threading.Thread(target=lambda: pages.append(self.read("fifo")))
        reader.start()
        run("--html", fifo, text=b'{"start":1}\n')
        reader.join(60)
        self.assertEqual(records_of(pages[0]), [{"start": 1}])
        self.assertEqual(records_of(run("--html", "/dev/stdout", text=b'{"start":1}\n').stdout), [{"start": 1}])

    def test_a_file_that_is_standard_output_is_written_to(self):
        for name in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
            with open(self.page, "w+b") as page:
                subprocess.run([PROGRAM, "--html", name], input=b'{"start":1}\n', stdout=page, env=ENVIRONMENT, check=True)
                page.seek(0)
                self.assertEqual(records_of(page.read()), [{"start": 1}])

    @unittest.skipIf(os.geteuid() == 0, "root may write to any file")
    def test_one_that_must_not_be_written_to_is_left_alone(self):
        os.chmod(self.page, 0o444)
        self.assertIn(b"page.html: Permission denied", run("--html", self.page, text=b"", status=1).stderr)
        os.chmod(self.page, 0o644)
        os.chmod(self.path("pages"), 0o555)
        self.addCleanup(os.chmod, self.path("pages"), 0o755)
        self.assertIn(b"page.html: Permission denied", run("--html", self.page, text=b"", status=1).stderr)
        self.expect_the_older_page_alone()


@unittest.skipIf(not BUILT, "the page was not built")
class Unwritable(InFolder):
    def check(self, path, why, **options):
        result = run("--html", path, text=b'{"start":1}\n', status=1, **options)
        self.assertEqual(result.stderr.decode(), f"log-defer-viz: {path}: {why}\n")

    def test_links_in_a_circle_are_named(self):
        os.symlink("one", self.path("other"))
        os.symlink("other", self.path("one"))
        self.check(self.path("one"), "Too many levels of symbolic links")

    def test_a_name_that_is_too_long_is_named(self):
        self.check(self.path("x" * 300), "File name too long")

    def test_a_folder_that_nobody_else_may_enter_is_named(self):
        os.chmod(self.folder, 0o755)
        os.mkdir(self.path("closed"), 0o700 if SOMEBODY else 0)
        os.symlink(self.path("closed/page"), self.path("link"))
        for path in (self.path("closed/page"), self.path("link")):
            self.check(path, "Permission denied", user=SOMEBODY)

    def test_a_pipe_that_nobody_reads_is_named(self):
        reader, writer = os.pipe()
        os.close(reader)
        self.addCleanup(os.close, writer)
        self.check(f"/dev/fd/{writer}", "Broken pipe", pass_fds=[writer])


@unittest.skipIf(BUILT, "the page was built")
class NoPage(InFolder):
    def test_the_option_says_what_is_missing(self):
        self.assertIn(b"built without HTML reports", run("--html", self.path("page.html"), status=2).stderr)


if __name__ == "__main__":
    unittest.main()
