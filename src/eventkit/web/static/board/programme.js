/**
 * The conference as this tab sees it: the state of the server with the edits applied that wait to be sent.
 * @module
 */

import { DAY, minutes, wall } from "./clock.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {import("./types.js").Obstacle} Obstacle */

const USUAL_LENGTH = 30;
export const GRADES = /** @type {const} */ (["error", "warning", "note"]);
/** The grades that have a sign on cards: notes are in the list alone. */
export const SIGNED = GRADES.filter((grade) => grade !== "note");

/** The part of a session that an edit compares. @param {Session} session @returns {Place} */
export const placeOf = ({ start, end, rooms }) => ({ start, end, rooms });

/** @template T @param {{ id: string } & T} value @returns {[string, { id: string } & T]} */
const byId = (value) => [value.id, value];

/** @param {Finding} a @param {Finding} b */
const bySeverity = (a, b) => GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade);

export class Programme {
  /** @param {import("./types.js").State} state */
  constructor(state) {
    this.state = state;
    /** The number of the last change in the state as it was loaded. */
    this.loaded = state.number;
    /** The numbers of the changes since. @type {Set<number>} */
    this.known = new Set();
    this.zone = state.conference.zone;
    this.rooms = new Map(state.rooms.map(byId));
    this.tracks = new Map(state.tracks.map(byId));
    this.people = new Map(state.people.map(byId));
    /** The sessions of the server. @type {Map<string, Session>} */
    this.base = new Map(state.sessions.map(byId));
    /** The findings of the server. @type {Map<string, Finding>} */
    this.findings = new Map(state.findings.map((finding) => [finding.key, finding]));
    /** Keys of findings that came with the last changes. @type {Set<string>} */
    this.fresh = new Set();
    /** The sessions with the edits of this tab. @type {Map<string, Session>} */
    this.sessions = new Map();
    /** Sessions that an edit of this tab has changed. @type {Set<string>} */
    this.unsent = new Set();
    /** @type {Map<string, Session[]>} */
    this.parts = new Map();
    /** The findings of each session that are not waived. @type {Map<string, Finding[]>} */
    this.marks = new Map();
    this.apply([]);
  }

  /** Take over what a change of the server brought. @param {import("./types.js").Change | import("./types.js").Answer} change */
  merge(change) {
    for (const session of change.sessions ?? []) this.base.set(session.id, session);
    for (const id of "gone" in change ? (change.gone ?? []) : []) this.base.delete(id);
    const { added = [], removed = [] } = change.findings ?? {};
    for (const key of removed) this.findings.delete(key);
    this.fresh = new Set(added.map((finding) => finding.key).filter((key) => !this.findings.has(key)));
    for (const finding of added) this.findings.set(finding.key, finding);
    this.known.add(change.number);
    this.state.number = Math.max(this.state.number, change.number);
    this.state.revision = change.revision;
  }

  /** Show the sessions as they will be after edits. @param {Edit[]} edits */
  apply(edits) {
    this.sessions = new Map(this.base);
    this.unsent = new Set();
    for (const edit of edits) this.perform(edit);
    this.parts = new Map();
    for (const session of this.sessions.values()) {
      if (session.parent) this.parts.set(session.parent, [...(this.parts.get(session.parent) ?? []), session]);
    }
    this.marks = new Map();
    for (const finding of this.findings.values()) {
      if (finding.waived) continue;
      for (const id of finding.sessions) this.marks.set(id, [...(this.marks.get(id) ?? []), finding]);
    }
  }

  /** @param {Edit} edit */
  perform(edit) {
    const session = "session" in edit ? this.sessions.get(edit.session) : undefined;
    if (edit.op === "place" && session) {
      this.put(session, edit.to);
    } else if (edit.op === "pin" && session) {
      this.change(session, { pinned: edit.pinned });
    } else if (edit.op === "swap") {
      const [first, second] = edit.sessions.map((id) => this.sessions.get(id));
      if (first && second) for (const [from, to] of [[first, second], [second, first]]) this.put(from, exchanged(from, to));
    } else if (edit.op === "shift") {
      for (const id of edit.sessions) {
        const moved = this.sessions.get(id);
        if (moved?.start && moved.end) this.change(moved, later(moved, edit.minutes));
      }
    }
  }

  /** Place a session; its parts move along in time. @param {Session} session @param {Place} to */
  put(session, to) {
    this.change(session, { ...to, minutes: to.start ? session.minutes : this.length(session) });
    const delta = session.start && to.start ? minutes(to.start) - minutes(session.start) : 0;
    for (const part of this.sessions.values()) {
      if (part.parent !== session.id || !part.start) continue;
      if (!to.start) this.put(part, { start: null, end: null, rooms: [] });
      else if (delta) this.put(part, later(part, delta));
    }
  }

  /** @param {Session} session @param {Partial<Session>} fields */
  change(session, fields) {
    this.sessions.set(session.id, { ...session, ...fields });
    this.unsent.add(session.id);
  }

  /** The length in minutes: of its place, as planned, or a usual one. @param {Session} session */
  length(session) {
    return session.start && session.end ? minutes(session.end) - minutes(session.start) : (session.minutes ?? USUAL_LENGTH);
  }

  /** The days of the conference and those on which sessions lie outside it. */
  get days() {
    const days = new Set(this.state.conference.days.map((day) => day.date));
    for (const session of this.sessions.values()) if (session.start) days.add(this.dayOf(session.start));
    return [...days].sort();
  }

  /** The day a moment belongs to: the early hours are of the day before if it lasts until then. @param {string} at */
  dayOf(at) {
    const night = this.state.conference.days.find((day) => day.end > at && day.date < at.slice(0, 10) && day.start <= at);
    return night ? night.date : at.slice(0, 10);
  }

