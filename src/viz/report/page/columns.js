// SPDX-License-Identifier: BSL-1.0
/// All records, parsed once: the values for filters and plots are in typed arrays, the rest stays text until it is
/// shown.

import { LongNumber, parseJson } from "./exact_json.js";
import { readRecord } from "./record.js";

/**
 * The classes of a record's worst line; columns hold their index. A level between two belongs to the less severe one.
 */
export const levelClasses = ["error", "warn", "info", "debug", "none"];
export const outcomeClasses = ["ok", "failed", "timeout", "exception", "cancelled", "abandoned", "unterminated", "other"];

export function levelClass(level) {
  if (level === undefined) return 4;
  return level <= 10 ? 0 : level <= 20 ? 1 : level <= 30 ? 2 : 3;
}

function outcomeClass(outcome) {
  const found = outcomeClasses.indexOf(outcome || "ok");
  return found < 0 ? outcomeClasses.length - 1 : found;
}

function worstClass(lines) {
  let worst = levelClass(undefined);
  for (const { level } of lines) worst = Math.min(worst, levelClass(level));
  return worst;
}

/** Appends all texts in a value, including names; values may nest to any depth. */
function gatherText(value, into) {
  const open = [value];
  while (open.length) {
    const next = open.pop();
    if (next instanceof LongNumber) into.push(next.text);
    else if (Array.isArray(next)) for (const part of next) open.push(part);
    else if (typeof next === "object" && next !== null) {
      for (const [name, part] of Object.entries(next)) {
        into.push(name);
        open.push(part);
      }
    } else if (next !== undefined) into.push(String(next));
  }
}

function searchText({ lines, timers, outcome, data, rest }) {
  const pieces = [outcome];
  for (const { message, items } of lines) {
    pieces.push(message);
    if (items.length) gatherText(items, pieces);
  }
  for (const { name } of timers) pieces.push(name);
  gatherText(data, pieces);
  gatherText(rest, pieces);
  return pieces.join("\n").toLowerCase();
}

function sortedBy(column) {
  return Uint32Array.from(column.keys()).sort((a, b) => column[a] - column[b] || a - b);
}

export class Columns {
  constructor(capacity) {
    this.count = 0;
    this.unreadable = 0;
    this.start = new Float64Array(capacity);
    this.duration = new Float64Array(capacity);
    this.level = new Uint8Array(capacity);
    this.outcome = new Uint8Array(capacity);
    this.json = [];
    this.text = [];
    this.others = []; // members except lines and timers, which take most of the memory
  }

  add(json) {
    const record = readRecord(json);
    if (!record) {
      this.unreadable += 1;
      return;
    }
    const at = this.count++;
    this.start[at] = record.start;
    this.duration[at] = record.duration;
    this.level[at] = worstClass(record.lines);
    this.outcome[at] = outcomeClass(record.outcome);
    this.json.push(json);
    this.text.push(searchText(record));
    this.others.push(record.others);
  }

  /** Must be called after the last record. */
  seal() {
    for (const name of ["start", "duration", "level", "outcome"]) this[name] = this[name].subarray(0, this.count);
    this.orders = { start: sortedBy(this.start), duration: sortedBy(this.duration) };
  }

  /** Returns a record as in JSON, with at least the member of this name and the data. */
  recordWith(at, member) {
    return member === "logs" || member === "timers" ? parseJson(this.json[at]) : this.others[at];
  }

  /** Parses a whole record again. */
  record(at) {
    return readRecord(this.json[at]);
  }
}
