// SPDX-License-Identifier: BSL-1.0
/// Durations on a logarithmic axis: plots contain their decimal logarithms, ticks are 1, 2 and 5 in each decade.

import { duration } from "./format.js";

const shortest = 1e-9; // seconds; shorter durations are shown here, since 0 has no logarithm
const longest = 1e9; // longer durations are shown here

const mostDecades = 9; // with a tick each

export const position = (seconds) => Math.log10(Math.min(Math.max(seconds, shortest), longest));
export const seconds = (position) => 10 ** position;

function ticks(from, to, factors, step = 1) {
  const result = [];
  for (let decade = Math.floor(from); decade <= Math.ceil(to); decade += step) {
    for (const factor of factors) {
      const at = decade + Math.log10(factor);
      if (at >= from - 1e-9 && at <= to + 1e-9) result.push(at);
    }
  }
  return result;
}

function splits(u, axis, from, to) {
  return to - from > 2.2 ? ticks(from, to, [1], Math.ceil((to - from) / mostDecades)) : ticks(from, to, [1, 2, 5]);
}

/** Returns the range for durations from least to greatest (seconds), widened to ticks. */
export function rangeOf(least, greatest) {
  const all = ticks(position(least) - 1, position(greatest) + 1, [1, 2, 5]);
  const from = all.findLast((at) => at < position(least) + 1e-9);
  const to = all.find((at) => at > position(greatest) - 1e-9 && at > from);
  return [from, to];
}

/** Returns an axis for uPlot. */
export const durationAxis = (options) => ({
  ...options,
  splits,
  values: (u, splits) => splits.map((at) => duration(seconds(at))),
});
