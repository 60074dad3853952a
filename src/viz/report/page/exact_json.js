// SPDX-License-Identifier: BSL-1.0
/// Parses JSON without rounding long numbers.

/** The text of a number that a double cannot represent exactly. */
export class LongNumber {
  constructor(text) {
    this.text = text;
  }
}

function keep(key, value, context) {
  const text = context?.source; // older browsers do not pass the source: numbers are rounded
  if (typeof value !== "number" || text === undefined || /[.eE]/.test(text)) return value;
  return String(value) === text ? value : new LongNumber(text);
}

/** Parses like JSON.parse, but integers of more than 53 bits become LongNumber. */
export function parseJson(text) {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, keep);
  } catch (failure) {
    if (failure instanceof RangeError) return JSON.parse(text); // nested too deeply for a reviver
    throw failure;
  }
}

/** Returns a value as text: strings unchanged, numbers with their digits. */
export const asText = (value) =>
  typeof value === "string" ? value : value instanceof LongNumber ? value.text : JSON.stringify(value);