  /** The wall minutes that a day lasts. @param {string} date */
  hours(date) {
    const day = this.state.conference.days.find((other) => other.date === date);
    return day ? [minutes(day.start), minutes(day.end)] : [minutes(date) + 480, minutes(date) + 1080];
  }

  /** The sessions of a day by time. @param {string} date */
  on(date) {
    return [...this.sessions.values()]
      .filter((session) => session.start && session.end && this.dayOf(session.start) === date)
      .sort((a, b) => (a.start ?? "").localeCompare(b.start ?? "") || (b.end ?? "").localeCompare(a.end ?? ""));
  }

  /** The sessions that have no place; parts share the place of the session they are part of. */
  get unplaced() {
    return [...this.sessions.values()].filter((session) => {
      const parent = session.parent ? this.sessions.get(session.parent) : undefined;
      return !session.start && !session.cancelled && !parent?.start;
    });
  }

  /** True if there are blocks, which plans fill. */
  get hasBlocks() {
    return [...this.sessions.values()].some((session) => session.kind === "block");
  }

  /** The names of the people of a session. @param {Session} session */
  names(session) {
    return session.people.map(([id]) => this.people.get(id)?.name).filter((name) => name !== undefined);
  }

  /** The number of signs on the card of a session. @param {Session} session */
  signs(session) {
    const findings = this.marks.get(session.id) ?? [];
    return SIGNED.filter((grade) => findings.some((finding) => finding.grade === grade)).length + (session.pinned ? 1 : 0);
  }

  /** Findings from the gravest. */
  get ordered() {
    return [...this.findings.values()].sort(bySeverity);
  }

  /**
   * The times of a day at which a session cannot be placed, or should not: a person is elsewhere, the room is
   * closed or taken.
   * @param {Session} session @param {string} date @param {(key: string, values?: any) => string} t
   * @returns {Obstacle[]}
   */
  obstacles(session, date, t) {
    const own = this.family(session);
    const people = new Set([session, ...(this.parts.get(session.id) ?? [])].flatMap(({ people }) => people.map(([id]) => id)));
    /** @type {Obstacle[]} */
    const obstacles = [];
    for (const other of this.on(date)) {
      if (own.has(other.id) || other.cancelled || !other.start || !other.end) continue;
      const [start, end] = [minutes(other.start), minutes(other.end)];
      const shared = other.people.filter(([id]) => people.has(id)).map(([id]) => this.people.get(id)?.name.text ?? id);
      if (shared.length) obstacles.push({ start, end, kind: "person", room: null, label: t("elsewhere", { names: shared.join(", "), count: shared.length }), session: other.id, names: shared });
      for (const room of other.rooms) {
        if (!this.rooms.get(room)?.shared) obstacles.push({ start, end, kind: "taken", room, label: other.title.text });
      }
    }
    for (const room of this.state.rooms) {
      for (const [start, end] of this.within(room.closed, date)) obstacles.push({ start, end, kind: "closed", room: room.id, label: t("closed") });
    }
    for (const id of people) {
      const person = this.people.get(id);
      for (const [start, end] of this.within(person?.absent ?? [], date)) {
        obstacles.push({ start, end, kind: "person", room: null, label: t("absent", { name: person?.name.text ?? id }) });
      }
    }
    return obstacles;
  }

  /** The periods that touch a day. @param {import("./types.js").Span[]} spans @param {string} date */
  within(spans, date) {
    const from = minutes(date);
    return spans.map(([start, end]) => [minutes(start), minutes(end)]).filter(([start, end]) => end > from && start < from + DAY + 480);
  }

  /** A session, what it is part of and its parts: they never obstruct each other. @param {Session} session */
  family(session) {
    const ids = new Set([session.id]);
    if (session.parent) ids.add(session.parent);
    for (const part of this.parts.get(session.id) ?? []) ids.add(part.id);
    return ids;
  }

  /**
   * The edits that place a session. Parts in the rooms of a session follow it to other rooms.
   * @param {Session} session @param {Place} to @returns {Edit[]}
   */
  place(session, to) {
    /** @type {Edit[]} */
    const edits = [{ op: "place", session: session.id, seen: placeOf(session), to }];
    const delta = session.start && to.start ? minutes(to.start) - minutes(session.start) : 0;
    if (!to.start || to.rooms.join() === session.rooms.join()) return edits;
    for (const part of this.parts.get(session.id) ?? []) {
      if (!part.start || part.rooms.join() !== session.rooms.join()) continue;
      const seen = later(part, delta);
      edits.push({ op: "place", session: part.id, seen, to: { ...seen, rooms: to.rooms } });
    }
    return edits;
  }

  /** The first free time of a length in a room, else the start of the day. @param {Session} session @param {string} date @param {string} room */
  firstFree(session, date, room) {
    const [start, end] = this.hours(date);
    const length = this.length(session);
    const obstacles = this.obstacles(session, date, () => "").filter((obstacle) => obstacle.room === room || obstacle.room === null);
    for (let at = start; at + length <= end; at += 5) {
      if (!obstacles.some((obstacle) => obstacle.start < at + length && obstacle.end > at)) return at;
    }
    return start;
  }
}

/** A place by minutes later. @param {Place} place @param {number} delta @returns {Place} */
export function later({ start, end, rooms }, delta) {
  return { start: start && wall(minutes(start) + delta), end: end && wall(minutes(end) + delta), rooms };
}

/** Where a session goes in a swap: to the other's start and rooms, with its own length. @param {Session} session @param {Session} other @returns {Place} */
function exchanged(session, other) {
  if (!other.start || !session.start || !session.end) return placeOf(other);
  return { start: other.start, end: wall(minutes(other.start) + minutes(session.end) - minutes(session.start)), rooms: other.rooms };
}
