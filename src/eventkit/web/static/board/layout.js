/**
 * The layout of a day. The axis takes wall minutes to pixels and back, piecewise linear between the moments at
 * which anything starts or ends: a stretch is as tall as the neediest session in it requires, a long stretch
 * without any session is squeezed (`tests/browser/board_axis.json` has the test vectors). Where a named block begins
 * it jumps by the height of the name. The rest decides which
 * session is in which column, within which block, in which lane.
 * @module
 */

import { minutes, range, snap } from "./clock.js";
import { divided, neededHeight } from "./lines.js";

/** @typedef {import("./types.js").AxisSpan} AxisSpan */
/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Session} Session */

/** Pixels for each minute: with sessions, with breaks only or empty, and after the first empty hour. */
export const FULL = 1.3;
export const IDLE = 0.9;
export const SQUEEZED = 0.3;
const HOUR = 60;

/** The height of the name of a block, above its first minute. */
export const HEAD = 24;

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
    /** The moments in order; one at which a named block begins is there twice. */
    this.ticks = [start];
    /** Their positions in px. @type {number[]} */
    this.tops = [0];
    /** @type {Map<number, number>} */
    const heads = new Map();
    for (const { start: at, heads: count = 0 } of inside) heads.set(at, Math.max(heads.get(at) ?? 0, count));
    const empty = inside.length === 0;
    const order = inside.sort((a, b) => a.start - b.start);
    /** @type {AxisSpan[]} */
    let open = [];
    let next = 0;
    const ordered = [...moments].sort((a, b) => a - b);
    for (let n = 0; n < ordered.length; n++) {
      const [from, to] = [ordered[n], ordered[n + 1]];
      const jump = HEAD * (heads.get(from) ?? 0);
      if (jump) {
        this.ticks.push(from);
        this.tops.push(this.height + jump);
      }
      if (to === undefined) break;
      open = open.filter((span) => span.end > from);
      while (next < order.length && order[next].start <= from) {
        if (order[next].end > from) open.push(order[next]);
        next++;
      }
      this.ticks.push(to);
      this.tops.push(this.height + scale * stretch(to - from, open, empty));
    }
  }

  /** The axis on which every minute has the same height, for a day at a glance. @param {number} start @param {number} end @param {number} height */
  static straight(start, end, height) {
    const axis = new Axis(start, end, []);
    axis.tops = [0, height];
    return axis;
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

  /** The position of a moment in px, where things start. @param {number} at */
  y(at) {
    return interpolate(at, this.ticks, this.tops);
  }

  /** The position where things end at a moment: above the names of blocks that begin then. @param {number} at */
  bottom(at) {
    const first = this.ticks.indexOf(at);
    return first < 0 ? this.y(at) : this.tops[first];
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

/** The column of sessions without a room. */
export const NO_ROOM = "";
const PAUSES = new Set(["break", "meal"]);
const ROW = 28;

/**
 * @param {import("./programme.js").Programme} programme @param {string} date @param {number} width the width of a room
 * @returns {import("./types.js").DayLayout}
 */
export function layOut(programme, date, width) {
  const sessions = programme.on(date).filter((session) => !session.cancelled || session.rooms.length);
  const placed = new Map(sessions.map((session) => [session.id, session]));
  const all = programme.state.rooms.length;
  /** @type {Map<string, Item[]>} */
  const columns = new Map([...programme.rooms.keys(), NO_ROOM].map((id) => [id, []]));
  /** @type {Item[]} */
  const bands = [];
  for (const session of sessions) {
    const parent = session.parent ? placed.get(session.parent) : undefined;
    if (parent && contains(parent, session)) continue;
    if (isForAll(session, all) && alone(session, sessions, all)) bands.push(build(session, NO_ROOM));
    else for (const room of session.rooms.length ? session.rooms : [NO_ROOM]) columns.get(room)?.push(build(session, room));
  }
  /** @type {import("./types.js").AxisSpan[]} */
  const spans = bands.map(({ start, end, session }) => ({ start, end, least: 26, idle: PAUSES.has(session.kind) }));
  for (const [room, items] of columns) {
    const arranged = arrange(items, programme.rooms.get(room)?.shared ?? false);
    columns.set(room, arranged);
    for (const item of arranged) spans.push(...needs(item, width));
  }
  return { bands, columns, spans };

  /** @param {Session} session @param {string} room @returns {Item} */
  function build(session, room) {
    const parts = (programme.parts.get(session.id) ?? []).filter((part) => placed.has(part.id) && contains(session, part));
    const inner = parts.map((part) => build(part, room)).sort((a, b) => a.start - b.start);
    const [start, end] = [minutes(session.start ?? ""), minutes(session.end ?? "")];
    // In one room it is the same card in whichever room, and keeps the focus where it is moved.
    const key = session.rooms.length > 1 ? `${session.id}@${room}` : session.id;
    return { key, session, start, end, lane: 0, lanes: 1, parts: arrange(inner, programme.rooms.get(room)?.shared ?? false), stack: [] };
  }

  /** What an item and its parts require of the axis. @param {Item} item @param {number} room the width of its room @returns {import("./types.js").AxisSpan[]} */
  function needs({ start, end, parts, stack, session, lanes }, room) {
    const idle = PAUSES.has(session.kind);
    const inner = (parts.length ? room - FRAME : room) / lanes;
    const heads = headCount(programme, { session, parts, start });
    const within = parts.flatMap((part) => needs(part, inner));
    if (parts.length) return [{ start, end, least: 26, idle, heads }, ...within];
    const card = { title: divided(session.title), names: programme.names(session).map(({ text }) => text), time: range(start, end), minutes: end - start, signs: programme.signs(session) };
    return [{ start, end, least: stack.length ? stack.length * ROW + 24 : idle ? 26 : neededHeight(card, inner), idle }];
  }
}

/** What the frame of a block takes of the width of its room. */
const FRAME = 6;

/**
 * The name of a block: its title, or the one track of all its talks; none for the others.
 * @param {import("./programme.js").Programme} programme @param {Pick<Item, "session" | "parts">} item @returns {import("./types.js").Text | undefined}
 */
export function blockName(programme, { session, parts }) {
  if (!session.untitled) return session.title;
  const tracks = new Set(parts.map((part) => part.session.track));
  const [track] = tracks;
  return tracks.size === 1 && track ? programme.tracks.get(track)?.name : undefined;
}

/** The number of names above the first minute of an item: its own, and of the first block within it. @param {import("./programme.js").Programme} programme @param {Pick<Item, "session" | "parts" | "start">} item @returns {number} */
export function headCount(programme, item) {
  if (!item.parts.length) return 0;
  const inner = item.parts.filter(({ start }) => start === item.start).map((part) => headCount(programme, part));
  return (blockName(programme, item) ? 1 : 0) + Math.max(0, ...inner);
}

/** @param {Session} outer @param {Session} part */
function contains(outer, part) {
  const inside = (outer.start ?? "") <= (part.start ?? "") && (outer.end ?? "") >= (part.end ?? "");
  return inside && outer.rooms.length === part.rooms.length && part.rooms.every((room) => outer.rooms.includes(room));
}

/** True for a session in all rooms. @param {Session} session @param {number} all the number of rooms */
function isForAll(session, all) {
  return session.rooms.length === 0 ? PAUSES.has(session.kind) || session.plenary : all > 1 && session.rooms.length === all;
}

/** True unless another session for all is at the same time, which the band would cover. @param {Session} session @param {Session[]} sessions @param {number} all */
function alone(session, sessions, all) {
  return !sessions.some((other) => other !== session && isForAll(other, all) && other.parent !== session.id && (other.start ?? "") < (session.end ?? "") && (other.end ?? "") > (session.start ?? ""));
}

/**
 * Items that overlap lie in lanes beside each other; in a shared room those of one period are a stack.
 * @param {Item[]} items @param {boolean} shared
 */
function arrange(items, shared) {
  /** @type {Item[]} */
  const result = [];
  /** @type {Item[]} */
  let cluster = [];
  let until = -Infinity;
  const close = () => {
    if (shared && cluster.length > 1) {
      const end = Math.max(...cluster.map((item) => item.end));
      result.push({ ...cluster[0], key: `${cluster[0].key}+`, end, parts: [], stack: cluster.map((item) => item.session) });
    } else {
      assignLanes(cluster);
      result.push(...cluster);
    }
    cluster = [];
  };
  for (const item of items) {
    if (item.start >= until) close();
    cluster.push(item);
    until = Math.max(until, item.end);
  }
  close();
  return result;
}

/** @param {Item[]} cluster */
function assignLanes(cluster) {
  /** @type {number[]} */
  const ends = [];
  for (const item of cluster) {
    const free = ends.findIndex((end) => end <= item.start);
    item.lane = free < 0 ? ends.length : free;
    ends[item.lane] = item.end;
  }
  for (const item of cluster) item.lanes = ends.length;
}
