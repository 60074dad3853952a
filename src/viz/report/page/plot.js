// SPDX-License-Identifier: BSL-1.0
/// The common part of both plots: uPlot with a brush, for pointer and keyboard, in the colours of the page.

import uPlot from "uplot";
import { oncePerFrame } from "./dom.js";

/** Returns the value of a colour in style.css, which differs between light and dark. */
export const colour = (name) =>
  getComputedStyle(document.documentElement)
    .getPropertyValue("--" + name)
    .trim();

export const axisLook = {
  stroke: () => colour("faint-text"),
  grid: { stroke: () => colour("grid"), width: 1 },
  ticks: { show: false },
  font: "11px system-ui, sans-serif",
};

/**
 * A plot in an element. `brushed` is called, while the pointer moves, with the ranges of x and y that the brush covers,
 * or without any. `clicked` is passed a place in pixels and returns whether there was a dot.
 */
export class BrushedPlot {
  constructor(holder, options, data, { axes, brushed, clicked = () => false }) {
    this.holder = holder;
    this.brushed = brushed;
    this.axes = axes;
    this.ranges = undefined;
    const tell = oncePerFrame(() => this.#tell());
    this.plot = new uPlot(
      {
        ...options,
        ...this.#size(),
        legend: { show: false },
        cursor: {
          points: { show: false },
          y: axes.includes("y"),
          drag: { x: true, y: axes.includes("y"), uni: 16, dist: 4, setScale: false },
          bind: { dblclick: () => null },
        },
        hooks: {
          ...options.hooks,
          setCursor: [() => this.#dragging && tell()],
          setSelect: [tell],
        },
      },
      data,
      holder,
    );
    this.#listen(clicked);
    new ResizeObserver(oncePerFrame(() => this.plot.setSize(this.#size()))).observe(holder);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.plot.redraw());
  }

  #dragging = false;

  #listen(clicked) {
    const over = this.plot.over;
    over.addEventListener("pointerdown", () => (this.#dragging = true));
    addEventListener("pointerup", () => (this.#dragging = false));
    over.addEventListener("click", (event) => {
      if (!clicked(event.offsetX, event.offsetY)) this.brushed(undefined);
    });
    this.holder.addEventListener("keydown", (event) => this.#key(event));
  }

  #size() {
    return { width: Math.max(this.holder.clientWidth, 120), height: Math.max(this.holder.clientHeight, 80) };
  }

  #tell() {
    const { left, top, width, height } = this.plot.select;
    if (width <= 0 || height <= 0) return;
    const edges = { x: [left, left + width], y: [top + height, top] };
    const whole = { x: width >= this.plot.over.clientWidth, y: height >= this.plot.over.clientHeight };
    const ranges = {};
    for (const axis of this.axes) {
      ranges[axis] = whole[axis] ? undefined : edges[axis].map((edge) => this.plot.posToVal(edge, axis));
    }
    this.ranges = ranges;
    this.brushed(ranges);
  }

  /** Draws the brush over ranges, or removes it. */
  show(ranges) {
    this.ranges = ranges;
    const { clientWidth, clientHeight } = this.plot.over;
    if (!ranges?.x && !ranges?.y) {
      this.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      return;
    }
    const edge = (axis, value) => this.plot.valToPos(value, axis);
    const [left, right] = ranges.x ? ranges.x.map((x) => edge("x", x)) : [0, clientWidth];
    const [bottom, top] = ranges.y ? ranges.y.map((y) => edge("y", y)) : [clientHeight, 0];
    this.plot.setSelect({ left, top, width: right - left, height: bottom - top }, false);
  }

  /** Arrows move a brush over x in steps of a twentieth; with Shift they move only its right end. */
  #key(event) {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") this.brushed(undefined);
    if (direction === undefined) return;
    event.preventDefault();
    const { min, max } = this.plot.scales.x;
    const step = (max - min) / 20;
    const [from, to] = this.ranges?.x ?? (direction > 0 ? [min - step, min] : [max, max + step]);
    const left = event.shiftKey ? from : Math.min(Math.max(from + direction * step, min), max - step);
    const right = event.shiftKey ? Math.max(to + direction * step, from + step) : left + (to - from);
    const ranges = { ...this.ranges, x: [left, Math.min(right, max)] };
    this.show(ranges);
    this.brushed(ranges);
  }
}
