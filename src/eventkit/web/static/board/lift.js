/**
 * A session that is lifted: by keyboard, mouse, pen or finger it gets another place or length, which is shown
 * with its consequences and takes effect when it is dropped.
 * @module
 */

import { minutes, range, STEP, wall } from "./clock.js";
import { announce, bdi, copy, entry, fill, gap, h, isolate, sentence, t, verdict } from "./dom.js";
import { NO_ROOM } from "./layout.js";
import { heading } from "./panels.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Target} Target */
/** @typedef {import("./board.js").Board} Board */

/** The number of findings in a spoken sentence. */
const NOTED = 3;

export class Lift {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** @type {Target} */
    this.target = { start: 0, end: 0, rooms: [] };
    /** @type {import("./types.js").Obstacle[]} */
    this.obstacles = [];
    /** @type {import("./types.js").Changes | null} */
    this.trial = null;
    /** The consequences that were spoken last. */
    this.spoken = "";
    /** The session at the target, where it would stand. */
    this.preview = h("li", { class: "session target", "aria-hidden": "true" });
    /** What the place would bring, beside the column of the target. */
    this.note = h("div", { class: "trial", popover: "manual", "aria-hidden": "true" });
    board.main.append(this.note);
    /** @type {HTMLElement[]} */
    this.shades = [];
  }

  /** The session that is lifted. */
  get session() {
    return this.board.lifted;
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
    if (!session || this.active || !board.actions.mayEdit()) return false;
    if (session.pinned) {
      announce(t("pinned_stays", { title: session.title.text }));
      return false;
    }
    const room = session.rooms[0] ?? board.grid.columns.keys().next().value ?? NO_ROOM;
    const start = session.start ? minutes(session.start) : board.programme.firstFree(session, board.day, room);
    board.lifted = session;
    this.target = { start, end: start + board.programme.length(session), rooms: session.rooms.length || room === NO_ROOM ? session.rooms : [room] };
    document.body.classList.add("lifting");
    for (const face of board.faces(id)) face.parentElement?.classList.add("away");
    this.shade();
    board.link.reportPresence();
    board.panels.renderEnd();
    this.show(aloud ? "lifted" : "");
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
      if (obstacle.session) this.mark(obstacle.session, obstacle.names ?? []);
      if (obstacle.kind === "taken") continue;
      for (const [room, list] of board.grid.columns) {
        if (obstacle.room !== null && obstacle.room !== room) continue;
        const start = Math.max(obstacle.start, board.grid.axis.start);
        const end = Math.min(obstacle.end, board.grid.axis.end);
        if (end <= start) continue;
        const style = obstacle.kind === "person" ? "elsewhere" : "closed";
        const shade = board.grid.span(h("li", { class: `obstacle shade ${style}`, title: obstacle.label, "aria-hidden": "true" }), start, end);
        this.shades.push(shade);
        list.append(shade);
      }
    }
  }

  /** Mark the session that somebody is in, and their name in it. @param {string} id @param {string[]} names */
  mark(id, names) {
    for (const face of this.board.faces(id)) {
      face.parentElement?.classList.add("reason");
      for (const name of face.querySelectorAll("bdi")) name.classList.toggle("occupied", names.includes(name.textContent ?? ""));
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
    if (list && this.preview.parentElement !== list) list.append(this.preview);
    this.preview.style.setProperty("--t", board.colour(session));
    board.grid.span(this.preview, start, end);
    this.trial = null;
    this.label();
    if (words !== "") this.speak(words);
    board.link.trial(board.programme.place(session, this.place), (changes) => {
      if (this.session !== session) return;
      this.trial = changes;
      this.label();
      if (words !== "") this.speak("");
    });
  }

  /** The target as the server takes it. */
  get place() {
    return { start: wall(this.target.start), end: wall(this.target.end), rooms: this.target.rooms };
  }

  /** The sentences on what is wrong at the target: from the server, else from the browser. */
  get troubles() {
    if (this.trial) return this.trial.added;
    return this.blocks.map((obstacle) => ({ grade: "warning", text: obstacle.kind === "taken" ? t("taken", { title: obstacle.label }) : obstacle.label }));
  }

  /** Show the target and its consequences: in the frame, beside it, and in the panel, which alone lists them all. */
  label() {
    const { troubles, trial, target, session, board } = this;
    if (!session) return;
    const time = bdi(range(target.start, target.end), "num time");
    const count = troubles.length;
    this.preview.classList.toggle("bad", troubles.some(({ grade }) => grade === "error"));
    fill(this.preview, h("b", null, session.title.text), h("small", { class: "facts" }, time.cloneNode(true)));
    const rest = count > 1 && h("p", { class: "hint" }, t("more_in_list", { count: count - 1 }));
    fill(this.note, h("p", null, h("b", null, time), t("comma"), board.roomNames(target.rooms)), h("ul", null, verdict(troubles.slice(0, 1), trial !== null)), rest);
    this.draw(board.panels.end);
  }

  /** The findings that the target would add, remove and leave. @param {HTMLElement} pane */
  draw(pane) {
    const { session, target, trial, troubles, board } = this;
    if (!session) return;
    const { findings, marks } = board.programme;
    const removed = trial?.removed ?? [];
    const gone = removed.flatMap((key) => findings.get(key) ?? []);
    const stay = trial ? (marks.get(session.id) ?? []).filter((finding) => !removed.includes(finding.key)) : [];
    const section = (/** @type {string} */ title, /** @type {Element[]} */ rows) => rows.length > 0 && [h("h3", null, title), h("ol", null, rows)];
    fill(
      pane,
      h("header", null, heading("fl", bdi(range(target.start, target.end))), gap(), h("span", { class: "hint" }, board.roomNames(target.rooms))),
      section(t("would_come"), verdict(troubles, trial !== null)),
      section(t("would_go"), gone.map((finding) => entry("good", sentence(finding.lang, finding.text)))),
      section(t("would_stay"), stay.map((finding) => entry("same", sentence(finding.lang, finding.text)))),
      h("h3", null, t("shading")),
      copy("legend"),
    );
  }

  /** Speak of the target, and of its consequences once they are known; none twice. @param {string} words the text that begins the sentence; empty for the consequences alone */
  speak(words) {
    const { troubles, trial, spoken } = this;
    const title = this.session?.title.text ?? "";
    const count = troubles.length;
    const first = troubles.slice(0, NOTED).map((trouble) => isolate(trouble.text));
    if (count > NOTED) first.push(t("sentence", { text: t("and_findings_more", { count: count - NOTED }) }));
    // What the server answers is worth waiting for; without it, what the browser knows is spoken at once.
    const isAwaited = !trial && this.board.isOnline;
    const consequence = isAwaited ? "" : count ? `${t("more_findings", { count })}: ${first.join(" ")}` : trial ? t("nothing_new") : "";
    this.spoken = consequence;
    if (words === "") return consequence !== spoken && announce(consequence);
    announce([words === "lifted" ? t("lifted", { title }) : `${isolate(title)}:`, this.board.placeText(this.place), consequence].filter(Boolean).join(" "));
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
    const rooms = [...this.board.grid.columns.keys()].filter((id) => id !== NO_ROOM);
    if (this.target.rooms.length > 1) return announce(t("several_rooms_stay"));
    const at = rooms.indexOf(this.target.rooms[0] ?? "");
    const next = rooms[Math.max(0, Math.min(rooms.length - 1, at + step))];
    if (next) this.moveTo({ ...this.target, rooms: [next] }, "moved");
    this.reveal();
  }

  /** To another day at the same time. @param {number} step */
  turn(step) {
    const { programme, day } = this.board;
    const next = programme.days[programme.days.indexOf(day) + step];
    if (!next) return announce(t(step < 0 ? "first_day" : "last_day"));
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
    announce(t("put_back", { title: session.title.text }));
    this.board.focus(session.id);
  }

  drop() {
    const { board, session, place } = this;
    if (!session) return;
    const same = session.start === place.start && session.end === place.end && session.rooms.join() === place.rooms.join();
    const troubles = this.troubles.length;
    this.end();
    if (same) return board.focus(session.id);
    board.actions.move(session, place, troubles);
  }

  end() {
    const { board } = this;
    board.link.stopTrial();
    board.lifted = null;
    this.trial = null;
    this.preview.remove();
    for (const shade of this.shades) shade.remove();
    this.shades = [];
    document.body.classList.remove("lifting");
    for (const card of board.grid.scroll.querySelectorAll(".away, .reason, .occupied")) card.classList.remove("away", "reason", "occupied");
    board.link.reportPresence();
    board.panels.renderEnd();
  }
}

