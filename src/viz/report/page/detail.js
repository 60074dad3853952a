// SPDX-License-Identifier: BSL-1.0
/// Shows the selected record.

import { byId, element } from "./dom.js";
import { clock, day, duration } from "./format.js";
import { gantt } from "./gantt.js";
import { jsonTree } from "./json_tree.js";
import { linesTable } from "./lines.js";
import { textBlock, visible } from "./visible_text.js";

function section(title, ...content) {
  return element("section", {}, element("h3", {}, title), ...content);
}

function heading(record) {
  const facts = element(
    "p",
    { class: "facts" },
    (day(record.start) && day(record.start) + " UTC, ") + "took ",
    element("b", {}, duration(record.duration)),
  );
  if (record.outcome)
    facts.append(", ", element("span", { class: "outcome" }, element("bdi", {}, visible(record.outcome))));
  return [element("h2", {}, clock(record.start)), facts];
}

const hasMembers = (value) => typeof value === "object" && value !== null && Object.keys(value).length > 0;

function source(json) {
  const holder = element("div", { class: "source" });
  const fold = element("details", {}, element("summary", {}, "Record as JSON text"), holder);
  fold.addEventListener("toggle", () => holder.hasChildNodes() || holder.append(textBlock(json)));
  return fold;
}

function sections(record, json, over) {
  const { timers, lines, data, rest } = record;
  const made = [];
  if (timers.length) made.push(section("Timers", gantt(record, over)));
  if (lines.length) made.push(section("Lines", linesTable(lines)));
  if (data !== undefined) made.push(section("Data", jsonTree(data)));
  if (hasMembers(rest)) made.push(section("Further members", jsonTree(rest)));
  return [...made, source(json)];
}

let shown = new AbortController();

/** Shows a record, or a hint if there is none. */
export function showDetail(record, json) {
  shown.abort();
  shown = new AbortController();
  const detail = byId("detail");
  detail.scrollTop = 0;
  if (!record) {
    detail.replaceChildren(element("p", { class: "hint" }, "Select a record in the list, or a dot in the plot."));
    return;
  }
  detail.replaceChildren(...heading(record), ...sections(record, json, shown.signal));
}
