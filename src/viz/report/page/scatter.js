// SPDX-License-Identifier: BSL-1.0
/// Every record as a dot: its duration over its start.

import uPlot from "uplot";
import { position, rangeOf, durationAxis } from "./duration_axis.js";
import { BrushedPlot, axisLook, colour } from "./plot.js";

const reach = 14; // pixels between a click and the dot that it means

function drawDots(u, series) {
  const [xs, ys] = u.data[series];
  const { left, top, width, height } = u.bbox;
  const { x, y } = u.scales;
  const size = Math.max(2, Math.round((xs.length > 5000 ? 2.5 : 4) * devicePixelRatio));
  const perX = width / (x.max - x.min);
  const perY = height / (y.max - y.min);
  u.ctx.fillStyle = u.series[series].stroke(u, series);
  for (let at = 0; at < xs.length; ++at) {
    const right = left + (xs[at] - x.min) * perX;
    const down = top + height - (ys[at] - y.min) * perY;
    u.ctx.fillRect(Math.round(right - size / 2), Math.round(down - size / 2), size, size);
  }
  return null;
}

function drawRing(u, x, y) {
  u.ctx.strokeStyle = colour("text");
  u.ctx.lineWidth = 2 * devicePixelRatio;
  u.ctx.beginPath();
  u.ctx.arc(u.valToPos(x, "x", true), u.valToPos(y, "y", true), 6 * devicePixelRatio, 0, 2 * Math.PI);
  u.ctx.stroke();
}

function spread(column) {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of column) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

function paddedTime([from, to]) {
  const pad = to > from ? (to - from) * 0.01 : 1;
  return [from - pad, to + pad];
}

export class Scatter {
  /** Calls `brushed` with {start, duration}, ranges in seconds or undefined, and `chosen` with a record. */
  constructor(holder, columns, classCount, { brushed, chosen }) {
    this.columns = columns;
    this.heights = columns.duration.map(position);
    this.classCount = classCount;
    const times = paddedTime(spread(columns.start));
    const durations = rangeOf(...spread(columns.duration));
    const options = {
      mode: 2,
      padding: [8, 8, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      scales: { x: { time: true, auto: false, range: () => times }, y: { auto: false, range: () => durations } },
      axes: [
        { ...axisLook, size: 34, space: 70 },
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

  #series() {
    const stroke = (u, series) => colour(this.#colours[series - 1] ?? "dim-dot");
    return { facets: [{ scale: "x", auto: false }, { scale: "y", auto: false }], stroke, paths: drawDots };
  }

  /** One series of what does not pass, drawn first, and one for each class, the worst on top. */
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

  /** Draws what passes in the colours of its classes. */
  update(passes, classes, colours) {
    this.passes = passes;
    this.#colours = ["dim-dot", ...colours.toReversed()];
    this.plot.plot.setData(this.#data(passes, classes), false);
    this.plot.plot.redraw(false);
  }

  /** Rings the dot of a record. */
  mark(record) {
    this.marked = record;
    this.plot.plot.redraw(false);
  }

  #drawMarked(u) {
    if (this.marked !== undefined) drawRing(u, this.columns.start[this.marked], this.heights[this.marked]);
  }

  #choose(x, y, chosen) {
    const u = this.plot.plot;
    let [best, nearest] = [undefined, reach];
    for (let at = 0; at < this.columns.count; ++at) {
      if (this.passes && !this.passes[at]) continue;
      const away = Math.hypot(
        u.valToPos(this.columns.start[at], "x") - x,
        u.valToPos(this.heights[at], "y") - y,
      );
      if (away < nearest) [best, nearest] = [at, away];
    }
    if (best !== undefined) chosen(best);
    return best !== undefined;
  }

  showBrush({ start, duration }) {
    this.plot.show({ x: start, y: duration?.map(position) });
  }
}