/** How far the pointer moves before a press is a drag, in px, and how long a finger presses, in ms. */
const THRESHOLD = 4;
const LONG_PRESS = 400;
/** The edge of the timetable that scrolls, and the edge of a card that resizes, in px. */
const EDGE = 36;
const HANDLE = 7;
/** The space that the note beside a column takes, in px. */
const NOTE = { width: 190, height: 130, gap: 8 };

export class Pointer {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    const area = board.main;
    /** @type {{ id: string, face: HTMLElement, x: number, y: number, resize: boolean, touch: boolean, pointer: number, grab: number } | null} */
    this.press = null;
    /** The rooms' horizontal extents in the scrolled content. @type {[string, number, number][]} */
    this.extents = [];
    this.x = 0;
    this.y = 0;
    this.pressTimer = 0;
    this.frame = 0;
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
    const list = face.closest(".unplaced-list, .stack, .phone");
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
    // Measured while the layout is still valid.
    const { scroll, columns } = board.grid;
    this.view = scroll.getBoundingClientRect();
    const left = this.view.left - scroll.scrollLeft;
    this.extents = [...columns].map(([room, list]) => {
      const box = list.getBoundingClientRect();
      return [room, box.left - left, box.right - left];
    });
    const first = columns.values().next().value;
    this.top = first ? first.getBoundingClientRect().top - this.view.top + scroll.scrollTop : 0;
    if (!board.lift.begin(press.id, press.touch)) return this.forget();
    board.main.setPointerCapture(press.pointer);
    board.lift.note.showPopover();
    this.follow();
  }

  /** Once for each frame: move the target to the pointer. */
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
      const room = this.extents.find(([, left, right]) => x >= left && x < right)?.[0];
      const outside = this.x < view.left || this.x > view.right || this.y < view.top || this.y > view.bottom;
      this.outside = outside;
      lift.preview.hidden = outside;
      lift.note.hidden = outside;
      const day = this.y < view.top && /** @type {HTMLElement | null} */ (document.elementFromPoint(this.x, this.y)?.closest("[data-day]"))?.dataset.day;
      if (day && day !== board.day) lift.carryTo(day);
      if (room !== undefined && !outside) {
        const at = grid.axis.at(y - press.grab);
        lift.moveTo({ start: at, end: at + lift.length, rooms: rooms.length > 1 ? rooms : room === NO_ROOM ? [] : [room] });
      }
    }
    this.placeNote(view);
    if (scrolled) this.frame = requestAnimationFrame(() => this.follow());
  }

  /** Put the note after the column of the target, or before it where there is no space: never over it. @param {DOMRect} view */
  placeNote(view) {
    const { lift, grid } = this.board;
    const [, left = 0, right = 0] = this.extents.find(([room]) => room === (lift.target.rooms[0] ?? NO_ROOM)) ?? [];
    const origin = view.left - grid.scroll.scrollLeft;
    const after = origin + right + NOTE.gap;
    const x = after + NOTE.width < innerWidth ? after : origin + left - NOTE.gap - NOTE.width;
    const y = view.top - grid.scroll.scrollTop + (this.top ?? 0) + grid.axis.y(lift.target.start);
    const top = Math.max(view.top, Math.min(y, view.bottom - NOTE.height));
    lift.note.style.setProperty("translate", `${x}px ${top}px`);
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
    const session = board.lifted;
    const dragged = this.press && lift.active;
    this.clear();
    if (!dragged || !session) return;
    // The click that follows a drag opens nothing.
    board.keys.ignoreClick = true;
    setTimeout(() => (board.keys.ignoreClick = false));
    if (!outside) return lift.drop();
    const overList = document.elementFromPoint(this.x, this.y)?.closest(".unplaced");
    lift.cancel();
    if (overList && session.start) board.actions.unplace([session.id]);
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
    const { preview, note } = this.board.lift;
    preview.hidden = false;
    note.hidden = false;
    if (note.matches(":popover-open")) note.hidePopover();
  }
}
