// SPDX-License-Identifier: BSL-1.0
/// The page's rules for records of all forms, by the table that the program is held to as well: record.mjs PAGE TABLE.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

const [page, table] = process.argv.slice(2);
const { readRecord } = await import(pathToFileURL(path.join(page, "record.js")));

const precise = (number) => (typeof number === "number" ? Number(number.toPrecision(12)) : number);

function told(json) {
  const { start, duration, outcome, lines, timers } = readRecord(json);
  return {
    start: Number.isFinite(start) ? start : null,
    duration: precise(duration),
    outcome,
    lines: lines.map(({ offset, level }) => [precise(offset), level ?? null]),
    timers: timers.map(({ name, start, end, open }) => [name, precise(start), precise(end), ...(open ? ["open"] : [])]),
  };
}

for (const { rule, record, ...wanted } of JSON.parse(readFileSync(table, "utf8"))) {
  test(rule, () => assert.deepEqual(told(record), wanted));
}

test("a timer may have more elements than a call can have arguments", () => {
  const many = "0,".repeat(500_000) + "0";
  const { timers } = readRecord(`{"start":0,"timers":[["a",1,2,${many}]]}`);
  assert.deepEqual([timers.length, timers[0].end], [1, 2]);
  assert.equal(readRecord(`{"start":0,"timers":{"a":[${many}]}}`).timers.length, 1);
});
