// SPDX-License-Identifier: BSL-1.0
/// The timers of a record, one row each, and the times of its lines. uPlot draws the axis, the grid and the cursor, and
/// zooms; the bars are elements above it, so that the keyboard and screen readers can reach them.

import uPlot from "uplot";
import { levelClass, levelClasses } from "./columns.js";
import { element, oncePerFrame } from "./dom.js";
import { duration } from "./format.js";
import { jsonTree } from "./json_tree.js";
import { axisLook } from "./plot.js";
import { visible } from "./visible_text.js";

const rowHeight = 24; // pixels, as style.css has it
const axisHeight = 26;
const shownTimers = 800; // a canvas can be 32 767 pixels high in the largest browsers, and less in others
const shownMarks = 2000;

const asPart = (value, whole) => (typeof value === "number" && value > 0 ? Math.min(value / whole, 1) : 0);

/** Returns the shares of a timer that its detail contains: 0 to 1. */
function shares({ start, end, detail }) {
  const whole = end - start;
  if (!detail || whole <= 0) return undefined;
  const busy = asPart(detail.busy, whole);
  const queued = Math.min(asPart(detail.queued, whole), 1 - busy);
  return Object.hasOwn(detail, "busy") || queued ? { busy, queued } : undefined;
}

function sentence(timer) {
  const { start, end, open, detail } = timer;
  const times =
    duration(start) + " \u2192 " + (open ? "still open" : duration(end)) + ", took " + duration(end - start);
  const parts = shares(timer);
  const told = (name, part) =>
    typeof detail?.[name] === "number"
      ? ", " + name + " " + duration(detail[name]) + " (" + (part * 100).toFixed(0) + " %)"
      : "";
  return parts ? times + told("busy", parts.busy) + told("queued", parts.queued) : times;
}

function barOf(timer) {
  const parts = shares(timer);
  const bar = element("div", { class: "bar-of-timer" + (timer.open ? " open" : "") + (parts ? " split" : "") });
  bar.title = visible(timer.name) + ": " + sentence(timer);
  for (const name of parts ? ["busy", "queued"] : []) {
    const part = element("div", { class: name });
    part.style.width = parts[name] * 100 + "%";
    bar.append(part);
  }
  return bar;
}

function markOf({ offset, level, message }) {
  const mark = element("div", { class: "mark " + levelClasses[levelClass(level)] });
  mark.title = duration(offset) + ": " + visible(message.slice(0, 200));
  return mark;
}

function legend() {
  const key = (name, text) => element("span", {}, element("i", { class: "key-of-part " + name }), text);
  return element(
    "p",
    { class: "legend" },
    key("busy", "busy"),
    key("queued", "queued"),
    key("idle", "waiting"),
    "\u2014 shares of the time, not places in it",
  );
}

/** Also passes on events over bars, which uPlot would ignore. */
const withBars = (u, target, handle) => (event) => event.button === 0 && handle(event);

class Gantt {
  constructor({ timers, lines, duration: whole }) {
    this.timers = timers.slice(0, shownTimers);
    this.lines = lines.slice(0, shownMarks);
    this.begin = Math.min(0, ...this.timers.map(({ start }) => start), ...this.lines.map(({ offset }) => offset));
    this.end = Math.max(whole, ...this.timers.map(({ end }) => end)) || 1e-6;
    this.bars = this.timers.map(barOf);
    this.marks = this.lines.map(markOf);
    this.note = element("div", { class: "timer-note", "aria-live": "polite" });
    this.labels = this.timers.map((timer, row) => this.#label(timer, row));
  }

  #label(timer, row) {
    const name = element("bdi", {}, visible(timer.name.slice(0, 300)) || "\u2039no name\u203a");
    const time = element("span", {}, duration(timer.end - timer.start));
    return element(
      "button",
      {
        type: "button",
        "aria-label": timer.name.slice(0, 300) + ": " + sentence(timer),
        click: () => this.choose(row),
      },
      name,
      time,
    );
  }

  choose(row) {
    const timer = this.timers[row];
    for (const [at, label] of this.labels.entries()) label.classList.toggle("chosen", at === row);
    const name = element("bdi", {}, visible(timer.name.slice(0, 300)));
    this.note.replaceChildren(element("p", {}, element("b", {}, name), " ", sentence(timer)));
    const { busy, queued, ...further } = timer.detail ?? {};
    const told = shares(timer) ? further : timer.detail; // busy and queued are in the sentence
    if (told && Object.keys(told).length) this.note.append(jsonTree(told));
  }

  /** The chart, which is destroyed at the signal: otherwise listeners of the window would keep it alive. */
  element(over) {
    const chart = element("div", { class: "chart" });
    const names = element("div", { class: "names" }, element("div", { class: "lines-name" }, "lines"), ...this.labels);
    const whole = element("div", {}, element("div", { class: "gantt" }, names, chart));
    if (this.timers.some(shares)) whole.append(legend());
    whole.append(this.note);
    const draw = () => (this.plot ? this.plot.setSize(this.#size(chart)) : this.#draw(chart));
    const observer = new ResizeObserver(oncePerFrame(() => over.aborted || draw()));
    observer.observe(chart);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.plot?.redraw(false), { signal: over });
    over.addEventListener("abort", () => {
      observer.disconnect();
      this.plot?.destroy();
    });
    return whole;
  }

  #size(chart) {
    return { width: Math.max(chart.clientWidth, 80), height: axisHeight + (this.timers.length + 1) * rowHeight };
  }

  #draw(chart) {
    this.plot = new uPlot(
      {
        ...this.#size(chart),
        padding: [0, 22, 0, 18],
        legend: { show: false },
        cursor: {
          y: false,
          points: { show: false },
          drag: { x: true, y: false, dist: 4 },
          bind: { mousedown: withBars, mousemove: withBars, dblclick: withBars },
        },
        scales: { x: { time: false } },
        series: [{}],
        axes: [
          { ...axisLook, side: 0, size: axisHeight, space: 70, incrs: increments, values: (u, at) => at.map(duration) },
        ],
        hooks: { setScale: [() => this.#place()], setSize: [() => this.#place()], ready: [() => this.#place()] },
      },
      [[this.begin, this.end]],
      chart,
    );
    this.plot.over.append(...this.marks, ...this.bars);
    this.#place();
  }

  /** Places bars and marks at their times on the axis. */
  #place() {
    if (!this.plot) return;
    const { min, max } = this.plot.scales.x;
    const percent = (time) => ((time - min) / (max - min)) * 100;
    for (const [row, { start, end }] of this.timers.entries()) {
      const { style } = this.bars[row];
      style.top = (row + 1) * rowHeight + "px";
      style.left = percent(start) + "%";
      style.width = percent(end) - percent(start) + "%";
    }
    for (const [at, { offset }] of this.lines.entries()) this.marks[at].style.left = percent(offset) + "%";
  }
}

const increments = Array.from({ length: 16 }, (_, decade) =>
  [1, 2, 5].map((factor) => factor * 10 ** (decade - 9)),
).flat();

/** Returns the chart of a record's timers, which lives until a signal, and notes about parts that are not shown. */
export function gantt(record, over) {
  const chart = new Gantt(record);
  const whole = chart.element(over);
  const remarks = [
    [record.timers.length - shownTimers, " more timers are in the record's text below"],
    [record.lines.length - shownMarks, " more lines have no mark"],
  ];
  for (const [left, text] of remarks) if (left > 0) whole.prepend(element("p", { class: "remark" }, left + text));
  const first = record.timers.findIndex(({ detail }) => detail);
  if (first >= 0 && first < shownTimers) chart.choose(first);
  return whole;
}
