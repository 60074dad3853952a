// SPDX-License-Identifier: BSL-1.0
/// The list of records, of which only the visible rows are built.

import { outcomeClasses } from "./columns.js";
import { byId, element, oncePerFrame } from "./dom.js";
import { asText } from "./exact_json.js";
import { clock, day, duration } from "./format.js";
import { levelClass } from "./columns.js";
import { levelBadge } from "./lines.js";
import { visible } from "./visible_text.js";

const rowHeight = 28; // pixels, as style.css has it
const beyond = 6; // rows built above and below the visible ones
const shownText = 160; // characters
const highest = 15e6; // pixels that browsers allow an element, with a margin

const headings = [
  ["start", "Start (UTC)"],
  ["duration", "Duration"],
  [undefined, "Level"],
  [undefined, "What"],
];

function worstLine(lines) {
  return lines.reduce(
    (worst, line) => (!worst || levelClass(line.level) < levelClass(worst.level) ? line : worst),
    undefined,
  );
}

const short = (text) =>
  visible(text.length > shownText ? text.slice(0, shownText) + "\u2026" : text).replaceAll("\n", " ");

function dataSummary(data) {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data)
    .slice(0, 8)
    .map(([name, value]) => element("bdi", {}, short(name + "=" + asText(value))));
}

function cells(record) {
  const worst = worstLine(record.lines);
  const what = element("span", { class: "what" });
  if (record.outcome) what.append(element("span", { class: "outcome" }, element("bdi", {}, short(record.outcome))));
  if (worst?.message) what.append(element("bdi", { class: "first" }, short(worst.message)));
  what.append(...dataSummary(record.data));
  return [
    element("span", { class: "time", title: day(record.start) }, clock(record.start)),
    element("span", { class: "took" }, duration(record.duration)),
    element("span", {}, worst ? levelBadge(worst.level) : ""),
    what,
  ];
}

export class List {
  /** `chosen` is called with the selected record, and with undefined when it leaves the list. */
  constructor(columns, { chosen, sorted }) {
    this.columns = columns;
    this.chosen = chosen;
    this.sorted = sorted;
    this.sort = { by: "start", down: false };
    this.shown = new Uint32Array();
    this.selected = undefined;
    this.rows = byId("rows");
    this.space = element("div", { class: "space" });
    this.rows.append(this.space);
    this.draw = oncePerFrame(() => this.#draw());
    this.rows.addEventListener("scroll", this.draw, { passive: true });
    this.rows.addEventListener("keydown", (event) => this.#key(event));
    this.rows.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(this.draw).observe(this.rows);
    this.#drawHeadings();
  }

  get order() {
    return this.columns.orders[this.sort.by];
  }

  /** Lists these records, which are in ascending order. */
  show(records) {
    this.shown = this.sort.down ? records.toReversed() : records;
    this.space.style.height = Math.min(this.shown.length * rowHeight, highest) + "px";
    byId("nothing").hidden = this.shown.length > 0;
    this.draw();
  }

  select(record) {
    this.selected = record;
    this.chosen(record);
    this.draw();
  }

  /** Selects a record and scrolls to it. */
  reveal(record) {
    const row = this.shown.indexOf(record);
    if (row >= 0) this.#scrollTo(row);
    this.select(record);
  }

  #drawHeadings() {
    byId("columns").replaceChildren(
      ...headings.map(([by, text]) => {
        if (!by) return element("span", {}, text);
        const mark = this.sort.by !== by ? "" : this.sort.down ? " \u25be" : " \u25b4";
        return element("button", { type: "button", "data-sort": by, click: () => this.#sortBy(by) }, text + mark);
      }),
    );
  }

  #sortBy(by) {
    this.sort = { by, down: this.sort.by === by ? !this.sort.down : by === "duration" };
    this.#drawHeadings();
    this.sorted();
    this.rows.scrollTop = 0;
  }

  /**
   * Returns the ratio of the height of the space to that of all rows: 1 unless the rows exceed the limit of browsers.
   */
  get #scale() {
    return Math.min(1, highest / (this.shown.length * rowHeight || 1));
  }

  #draw() {
    const first = Math.max(Math.floor(this.rows.scrollTop / this.#scale / rowHeight) - beyond, 0);
    const many = Math.ceil(this.rows.clientHeight / rowHeight) + 2 * beyond;
    const rows = [...this.shown.subarray(first, first + many)].map((record, at) => this.#row(record, first + at));
    this.space.replaceChildren(...rows);
    const active = rows.find((row) => row.getAttribute("aria-selected") === "true");
    if (active) this.rows.setAttribute("aria-activedescendant", active.id);
    else this.rows.removeAttribute("aria-activedescendant");
  }

  #row(record, at) {
    const full = this.columns.record(record);
    const row = element(
      "div",
      {
        id: "row-" + record,
        role: "option",
        class: "row " + outcomeClasses[this.columns.outcome[record]],
        "aria-selected": String(record === this.selected),
        "aria-setsize": this.shown.length,
        "aria-posinset": at + 1,
        "data-record": record,
      },
      ...cells(full),
    );
    row.style.top = this.rows.scrollTop + at * rowHeight - this.rows.scrollTop / this.#scale + "px";
    return row;
  }

  #click(event) {
    const row = event.target.closest("[data-record]");
    if (row) this.select(Number(row.dataset.record));
  }

  #key(event) {
    const page = Math.max(Math.floor(this.rows.clientHeight / rowHeight) - 1, 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined || this.shown.length === 0) return;
    event.preventDefault();
    const now = this.shown.indexOf(this.selected);
    const wanted = now < 0 && Math.abs(step) === 1 ? 0 : now + step;
    const row = Math.min(Math.max(wanted, 0), this.shown.length - 1);
    this.#scrollTo(row);
    this.select(this.shown[row]);
  }

  #scrollTo(row) {
    const { clientHeight } = this.rows;
    const top = this.rows.scrollTop / this.#scale;
    if (row * rowHeight < top) this.rows.scrollTop = row * rowHeight * this.#scale;
    const least = (row + 1) * rowHeight - clientHeight;
    if (least > top) this.rows.scrollTop = least * this.#scale;
  }
}
