/**
 * A session that is lifted: by pointer or keyboard it gets another place or length, which is shown with its
 * consequences and takes effect when it is dropped.
 * @module
 */

import { dateOf, minutes, range, STEP, wall } from "./clock.js";
import { fill, h, say, sign, t } from "./dom.js";
import { NO_ROOM } from "./layout.js";
import { readable } from "./programme.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Target} Target */
/** @typedef {import("./board.js").Board} Board */

const THRESHOLD = 4;
const LONG_PRESS = 400;
const EDGE = 36;
const HANDLE = 7;
const CLONE_GAP = 14;
const NOTED = 3;
/** The space that the note beside the pointer may take, in px. */
const NOTE = { width: 290, height: 260 };

export class Lift {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** @type {Session | null} */
    this.session = null;
    /** @type {Target} */
    this.target = { start: 0, end: 0, rooms: [] };
    /** @type {import("./types.js").Obstacle[]} */
    this.obstacles = [];
    /** @type {import("./types.js").Changes | null} */
    this.trial = null;
    this.preview = h("li", { class: "drop shade", "aria-hidden": "true" });
    /** What the place would bring, beside the pointer. */
    this.note = h("div", { class: "trial" });
    /** @type {HTMLElement[]} */
    this.shades = [];
  }

  get active() {
    return this.session !== null;
  }

  get length() {
    return this.target.end - this.target.start;
  }

  /** @param {string} id @param {boolean} [aloud] */
  begin(id, aloud = true) {
    const { board } = this;
    const session = board.programme.sessions.get(id);
    if (!session || this.active) return false;
    if (!board.mayEdit) {
      say(t("may_not_edit"));
      return false;
    }
    if (session.pinned) {
      say(t("pinned_stays", { title: session.title.text }));
      return false;
    }
    const room = session.rooms[0] ?? board.grid.shownRooms[0] ?? NO_ROOM;
    const start = session.start ? minutes(session.start) : board.programme.firstFree(session, board.day, room);
    this.session = session;
    this.target = { start, end: start + board.programme.length(session), rooms: session.rooms.length || room === NO_ROOM ? session.rooms : [room] };
    document.body.classList.add("lifting");
    for (const face of board.grid.faces(id)) face.parentElement?.classList.add("away");
    this.shade();
    board.link.announce(id);
    board.panels.renderEnd();
    this.show(aloud ? "lifted" : "");
    board.showHints();
    return true;
  }

  /** Mark where the session cannot be placed, or should not, on the day that is shown. */
  shade() {
    const { board, session } = this;
    for (const shade of this.shades) shade.remove();
    this.shades = [];
    if (!session) return;
    this.obstacles = board.programme.obstacles(session, board.day, t);
    for (const obstacle of this.obstacles) {
      if (obstacle.kind === "taken") continue;
      for (const [room, list] of board.grid.columns) {
        if (obstacle.room !== null && obstacle.room !== room) continue;
        const start = Math.max(obstacle.start, board.grid.axis.start);
        const end = Math.min(obstacle.end, board.grid.axis.end);
        if (end <= start) continue;
        const style = obstacle.kind === "person" ? "pers" : "shut";
        const shade = board.grid.span(h("li", { class: `no shade ${style}`, "aria-hidden": "true" }, h("span", null, obstacle.label)), start, end);
        this.shades.push(shade);
        list.prepend(shade);
      }
    }
  }

  /** The obstacles at the target, from what the browser knows. */
  get blocks() {
    const { start, end, rooms } = this.target;
    return this.obstacles.filter((obstacle) => obstacle.start < end && obstacle.end > start && (obstacle.room === null || rooms.includes(obstacle.room)));
  }

  /** @param {Target} target @param {string} [words] the text that begins the spoken sentence */
  moveTo(target, words = "") {
    const { start, end, rooms } = this.target;
    if (target.start === start && target.end === end && target.rooms.join() === rooms.join()) return;
    this.target = target;
    this.show(words);
  }

  /** Show the target, what is known of it now, and ask the server for the rest. @param {string} words */
  show(words) {
    const { board, session } = this;
    if (!session) return;
    const { start, end, rooms } = this.target;
    const list = board.grid.columns.get(rooms[0] ?? NO_ROOM) ?? [...board.grid.columns.values()][0];
    if (list && this.preview.parentElement !== list) list.prepend(this.preview);
    board.grid.span(this.preview, start, end);
    this.trial = null;
    this.label();
    board.panels.renderTrial();
    if (words !== "") this.speak(words);
    board.link.trial(board.programme.place(session, this.place), (changes) => {
      if (this.session !== session) return;
      this.trial = { added: changes.added.map(readable), removed: changes.removed };
      this.label();
      board.panels.renderTrial();
      if (words !== "") this.speak("");
    });
  }

  /** The target as the server takes it. */
  get place() {
    return { start: wall(this.target.start), end: wall(this.target.end), rooms: this.target.rooms };
  }

  /** The sentences on what is wrong at the target: from the server, else from the browser. */
  get troubles() {
    if (this.trial) return this.trial.added.map((finding) => ({ grade: finding.grade, text: finding.text }));
    return this.blocks.map((obstacle) => ({ grade: "warning", text: obstacle.kind === "taken" ? t("taken", { title: obstacle.label }) : obstacle.label }));
  }

  label() {
    const troubles = this.troubles;
    this.preview.classList.toggle("bad", troubles.length > 0);
    const count = troubles.length > 0 && h("span", null, t("more_findings", { count: troubles.length }));
    const time = range(this.target.start, this.target.end);
    fill(this.preview, h("bdi", { class: "num" }, time), " ", count);
    const room = this.target.rooms.map((id) => this.board.roomName(id)).join(", ") || t("no_room");
    const rows = troubles.slice(0, NOTED).map((trouble) => h("li", { class: "fi" }, sign(trouble.grade), h("span", { dir: "auto" }, trouble.text)));
    const rest = troubles.length > NOTED && h("li", { class: "hint" }, t("and_findings_more", { count: troubles.length - NOTED }));
    const good = !troubles.length && h("li", { class: "fi" }, sign(this.trial ? "good" : "same"), t(this.trial ? "nothing_new" : "asking"));
    fill(this.note, h("b", null, room, ", ", h("bdi", { class: "num" }, time)), h("ul", null, rows, rest, good));
  }

  /** @param {string} words */
  speak(words) {
    const { start, end, rooms } = this.target;
    const room = rooms.map((id) => this.board.roomName(id)).join(", ") || t("no_room");
    const place = t("at_place", { room, day: this.board.dayLabel(dateOf(start)), start: wall(start).slice(11), end: wall(end).slice(11) });
    const troubles = this.troubles;
    const verdict = troubles.length ? `${t("more_findings", { count: troubles.length })}: ${troubles.map((trouble) => trouble.text).join(" ")}` : this.trial ? t("nothing_new") : "";
    const title = this.session?.title.text ?? "";
    say([words === "lifted" ? t("lifted", { title }) : `${title}:`, place, verdict].filter(Boolean).join(" "));
  }

  /** Move by minutes. @param {number} delta */
  shift(delta) {
    const { start, end, rooms } = this.target;
    this.moveTo({ start: start + delta, end: end + delta, rooms }, "moved");
    this.reveal();
  }

  /** Make longer or shorter by minutes. @param {number} delta */
  resize(delta) {
    const { start, end, rooms } = this.target;
    this.moveTo({ start, end: Math.max(start + STEP, end + delta), rooms }, "moved");
    this.reveal();
  }

  /** To a room beside; a session in several rooms keeps them. @param {number} step */
  step(step) {
    const rooms = this.board.grid.shownRooms.filter((id) => id !== NO_ROOM);
    if (this.target.rooms.length > 1) return say(t("several_rooms_stay"));
    const at = rooms.indexOf(this.target.rooms[0] ?? "");
    const next = rooms[Math.max(0, Math.min(rooms.length - 1, at + step))];
    if (next) this.moveTo({ ...this.target, rooms: [next] }, "moved");
    this.reveal();
  }

  /** To another day at the same time. @param {number} step */
  turn(step) {
    const { days } = this.board.programme;
    const next = days[days.indexOf(this.board.day) + step];
    if (!next) return say(t(step < 0 ? "first_day" : "last_day"));
    this.carryTo(next);
    this.reveal();
  }

  /** @param {string} day */
  carryTo(day) {
    const delta = minutes(day) - minutes(this.board.day);
    this.board.show(day);
    this.shade();
    const { start, end, rooms } = this.target;
    this.moveTo({ start: start + delta, end: end + delta, rooms }, "moved");
  }

  reveal() {
    this.preview.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Draw again after the day has changed underneath. */
  redraw() {
    if (!this.session) return;
    this.shade();
    this.show("");
  }

  /** Put the session where it was. */
  cancel() {
    const { session } = this;
    if (!session) return;
    this.end();
    say(t("put_back", { title: session.title.text }));
    this.board.focus(session.id);
  }

  drop() {
    const { board, session, place } = this;
    if (!session) return;
    const same = session.start === place.start && session.end === place.end && session.rooms.join() === place.rooms.join();
    const troubles = this.troubles.length;
    this.end();
    if (same) return board.focus(session.id);
    board.move(session, place, troubles);
  }

  end() {
    const { board, session } = this;
    board.link.stopTrial();
    this.session = null;
    this.trial = null;
    this.preview.remove();
    for (const shade of this.shades) shade.remove();
    this.shades = [];
    document.body.classList.remove("lifting");
    for (const face of board.grid.scroll.querySelectorAll(".away")) face.classList.remove("away");
    if (session) board.link.announce(null);
    board.panels.renderEnd();
    board.showHints();
  }
}

