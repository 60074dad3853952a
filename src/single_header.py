#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes headers of the library, and all that they include of it, as one header.

    single_header.py INCLUDE OUTPUT HEADER...

INCLUDE is the folder that the headers are named from. Each header is written once, before the first that includes it.
"""

import pathlib
import re
import sys

GENERATED = "// Generated from the headers of logdefer. Include either this header or those, not both."


def body(header, include, written):
    """The lines of the header and of what it includes, without those that are already written."""
    if header in written:
        return []
    written.add(header)
    lines = []
    for line in (include / header).read_text("utf-8").splitlines():
        own = re.match(r"#include <(logdefer/.*)>", line)
        if own:
            lines += body(own.group(1), include, written)
        elif not line.startswith(("#pragma once", "// SPDX-License-Identifier")):
            lines.append(line)
    return lines


def main(include, output, *headers):
    written = set()
    lines = [line for header in headers for line in body(header, pathlib.Path(include), written)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
    pathlib.Path(output).write_text(f"// SPDX-License-Identifier: BSL-1.0\n{GENERATED}\n#pragma once\n\n{text}\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
