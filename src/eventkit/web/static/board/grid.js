/**
 * The timetable of a day: rooms as columns, time downwards; on a narrow screen, the sessions of one room as a
 * list, from which the forms are opened. An element is built again only if what it shows has changed; else it is
 * moved.
 * @module
 */

import { minutes, now, range, timeOf, times } from "./clock.js";
import { bdi, button, fill, foreign, h, hidden, icon, keepFocus, options, page, sign, t } from "./dom.js";
import { Axis, blockName, headCount, layOut, NO_ROOM } from "./layout.js";
import { BESIDE, countLines, divided, EDGES, FACTS_LINE, placePeople, SIGN, TITLE_LINE } from "./lines.js";
import { SIGNED } from "./programme.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./board.js").Board} Board */

/** Below this height a card has one line; the least height at which a mark of the overview has its code. */
const LOW = EDGES + FACTS_LINE + TITLE_LINE;
const CODE = 14;
/** The width of a room at 100 %, and of the axis. */
const ROOM = 152;
const AXIS = 46;
/** Minutes at the end of a block that are worth a session. */
const FREE = 10;
const px = (/** @type {number} */ value) => `${Math.round(value * 10) / 10}px`;

/** The zoom that fits the whole day and all rooms into the window, and the height of its heads of rooms. */
export const OVERVIEW = 0;
const OVERVIEW_HEAD = 92;

