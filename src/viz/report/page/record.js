// SPDX-License-Identifier: BSL-1.0
/// Converts records of all forms to that of the page.

import { LongNumber, asText, parseJson } from "./exact_json.js";

const unknown = -Infinity; // if a start is not a time: sorted before all others, and without a date

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof LongNumber);
const number = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;
const date = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/;
/** Returns the number in a text that is nothing else, and any other value unchanged. */
const timeIn = (value) => (typeof value === "string" && number.test(value) ? Number(value) : value);
const seconds = (value) => (isNumber(timeIn(value)) ? Math.max(timeIn(value), 0) : 0);
const list = (value) => (Array.isArray(value) ? value : []);

/** Returns the seconds since 1970, which may be written as a date. */
function startOf(value) {
  const time = value instanceof LongNumber ? Number(value.text) : timeIn(value);
  if (isNumber(time)) return time;
  const milliseconds = typeof time === "string" && date.test(time) ? Date.parse(time) : NaN;
  return Number.isNaN(milliseconds) ? unknown : milliseconds / 1000;
}

function lineOf(entry) {
  const [offset, level, message, ...items] = Array.isArray(entry) ? entry : [0, undefined, entry];
  const text = message === undefined ? "" : asText(message);
  return { offset: seconds(offset), level: isNumber(level) ? level : undefined, message: text, items };
}

function timerOf([name, start, endTime, detail]) {
  const end = timeIn(endTime);
  const open = !isNumber(end);
  const begin = seconds(start);
  return {
    name: name === undefined ? "" : asText(name),
    start: begin,
    end: open ? undefined : Math.max(end, begin),
    detail: isObject(detail) ? detail : undefined,
  };
}

function timersOf(timers) {
  if (isObject(timers)) return Object.entries(timers).map(([name, times]) => timerOf([name, ...list(times)]));
  return list(timers).filter(Array.isArray).map(timerOf);
}

function lastTime(lines, timers) {
  let last = 0;
  for (const { offset } of lines) last = Math.max(last, offset);
  for (const { start, end = start } of timers) last = Math.max(last, end);
  return last;
}

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
  const { start: startTime, end: endTime, data, outcome, ...rest } = others;
  const start = startOf(startTime);
  const end = timeIn(endTime);
  const lines = list(logs).map(lineOf);
  const timers = timersOf(oldOrNewTimers);
  const duration = isNumber(end) ? Math.max(end, 0) : lastTime(lines, timers);
  for (const timer of timers) {
    timer.open = timer.end === undefined;
    timer.end ??= Math.max(duration, timer.start);
  }
  return { start, duration, outcome: outcome === undefined ? "" : asText(outcome), lines, timers, data, rest, others };
}
