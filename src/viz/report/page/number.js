// SPDX-License-Identifier: BSL-1.0
/// Numbers as programs write them into records, also in quotes: by the rules of the program.
/// test/viz/records_cases.json tests both.

import { LongNumber, parseJson } from "./exact_json.js";

const longestTime = 4e9; // seconds, which is 126 years
const largest = Number.MAX_VALUE;

const limited = (number, limit) => Math.min(Math.max(number, -limit), limit);

/** Returns the number if a text contains nothing else. */
export function numberIn(text) {
  const number = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Returns a number, or the number in a string that contains nothing else; undefined for any other value. */
export function numberOf(value) {
  if (typeof value === "number") return limited(value, largest);
  return value instanceof LongNumber ? Number(value.text) : typeof value === "string" ? numberIn(value) : undefined;
}

/** Returns a time in seconds: a number, or the number that a string begins with; 0 for any other value. */
export function secondsOf(value) {
  const begins = /^[ \t\n]*(-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)/i;
  const number = typeof value === "string" ? Number(begins.exec(value)?.[1] ?? 0) : (numberOf(value) ?? 0);
  return limited(number, longestTime);
}

/** Returns the number that a time in quotes contains if that is all, and any other value unchanged. */
export function timeIn(value) {
  const isNumber = typeof value === "string" && /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(value);
  return isNumber ? parseJson(value) : value;
}
