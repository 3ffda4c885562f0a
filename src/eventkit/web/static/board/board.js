/**
 * The board: what it shows, what is chosen in it, and the operations that keys, pointer and panels share.
 * @module
 */

import { dateOf, dayName, minutes, now, range } from "./clock.js";
import { Bar } from "./bar.js";
import { Dialogs } from "./dialogs.js";
import { fill, h, page, say, t } from "./dom.js";
import { Grid } from "./grid.js";
import { Keys } from "./keys.js";
import { Lift, Pointer } from "./lift.js";
import { Link } from "./link.js";
import { Panels } from "./panels.js";
import { Phone } from "./phone.js";
import { Planner } from "./planner.js";
import { placeOf, Programme } from "./programme.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Place} Place */

const NEUTRAL = "#6b7480";
const PEOPLE_COLOURS = ["#7a3fb0", "#0b6e5f", "#a3333d", "#1f5fa8", "#7a5a00", "#5b4bb5"];
const EDITORS = new Set(["editor", "office", "publisher"]);
export const ZOOMS = [50, 75, 100, 125, 150, 200];
const MINUTE = 60000;

export class Board {
  /** @param {Programme} programme @param {Link} link */
  constructor(programme, link) {
    this.programme = programme;
    this.link = link;
    this.mayEdit = EDITORS.has(page.role);
    const asked = new URLSearchParams(location.search).get("day");
    const today = dateOf(now(programme.zone));
    const { days } = programme;
    this.day = asked && days.includes(asked) ? asked : days.includes(today) ? today : (days[0] ?? today);
    this.settings = `eventkit.board.${page.conference}.view`;
    const { zoom = 100, hidden = [] } = JSON.parse(localStorage.getItem(this.settings) ?? "{}");
    this.zoom = zoom;
    /** @type {Set<string>} */
    this.hiddenRooms = new Set(hidden);
    /** @type {Set<string>} */
    this.selection = new Set();
    /** Colleagues on the board. @type {import("./types.js").Presence[]} */
    this.colleagues = [];
    /** The session that arrow keys start from. */
    this.current = "";
    this.ignoreClick = false;
    this.main = /** @type {HTMLElement} */ (document.getElementById("main"));
    this.lift = new Lift(this);
    this.grid = new Grid(this);
    this.panels = new Panels(this);
    this.dialogs = new Dialogs(this);
    this.planner = new Planner(this);
    this.phone = new Phone(this);
    this.bar = new Bar(this);
    fill(this.main, this.panels.list, this.grid.scroll, this.phone.root, this.panels.end, this.panels.tools);
    this.pointer = new Pointer(this, this.main);
    this.keys = new Keys(this);
    setInterval(() => this.grid.drawNow(), MINUTE);
  }

  /** Show the present state everywhere. */
  refresh() {
    const focused = this.focusedId;
    this.programme.apply(this.link.queue.flatMap((request) => request.edits));
    for (const id of this.selection) if (!this.programme.sessions.has(id)) this.selection.delete(id);
    if (this.phone.active) this.phone.render();
    else this.grid.render();
    this.panels.render();
    this.bar.render();
    this.lift.redraw();
    this.setTabStop();
    if (focused && document.activeElement === document.body) (this.face(focused) ?? this.grid.scroll).focus();
  }

  /** The session with the focus, if any. */
  get focusedId() {
    return /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.id ?? "";
  }

  /** Only one card is in the order of the tab key; arrows walk from it. */
  setTabStop() {
    const faces = /** @type {NodeListOf<HTMLElement>} */ (this.grid.scroll.querySelectorAll("[data-id]"));
    const stop = [...faces].find((face) => face.dataset.id === this.current) ?? faces[0];
    for (const face of faces) if (face.tabIndex === 0 && face !== stop) face.tabIndex = -1;
    if (stop) stop.tabIndex = 0;
  }

