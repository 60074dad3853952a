#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Prints a schema with the columns of a mapping file, for `clickhouse-client --multiquery`.

    schema.py one_server | clickhouse-client --multiquery --database logdefer
"""

import sys

sys.dont_write_bytecode = True

import argparse  # noqa: E402
import pathlib  # noqa: E402

import columns as mapping  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PLACE = "    -- columns\n"
NAMES = sorted(path.stem for path in (HERE / "schema").glob("*.sql"))


def schema(name, columns):
    text = (HERE / "schema" / f"{name}.sql").read_text(encoding="utf-8")
    return text.replace(PLACE, "".join(f"    {column.name} {column.type},\n" for column in columns))


def statements(text):
    """The statements of a schema, without comments. No literal in a schema contains a semicolon."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    return [statement.strip() for statement in code.split(";") if statement.strip()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--columns", default=HERE / "columns", help="the mapping file (%(default)s)")
    options = parser.parse_args()
    try:
        print(schema(options.name, mapping.read(options.columns)), end="")
    except (OSError, ValueError) as failure:
        sys.exit(f"schema.py: {failure}")


if __name__ == "__main__":
    main()
