// SPDX-License-Identifier: BSL-1.0
/// How many records took how long: all records in a pale colour, and those that pass in front of them.

import uPlot from "uplot";
import { position, rangeOf, durationAxis, seconds } from "./duration_axis.js";
import { count } from "./format.js";
import { BrushedPlot, axisLook, colour } from "./plot.js";

const bins = 60;

export class Histogram {
  /** `brushed` is called with a range of durations in seconds, or undefined. */
  constructor(holder, columns, { brushed }) {
    const [from, to] = rangeOf(...extremes(columns));
    const binOf = (duration) => Math.min(Math.floor(((position(duration) - from) / (to - from)) * bins), bins - 1);
    this.bins = Uint8Array.from(columns.duration, binOf);
    this.all = this.#tally(undefined);
    this.middles = Float64Array.from({ length: bins }, (_, bin) => from + ((bin + 0.5) / bins) * (to - from));
    const top = Math.max(...this.all, 1);
    const options = {
      padding: [8, 22, 0, 0], // half of the last label
      scales: { x: { time: false, range: () => [from, to] }, y: { range: () => [0, top * 1.05] } },
      axes: [
        durationAxis({ ...axisLook, size: 34, space: 40 }),
        {
          ...axisLook,
          size: 52,
          space: 24,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4],
          values: (u, splits) => splits.map(count),
        },
      ],
      series: [{}, this.#series("dim-bar"), this.#series("bar")],
    };
    this.plot = new BrushedPlot(holder, options, [this.middles, this.all, this.all], {
      axes: ["x"],
      brushed: (ranges) => brushed(ranges?.x?.map(seconds)),
    });
  }

  #series(name) {
    const fill = () => colour(name);
    return {
      stroke: fill,
      fill,
      width: 0,
      points: { show: false },
      paths: uPlot.paths.bars({ size: [0.92], align: 0 }),
    };
  }

  #tally(passes) {
    const counts = new Array(bins).fill(0);
    for (let at = 0; at < this.bins.length; ++at) counts[this.bins[at]] += passes ? passes[at] : 1;
    return counts;
  }

  update(passes) {
    this.plot.plot.setData([this.middles, this.all, this.#tally(passes)], false);
    this.plot.plot.redraw();
  }

  showBrush(range) {
    this.plot.show({ x: range?.map(position) });
  }
}

function extremes({ duration, orders }) {
  return [duration[orders.duration[0]], duration[orders.duration.at(-1)]];
}
