// SPDX-License-Identifier: BSL-1.0
/// Shows a value as a tree, of which only the open part is built.

import { element } from "./dom.js";
import { LongNumber } from "./exact_json.js";
import { textBlock, visible } from "./visible_text.js";

const openedAtFirst = 2; // levels
const shownAtFirst = 200; // members of one level

const isTree = (value) => typeof value === "object" && value !== null && !(value instanceof LongNumber);

function leaf(value) {
  if (typeof value === "string") return textBlock(value, { class: "string" });
  const text = value instanceof LongNumber ? value.text : String(value);
  return element("span", { class: value === null ? "null" : typeof value === "boolean" ? "boolean" : "number" }, text);
}

function size(value, members) {
  const [one, many] = Array.isArray(value) ? ["item", "items"] : ["member", "members"];
  return members.length + " " + (members.length === 1 ? one : many);
}

function showMembers(list, members, from, depth) {
  const until = from + shownAtFirst;
  for (const [name, value] of members.slice(from, until)) list.append(member(name, value, depth));
  if (until >= members.length) return;
  const more = element("button", { type: "button", class: "more" }, members.length - until + " more");
  const item = element("li", {}, more);
  more.addEventListener("click", () => {
    item.remove();
    showMembers(list, members, until, depth);
  });
  list.append(item);
}

function member(name, value, depth) {
  const key = element("bdi", { class: "key" }, visible(name));
  if (!isTree(value)) return element("li", {}, key, ": ", leaf(value));
  return element("li", {}, branch(value, depth, key));
}

function branch(value, depth, key) {
  const members = Object.entries(value);
  const label = element("summary", {}, key, " ", element("span", { class: "size" }, size(value, members)));
  const list = element("ul", {});
  const fold = element("details", { open: depth < openedAtFirst }, label, list);
  const fill = () => fold.open && !list.hasChildNodes() && showMembers(list, members, 0, depth + 1);
  fold.addEventListener("toggle", fill);
  fill();
  return fold;
}

/** Returns the tree of a value; the outermost members are not folded. */
export function jsonTree(value) {
  if (!isTree(value)) return element("div", { class: "tree" }, leaf(value));
  const list = element("ul", { class: "tree" });
  showMembers(list, Object.entries(value), 0, 0);
  return list;
}
