// SPDX-License-Identifier: BSL-1.0
/// Shows every record as a dot: its duration over its start.

import uPlot from "uplot";
import { position, rangeOf, durationAxis } from "./duration_axis.js";
import { drawCrowd, drawDots, drawRing, within } from "./dots.js";
import { hasDate } from "./format.js";
import { BrushedPlot, axisLook, colour } from "./plot.js";

const reach = 14; // the greatest distance in pixels between a click and its dot
const crowd = 2000; // records; if there are more, those without errors are drawn small
const quiet = new Set(["dim-dot", "dot-info", "dot-debug", "dot-none", "dot-ok"]);

/** Returns times of day, with the date below the first of each day. */
function timeLabels(u, splits, axis, space, increment) {
  const [from, to] = increment >= 60 ? [11, 16] : increment >= 1 ? [11, 19] : [11, 23];
  let shown = "";
  return splits.map((at) => {
    const text = new Date(at * 1000).toISOString();
    const date = text.slice(0, 10);
    const below = date === shown ? "" : "\n" + date;
    shown = date;
    return increment >= 86400 ? date : text.slice(from, to) + below;
  });
}

function spread(column) {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of column) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

/** Returns the range of time of those records that have a date. */
function timesOf(starts) {
  const [from, to] = spread(starts.filter(hasDate));
  if (from > to) return [0, 1];
  const pad = to > from ? (to - from) * 0.01 : 1;
  return [from - pad, to + pad];
}

export class Scatter {
  /** `brushed` is called with {start, duration}, ranges in seconds or undefined, and `chosen` with a record. */
  constructor(holder, columns, classCount, { brushed, chosen }) {
    this.columns = columns;
    this.heights = columns.duration.map(position);
    this.classCount = classCount;
    this.#fit();
    const options = {
      mode: 2,
      padding: [8, 36, 0, 0], // half of the last label
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"), // ticks on whole hours and days
      scales: {
        x: { time: true, auto: false, range: () => this.times },
        y: { auto: false, range: () => this.durations },
      },
      axes: [
        { ...axisLook, size: 34, space: 80, values: timeLabels },
        durationAxis({ ...axisLook, scale: "y", size: 58, space: 24 }),
      ],
      hooks: { draw: [(u) => this.#drawMarked(u)] },
      series: [{}, ...Array.from({ length: classCount + 1 }, () => this.#series())],
    };
    this.plot = new BrushedPlot(holder, options, this.#data(undefined, columns.level), {
      axes: ["x", "y"],
      brushed: (ranges) => brushed({ start: ranges?.x, duration: ranges?.y?.map((y) => 10 ** y) }),
      clicked: (x, y) => this.#choose(x, y, chosen),
    });
  }

  #colours = ["dim-dot"];

  #drawSeries(u, series) {
    const name = this.#colours[series - 1] ?? "dim-dot";
    const draw = this.columns.count > crowd && quiet.has(name) ? drawCrowd : drawDots;
    within(u, (ctx) => {
      ctx.fillStyle = colour(name);
      draw(u, ctx, u.data[series]);
    });
    return null; // uPlot need not draw a path
  }

  #fit(passes) {
    const chosen = (column) => (passes ? column.filter((_, at) => passes[at]) : column);
    this.times = timesOf(chosen(this.columns.start));
    this.durations = rangeOf(...spread(chosen(this.columns.duration)));
  }

  /** Fits the axes to the records that pass, or without an argument to all records. */
  zoom(passes) {
    this.#fit(passes);
    const { plot } = this.plot;
    plot.batch(() => {
      plot.setScale("x", { min: this.times[0], max: this.times[1] });
      plot.setScale("y", { min: this.durations[0], max: this.durations[1] });
    });
  }

  #series() {
    const facets = [
      { scale: "x", auto: false },
      { scale: "y", auto: false },
    ];
    return { facets, paths: (u, series) => this.#drawSeries(u, series) };
  }

  /**
   * Returns one series for the records that do not pass, which is drawn first, and one for each class, the worst on
   * top.
   */
  #data(passes, classes) {
    const groups = Array.from({ length: this.classCount + 1 }, () => [[], []]);
    const { start, count } = this.columns;
    for (let at = 0; at < count; ++at) {
      const group = groups[!passes || passes[at] ? this.classCount - classes[at] : 0];
      group[0].push(start[at]);
      group[1].push(this.heights[at]);
    }
    return [null, ...groups];
  }

  /** Draws the records that pass in the colours of their classes. */
  update(passes, classes, colours) {
    this.passes = passes;
    this.#colours = ["dim-dot", ...colours.toReversed()];
    this.plot.plot.setData(this.#data(passes, classes), false);
    this.plot.plot.redraw(false);
  }

  /** Draws a ring around the dot of a record. */
  mark(record) {
    this.marked = record;
    this.plot.plot.redraw(false);
  }

  #drawMarked(u) {
    if (this.marked === undefined) return;
    within(u, (ctx) => drawRing(u, ctx, this.columns.start[this.marked], this.heights[this.marked]));
  }

  #choose(x, y, chosen) {
    const u = this.plot.plot;
    let [best, nearest] = [undefined, reach];
    for (let at = 0; at < this.columns.count; ++at) {
      if (this.passes && !this.passes[at]) continue;
      const away = Math.hypot(u.valToPos(this.columns.start[at], "x") - x, u.valToPos(this.heights[at], "y") - y);
      if (away < nearest) [best, nearest] = [at, away];
    }
    if (best !== undefined) chosen(best);
    return best !== undefined;
  }

  showBrush({ start, duration }) {
    this.plot.show({ x: start, y: duration?.map(position) });
  }
}
