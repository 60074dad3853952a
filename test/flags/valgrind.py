#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs a program under valgrind, which must find nothing to report.

Exits with 77, a skipped test, where valgrind is missing.
"""

import shutil
import subprocess
import sys

if not shutil.which("valgrind"):
    print("skipped: valgrind is missing")
    sys.exit(77)
sys.exit(subprocess.run(["valgrind", "--quiet", "--error-exitcode=1", "--leak-check=full", *sys.argv[1:]]).returncode)
