// SPDX-License-Identifier: BSL-1.0
/// Shows the lines of a record: time, level and content.

import { levelClass, levelClasses } from "./columns.js";
import { element } from "./dom.js";
import { duration } from "./format.js";
import { jsonTree } from "./json_tree.js";
import { textBlock } from "./visible_text.js";

const shownAtFirst = 500;
const known = { 10: "error", 20: "warn", 30: "info", 40: "debug" };

export function levelBadge(level) {
  const look = levelClasses[levelClass(level)];
  return element("span", { class: "badge " + look }, known[level] ?? String(level ?? "none"));
}

function row({ offset, level, message, items }) {
  const told = element("td", { class: "message" }, textBlock(message));
  for (const item of items) told.append(jsonTree(item));
  const time = element("td", { class: "offset", title: offset + " s" }, duration(offset));
  return element("tr", { class: levelClasses[levelClass(level)] }, time, element("td", {}, levelBadge(level)), told);
}

function show(body, lines, from) {
  const until = from + shownAtFirst;
  body.append(...lines.slice(from, until).map(row));
  if (until >= lines.length) return;
  const more = element("button", { type: "button", class: "more" }, lines.length - until + " more lines");
  const last = element("tr", {}, element("td", { colspan: 3 }, more));
  more.addEventListener("click", () => {
    last.remove();
    show(body, lines, until);
  });
  body.append(last);
}

export function linesTable(lines) {
  const body = element("tbody");
  show(body, lines, 0);
  return element("table", { class: "lines" }, body);
}
