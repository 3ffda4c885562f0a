/**
 * The timetable of a day: rooms as columns, time downwards; on a narrow screen, the sessions of one room as a
 * list, from which the forms are opened. An element is built again only if what it shows has changed; else it is
 * moved.
 * @module
 */

import { minutes, now, range, timeOf, times } from "./clock.js";
import { bdi, button, fill, foreign, h, hidden, icon, keepFocus, options, page, sign, t } from "./dom.js";
import { Axis, layOut, NO_ROOM } from "./layout.js";
import { GRADES } from "./programme.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./board.js").Board} Board */

const LOW = 37;
const px = (/** @type {number} */ value) => `${Math.round(value * 10) / 10}px`;

export class Grid {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** Cards by key, each with what it shows and its position. @type {Map<string, { element: HTMLElement, shown: string, at: string }>} */
    this.cards = new Map();
    /** The positions on the axis that is drawn. */
    this.drawn = "";
    /** The list of each visible room. @type {Map<string, HTMLElement>} */
    this.columns = new Map();
    /** What folded rooms show. @type {Map<string, HTMLElement>} */
    this.folded = new Map();
    /** In the head of each visible room, the number of its sessions. @type {Map<string, HTMLElement>} */
    this.counts = new Map();
    /** The rooms that the columns were built for. */
    this.frame = "";
    this.axisElement = h("div", { class: "axis", "aria-hidden": "true" });
    this.lines = h("div", { class: "lines", "aria-hidden": "true" });
    this.bands = h("ol", { class: "bands" });
    this.root = h("div", { class: "grid" });
    this.scroll = h("div", { class: "scroll", role: "region", "aria-label": t("timetable"), tabindex: "-1" }, this.root);
    this.axis = new Axis(0, 1, []);
    /** @type {import("./types.js").DayLayout} */
    this.layout = { bands: [], columns: new Map(), spans: [] };
    /** @type {HTMLElement[]} */
    this.frames = [];
    /** Elements that were in a list, which does not show them any more. @type {[Element, HTMLElement][]} */
    this.left = [];
  }

  render() {
    const { programme, day, hiddenRooms, zoom } = this.board;
    this.layout = layOut(programme, day);
    const rooms = programme.state.rooms.map((room) => room.id);
    if (this.layout.columns.get(NO_ROOM)?.length) rooms.push(NO_ROOM);
    const signature = JSON.stringify([rooms, [...hiddenRooms], page.language]);
    if (signature !== this.frame) this.build(rooms);
    this.frame = signature;
    this.axis = this.buildAxis(zoom);
    this.root.style.setProperty("--H", px(this.axis.height + 24));
    this.root.style.setProperty("--col", zoom < 100 ? (zoom < 75 ? "3.4rem" : "6.5rem") : `${(9.5 * zoom) / 100}rem`);
    this.drawAxis();
    const used = new Set();
    for (const [room, list] of this.columns) {
      const items = this.layout.columns.get(room) ?? [];
      this.place(list, items, used, 0);
      this.drawCount(room, number(items));
    }
    this.place(this.bands, this.layout.bands, used, 0);
    this.sweep();
    for (const key of [...this.cards.keys()]) if (!used.has(key)) this.cards.delete(key);
    for (const [room, list] of this.folded) this.drawFolded(list, this.layout.columns.get(room) ?? []);
    this.drawFrames();
  }

  /** Draw sessions again whose cards show something else, where they are. @param {Set<string>} ids */
  update(ids) {
    /** @param {Item} item @returns {boolean} */
    const isMeant = ({ session, stack, parts }) => ids.has(session.id) || stack.some(({ id }) => ids.has(id)) || parts.some(isMeant);
    for (const [room, list] of [...this.columns, /** @type {const} */ (["", this.bands])]) {
      const items = (list === this.bands ? this.layout.bands : this.layout.columns.get(room)) ?? [];
      if (items.some(isMeant)) this.place(list, items, new Set(), 0);
    }
    this.sweep();
  }

  /** Draw the number of sessions of a room. @param {string} room @param {number} count */
  drawCount(room, count) {
    const element = this.counts.get(room);
    if (element && element.dataset.count !== `${count}`) fill(element, h("span", { "aria-hidden": "true" }, count), hidden(t("sessions", { count })));
    if (element) element.dataset.count = `${count}`;
  }

  /** Build the heads and columns of the rooms. @param {string[]} rooms */
  build(rooms) {
    const { programme, hiddenRooms } = this.board;
    this.columns.clear();
    this.folded.clear();
    this.cards.clear();
    const sections = rooms.map((id) => {
      const room = programme.rooms.get(id);
      if (hiddenRooms.has(id) && room) {
        const name = room.name.text;
        const list = h("div", { class: "busy", "aria-hidden": "true" });
        this.folded.set(id, list);
        const open = button(h("span", null, foreign(room.name)), () => this.board.toggleRoom(id), { class: "unfold", "aria-label": t("unfold", { name }) });
        return h("section", { class: "room fold" }, h("div", { class: "rh" }), open, list);
      }
      const list = h("ol", { class: "col", "data-room": id });
      this.columns.set(id, list);
      const facts = [room?.capacity && t("seats", { count: room.capacity, seats: room.capacity.toLocaleString(`${page.language}-u-nu-latn`) }), room?.shared && t("shared")].filter(Boolean).map((fact) => [fact, " · "]);
      const count = h("span", { class: "num" });
      this.counts.set(id, count);
      const name = room ? foreign(room.name, "span") : t("no_room");
      return h("section", { class: "room", "aria-labelledby": `r-${id}` }, h("h3", { class: "rh", id: `r-${id}` }, name, h("small", null, facts, count)), list);
    });
    fill(this.root, this.axisElement, this.lines, this.bands, ...sections);
  }

  /** @param {number} zoom */
  buildAxis(zoom) {
    const { programme, day } = this.board;
    let [start, end] = programme.hours(day);
    for (const span of this.layout.spans) {
      start = Math.min(start, span.start);
      end = Math.max(end, span.end);
    }
    return new Axis(Math.floor(start / 30) * 30 - 30, Math.ceil(end / 30) * 30 + 60, this.layout.spans, Math.max(1, zoom / 100));
  }

  /** Draw the times and lines; a time is left out where there is no space for it. */
  drawAxis() {
    const { axis } = this;
    const drawn = `${axis.ticks} ${axis.tops}`;
    if (drawn === this.drawn) return this.drawNow();
    this.drawn = drawn;
    const times = [];
    const lines = [];
    let lowest = -Infinity;
    for (let at = axis.start; at <= axis.end; at += 30) {
      const y = axis.y(at);
      const hour = at % 60 === 0;
      lines.push(h("i", { class: hour ? "h" : null, "--y": px(y) }));
      if (y - lowest < 15) continue;
      lowest = y;
      times.push(h("span", { class: hour ? "num h" : "num", "--y": px(y) }, timeOf(at)));
    }
    const place = this.board.programme.zone.split("/").pop()?.replaceAll("_", " ");
    fill(this.axisElement, h("b", null, place), times);
    fill(this.lines, lines);
    this.drawNow();
  }

  /** Draw the present moment, if it is in the day. */
  drawNow() {
    for (const old of this.root.querySelectorAll(".now, .past, .nowt")) old.remove();
    const at = now(this.board.programme.zone);
    if (at < this.axis.start || at > this.axis.end) return;
    const y = px(this.axis.y(at));
    this.lines.append(h("i", { class: "past", "--h": y }), h("i", { class: "now", "--y": y }));
    this.axisElement.append(h("span", { class: "num nowt", "--y": y }, timeOf(at)));
  }

  /**
   * Put items into a list in order, reusing the elements that show the same.
   * @param {HTMLElement} list @param {Item[]} items @param {Set<string>} used @param {number} top
   */
  place(list, items, used, top) {
    const elements = items.map((item) => {
      const card = this.card(item, used, list === this.bands);
      const { element } = card;
      const [y, end] = [this.axis.y(item.start), this.axis.y(item.end)];
      const at = `${y - top} ${end}`;
      if (card.at !== at) {
        this.span(element, item.start, item.end, top);
        element.classList.toggle("low", end - y < LOW);
        card.at = at;
      }
      const inner = /** @type {HTMLElement | null} */ (element.querySelector(":scope > ol"));
      if (inner && item.parts.length) this.place(inner, item.parts, used, y);
      return element;
    });
    const present = new Set(elements);
    const next = (/** @type {Element | null} */ child) => {
      while (child && !present.has(/** @type {HTMLElement} */ (child))) child = child.nextElementSibling;
      return child;
    };
    let before = next(list.firstElementChild);
    for (const element of elements) {
      if (element === before) before = next(before.nextElementSibling);
      else insert(list, element, before);
    }
    for (const child of list.children) {
      if (!present.has(/** @type {HTMLElement} */ (child)) && !child.classList.contains("shade")) this.left.push([child, list]);
    }
  }

  /** Remove the elements that their list does not show any more, unless another has taken them. */
  sweep() {
    for (const [element, list] of this.left) if (element.parentElement === list) element.remove();
    this.left = [];
  }

  /** @param {Item} item @param {Set<string>} used @param {boolean} band */
  card(item, used, band) {
    used.add(item.key);
    const { board } = this;
    const stacked = item.stack.map((session) => board.signature(session));
    const shown = [board.signature(item.session), item.lane, item.lanes, item.parts.length > 0, band, ...stacked].join("\n");
    const old = this.cards.get(item.key);
    if (old?.shown === shown) return old;
    const element = band ? this.band(item) : item.stack.length ? this.stack(item) : item.parts.length ? this.block(item) : this.session(item);
    if (item.lanes > 1) {
      element.classList.add("thin");
      element.style.setProperty("--lane", String(item.lane));
      element.style.setProperty("--lanes", String(item.lanes));
    }
    const card = { element: old && !item.stack.length ? renew(old.element, element) : element, shown, at: "" };
    this.cards.set(item.key, card);
    return card;
  }

  /** @param {Item} item */
  session(item) {
    return sessionCard(this.board, item.session, h("small", null, bdi(range(item.start, item.end), "num"), " ", nameList(this.board, item.session)));
  }

  /** @param {Item} item */
  block({ session, start, end }) {
    const label = h("span", null, foreign(session.title), hidden(` ${range(start, end)}`));
    const face = button(label, () => {}, { class: "", tabindex: "-1", "data-id": session.id });
    return h("li", { class: `blk ${this.board.stateClasses(session)}`, "--t": this.board.colour(session) }, face, h("ol", null));
  }

  /** @param {Item} item */
  stack({ stack, start, end }) {
    const rows = stack.map((session) => sessionCard(this.board, session, null));
    return h("li", { class: "stack" }, h("p", { class: "hint" }, t("side_by_side", { count: stack.length }), " ", bdi(range(start, end), "num")), h("ol", null, rows));
  }

  /** @param {Item} item */
  band({ session, start, end }) {
    const small = h("small", null, bdi(range(start, end), "num"), " · ", t("all_rooms", { count: this.board.programme.rooms.size }));
    const face = button(h("span", null, foreign(session.title), " ", small, " ", marks(this.board, session)), () => {}, { class: "", tabindex: "-1", "data-id": session.id });
    return h("li", { class: `band ${this.board.stateClasses(session)}`, "--t": this.board.colour(session) }, face);
  }

  /** @param {HTMLElement} list @param {Item[]} items */
  drawFolded(list, items) {
    fill(list, items.map((item) => this.span(h("i", { class: "k", "--t": this.board.colour(item.session) }), item.start, item.end)));
  }

  /** Draw frames at the places that are proposed. */
  drawFrames() {
    for (const frame of this.frames) frame.remove();
    this.frames = this.board.proposed.map(({ place, label }) => {
      const frame = h("li", { class: "drop shade found", "aria-hidden": "true" }, label, " · ", bdi(times(place), "num"));
      const column = this.columns.get(place.rooms[0] ?? NO_ROOM);
      if (column && place.start && place.end && this.board.programme.dayOf(place.start) === this.board.day) column.prepend(this.span(frame, minutes(place.start), minutes(place.end)));
      return frame;
    });
  }

  /** Let an element extend from one moment to another. @template {HTMLElement} T @param {T} element @param {number} start @param {number} end @param {number} [top] the position of its list */
  span(element, start, end, top = 0) {
    const y = this.axis.y(start);
    element.style.setProperty("--y", px(y - top));
    element.style.setProperty("--h", px(this.axis.y(end) - y));
    return element;
  }

  /** Scroll to the first session of the day, or to now. */
  scrollToStart() {
    const first = Math.min(...this.layout.spans.map((span) => span.start));
    const at = now(this.board.programme.zone);
    const target = at > this.axis.start && at < this.axis.end ? at - 60 : first;
    this.scroll.scrollTop = Number.isFinite(target) ? Math.max(0, this.axis.y(target) - 12) : 0;
  }
}

