#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Prints a schema with the columns of a mapping file, for `clickhouse-client --multiquery`.

    schema.py one_server | clickhouse-client --multiquery --database logdefer

All are made of the tables of one_server: `fleet` has each of them on all servers; `kafka` and `newer_server` are run after
it.
"""

import sys

sys.dont_write_bytecode = True

import argparse  # noqa: E402
import pathlib  # noqa: E402
import re  # noqa: E402

import columns as mapping  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = "    -- columns\n"
NAMES = sorted(path.stem for path in (HERE / "schema").glob("*.sql"))
TABLE = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+) \(\n(.*?)\) ENGINE = (\w+) (.*?);", re.DOTALL)
REMEMBERED_BLOCKS = {
    "MergeTree": "replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 315360000",
    "AggregatingMergeTree": "replicated_deduplication_window = 0",
}


def text_of(name):
    return (HERE / "schema" / f"{name}.sql").read_text(encoding="utf-8")


def on_a_fleet(table):
    """A table of one server as that of a shard, and as that of all shards."""
    name, columns, engine, order = table.groups()
    return (f"CREATE TABLE IF NOT EXISTS stored_{name} (\n{columns})\n"
            f"ENGINE = Replicated{engine}('/clickhouse/logdefer/{{shard}}/{name}', '{{replica}}')\n"
            f"{order}\nSETTINGS {REMEMBERED_BLOCKS[engine]};\n\n"
            f"CREATE TABLE IF NOT EXISTS {name} AS stored_{name}\nENGINE = Distributed(fleet, logdefer, stored_{name});")


def schema(name, columns):
    members = "".join(f"    {column.name} {column.type},\n" for column in columns)
    tables = text_of("one_server").replace(COLUMNS, members)
    if name == "one_server":
        return tables
    _, _, all_tables = tables.partition("\n\n")  # without what is said of the file
    on_shards, count = TABLE.subn(on_a_fleet, all_tables)
    if count != all_tables.count("CREATE TABLE"):
        sys.exit("one_server.sql: a table that is not written like the others")
    of_shards = re.sub(r"\b(TO|FROM) (?=\w)", r"\1 stored_", on_shards)
    inserted = "".join(line for line in TABLE.search(tables)[2].splitlines(keepends=True) if "MATERIALIZED" not in line)
    return text_of(name).replace("-- tables\n", of_shards).replace(COLUMNS, inserted)


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
