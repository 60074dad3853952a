// SPDX-License-Identifier: BSL-1.0
/// Conditions on data, as in `status>=500 && user.name=jane`.

import { asText } from "./exact_json.js";

const comparisons = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** The value at a dotted path; a name may itself have dots. Undefined where there is none. */
function valueAt(root, path) {
  if (typeof root !== "object" || root === null) return undefined;
  if (Object.hasOwn(root, path)) return root[path];
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    const name = path.slice(0, dot);
    const found = Object.hasOwn(root, name) ? valueAt(root[name], path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Negative, 0 or positive; NaN where the two have no order. */
function compare(value, wanted) {
  const text = asText(value);
  if (typeof value === "number" && wanted.number !== undefined) return value - wanted.number;
  return text === wanted.text ? 0 : typeof value !== "string" ? NaN : text < wanted.text ? -1 : 1;
}

function parseCondition(text) {
  const found = /^\s*([^=!<>]+?)\s*(<=|>=|!=|==?|<|>)\s*(.*?)\s*$/.exec(text);
  if (!found) return undefined;
  const [, path, sign, value] = found;
  const quoted = /^"(.*)"$/.exec(value);
  const number = quoted || value === "" ? undefined : Number(value);
  return {
    path: path.replace(/^data\./, ""),
    holds: comparisons[sign.replace("==", "=")],
    wanted: { text: quoted ? quoted[1] : value, number: Number.isNaN(number) ? undefined : number },
  };
}

/** A function that tells of data and further members whether all conditions hold; undefined for a bad text. */
export function parseWhere(text) {
  const conditions = text.split("&&").map(parseCondition);
  if (conditions.includes(undefined)) return undefined;
  return ([data, rest]) =>
    conditions.every(({ path, holds, wanted }) => {
      const own = valueAt(data, path);
      const value = own === undefined ? valueAt(rest, path) : own;
      return value !== undefined && holds(compare(value, wanted));
    });
}
