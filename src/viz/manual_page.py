#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes the manual page from what the program says with --help: manual_page.py PROGRAM VERSION OUTPUT."""

import pathlib
import re
import subprocess
import sys

BEFORE = """.TH LOG-DEFER-VIZ 1 "" "logdefer {version}" "User Commands"
.SH NAME
log-defer-viz \\- show the records of a deferred log
.SH SYNOPSIS
.B log-defer-viz
.RI [ OPTION ]...
.RI [ FILE ]...
.SH DESCRIPTION
Reads records, one a line, from files or standard input, compressed or not, and shows those that pass all filters, or
does with them what the options say.
Options can be abbreviated as long as one can tell which it is.
"""
AFTER = r""".SH ENVIRONMENT
.TP
.B NO_COLOR
no colours, unless they are asked for
.TP
.B PAGER
what shows the output on a terminal page by page; nothing does where it is empty
.TP
.B TMPDIR
where records wait that are to be sorted
.TP
.B TZ
the time zone
.SH EXIT STATUS
.TP
.B 0
all went well
.TP
.B 1
an input could not be read to its end, output could not be written, or \-\-strict stopped at a line that is no record
.TP
.B 2
a command line that cannot be obeyed
"""


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def sections(text):
    """The titles with their options, each of which is its names, its value and what it does."""
    found = []
    for line in text.splitlines():
        if re.match(r"\S.*:$", line):
            found.append((line[:-1], []))
        elif option := re.match(r"  (-\S+)(?: ([A-Z]\S*)(?: \.\.\.)?)?(?: Excludes: \S+)*(?: {2,}(.*))?$", line):
            names = [re.sub(r"\{.*?\}", "", name) for name in option[1].split(",")]
            value = "" if option[2] in (None, "Excludes:") else option[2]
            found[-1][1].append([names, value, option[3] or ""])
        elif found and found[-1][1] and line.startswith(" " * 30):
            found[-1][1][-1][2] += (" " if found[-1][1][-1][2] else "") + line.strip()
    return [section for section in found if section[1]]


def page(text, version):
    lines = [BEFORE.format(version=version).rstrip("\n")]
    for title, options in sections(text):
        lines.append(".SH " + escaped(title).upper())
        for names, value, does in options:
            shown = ", ".join(f"\\fB{escaped(name)}\\fR" for name in names)
            lines += [".TP", shown + (f" \\fI{escaped(value)}\\fR" if value else ""), escaped(does)]
    return "\n".join(lines) + "\n" + AFTER


def main():
    program, version, output = sys.argv[1:]
    text = subprocess.run([program, "--help"], capture_output=True, check=True, text=True).stdout
    pathlib.Path(output).write_text(page(text, version), encoding="utf-8")


if __name__ == "__main__":
    main()
