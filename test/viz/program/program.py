# SPDX-License-Identifier: BSL-1.0
"""Runs the viewer, whose path is the first argument of a test."""

import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
SOMEBODY = 65534 if os.geteuid() == 0 else None  # no limits or modes hold for root
ENVIRONMENT = {**os.environ, "TZ": "UTC"}


def run(*arguments, text=b"", status=0, **options):
    """What the viewer makes of a text; the exit status has to be the one that is named."""
    result = subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, timeout=60, check=False,
                            **{"env": ENVIRONMENT, **options})
    if result.returncode != status:
        raise AssertionError(f"status {result.returncode}: {result.stderr.decode('utf-8', 'backslashreplace')}")
    return result


def sleeps(process):
    """Whether a process waits, or has ended."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        return file.read().rpartition(")")[2].split()[0] in "SZ"


class InFolder(unittest.TestCase):
    """Gives each test a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()
