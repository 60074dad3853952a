// SPDX-License-Identifier: BSL-1.0
/// JSON whose long numbers keep their digits.

/** A number that a double would change; it has its text. */
export class LongNumber {
  constructor(text) {
    this.text = text;
  }
}

function keep(key, value, context) {
  const text = context?.source; // older browsers tell no source: their numbers are rounded
  if (typeof value !== "number" || text === undefined || /[.eE]/.test(text)) return value;
  return String(value) === text ? value : new LongNumber(text);
}

/** As JSON.parse, but integers of more than 53 bits become LongNumber. */
export function parseJson(text) {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, keep);
  } catch (failure) {
    if (failure instanceof RangeError) return JSON.parse(text); // nested too deeply for a reviver
    throw failure;
  }
}

/** What a value is called in text: strings as they are, numbers by their digits. */
export const asText = (value) =>
  typeof value === "string" ? value : value instanceof LongNumber ? value.text : JSON.stringify(value);