/** Dragging and resizing with mouse, pen and finger. */
export class Pointer {
  /** @param {Board} board @param {HTMLElement} area */
  constructor(board, area) {
    this.board = board;
    this.area = area;
    /** @type {{ id: string, face: HTMLElement, x: number, y: number, resize: boolean, touch: boolean, pointer: number, grab: number } | null} */
    this.press = null;
    this.clone = h("div", { class: "clone s float", popover: "manual", "aria-hidden": "true" });
    /** The rooms' horizontal extents in the scrolled content. @type {[string, number, number][]} */
    this.extents = [];
    this.x = 0;
    this.y = 0;
    this.pressTimer = 0;
    this.frame = 0;
    area.append(this.clone);
    area.addEventListener("pointerdown", (event) => this.down(event));
    area.addEventListener("pointermove", (event) => this.move(event));
    area.addEventListener("pointerup", () => this.up());
    area.addEventListener("pointercancel", () => this.abort());
    // A finger that has lifted a session does not scroll.
    area.addEventListener("touchmove", (event) => board.lift.active && event.preventDefault(), { passive: false });
    area.addEventListener("contextmenu", (event) => this.press?.touch && event.preventDefault());
  }

  /** @param {PointerEvent} event */
  down(event) {
    const face = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-id]"));
    if (!face || event.button !== 0 || this.board.lift.active || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const box = face.getBoundingClientRect();
    const list = face.closest(".un, .stack, .phone");
    const resize = !list && box.bottom - event.clientY <= Math.min(HANDLE, box.height / 4);
    const touch = event.pointerType === "touch";
    this.press = { id: face.dataset.id ?? "", face, x: event.clientX, y: event.clientY, resize, touch, pointer: event.pointerId, grab: list ? 8 : event.clientY - box.top };
    [this.x, this.y] = [event.clientX, event.clientY];
    if (touch) this.pressTimer = setTimeout(() => this.start(), LONG_PRESS);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.press) return;
    [this.x, this.y] = [event.clientX, event.clientY];
    const far = Math.hypot(this.x - this.press.x, this.y - this.press.y) > THRESHOLD;
    if (!this.board.lift.active) {
      if (!far) return;
      if (this.press.touch) return this.forget();
      this.start();
    }
    if (!this.frame) this.frame = requestAnimationFrame(() => this.follow());
  }

  start() {
    const { board, press } = this;
    if (!press) return;
    if (!board.lift.begin(press.id, press.touch)) return this.forget();
    this.area.setPointerCapture(press.pointer);
    const { scroll } = board.grid;
    const left = scroll.getBoundingClientRect().left - scroll.scrollLeft;
    this.extents = [...board.grid.columns].map(([room, list]) => {
      const box = list.getBoundingClientRect();
      return [room, box.left - left, box.right - left];
    });
    const first = [...board.grid.columns.values()][0];
    this.top = first ? first.getBoundingClientRect().top - scroll.getBoundingClientRect().top + scroll.scrollTop : 0;
    this.view = scroll.getBoundingClientRect();
    if (press.resize) return;
    const session = board.lift.session;
    this.clone.style.setProperty("--t", board.colour(/** @type {Session} */ (session)));
    fill(this.clone, press.face.cloneNode(true));
    /** @type {HTMLElement} */ (this.clone.firstElementChild).removeAttribute("data-id");
    this.clone.append(board.lift.note);
    this.clone.showPopover();
    this.follow();
  }

  /** Once for each frame: move the clone and the target to the pointer. */
  follow() {
    this.frame = 0;
    const { board, press, view } = this;
    const { lift, grid } = board;
    if (!press || !lift.active || !view) return;
    const scrolled = this.scrollAtEdge(view);
    const y = this.y - view.top + grid.scroll.scrollTop - (this.top ?? 0);
    const { start, rooms } = lift.target;
    if (press.resize) {
      lift.moveTo({ start, end: Math.max(start + STEP, grid.axis.at(y)), rooms });
    } else {
      const x = this.x - view.left + grid.scroll.scrollLeft;
      this.clone.style.setProperty("translate", `${beside(this.x, NOTE.width, innerWidth)}px ${beside(this.y, NOTE.height, innerHeight)}px`);
      const room = this.extents.find(([, left, right]) => x >= left && x < right)?.[0];
      const outside = this.x < view.left || this.x > view.right || this.y < view.top || this.y > view.bottom;
      this.outside = outside;
      lift.preview.hidden = outside;
      const day = this.y < view.top && /** @type {HTMLElement | null} */ (document.elementFromPoint(this.x, this.y)?.closest("[data-day]"))?.dataset.day;
      if (day && day !== board.day) lift.carryTo(day);
      if (room !== undefined && !outside) {
        const at = grid.axis.at(y - press.grab);
        lift.moveTo({ start: at, end: at + lift.length, rooms: rooms.length > 1 ? rooms : room === NO_ROOM ? [] : [room] });
      }
    }
    if (scrolled) this.frame = requestAnimationFrame(() => this.follow());
  }

  /** Scroll while the pointer is near an edge. @param {DOMRect} view */
  scrollAtEdge(view) {
    const { scroll } = this.board.grid;
    const pull = (/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high) => (at < low + EDGE ? -10 : at > high - EDGE ? 10 : 0);
    const inside = this.x > view.left && this.x < view.right && this.y > view.top && this.y < view.bottom;
    if (!inside) return false;
    const [x, y] = [scroll.scrollLeft, scroll.scrollTop];
    scroll.scrollBy(pull(this.x, view.left, view.right), pull(this.y, view.top + EDGE, view.bottom));
    return x !== scroll.scrollLeft || y !== scroll.scrollTop;
  }

  up() {
    const { board, outside } = this;
    const { lift } = board;
    const session = lift.session;
    const dragged = this.press && lift.active;
    this.clear();
    if (!dragged || !session) return;
    // The click that follows a drag opens nothing.
    board.ignoreClick = true;
    setTimeout(() => (board.ignoreClick = false));
    if (!outside) return lift.drop();
    const overList = document.elementFromPoint(this.x, this.y)?.closest(".unplaced");
    lift.cancel();
    if (overList && session.start) board.unplace([session.id]);
  }

  abort() {
    const active = this.press && this.board.lift.active;
    this.clear();
    if (active) this.board.lift.cancel();
  }

  forget() {
    clearTimeout(this.pressTimer);
    this.press = null;
  }

  clear() {
    this.forget();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.outside = false;
    this.board.lift.preview.hidden = false;
    if (this.clone.matches(":popover-open")) this.clone.hidePopover();
  }
}

/** A position after the pointer, or before it where there is no space. @param {number} at @param {number} size @param {number} limit */
const beside = (at, size, limit) => (at + CLONE_GAP + size < limit ? at + CLONE_GAP : Math.max(0, at - CLONE_GAP - size));
