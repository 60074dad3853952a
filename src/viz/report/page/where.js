// SPDX-License-Identifier: BSL-1.0
/// Conditions on members, as in `status>=500 && user.name=jane`: in the syntax of the program's option --where.
/// test/viz/where_cases.json tests both.

import { LongNumber, asText } from "./exact_json.js";
import { numberIn } from "./number.js";
import { recordOf, timeOf } from "./record.js";

// If signs begin alike, the longer one is first.
const comparisons = [
  ["==", (order) => order === 0],
  ["=", (order) => order === 0],
  ["!=", (order) => order !== 0],
  ["<=", (order) => order <= 0],
  ["<", (order) => order < 0],
  [">=", (order) => order >= 0],
  [">", (order) => order > 0],
  ["~", undefined],
];

/** An invalid condition. */
export class WhereError extends Error {
  constructor(why, text, at) {
    super("Where: " + why + (at < text.length ? ", at \u2018" + text.slice(at) + "\u2019" : ""));
  }
}

const trimmed = (text) => text.replace(/^ +| +$/g, "");

/** Parses one condition after the other. */
class Parser {
  constructor(all) {
    this.all = all;
    this.at = 0;
    this.goesOn = true;
  }

  next() {
    const sign = this.all.slice(this.at).search(/[=!<>~&]/) + this.at;
    if (sign < this.at) this.#fail("a comparison (= != < <= > >= ~) is missing", this.all.length);
    const path = trimmed(this.#unquoted(sign));
    const found = comparisons.find(([name]) => this.all.startsWith(name, sign));
    if (!found) this.#fail("unknown comparison", sign);
    if (path === "") this.#fail("the name of a member is missing", sign);
    this.at = sign + found[0].length;
    const value = this.#value(sign, found[0]);
    this.goesOn = this.at < this.all.length;
    this.at += 2;
    return { path: path.replace(/^\./, "").split("."), holds: found[1], ...value };
  }

  /** `sign` is the place of the comparison. */
  #value(sign, comparison) {
    this.#skipSpace();
    if (this.all[this.at] === '"') return { text: this.#quoted() };
    const next = this.all.indexOf("&&", this.at);
    const end = next < 0 ? this.all.length : next;
    const text = trimmed(this.#unquoted(end));
    if (text === "" && /[<>]/.test(comparison)) this.#fail("the value is missing", end);
    this.#refuseWords(sign, end);
    this.at = end;
    return { text, number: numberIn(text) };
  }

  #quoted() {
    let text = "";
    for (++this.at; this.at < this.all.length && this.all[this.at] !== '"'; ++this.at) {
      if (this.all[this.at] === "\\") this.#passBackslash();
      text += this.all[this.at];
    }
    if (this.at >= this.all.length) this.#fail("the closing quote is missing", this.at);
    ++this.at;
    this.#skipSpace();
    this.#refuseOr(this.at, this.at + 2);
    if (this.at < this.all.length && !this.all.startsWith("&&", this.at)) this.#fail("&& is missing", this.at);
    return text;
  }

  #passBackslash() {
    if (!/["\\]/.test(this.all[this.at + 1] ?? ""))
      this.#fail('in quotes, a backslash must be followed by " or \\', this.at);
    ++this.at;
  }

  /** Returns the text up to a place, which is not in quotes. */
  #unquoted(end) {
    this.#refuseOr(this.at, end);
    return this.all.slice(this.at, end);
  }

  #refuseOr(begin, end) {
    const at = this.all.slice(0, end).indexOf("||", begin);
    if (at >= 0) this.#fail("|| is not supported; text with || needs quotes", at);
  }

  /** Rejects text like `500 and method=GET`, which is meant as two comparisons. */
  #refuseWords(sign, end) {
    const found = this.all.slice(sign, end).match(/ (and|or|AND|OR) .*[=<>~]/s);
    if (found) this.#fail(`comparisons are joined by &&; text with "${found[1]}" needs quotes`, sign + found.index + 1);
  }

  #skipSpace() {
    while (this.all[this.at] === " ") ++this.at;
  }

  #fail(why, at) {
    throw new WhereError(why, this.all, at);
  }
}

/** Returns the value at a path of names and numbers of elements; undefined if there is none. */
function valueAt(value, path) {
  for (const name of path) {
    if (typeof value !== "object" || value === null || value instanceof LongNumber) return undefined;
    const key = !Array.isArray(value) ? name : /^\d+$/.test(name) ? Number(name) : -1;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** Returns the total seconds of the timers that `timers.NAME` names; undefined for other paths, or if there are none. */
function totalTimeAt(record, [first, ...names]) {
  if (first !== "timers" || names.length === 0) return undefined;
  const named = recordOf(record).timers.filter(({ name }) => name === names.join("."));
  const sum = named.reduce((before, { start, end }) => before + end - start, 0);
  return named.length === 0 ? undefined : Number(sum.toFixed(9)); // differences of doubles have other last digits
}

/** Returns what a path means in the record itself, not in its data. */
function ownValueAt(record, path) {
  const isTime = path.length === 1 && (path[0] === "start" || path[0] === "end");
  return isTime ? timeOf(record, path[0]) : (totalTimeAt(record, path) ?? valueAt(record, path));
}

/** Integers of any size are compared by their digits, other numbers as doubles. */
function orderOfNumbers(value, { number, text }) {
  const close = Number(value instanceof LongNumber ? value.text : value);
  if (close !== number) return close - number;
  if (Math.abs(close) <= Number.MAX_SAFE_INTEGER || !/^-?\d+$/.test(text)) return 0;
  const exact = BigInt(value instanceof LongNumber ? value.text : value) - BigInt(text);
  return exact < 0n ? -1 : exact > 0n ? 1 : 0;
}

// In the order of code points, and of bytes in UTF-8, surrogates are above all other units.
const rank = (unit) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

function orderOfTexts(a, b) {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; ++at) {
    if (a[at] !== b[at]) return rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
  }
  return a.length - b.length;
}

/** For values without an order, only `!=` holds. */
function passes(value, { holds, ...wanted }) {
  const isNumber = typeof value === "number" || value instanceof LongNumber;
  if (isNumber && holds) return holds(wanted.number === undefined ? NaN : orderOfNumbers(value, wanted));
  if (value === undefined || (typeof value === "object" && value !== null && !isNumber)) return holds?.(NaN) ?? false;
  const text = asText(value);
  return holds ? holds(orderOfTexts(text, wanted.text)) : text.includes(wanted.text);
}

/**
 * Returns a function that checks whether all conditions hold. Its argument is a function that returns, for the first
 * name of a path, a record with that member and its data. Throws WhereError.
 */
export function parseWhere(text) {
  const conditions = [];
  for (const parser = new Parser(text); parser.goesOn;) conditions.push(parser.next());
  return (recordWith) =>
    conditions.every((condition) => {
      const record = recordWith(condition.path[0]);
      const own = ownValueAt(record, condition.path);
      return passes(own === undefined ? valueAt(record.data, condition.path) : own, condition);
    });
}
