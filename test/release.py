#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What `.ci/release` requires of a release: release.py SOURCE"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
FILES = (".ci/release", "meson.build", "include/logdefer/base/version.hpp", "docs/changelog.md")


class Release(unittest.TestCase):
    """A repository with the files that name the version, made ready for the release 1.2.3."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for file in FILES:
            (self.root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SOURCE / file, self.root / file)
        self.change("meson.build", r"^  version: '.*'", "  version: '1.2.3'")
        self.change("include/logdefer/base/version.hpp", r'version = ".*"', 'version = "1.2.3"')
        self.change("docs/changelog.md", r"^## .*$", "## 1.2.3, 2026-01-31")
        self.git("init", "--quiet")
        self.commit()

    def change(self, file, pattern, text):
        path = self.root / file
        changed, count = re.subn(pattern, text, path.read_text("utf-8"), count=1, flags=re.MULTILINE)
        self.assertEqual(count, 1, f"{file} has no {pattern}")
        path.write_text(changed, "utf-8")

    def git(self, *arguments):
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", self.root, *identity, *arguments], check=True, capture_output=True)

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a")

    def release(self, *arguments):
        done = subprocess.run([sys.executable, "-B", self.root / ".ci/release", *arguments], capture_output=True,
                              text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def assert_missing(self, message, version="1.2.3"):
        status, printed = self.release(version, "--without-tests")
        self.assertEqual(status, 1)
        self.assertIn(message, printed)

    def test_a_release_that_is_ready_prints_how_to_make_the_tag(self):
        status, printed = self.release("1.2.3", "--without-tests")
        self.assertEqual(status, 0, printed)
        self.assertIn("git tag -a v1.2.3", printed)

    def test_each_file_must_name_the_version_and_the_line_is_printed(self):
        self.assert_missing("version.hpp:13: says 1.2.3, not 1.2.4", "1.2.4")
        self.assert_missing("meson.build:5: says 1.2.3, not 1.2.4", "1.2.4")

    def test_a_version_has_three_numbers(self):
        self.assert_missing("1.2 is not a version", "1.2")

    def test_the_changes_must_have_a_date(self):
        self.change("docs/changelog.md", r"^## 1.2.3.*$", "## 1.2.3, unreleased")
        self.assert_missing("is `1.2.3, unreleased`")

    def test_everything_must_be_committed(self):
        (self.root / "new").touch()
        self.assert_missing("not committed:\n?? new")

    def test_a_version_is_released_once(self):
        self.git("tag", "v1.2.3")
        self.assert_missing("the tag v1.2.3 exists")

    def test_the_tests_must_pass(self):
        (self.root / ".ci/run").write_text("#!/bin/sh\nexit 1\n")
        (self.root / ".ci/run").chmod(0o755)
        self.commit()
        self.assertEqual(self.release("1.2.3"), (1, ".ci/run failed\n"))


if __name__ == "__main__":
    unittest.main()
