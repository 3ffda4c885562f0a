/**
 * What organisers do on the board, for keys, pointer, panels and dialogs alike: each is a request to the server
 * and a spoken sentence. Several selected sessions have tools of their own: shift, swap, take off, plan.
 * @module
 */

import { minutes, timeOf, times } from "./clock.js";
import { announce, byId, fill, isolate, sign, t } from "./dom.js";
import { disable } from "./panels.js";
import { placeOf } from "./programme.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./board.js").Board} Board */

const NOWHERE = { start: null, end: null, rooms: [] };

export class Actions {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
  }

  /**
   * Send edits and speak of them.
   * @param {Edit[]} edits @param {string} label the sentence that describes them @param {string} [more] a further sentence @param {string} [why]
   */
  edit(edits, label, more = "", why = "") {
    if (!this.mayEdit()) return;
    void this.board.link.send({ edits, label, why });
    announce(`${label} ${more}`.trim());
  }

  /** True if this organiser may edit; else that is spoken. */
  mayEdit() {
    if (!this.board.mayEdit) announce(t("may_not_edit"));
    return this.board.mayEdit;
  }

  /** Place a session. @param {Session} session @param {import("./types.js").Place} to @param {number} [count] the number of findings it brings */
  move(session, to, count = 0) {
    const title = session.title.text;
    const isResized = to.start && to.start === session.start && to.rooms.join() === session.rooms.join();
    const label = isResized ? t("resized", { title, time: times(to) }) : to.start ? t("moved_to", { title, time: times(to), room: this.board.roomNames(to.rooms) }) : t("taken_off", { title });
    this.edit(this.board.programme.place(session, to), label, count ? t("sentence", { text: t("more_findings", { count }) }) : "");
    this.board.focus(session.id);
  }

  /** Take sessions off the board. @param {string[]} ids */
  unplace(ids) {
    const { programme } = this.board;
    const sessions = ids.flatMap((id) => programme.sessions.get(id) ?? []).filter((session) => session.start && !session.pinned);
    const count = sessions.length;
    if (!count) return announce(t("nothing_to_take_off"));
    const label = count === 1 ? t("taken_off", { title: sessions[0].title.text }) : t("taken_off_several", { count });
    this.edit(sessions.flatMap((session) => programme.place(session, NOWHERE)), label);
  }

  /** The selected sessions that have a place and are not pinned, by time. */
  get chosen() {
    return [...this.board.selection]
      .flatMap((id) => this.board.programme.sessions.get(id) ?? [])
      .filter((session) => session.start && !session.pinned)
      .sort((a, b) => (a.start ?? "").localeCompare(b.start ?? ""));
  }

  /** The edit that shifts the selected sessions; parts move with the session they are part of. @param {number} delta @returns {Edit[]} */
  shiftEdit(delta) {
    const { chosen } = this;
    const whole = chosen.filter((session) => !chosen.some((other) => other.id === session.parent));
    return [{ op: "shift", sessions: whole.map((session) => session.id), minutes: delta, seen: Object.fromEntries(whole.map((session) => [session.id, placeOf(session)])) }];
  }

  /** Shift the selected sessions. @param {number} delta */
  shift(delta) {
    const count = this.chosen.length;
    if (!count || !delta) return;
    const label = t("shifted", { count, minutes: Math.abs(delta), way: t(delta > 0 ? "later" : "earlier") });
    this.edit(this.shiftEdit(delta), label, t("one_undo"));
  }

  /** Swap the two selected sessions. */
  swap() {
    const [first, second] = this.chosen;
    if (this.chosen.length !== 2) return announce(t("swap_needs_both"));
    const label = t("swapped", { one: first.title.text, other: second.title.text });
    this.edit([{ op: "swap", sessions: [first.id, second.id], seen: [placeOf(first), placeOf(second)] }], label);
  }

  /** Select a session or not. @param {string} id */
  select(id) {
    const { selection } = this.board;
    if (!selection.delete(id)) selection.add(id);
    this.selectionChanged();
  }

  /** Select a session and all that follow it in its rooms on that day. @param {string} id */
  selectFrom(id) {
    const { board } = this;
    const first = board.programme.sessions.get(id);
    if (!first?.start) return;
    for (const session of board.programme.on(board.day)) {
      if ((session.start ?? "") >= first.start && session.rooms.some((room) => first.rooms.includes(room)) && session.rooms.length === first.rooms.length) board.selection.add(session.id);
    }
    this.selectionChanged();
  }

  clearSelection() {
    this.board.selection.clear();
    this.selectionChanged();
  }

  selectionChanged() {
    const { board } = this;
    const count = board.selection.size;
    board.refresh();
    announce(count ? t("selected_count", { count }) : t("selection_cleared"));
  }

  /** Pin a session or unpin it. @param {string} id */
  pin(id) {
    const session = this.board.programme.sessions.get(id);
    if (!session) return;
    const label = t(session.pinned ? "unpinned_it" : "pinned_it", { title: session.title.text });
    this.edit([{ op: "pin", session: id, pinned: !session.pinned }], label);
  }

  /** Undo the last change of this tab; one that was not sent is withdrawn. */
  undo() {
    const { link } = this.board;
    const waiting = link.queue.at(-1);
    const withdrawn = waiting && link.withdraw(waiting.id);
    if (withdrawn) return announce(t("withdrawn", { label: withdrawn.label }));
    this.undoNumber(link.mine.undo.at(-1), "undone", "nothing_to_undo");
  }

  redo() {
    this.undoNumber(this.board.link.mine.redo.at(-1), "redone", "nothing_to_redo");
  }

  /** Undo a change by its number. @param {number | undefined} number @param {string} words @param {string} none the words if there is no such change */
  undoNumber(number, words, none) {
    const { link } = this.board;
    if (link.sending) return announce(t("still_saving"));
    if (number === undefined) return announce(t(none));
    announce(t(words));
    void link.send({ edits: [], label: t("sentence", { text: t(words === "undone" ? "undo" : "redo") }), undo: number });
  }
}


