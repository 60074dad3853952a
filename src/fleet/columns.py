# SPDX-License-Identifier: BSL-1.0
"""The mapping file: which members of records have columns of their own."""

import pathlib
import re

LINE = re.compile(r"(\w+)\s+(\S(?:.*\S)?)\s+(\S+)", re.ASCII)


class Column:
    def __init__(self, name, type_name, path):
        self.name, self.type, self.path = name, type_name, path


def read(path):
    """The columns in a mapping file. Raises ValueError for a line that has not three parts."""
    columns = []
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        found = LINE.fullmatch(text)
        if not found:
            raise ValueError(f"{path}:{number}: not a name, a type and a path: {text}")
        columns.append(Column(*found.groups()))
    return columns


def option(columns):
    """What the viewer's --columns is given."""
    return ",".join(f"{column.name}={column.path}" for column in columns)
