// SPDX-License-Identifier: BSL-1.0
/// The page: reads the records, then keeps filters, plots, list and detail consistent.

import { Columns, levelClasses, outcomeClasses } from "./columns.js";
import { showDetail } from "./detail.js";
import { byId, oncePerFrame } from "./dom.js";
import { Filter } from "./filter.js";
import { FilterBar } from "./filter_bar.js";
import { clock, count, duration } from "./format.js";
import { Histogram } from "./histogram.js";
import { List } from "./list.js";
import { colour } from "./plot.js";
import { Scatter } from "./scatter.js";
import { about, recordLines } from "./transport.js";
import { visible } from "./visible_text.js";

const slice = 50; // milliseconds of reading between two updates of the screen

async function readColumns(records) {
  const columns = new Columns(records);
  let begun = performance.now();
  for (const line of recordLines()) {
    columns.add(line);
    if (performance.now() - begun < slice) continue;
    byId("status").textContent = "Reading " + count(columns.count) + " of " + count(records) + " records\u2026";
    await new Promise((resolve) => setTimeout(resolve));
    begun = performance.now();
  }
  columns.seal();
  return columns;
}

function notice({ left_out: leftOut, records }, { unreadable }) {
  const parts = [];
  if (leftOut)
    parts.push("This page has the first " + count(records) + " of " + count(records + leftOut) + " records.");
  if (unreadable)
    parts.push(
      count(unreadable) +
        (unreadable === 1 ? " line is not a record" : " lines are not records") +
        " and cannot be shown.",
    );
  byId("notice").textContent = parts.join(" ");
  byId("notice").hidden = parts.length === 0;
}

class Report {
  #brush = {}; // start and duration: pairs of seconds

  constructor(columns) {
    this.columns = columns;
    this.filter = new Filter(columns);
    const changed = oncePerFrame(() => this.update());
    const clearBrushes = () => this.#setBrush({});
    this.bar = new FilterBar(columns, { changed, cleared: clearBrushes });
    this.list = new List(columns, {
      chosen: (record) => this.#select(record),
      sorted: () => this.#list(),
    });
    this.scatter = new Scatter(this.#holder("scatter"), columns, Math.max(levelClasses.length, outcomeClasses.length), {
      brushed: (brush) => this.#setBrush(brush, "scatter"),
      chosen: (record) => this.list.reveal(record),
    });
    this.histogram = new Histogram(this.#holder("histogram"), columns, {
      brushed: (range) => this.#setBrush({ ...this.#brush, duration: range }, "histogram"),
    });
    byId("colour").addEventListener("change", changed);
    byId("zoom").addEventListener("click", () => this.#zoom());
    byId("start-brush").addEventListener("click", () => this.#setBrush({ ...this.#brush, start: undefined }));
    byId("duration-brush").addEventListener("click", () => this.#setBrush({ ...this.#brush, duration: undefined }));
  }

  /** Fits the axes of the scatter plot to the current list, or to all records. */
  #zoom() {
    const zoomed = byId("zoom").getAttribute("aria-pressed") === "true" || this.filter.count === 0;
    byId("zoom").setAttribute("aria-pressed", String(!zoomed));
    this.scatter.zoom(zoomed ? undefined : this.filter.passes);
    this.scatter.showBrush(this.#brush);
  }

  #holder(id) {
    return byId(id).querySelector(".plot");
  }

  /** Draws a brush in every plot except the one where it is being moved. */
  #setBrush(brush, from) {
    this.#brush = brush;
    const { start, duration: range } = brush;
    if (from !== "scatter" || (!start && !range)) this.scatter.showBrush(brush);
    if (from !== "histogram" || !range) this.histogram.showBrush(range);
    this.#showBrush("start-brush", start?.map(clock));
    this.#showBrush("duration-brush", range?.map(duration));
    this.update();
  }

  #showBrush(id, ends) {
    byId(id).hidden = !ends;
    if (!ends) return;
    byId(id).textContent = ends.join(" \u2013 ") + " \u00d7";
    byId(id).setAttribute("aria-label", "Clear the brush from " + ends.join(" to "));
  }

  update() {
    this.filter.apply({ ...this.bar.criteria(), ...this.#brush });
    const { passes, count: passing } = this.filter;
    const by = byId("colour").value;
    const [classes, names] =
      by === "levels" ? [this.columns.level, levelClasses] : [this.columns.outcome, outcomeClasses];
    this.scatter.update(passes, classes, this.#colours(names));
    this.histogram.update(passes);
    this.bar.showCounts(this.filter.counts);
    byId("status").textContent = count(passing) + " of " + count(this.columns.count) + " records";
    this.#list();
  }

  #colours(names) {
    return Array.from({ length: this.scatter.classCount }, (_, at) => "dot-" + (names[at] ?? "none"));
  }

  #list() {
    this.list.show(this.filter.inOrder(this.list.order));
  }

  #select(record) {
    this.scatter.mark(record);
    showDetail(this.columns.record(record), this.columns.json[record]);
  }
}

async function begin() {
  const told = about();
  document.title = told.source || document.title;
  byId("source").textContent = visible(document.title);
  const columns = await readColumns(told.records);
  notice(told, columns);
  showDetail();
  if (columns.count === 0) {
    byId("status").textContent = "No records";
    for (const id of ["filters", "main"]) byId(id).hidden = true;
    byId("none").hidden = false;
    return;
  }
  new Report(columns).update();
}

begin();