/** The number of sessions of items: of a block, its parts. @param {Item[]} items @returns {number} */
const number = (items) => items.reduce((sum, { parts, stack }) => sum + (number(parts) || stack.length || 1), 0);

/** Put an element into a list; one of the page keeps the focus, where browsers can move it. @param {HTMLElement} list @param {HTMLElement} element @param {Element | null} before */
function insert(list, element, before) {
  if (list.isConnected && element.isConnected && "moveBefore" in list) /** @type {any} */ (list).moveBefore(element, before);
  else list.insertBefore(element, before);
}

/**
 * Let an element show what a new one shows: its button keeps the focus, and it glides to another place.
 * @param {HTMLElement} old @param {HTMLElement} fresh
 */
function renew(old, fresh) {
  const [face, other] = [old, fresh].map((element) => element.querySelector(":scope > button"));
  if (!face || !other || old.querySelector(":scope > ol") || fresh.querySelector(":scope > ol")) return fresh;
  old.className = fresh.className;
  old.style.cssText = fresh.style.cssText;
  face.replaceChildren(...other.childNodes);
  other.remove();
  for (const child of [...old.children]) if (child !== face) child.remove();
  face.before(...fresh.childNodes);
  return old;
}

/** The names of the people of a session, each isolated. @param {Board} board @param {Session} session */
export function nameList(board, session) {
  return board.programme.names(session).flatMap((name, n) => [n ? t("comma") : "", foreign(name)]);
}

