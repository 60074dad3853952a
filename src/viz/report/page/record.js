// SPDX-License-Identifier: BSL-1.0
/// Converts records of all forms to that of the page.

import { LongNumber, asText, parseJson } from "./exact_json.js";
import { numberOf, secondsOf, timeIn } from "./number.js";

const unknown = -Infinity; // if a start is not a time: sorted before all others, and without a date

const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof LongNumber);
const isThere = (value) => value !== undefined && value !== null;
const date = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/;
const list = (value) => (Array.isArray(value) ? value : []);

/** Returns the seconds since 1970 of a date; undefined for any other value. */
function dateOf(value) {
  const milliseconds = typeof value === "string" && date.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

const startOf = (value) => numberOf(value) ?? dateOf(value) ?? unknown;

/** Returns `start` or `end` as conditions compare it: a time in quotes, or the date of a start, is a number. */
export function timeOf(record, name) {
  const value = timeIn(record[name]);
  return (name === "start" ? dateOf(value) : undefined) ?? value;
}

function lineOf(entry) {
  const [offset, level, message, ...items] = Array.isArray(entry) ? entry : [0, undefined, entry];
  const text = message === undefined ? "" : asText(message);
  return { offset: secondsOf(offset), level: numberOf(level), message: text, items };
}

function timerOf([name, start, end, detail]) {
  const begin = secondsOf(start);
  return {
    name: isThere(name) ? asText(name) : "",
    start: begin,
    end: isThere(end) ? Math.max(secondsOf(end), begin) : undefined,
    detail: isObject(detail) ? detail : undefined,
  };
}

/** Older programs write timers as an object: its names are those of the timers. */
function timersOf(timers) {
  if (isObject(timers)) {
    return Object.entries(timers).flatMap(([name, value]) =>
      Array.isArray(value) ? timerOf([name, ...value]) : isObject(value) ? timerOf([name, value.start, value.end]) : [],
    );
  }
  return list(timers).flatMap((value) =>
    Array.isArray(value) ? timerOf(value) : isObject(value) ? timerOf([value.name, value.start, value.end]) : [],
  );
}

function lastTime(lines, timers) {
  let last = 0;
  for (const { offset } of lines) last = Math.max(last, offset);
  for (const { start, end = start } of timers) last = Math.max(last, end);
  return last;
}

/** An outcome is only written if a transaction did not succeed; some programs write one nevertheless. */
const outcomeOf = (outcome) => (isThere(outcome) && outcome !== "ok" ? asText(outcome) : "");

/**
 * Returns the record of a line of JSON, and its members except lines and timers unchanged; undefined if it is not a
 * record.
 */
export function readRecord(json) {
  let parsed;
  try {
    parsed = parseJson(json);
  } catch {
    return undefined;
  }
  return isObject(parsed) ? recordOf(parsed) : undefined;
}

/** Does the same for an object that was parsed. */
export function recordOf(parsed) {
  const { logs, timers: oldOrNewTimers, ...others } = parsed;
  const { start, end, data, outcome, ...rest } = others;
  const lines = list(logs).map(lineOf);
  const timers = timersOf(oldOrNewTimers);
  const duration = isThere(end) ? Math.max(secondsOf(end), 0) : lastTime(lines, timers);
  for (const timer of timers) {
    timer.open = timer.end === undefined;
    timer.end ??= Math.max(duration, timer.start);
  }
  return {
    start: startOf(start),
    duration,
    outcome: outcomeOf(outcome),
    lines,
    timers,
    data,
    rest,
    others,
  };
}
