#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks that docs/record.schema.json accepts every golden record and what the examples print, and refuses records that are
wrong in one place."""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: no jsonschema for Python; Debian's package is python3-jsonschema")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCHEMA = ROOT / "docs" / "record.schema.json"

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
    {"start": 1, "end": 1, "dropped": {"levels": {"40": 0}}},
    {"start": 1, "end": 1, "id": "7"},
    {"start": 1, "end": 1, "part": 0},
    {"start": 1, "end": 1, "sample_rate": 0},
    {"start": 1, "end": 1, "sample_rate": 2},
    {"start": 1, "end": 1, "v": 2},
]


def main():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failed = False
    golden = sorted(HERE.glob("*.json"))
    records = [(path.name, path.read_text(encoding="utf-8")) for path in golden]
    for path in (ROOT / "src" / "examples").glob("*.out"):
        lines = path.read_text(encoding="utf-8").splitlines()
        records += [(path.name, line) for line in lines if line.startswith('{"start"') and line.endswith("}")]
    for name, record in records:
        for error in validator.iter_errors(json.loads(record)):
            failed = True
            print(f"{name}: {error.json_path}: {error.message}")
    for record in WRONG:
        if validator.is_valid(record):
            failed = True
            print(f"accepted: {json.dumps(record)}")
    print(f"{len(golden)} golden records, {len(records) - len(golden)} of the examples, {len(WRONG)} wrong ones")
    return 1 if failed or not golden else 0


if __name__ == "__main__":
    sys.exit(main())
