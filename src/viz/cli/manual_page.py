#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes the manual page from the output of --help: manual_page.py PROGRAM VERSION OUTPUT."""

import pathlib
import re
import subprocess
import sys

BEFORE = """.TH LOG-DEFER-VIZ 1 "" "logdefer {version}" "User Commands"
.SH NAME
log-defer-viz \\- show records of deferred logs
.SH SYNOPSIS
.B log-defer-viz
.RI [ OPTION ]...
.RI [ FILE ]...
.SH DESCRIPTION
Reads records, one on each line, from files or standard input, compressed or not, and shows those that pass all filters.
Options can be abbreviated as long as the abbreviation is unique.
"""
AFTER = r""".SH ENVIRONMENT
.TP
.B NO_COLOR
turns colours off, unless \-\-colour is given
.TP
.B PAGER
the program that shows the output on a terminal page by page; if it is empty, no pager is used
.TP
.B TMPDIR
the folder for records that are too large to be sorted in memory
.TP
.B TZ
the time zone
.SH EXIT STATUS
.TP
.B 0
success
.TP
.B 1
an input could not be read to its end or is the output file, output could not be written, or \-\-strict stopped at a line that is not a record
.TP
.B 2
the command line is invalid
"""


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def sections(text):
    """Returns each title with its options: their names and value, and their description."""
    found = []
    for line in text.splitlines():
        if re.match(r"\S.*:$", line):
            found.append((line[:-1], []))
        elif option := re.match(r" {2,6}(-.*?)(?: {2,}(\S.*))?$", line):
            found[-1][1].append([option[1], option[2] or ""])
        elif found and found[-1][1] and line.startswith(" " * 28):
            found[-1][1][-1][1] += (" " if found[-1][1][-1][1] else "") + line.strip()
    return [section for section in found if section[1]]


def page(text, version):
    lines = [BEFORE.format(version=version).rstrip("\n")]
    for title, options in sections(text):
        lines.append(".SH " + escaped(title).upper())
        for head, does in options:
            marked = re.sub(r"--?[^\s,]+", lambda name: f"\\fB{escaped(name[0])}\\fR", head)
            marked = re.sub(r" ([A-Z]\S*)$", lambda value: f" \\fI{escaped(value[1])}\\fR", marked)
            lines += [".TP", marked, escaped(does)]
    lines.append(".SH EXAMPLES")
    for command, does in re.findall(r"^  (log-defer-viz .*)\n      (.*)$", text, re.MULTILINE):
        lines += [".TP", f".B {escaped(command)}", escaped(does)]
    return "\n".join(lines) + "\n" + AFTER


def main():
    program, version, output = sys.argv[1:]
    text = subprocess.run([program, "--help"], capture_output=True, check=True, text=True).stdout
    pathlib.Path(output).write_text(page(text, version), encoding="utf-8")


if __name__ == "__main__":
    main()