/** The signs of a session's findings and states. @param {Board} board @param {Session} session */
function marks(board, session) {
  const findings = board.marks(session);
  /** @type {Element[]} */
  const signs = GRADES.flatMap((grade) => {
    const count = findings.filter((finding) => finding.grade === grade).length;
    return count ? [sign(grade, grade === "note" ? "i" : count), hidden(` ${t(`count_${grade}`, { count })} `)] : [];
  });
  if (board.waits(session.id)) signs.push(sign("waits"), hidden(` ${t("waits")} `));
  if (session.pinned) signs.push(icon("pin"), hidden(` ${t("pinned")} `));
  if (board.selection.has(session.id)) signs.push(hidden(` ${t("selected")} `));
  return signs;
}

/** The card of a session. @param {Board} board @param {Session} session @param {Node | null} small */
export function sessionCard(board, session, small) {
  const code = session.track && board.programme.tracks.get(session.track)?.code;
  const flags = h("span", { class: "f" }, marks(board, session), code && h("span", { class: "c" }, code));
  const face = h("button", { type: "button", tabindex: "-1", "data-id": session.id }, h("span", null, flags, foreign(session.title, "b"), small));
  const mover = board.mover(session.id);
  const tag = mover && h("span", { class: "tag" }, t("moving", { name: mover.name }));
  return h("li", { class: `s ${board.stateClasses(session)}`, "--t": board.colour(session), "--w": mover && board.personColour(mover.name) }, tag, face);
}

