/**
 * A session that is lifted: by pointer or keyboard it gets another place or length, which is shown with its
 * consequences and takes effect when it is dropped.
 * @module
 */

import { minutes, range, STEP, wall } from "./clock.js";
import { announce, bdi, entry, fill, gap, h, isolate, sentence, t, verdict } from "./dom.js";
import { NO_ROOM } from "./layout.js";
import { heading } from "./panels.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Target} Target */
/** @typedef {import("./board.js").Board} Board */

/** The number of findings beside the pointer, and in a spoken sentence. */
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
    this.preview = h("li", { class: "drop shade", "aria-hidden": "true" });
    /** What the place would bring, beside the pointer. */
    this.note = h("div", { class: "trial" });
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
    board.keys.hints();
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

  /** Show the target and its consequences: in the frame, beside the pointer, and in the panel. */
  label() {
    const { troubles, trial, target, board } = this;
    const time = bdi(range(target.start, target.end), "num");
    const count = troubles.length;
    this.preview.classList.toggle("bad", count > 0);
    fill(this.preview, time.cloneNode(true), " ", count > 0 && h("span", null, t("more_findings", { count })));
    const rest = count > NOTED && h("li", { class: "hint" }, t("and_findings_more", { count: count - NOTED }));
    fill(this.note, h("b", null, board.roomNames(target.rooms), t("comma"), time), h("ul", null, verdict(troubles.slice(0, NOTED), trial !== null), rest));
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
      h("ul", { class: "legend hint" }, ["pers", "shut", "taken"].map((name) => h("li", null, h("i", { class: `swatch ${name}` }), t(`shading_${name}`)))),
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
    for (const face of board.grid.scroll.querySelectorAll(".away")) face.classList.remove("away");
    board.link.reportPresence();
    board.panels.renderEnd();
    board.keys.hints();
  }
}