export class Grid {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** Cards by key, each with what it shows and its position. @type {Map<string, { element: HTMLElement, shown: string, at: string }>} */
    this.cards = new Map();
    /** The positions on the axis that is drawn. */
    this.drawn = "";
    /** The size of the timetable that cards are drawn for. */
    this.size = "";
    this.width = ROOM;
    /** True while the whole day is shown at a glance. */
    this.whole = false;
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
    this.beginning = h("div", { class: "beginning", hidden: true });
    this.scroll = h("div", { class: "scroll", role: "region", "aria-label": t("timetable"), tabindex: "-1" }, this.root, this.beginning);
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
    const rooms = programme.state.rooms.map((room) => room.id);
    if (programme.on(day).some((session) => !session.rooms.length)) rooms.push(NO_ROOM);
    const visible = rooms.filter((room) => !hiddenRooms.has(room)).length || 1;
    const { clientWidth, clientHeight } = this.scroll;
    this.whole = zoom === OVERVIEW;
    this.size = this.whole ? `${clientWidth} ${clientHeight}` : `${clientWidth}`;
    const space = (clientWidth - AXIS - 28 * (rooms.length - visible)) / visible;
    /** The width of a room in px. */
    this.width = this.whole ? space : Math.max((ROOM * zoom) / 100, space);
    this.layout = layOut(programme, day, this.width);
    if (!this.layout.columns.get(NO_ROOM)?.length && rooms.at(-1) === NO_ROOM) rooms.pop();
    this.root.classList.toggle("overview", this.whole);
    const signature = JSON.stringify([rooms, [...hiddenRooms], page.language]);
    if (signature !== this.frame) this.build(rooms);
    this.frame = signature;
    this.axis = this.buildAxis(zoom);
    this.root.style.setProperty("--H", px(this.axis.height + (this.whole ? 0 : 24)));
    this.root.style.setProperty("--col", this.whole ? "0px" : px((ROOM * zoom) / 100));
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
    this.drawBeginning();
  }

  /** Say what to do on a board without rooms or sessions. */
  drawBeginning() {
    const { state, sessions } = this.board.programme;
    const isEmpty = !state.rooms.length && ![...sessions.values()].some(({ start }) => start);
    const words = isEmpty ? "empty_rooms" : sessions.size ? "" : "empty_sessions";
    this.beginning.hidden = !words;
    if (!words) return;
    const pages = ["import", "rooms", "sessions"].map((name) => h("a", { class: "b", href: `${page.urls.forms}/${name}` }, t(`page_${name}`)));
    fill(this.beginning, h("p", null, t(words)), h("p", { class: "row" }, pages));
  }

  /** Draw the day again if the timetable has become wider or narrower, which is another number of lines. */
  resize() {
    const { clientWidth, clientHeight } = this.scroll;
    if (clientWidth && this.size !== (this.whole ? `${clientWidth} ${clientHeight}` : `${clientWidth}`)) this.render();
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
    if (!element || element.dataset.count === `${count}`) return;
    element.dataset.count = `${count}`;
    const shown = count ? `${element.previousSibling ? " · " : ""}${count}` : "";
    fill(element, h("span", { "aria-hidden": "true" }, shown), hidden(t("sessions", { count })));
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
        return h("section", { class: "room fold" }, h("div", { class: "room-head" }), open, list);
      }
      const list = h("ol", { class: "col", "data-room": id });
      this.columns.set(id, list);
      const facts = [room?.capacity && t("seats", { count: room.capacity, seats: room.capacity.toLocaleString(`${page.language}-u-nu-latn`) }), room?.shared && t("shared")].filter(Boolean).join(" · ");
      const count = h("span", { class: "num" });
      this.counts.set(id, count);
      const name = room ? foreign(room.name, "span") : t("no_room");
      return h("section", { class: "room", "aria-labelledby": `r-${id}` }, h("h3", { class: "room-head", id: `r-${id}` }, name, h("small", null, facts, count)), list);
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
    if (this.whole) {
      [start, end] = [Math.floor(start / 60) * 60, Math.ceil(end / 60) * 60];
      return Axis.straight(start, end, Math.max(this.scroll.clientHeight - OVERVIEW_HEAD - 2, (end - start) * 0.6));
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
    // The first time under the head would be cut.
    let lowest = this.whole ? -Infinity : -5;
    for (let at = axis.start; at <= axis.end - (this.whole ? 30 : 0); at += 30) {
      const y = axis.y(at);
      const hour = at % 60 === 0;
      lines.push(h("i", { class: hour ? "h" : null, "--y": px(y) }));
      if (y - lowest < 15) continue;
      lowest = y;
      times.push(h("span", { class: hour ? "num h" : "num", "--y": px(y) }, timeOf(at)));
    }
    const place = this.board.programme.zone.split("/").pop()?.replaceAll("_", " ") ?? "";
    fill(this.axisElement, h("b", { title: place }, inSyllables(place)), times);
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
      const [y, end] = [this.axis.y(item.start), this.axis.bottom(item.end)];
      const at = `${y - top} ${end} ${this.width} ${this.whole}`;
      if (card.at !== at) {
        this.span(element, item.start, item.end, top);
        if (!item.parts.length && !item.stack.length) this.fit(element, item, end - y, top > 0);
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

  /**
   * Let a card show as many whole lines as it has: first the title, then the people below the time.
   * @param {HTMLElement} element @param {Item} item @param {number} height @param {boolean} isPart
   */
  fit(element, { session, start, end, lanes }, height, isPart) {
    const { programme } = this.board;
    element.classList.toggle("low", height < LOW);
    element.classList.toggle("flat", height < CODE);
    const width = ((this.width ?? ROOM) - (isPart ? 6 : 0)) / lanes - BESIDE;
    const signs = programme.signs(session);
    const lines = Math.floor((height - EDGES - FACTS_LINE) / TITLE_LINE);
    const needed = countLines(divided(session.title), width - signs * SIGN);
    const title = Math.max(1, Math.min(lines, needed));
    element.classList.toggle("cut", needed > title);
    const below = Math.max(0, Math.floor((height - EDGES - FACTS_LINE - title * TITLE_LINE) / FACTS_LINE));
    element.style.setProperty("--title-lines", String(title));
    element.style.setProperty("--people-lines", String(below));
    element.style.setProperty("--signs", String(signs));
    element.dataset.people = placePeople(programme.names(session).map(({ text }) => text), range(start, end), width, below);
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
    const { board } = this;
    const { session, start, end } = item;
    if (session.kind === "block") return this.emptyBlock(item);
    const names = board.programme.names(session);
    const people = h("span", { class: "people" }, nameList(board, session));
    const first = names.length > 1 && h("span", { class: "first-person", "aria-hidden": "true" }, foreign(names[0]), ` +${names.length - 1}`);
    const facts = h("small", { class: "facts" }, bdi(range(start, end), "num time"), " ", people, first);
    return sessionCard(board, session, facts, h("span", { class: "num begin", "aria-hidden": "true" }, timeOf(start)));
  }

  /** A block without a talk: a place for some. @param {Item} item */
  emptyBlock({ session, start, end }) {
    const { board } = this;
    const name = session.untitled ? t("block_without_talks") : foreign(session.title);
    const length = t("room_for", { count: end - start });
    const face = h("button", { type: "button", tabindex: "-1", "data-id": session.id }, h("span", { class: "flags" }, marks(board, session)), h("span", null, h("b", null, name), h("small", null, bdi(range(start, end), "num"), " · ", length)));
    return h("li", { class: `session hollow ${board.stateClasses(session)}`, "--t": board.colour(session) }, face);
  }

  /** A frame around talks, with its name above the first minute if it has one. @param {Item} item */
  block(item) {
    const { board } = this;
    const { session, start, end, parts } = item;
    const name = blockName(board.programme, item);
    const label = name ? foreign(name, "span") : hidden(t("block"));
    const face = button([h("span", { class: "flags" }, marks(board, session)), label, hidden(` ${range(start, end)}`)], () => {}, { class: name ? "" : "vh", tabindex: "-1", "data-id": session.id });
    const tracks = new Set(parts.map((part) => part.session.track));
    const colour = session.track || tracks.size > 1 ? board.colour(session) : board.colour(parts[0].session);
    const last = Math.max(...parts.map((part) => part.end));
    const free = end - last >= FREE && this.span(h("li", { class: "free", "aria-hidden": "true" }, this.axis.bottom(end) - this.axis.y(last) >= 24 && t("free", { start: timeOf(last), end: timeOf(end), count: end - last })), last, end, this.axis.y(start));
    const frame = h("li", { class: `block ${board.stateClasses(session)}`, "--t": colour, "--heads": headCount(board.programme, item) }, face, h("ol", null), free && h("ul", null, free));
    frame.classList.toggle("named", Boolean(name));
    return frame;
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
      const frame = h("li", { class: "place shade found", "aria-hidden": "true" }, label, " · ", bdi(times(place), "num"));
      const column = this.columns.get(place.rooms[0] ?? NO_ROOM);
      if (column && place.start && place.end && this.board.programme.dayOf(place.start) === this.board.day) column.prepend(this.span(frame, minutes(place.start), minutes(place.end)));
      return frame;
    });
  }

  /** Let an element extend from one moment to another. @template {HTMLElement} T @param {T} element @param {number} start @param {number} end @param {number} [top] the position of its list */
  span(element, start, end, top = 0) {
    const y = this.axis.y(start);
    element.style.setProperty("--y", px(y - top));
    element.style.setProperty("--h", px(this.axis.bottom(end) - y));
    return element;
  }

  /** Scroll to the first session of the day, or to now, and to the first room with a session in sight. */
  scrollToStart() {
    const first = Math.min(...this.layout.spans.map((span) => span.start));
    const at = now(this.board.programme.zone);
    const target = at > this.axis.start && at < this.axis.end ? at - 60 : first;
    this.scroll.scrollTop = Number.isFinite(target) ? Math.max(0, this.axis.bottom(target) - 12) : 0;
    const below = this.scroll.scrollTop + this.scroll.clientHeight;
    const [room = ""] = [...this.layout.columns].find(([, items]) => items.some((item) => item.end > target && this.axis.y(item.start) < below)) ?? [];
    this.columns.get(room)?.closest("section")?.scrollIntoView({ block: "nearest", inline: "start" });
  }
}

