/**
 * The axis of a day: wall minutes to pixels and back, piecewise linear between the moments at which anything
 * starts or ends. A stretch is as tall as the neediest session in it requires; a long stretch without any
 * session is squeezed. `tests/browser/board_axis.json` has the test vectors.
 * @module
 */

import { snap } from "./clock.js";

/** Pixels for each minute: with sessions, with breaks only or empty, and after the first empty hour. */
export const FULL = 1.3;
export const IDLE = 0.9;
export const SQUEEZED = 0.3;
const HOUR = 60;

/**
 * The height that a session of a length requires: a button of 24 px with a gap (WCAG 2.5.8), or three lines of
 * text for half an hour.
 * @param {number} length
 */
export const least = (length) => Math.max(26, Math.min(52, (length * 52) / 30));

/** @typedef {import("./types.js").AxisSpan} AxisSpan */

export class Axis {
  /**
   * @param {number} start the first moment shown, in wall minutes
   * @param {number} end the last moment shown
   * @param {AxisSpan[]} spans what fills the day
   * @param {number} [scale] a factor for all heights, at least 1
   */
  constructor(start, end, spans, scale = 1) {
    const inside = spans.filter((span) => span.end > span.start && span.end > start && span.start < end);
    const moments = new Set([start, end]);
    for (const span of inside) moments.add(Math.max(start, span.start)).add(Math.min(end, span.end));
    /** The moments in order. */
    this.ticks = [...moments].sort((a, b) => a - b);
    /** Their positions in px. @type {number[]} */
    this.tops = [0];
    const empty = inside.length === 0;
    const order = inside.sort((a, b) => a.start - b.start);
    /** @type {AxisSpan[]} */
    let open = [];
    let next = 0;
    for (let n = 1; n < this.ticks.length; n++) {
      const [from, to] = [this.ticks[n - 1], this.ticks[n]];
      open = open.filter((span) => span.end > from);
      while (next < order.length && order[next].start <= from) {
        if (order[next].end > from) open.push(order[next]);
        next++;
      }
      this.tops.push(this.tops[n - 1] + scale * stretch(to - from, open, empty));
    }
  }

  get start() {
    return this.ticks[0];
  }

  get end() {
    return this.ticks[this.ticks.length - 1];
  }

  get height() {
    return this.tops[this.tops.length - 1];
  }

  /** The position of a moment in px. @param {number} at */
  y(at) {
    return interpolate(at, this.ticks, this.tops);
  }

  /** The moment at a position, to five minutes. @param {number} y */
  at(y) {
    return snap(interpolate(y, this.tops, this.ticks));
  }
}

/** The height of a stretch in px. @param {number} length @param {AxisSpan[]} spans @param {boolean} empty */
function stretch(length, spans, empty) {
  if (spans.length === 0 && !empty) return IDLE * Math.min(length, HOUR) + SQUEEZED * Math.max(0, length - HOUR);
  const base = spans.length > 0 && spans.every((span) => span.idle) ? IDLE : FULL;
  return length * spans.reduce((most, span) => Math.max(most, span.least / (span.end - span.start)), base);
}

/**
 * Beyond either end the value continues at the full rate.
 * @param {number} value @param {number[]} from @param {number[]} to
 */
function interpolate(value, from, to) {
  const last = from.length - 1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle] <= value) low = middle;
    else high = middle;
  }
  const size = from[high] - from[low] || 1;
  return to[low] + ((value - from[low]) * (to[high] - to[low])) / size;
}
