#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares the answers of DuckDB with those of jq: answers.py SRC/FLEET FOLDER. npm fetches DuckDB into the folder.

The log ends with half a record, as that of a running program may, and a status is not a number. Skipped,
with the reason, without node, npm or jq, or if npm's registry cannot be reached."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FLEET, FOLDER = map(pathlib.Path, sys.argv[1:])
sys.path.insert(0, str(FLEET))
import answers  # noqa: E402
import questions  # noqa: E402
import write_log  # noqa: E402

RECORDS = 5000
HALF = b'{"start":1700006399.5,"end":0.1,"data":{"request_id":"ha'


def fetch():
    """Whether DuckDB is there. If not, npm has printed why."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "answer.mjs"):
        shutil.copy(HERE / name, FOLDER)
    if (FOLDER / "node_modules").exists():
        return True
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    return subprocess.run(command, cwd=FOLDER, stdout=subprocess.DEVNULL, check=False).returncode == 0


def values_for(records):
    failed = max(filter(answers.has_failed, records), key=lambda record: record["end"])
    start, end = (answers.in_microseconds(failed[name]) for name in ("start", "end"))
    middle = answers.in_microseconds(write_log.DEPLOY)
    id = failed["data"]["request_id"]
    day = {"user": failed["data"]["user"]["name"], "from": answers.in_microseconds(records[0]["start"]), "to": middle}
    return {"grown_timers": {"split": middle}, "lines_of": {"id": id}, "neighbours": {"id": id},
            "new_messages": {"deploy": middle}, "running_at": {"at": start + end // 2}, "user_day": day}


def main():
    missing = [name for name in ("node", "npm", "jq") if not shutil.which(name)]
    if missing:
        print(f"skipped: no {', '.join(missing)}")
        return 77
    if not fetch():
        print("skipped: npm cannot fetch DuckDB")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        whole, torn = os.path.join(folder, "whole"), os.path.join(folder, "torn")
        lines = subprocess.run([sys.executable, FLEET / "write_log.py", "--records", str(RECORDS)], capture_output=True,
                               check=True).stdout
        records = [json.loads(line) for line in lines.splitlines()]
        values = values_for(records)
        data = (record["data"] for record in records)
        next(each for each in data if each["user"]["name"] != values["user_day"]["user"])["status"] = "teapot"
        lines = b"".join(json.dumps(record).encode() + b"\n" for record in records)
        pathlib.Path(whole).write_bytes(lines)
        pathlib.Path(torn).write_bytes(lines + HALF)
        command = ["node", FOLDER / "answer.mjs", FLEET / "duckdb", torn, json.dumps(values)]
        ran = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        found = json.loads(ran.stdout)
        wanted = {name: answers.by_jq(name, values.get(name, {}), whole) for name in questions.names()}
        wanted["records"] = [[RECORDS, 1]]
    different = [name for name in wanted if answers.parsed(name, found.get(name, [])) != answers.parsed(name, wanted[name])]
    for name in different:
        print(f"{name}\n  duckdb: {str(found.get(name))[:400]}\n  jq:     {str(wanted[name])[:400]}")
    empty = [name for name in wanted if not wanted[name]]
    print(f"{len(wanted)} answers, {len(different)} are different, {len(empty)} are empty: {empty}")
    return 1 if different or empty else 0


if __name__ == "__main__":
    sys.exit(main())