  /** Focus a session, on another day if it is there. @param {string} id */
  focus(id) {
    const session = this.programme.sessions.get(id);
    if (!session) return;
    if (session.start && this.programme.dayOf(session.start) !== this.day) this.show(this.programme.dayOf(session.start));
    for (const room of session.rooms) if (this.hiddenRooms.has(room)) this.toggleRoom(room);
    this.current = id;
    const face = this.face(id);
    this.setTabStop();
    face?.focus();
    face?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The button of a session, wherever it is. @param {string} id @returns {HTMLElement | null} */
  face(id) {
    return this.main.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  /** @param {string} day */
  show(day) {
    if (day === this.day) return;
    this.day = day;
    const address = new URL(location.href);
    address.searchParams.set("day", day);
    history.replaceState(null, "", address);
    this.current = "";
    this.refresh();
    this.grid.scrollToStart();
  }

  /** @param {number} zoom */
  setZoom(zoom) {
    this.zoom = zoom;
    this.remember();
    this.refresh();
    say(t("zoomed", { zoom }));
  }

  /** Fold a room or unfold it. @param {string} id */
  toggleRoom(id) {
    if (!this.hiddenRooms.delete(id)) this.hiddenRooms.add(id);
    this.remember();
    this.refresh();
    say(t(this.hiddenRooms.has(id) ? "room_folded" : "room_unfolded", { room: this.roomName(id) }));
  }

  remember() {
    localStorage.setItem(this.settings, JSON.stringify({ zoom: this.zoom, hidden: [...this.hiddenRooms] }));
  }

  // What a card shows.

  /** @param {Session} session */
  colour(session) {
    return (session.track && this.programme.tracks.get(session.track)?.colour) || NEUTRAL;
  }

  /** @param {string} name */
  personColour(name) {
    const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
    return PEOPLE_COLOURS[sum % PEOPLE_COLOURS.length];
  }

  /** The colleague who has lifted a session. @param {string} id */
  holder(id) {
    return this.colleagues.find((person) => person.lifted === id);
  }

  /** True if a change of a session waits for the network. @param {string} id */
  waits(id) {
    return this.link.status !== "saved" && this.link.status !== "saving" && this.programme.unsent.has(id);
  }

  /** The findings that its card shows: that it has no place is plain from the list. @param {Session} session */
  marks(session) {
    return session.start ? (this.programme.marks.get(session.id) ?? []) : [];
  }

  /** @param {Session} session */
  stateClasses(session) {
    const grades = new Set(this.marks(session).map((finding) => finding.grade));
    return [
      grades.has("error") ? "err" : grades.has("warning") ? "wrn" : "",
      this.selection.has(session.id) ? "sel" : "",
      this.waits(session.id) ? "wait" : this.programme.unsent.has(session.id) ? "saving" : "",
      this.holder(session.id) ? "theirs" : "",
      this.lift.session?.id === session.id ? "away" : "",
      session.cancelled ? "gone" : "",
      session.confirmed ? "" : "maybe",
    ].join(" ");
  }

  /** All that the card of a session shows, as one text. @param {Session} session */
  signature(session) {
    const marks = this.marks(session).map((finding) => finding.grade);
    return [session.id, session.title.text, session.start, session.end, session.pinned, session.people, this.stateClasses(session), marks, this.holder(session.id)?.name].join("|");
  }

  /** @param {string} id */
  roomName(id) {
    return this.programme.rooms.get(id)?.name.text ?? t("no_room");
  }

  /** @param {string} date */
  dayLabel(date) {
    return dayName(date, page.language);
  }

  /** One sentence on a session. @param {Session} session */
  describe(session) {
    const names = this.programme.names(session).map((name) => name.text).join(", ");
    const place = session.start && session.end
      ? t("at_place", { room: session.rooms.map((id) => this.roomName(id)).join(", ") || t("no_room"), day: this.dayLabel(dateOf(minutes(session.start))), start: session.start.slice(11), end: session.end.slice(11) })
      : t("not_placed_length", { count: this.programme.length(session) });
    const found = this.marks(session).map((finding) => finding.text).join(" ");
    return [session.title.text + (names ? `, ${names}` : "") + ".", place, session.pinned ? `${t("pinned")}.` : "", found || (session.start && t("no_finding"))].filter(Boolean).join(" ");
  }

  // Changes.

  /** @param {Edit[]} edits @param {string} label @param {string} [why] */
  async edit(edits, label, why = "") {
    if (!this.mayEdit) return say(t("may_not_edit"));
    await this.link.send({ edits, label, why });
  }

  /** Place a session. @param {Session} session @param {Place} to @param {number} [troubles] the number of findings it brings */
  move(session, to, troubles = 0) {
    const label = to.start && to.end
      ? t("moved_to", { title: session.title.text, time: range(minutes(to.start), minutes(to.end)), room: to.rooms.map((id) => this.roomName(id)).join(", ") || t("no_room") })
      : t("taken_off", { title: session.title.text });
    void this.edit(this.programme.place(session, to), label);
    say(troubles ? `${label} ${t("more_findings", { count: troubles })}.` : label);
    this.focus(session.id);
  }

  /** Take sessions off the board. @param {string[]} ids */
  unplace(ids) {
    const sessions = ids.map((id) => this.programme.sessions.get(id)).filter((session) => session?.start && !session.pinned);
    if (!sessions.length) return say(t("nothing_to_take_off"));
    const edits = sessions.flatMap((session) => (session ? this.programme.place(session, { start: null, end: null, rooms: [] }) : []));
    const label = sessions.length === 1 ? t("taken_off", { title: sessions[0]?.title.text ?? "" }) : t("taken_off_several", { count: sessions.length });
    void this.edit(edits, label);
    say(label);
  }

  /** The edit that shifts the selected sessions. @param {number} delta @returns {Edit[]} */
  shiftEdit(delta) {
    const ids = this.chosen.filter((session) => !this.chosen.some((other) => other.id === session.parent)).map((session) => session.id);
    const seen = Object.fromEntries(ids.map((id) => [id, placeOf(/** @type {Session} */ (this.programme.sessions.get(id)))]));
    return [{ op: "shift", sessions: ids, minutes: delta, seen }];
  }

  /** The selected sessions that have a place, by time. */
  get chosen() {
    return [...this.selection]
      .flatMap((id) => this.programme.sessions.get(id) ?? [])
      .filter((session) => session.start && !session.pinned)
      .sort((a, b) => (a.start ?? "").localeCompare(b.start ?? ""));
  }

  /** Shift the selected sessions. @param {number} delta */
  shift(delta) {
    const count = this.chosen.length;
    if (!count || !delta) return;
    const label = t("shifted", { count, minutes: Math.abs(delta), way: t(delta > 0 ? "later" : "earlier") });
    void this.edit(this.shiftEdit(delta), label);
    say(`${label} ${t("one_undo")}`);
  }

  /** Swap the two selected sessions. */
  swap() {
    const [one, other] = this.chosen;
    if (this.chosen.length !== 2) return say(t("swap_needs_two"));
    const label = t("swapped", { one: one.title.text, other: other.title.text });
    void this.edit([{ op: "swap", sessions: [one.id, other.id], seen: [placeOf(one), placeOf(other)] }], label);
    say(label);
  }

  /** Select a session or not. @param {string} id */
  select(id) {
    if (!this.selection.delete(id)) this.selection.add(id);
    this.selectionChanged();
  }

  /** Select a session and all that follow it in its rooms on that day. @param {string} id */
  selectFrom(id) {
    const first = this.programme.sessions.get(id);
    if (!first?.start) return;
    for (const session of this.programme.on(this.day)) {
      if ((session.start ?? "") >= first.start && session.rooms.some((room) => first.rooms.includes(room)) && session.rooms.length === first.rooms.length) this.selection.add(session.id);
    }
    this.selectionChanged();
  }

  clearSelection() {
    this.selection.clear();
    this.selectionChanged();
  }

  selectionChanged() {
    this.refresh();
    say(this.selection.size ? t("selected_count", { count: this.selection.size }) : t("selection_cleared"));
  }

  /** @param {string} id */
  pin(id) {
    const session = this.programme.sessions.get(id);
    if (!session) return;
    const label = t(session.pinned ? "unpinned_it" : "pinned_it", { title: session.title.text });
    void this.edit([{ op: "pin", session: id, pinned: !session.pinned }], label);
    say(label);
  }

  /** Take back the last change of this tab; one that was not sent is withdrawn. */
  undo() {
    const { link } = this;
    const waiting = link.queue[link.queue.length - 1];
    const withdrawn = waiting && link.withdraw(waiting.id);
    if (withdrawn) return say(t("withdrawn", { label: withdrawn.label }));
    const number = link.mine.undo[link.mine.undo.length - 1];
    if (number === undefined || link.sending) return say(t("nothing_to_undo"));
    say(t("undone"));
    void link.send({ edits: [], label: t("undone"), undo: number });
  }

  redo() {
    const number = this.link.mine.redo[this.link.mine.redo.length - 1];
    if (number === undefined || this.link.sending) return say(t("nothing_to_redo"));
    say(t("redone"));
    void this.link.send({ edits: [], label: t("redone"), undo: number });
  }

  // What comes from the server.

  /** @param {import("./types.js").State} state */
  reset(state) {
    this.programme = new Programme(state);
    this.refresh();
  }

  /**
   * A change of anyone. Those that the state or an answer contains are known; one that comes after a later one
   * cannot be put in its place, so the state is loaded again.
   * @param {import("./types.js").Change} change
   */
  receive(change) {
    const { state, known } = this.programme;
    if (change.number <= this.programme.loaded || known.has(change.number)) return;
    if (change.reload || change.number < state.number) return void this.link.online();
    this.programme.merge(change);
    this.refresh();
    if (change.by === page.user) return;
    const titles = change.sessions.map((session) => session.title.text);
    say(titles.length === 1 ? t("they_changed", { name: change.by, title: titles[0] }) : t("they_changed_several", { name: change.by, count: titles.length }));
  }

  /** @param {import("./types.js").Presence[]} people */
  meet(people) {
    const others = people.filter((person) => person.tab !== this.link.tab);
    if (JSON.stringify(others) === JSON.stringify(this.colleagues)) return;
    this.colleagues = others;
    this.refresh();
  }

  /** A request that conflicts with a change of another. @param {import("./types.js").Waiting} request @param {import("./types.js").Contested[]} contested */
  contest(request, contested) {
    this.dialogs.merge(request, contested);
  }

  /** A request that the server refuses. @param {import("./types.js").Waiting} request @param {string} message */
  refused(request, message) {
    const text = `${t("not_done", { label: request.label })} ${message}`;
    this.panels.complain(text);
    say(text);
  }

  /** Show whether changes are saved. @param {boolean} aloud */
  showStatus(aloud) {
    const count = this.link.queue.length;
    this.bar.renderStatus();
    this.panels.renderEnd();
    if (aloud && this.link.status === "offline") say(count ? t("offline_spoken", { count }) : t("offline"));
    if (aloud && this.link.status === "signed-out") say(t("signed_out"));
    if (this.programme.unsent.size) this.refresh();
  }

  showHints() {
    this.keys.hints();
  }
}

/** Start the board. */
async function start() {
  const link = new Link();
  const state = await link.load();
  if (!state) return;
  performance.mark("state");
  const board = new Board(new Programme(state), link);
  link.board = board;
  board.refresh();
  board.grid.scrollToStart();
  performance.mark("drawn");
  link.listen();
  link.stay();
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => {
  const wait = document.getElementById("wait");
  if (wait) fill(wait, t("load_failed"), " ", h("a", { href: location.href }, t("try_again")));
  if (!("status" in error)) throw error;
});
