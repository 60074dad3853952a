#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that docs/record.schema.json accepts every golden record, and refuses records that are wrong in one place."""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: no jsonschema for Python; Debian's package is python3-jsonschema")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
SCHEMA = HERE.parent.parent / "docs" / "record.schema.json"

WRONG = [
    {"end": 0.1},
    {"start": "1", "end": 0.1},
    {"start": 1, "end": -0.1},
    {"start": 1, "end": 1, "data": {}},
    {"start": 1, "end": 1, "data": [1]},
    {"start": 1, "end": 1, "logs": [[0.1, 30]]},
    {"start": 1, "end": 1, "logs": [[0.1, 1 << 31, "level"]]},
    {"start": 1, "end": 1, "logs": []},
    {"start": 1, "end": 1, "timers": [["open", 0.1]]},
    {"start": 1, "end": 1, "timers": [["t", 0.1, 0.2, {}, 1]]},
    {"start": 1, "end": 1, "timers": {"old": [0.1, 0.2]}},
    {"start": 1, "end": 1, "outcome": None},
    {"start": 1, "end": 1, "dropped": {"logs": 0}},
    {"start": 1, "end": 1, "dropped": {"lines": 1}},
]


def main():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failed = False
    records = sorted(HERE.glob("*.json"))
    for path in records:
        for error in validator.iter_errors(json.loads(path.read_text(encoding="utf-8"))):
            failed = True
            print(f"{path.name}: {error.json_path}: {error.message}")
    for record in WRONG:
        if validator.is_valid(record):
            failed = True
            print(f"accepted: {json.dumps(record)}")
    print(f"{len(records)} golden records, {len(WRONG)} wrong ones")
    return 1 if failed or not records else 0


if __name__ == "__main__":
    sys.exit(main())
