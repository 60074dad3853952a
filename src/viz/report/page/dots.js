// SPDX-License-Identifier: BSL-1.0
/// Draws dots on the canvas of a plot; dots are a pair of columns, as in uPlot.

import { colour } from "./plot.js";

const shades = 4; // of cells with 1, 2, 3, and more dots

/** Draws only within the plot, and restores the context, since uPlot caches its settings. */
export function within(u, draw) {
  const { left, top, width, height } = u.bbox;
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(left, top, width, height);
  u.ctx.clip();
  draw(u.ctx);
  u.ctx.restore();
}

/** Returns a function that converts times and heights into pixels of the plot. */
function placing({ bbox: { width, height }, scales: { x, y } }) {
  const perX = width / (x.max - x.min);
  const perY = height / (y.max - y.min);
  return (time, high) => [(time - x.min) * perX, height - (high - y.min) * perY];
}

export function drawDots(u, ctx, [xs, ys]) {
  const place = placing(u);
  const size = Math.round(4 * devicePixelRatio);
  for (let at = 0; at < xs.length; ++at) {
    const [right, down] = place(xs[at], ys[at]);
    ctx.fillRect(Math.round(u.bbox.left + right - size / 2), Math.round(u.bbox.top + down - size / 2), size, size);
  }
}

/** Returns the number of dots in each cell of a grid over the plot, row by row. */
function tally(u, [xs, ys], cell, columns, rows) {
  const place = placing(u);
  const counts = new Uint8Array(columns * rows);
  for (let at = 0; at < xs.length; ++at) {
    const [right, down] = place(xs[at], ys[at]);
    const [column, row] = [Math.floor(right / cell), Math.floor(down / cell)];
    if (column < 0 || column >= columns || row < 0 || row >= rows) continue;
    const index = row * columns + column;
    if (counts[index] < shades) ++counts[index];
  }
  return counts;
}

/**
 * Draws many dots as cells, darker if they contain more dots: there are far fewer cells than dots, so that brushes stay
 * fast.
 */
export function drawCrowd(u, ctx, dots) {
  const cell = Math.round(2 * devicePixelRatio);
  const columns = Math.ceil(u.bbox.width / cell);
  const counts = tally(u, dots, cell, columns, Math.ceil(u.bbox.height / cell));
  for (let shade = 1; shade <= shades; ++shade) {
    ctx.globalAlpha = 1 - 0.35 ** shade;
    for (let at = counts.indexOf(shade); at >= 0; at = counts.indexOf(shade, at + 1)) {
      ctx.fillRect(u.bbox.left + (at % columns) * cell, u.bbox.top + Math.floor(at / columns) * cell, cell, cell);
    }
  }
}

/** Draws a ring around a place. */
export function drawRing(u, ctx, x, y) {
  ctx.strokeStyle = colour("text");
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  ctx.arc(u.valToPos(x, "x", true), u.valToPos(y, "y", true), 6 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.stroke();
}