const ALL = "*";

export class Phone {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.room = ALL;
    this.root = h("section", { class: "phone", "aria-label": t("timetable") });
    board.grid.scroll.after(this.root);
  }

  render() {
    keepFocus(this.root, () => this.draw());
  }

  draw() {
    const { board } = this;
    const { programme } = board;
    const change = () => {
      this.room = rooms.value;
      this.render();
    };
    const rooms = h("select", { "aria-label": t("room_s"), "data-key": "room", onchange: change }, options([[ALL, t("every_room")], ...programme.state.rooms.map(/** @returns {[string, string]} */ ({ id, name }) => [id, name.text])], this.room));
    const sessions = programme.on(board.day).filter((session) => this.room === ALL || session.rooms.includes(this.room) || !session.rooms.length);
    const rows = sessions.map((session) => {
      const place = this.room === ALL && session.rooms.length > 0 && (session.rooms.length > 1 ? t("rooms", { count: session.rooms.length }) : board.roomNames(session.rooms));
      const names = nameList(board, session);
      const card = sessionCard(board, session, h("small", null, place, place && names.length > 0 && " · ", names));
      /** @type {HTMLElement} */ (card.querySelector("[data-id]")).tabIndex = 0;
      const times = h("span", { class: "num times" }, h("b", null, session.start?.slice(11, 16)), h("small", null, session.end?.slice(11, 16)));
      return h("li", { class: "line" }, times, h("ul", null, card));
    });
    fill(this.root, rooms, rows.length ? h("ol", null, rows) : h("p", { class: "empty" }, t("nothing_here")));
  }
}