export class Tools {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.minutes = 10;
    /** True once somebody has asked for a shift, which is tried from then on. */
    this.isAsked = false;
    this.input = /** @type {HTMLInputElement} */ (byId("by"));
    this.input.addEventListener("change", () => this.shiftBy((Number.parseInt(this.input.value, 10) || 0) - this.minutes));
  }

  render() {
    const { board } = this;
    const { selection } = board;
    const isHidden = !selection.size || !board.mayEdit;
    byId("tools").hidden = isHidden;
    if (isHidden) {
      this.isAsked = false;
      return;
    }
    const { chosen } = board.actions;
    byId("selected").textContent = t("selected_count", { count: selection.size });
    this.input.value = (this.minutes > 0 ? "+" : "") + this.minutes;
    byId("shift").textContent = t("shift_minutes", { count: Math.abs(this.minutes), way: t(this.minutes < 0 ? "earlier" : "later") });
    disable({ shift: chosen.length && this.minutes, swap: chosen.length === 2 });
    if (this.isAsked) this.tryShift();
    else fill(byId("consequence"));
  }

  /** Shift by more minutes. @param {number} delta */
  shiftBy(delta) {
    this.minutes += delta;
    this.isAsked = true;
    this.render();
  }

  /** Show the findings that the shift would bring. */
  tryShift() {
    const { actions, link } = this.board;
    const last = actions.chosen.map((session) => session.end ?? "").sort().pop();
    if (!last || !this.minutes) return fill(byId("consequence"));
    const ends = t("ends_at", { time: timeOf(minutes(last) + this.minutes) });
    fill(byId("consequence"), ends);
    link.trial(actions.shiftEdit(this.minutes), ({ added }) => {
      const text = added.length ? `${t("more_findings", { count: added.length })}: ${isolate(added[0].text)}` : t("nothing_new");
      fill(byId("consequence"), sign(added[0]?.grade ?? "good"), `${text} · ${ends}`);
      announce(text);
    });
  }
}