/** The number of sessions of items: of a block, its parts. @param {Item[]} items @returns {number} */
const number = (items) => items.reduce((sum, { session, parts, stack }) => sum + (number(parts) || stack.length || Number(session.kind !== "block")), 0);

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
  const signs = SIGNED.flatMap((grade) => {
    const count = findings.filter((finding) => finding.grade === grade).length;
    return count ? [sign(grade, count), hidden(` ${t(`count_${grade}`, { count })} `)] : [];
  });
  if (board.waits(session.id)) signs.push(sign("waits"), hidden(` ${t("waits")} `));
  if (session.pinned) signs.push(icon("pin"), hidden(` ${t("pinned")} `));
  if (board.selection.has(session.id)) signs.push(hidden(` ${t("selected")} `));
  return signs;
}

/** The card of a session. @param {Board} board @param {Session} session @param {Node | null} facts what is below the title @param {Node} [begin] its start, for a card of one line */
export function sessionCard(board, session, facts, begin) {
  const code = session.track && board.programme.tracks.get(session.track)?.code;
  const flags = h("span", { class: "flags" }, marks(board, session));
  const face = h("button", { type: "button", tabindex: "-1", "data-id": session.id }, h("span", { class: "face" }, flags, begin, foreign({ ...session.title, text: divided(session.title) }, "b"), facts, code && h("span", { class: "code" }, code)));
  const mover = board.mover(session.id);
  const tag = mover && h("span", { class: "tag" }, t("moving", { name: mover.name }));
  return h("li", { class: `session ${board.stateClasses(session)}`, "--t": board.colour(session), "--w": mover && board.personColour(mover.name) }, tag, face);
}

