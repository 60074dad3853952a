// SPDX-License-Identifier: BSL-1.0
/// Formats times and numbers.

const units = [
  [1, "s"],
  [1e-3, "ms"],
  [1e-6, "\u00b5s"],
  [1e-9, "ns"],
];

/** Returns seconds with three significant digits. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "\u2014";
  if (seconds === 0) return "0 s";
  if (Math.abs(seconds) >= 1e5) return seconds.toExponential(1).replace(".0", "") + " s";
  if (Math.abs(seconds) >= 100) return seconds.toFixed(0) + " s";
  const [unit, name] = units.find(([size]) => Math.abs(seconds) >= size * 0.9995) ?? units.at(-1);
  return Number((seconds / unit).toPrecision(3)) + " " + name;
}

/** "250ms", "1.5 s", "2m"; a number without a unit is in seconds. Throws for any other text. */
export function parseDuration(text) {
  const sizes = { ns: 1e-9, us: 1e-6, "\u00b5s": 1e-6, ms: 1e-3, s: 1, "": 1, m: 60, min: 60, h: 3600, d: 86400 };
  const found = /^(\d+\.?\d*|\.\d+)\s*(\D*)$/.exec(text.trim().toLowerCase());
  const size = found ? sizes[found[2]] : undefined;
  if (size === undefined) throw new Error("Slower than: write a number and a unit, such as 250ms or 1.5s.");
  return Number(found[1]) * size;
}

const iso = (seconds) =>
  hasDate(seconds) ? new Date(seconds * 1000).toISOString().replace(/^[+-]\d\d/, "") : undefined;

/** The limit of dates in seconds: larger numbers have no date. */
export const hasDate = (seconds) => Math.abs(seconds) <= 8.64e12;

export const clock = (seconds) =>
  iso(seconds)?.slice(11, 23) ?? (Number.isFinite(seconds) ? String(seconds) : "no start");
export const day = (seconds) => iso(seconds)?.slice(0, 10) ?? "";
export const count = (n) => n.toLocaleString("en").replaceAll(",", "\u202f");