/** A name whose long words may break before the consonant of a syllable near their middle: Amster-dam. @param {string} name */
const inSyllables = (name) =>
  name.replace(/\p{L}{8,}/gu, (word) => {
    const breaks = [...word.matchAll(/(?<=\p{L}{3})(?=[^aeiouy][aeiouy]\p{L})/giu)].map(({ index = 0 }) => index);
    const middle = breaks.sort((one, other) => Math.abs(one - word.length / 2 - 1) - Math.abs(other - word.length / 2 - 1))[0];
    return middle ? `${word.slice(0, middle)}\u00ad${word.slice(middle)}` : word;
  });

const ALL = "*";

export class Phone {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.room = ALL;
    this.root = h("section", { class: "phone", "aria-label": t("timetable") });
    /** The ways to what waits below the list, which may be long. */
    this.tabs = h("div", { class: "tabs", role: "group", "aria-label": t("timetable") });
    board.grid.scroll.after(this.tabs, this.root);
  }

  render() {
    keepFocus(this.root, () => this.draw());
    keepFocus(this.tabs, () => this.drawTabs());
  }

  drawTabs() {
    const { programme } = this.board;
    const open = programme.ordered.filter((finding) => !finding.waived);
    const graves = SIGNED.map((grade) => [grade, open.filter((finding) => finding.grade === grade).length]).filter(([, count]) => count);
    const signs = graves.flatMap(([grade, count]) => [sign(`${grade}`), hidden(t(`count_${grade}`, { count })), count]);
    /** @type {[string, import("./dom.js").Child, string, () => Element | null][]} */
    const ways = [
      ["talks", this.sessions.length, t("timetable"), () => this.root],
      ["unplaced", programme.unplaced.length, t("not_placed"), () => this.board.panels.list],
      ["findings", signs.length ? signs : 0, t("findings"), () => this.board.panels.end],
    ];
    fill(this.tabs, ways.map(([key, count, label, target]) => button([h("b", { class: "num" }, count), label], () => target()?.scrollIntoView({ block: "start" }), { "data-key": key })));
  }

  /** The sessions of the day in the chosen room, without frames around talks. */
  get sessions() {
    const { programme, day } = this.board;
    const isFrame = (/** @type {Session} */ { untitled, id }) => untitled && programme.parts.has(id);
    return programme.on(day).filter((session) => !isFrame(session) && (this.room === ALL || session.rooms.includes(this.room) || !session.rooms.length));
  }

  draw() {
    const { board, sessions } = this;
    const { programme } = board;
    const change = () => {
      this.room = rooms.value;
      this.render();
    };
    const go = () => this.root.querySelectorAll(".line")[Number(hours.value)]?.scrollIntoView();
    const firsts = sessions.flatMap(({ start }, n) => (n && start?.slice(0, 13) === sessions[n - 1].start?.slice(0, 13) ? [] : [n]));
    const rooms = h("select", { "aria-label": t("room_s"), "data-key": "room", onchange: change }, options([[ALL, t("every_room")], ...programme.state.rooms.map(/** @returns {[string, string]} */ ({ id, name }) => [id, name.text])], this.room));
    const hours = h("select", { "aria-label": t("go_to"), "data-key": "hour", onchange: go }, options(firsts.map((n) => [`${n}`, t("from_time", { time: `${sessions[n].start?.slice(11, 13)}:00` })]), ""));
    const rows = sessions.map((session) => {
      const place = this.room === ALL && session.rooms.length > 0 && (session.rooms.length > 1 ? t("rooms", { count: session.rooms.length }) : board.roomNames(session.rooms));
      const names = nameList(board, session);
      const card = sessionCard(board, session, h("small", null, place, place && names.length > 0 && " · ", names));
      /** @type {HTMLElement} */ (card.querySelector("[data-id]")).tabIndex = 0;
      const times = h("span", { class: "num times" }, h("b", null, session.start?.slice(11, 16)), h("small", null, session.end?.slice(11, 16)));
      return h("li", { class: "line" }, times, h("ul", null, card));
    });
    fill(this.root, h("div", { class: "pair" }, rooms, firsts.length > 0 && hours), rows.length ? h("ol", null, rows) : h("p", { class: "empty" }, t("nothing_here")));
  }
}
