/**
 * The keyboard: arrows walk from session to session, or move the one that is lifted.
 * @module
 */

import { ZOOMS } from "./panels.js";
import { STEP } from "./clock.js";
import { announce, page, store, stored, t } from "./dom.js";
import { OVERVIEW } from "./grid.js";

/** @typedef {import("./board.js").Board} Board */

const SINGLE_KEYS = "eventkit.board.keys";

export class Keys {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** True while a click belongs to a drag that has just ended. */
    this.ignoreClick = false;
    this.singleKeys = stored("localStorage", SINGLE_KEYS, "on") !== "off";
    document.addEventListener("keydown", (event) => this.press(event));
    board.main.addEventListener("click", (event) => this.click(event));
    board.main.addEventListener("dblclick", (event) => {
      const id = idOf(event);
      if (id) void board.dialogs.card(id);
    });
    board.main.addEventListener("focusin", (event) => this.focused(event));
  }

  /** @param {FocusEvent} event */
  focused(event) {
    const id = idOf(event);
    const session = id && this.board.programme.sessions.get(id);
    if (!session || this.board.lift.active || id === this.board.current) return;
    this.board.current = id;
    this.board.setTabStop();
    announce(this.board.describe(session));
  }

  /** @param {MouseEvent} event */
  click(event) {
    const id = idOf(event);
    const { board } = this;
    if (!id || this.ignoreClick) return;
    if (event.ctrlKey || event.metaKey) board.actions.select(id);
    else if (event.shiftKey) board.actions.selectFrom(id);
    else if (board.narrow) void board.dialogs.card(id);
    else if (board.zoom === OVERVIEW && !event.detail) return;
    else if (board.zoom === OVERVIEW) this.open(id);
  }

  /** Show a session of the overview at its time in its room. @param {string} id */
  open(id) {
    this.board.setZoom(100);
    this.board.focus(id);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { board } = this;
    const target = /** @type {HTMLElement} */ (event.target);
    if (document.querySelector("dialog[open]") || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const typing = target.matches("input, select, textarea");
    const act = command ? (typing ? undefined : this.commands[event.shiftKey && event.key.toLowerCase() === "z" ? "y" : event.key.toLowerCase()]) : board.lift.active ? this.lifted(event) : typing ? undefined : this.plain(event, target);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @type {Record<string, () => void>} */
  commands = {
    z: () => this.board.actions.undo(),
    y: () => this.board.actions.redo(),
  };

  /** The effect of a key while a session is lifted. @param {KeyboardEvent} event @returns {(() => void) | undefined} */
  lifted(event) {
    const { lift, pointer } = this.board;
    const drop = () => {
      pointer.clear();
      lift.drop();
    };
    /** @type {Record<string, () => void>} */
    const effects = {
      ArrowUp: () => (event.shiftKey ? lift.resize(-STEP) : lift.shift(-STEP)),
      ArrowDown: () => (event.shiftKey ? lift.resize(STEP) : lift.shift(STEP)),
      ArrowLeft: () => lift.step(-forward()),
      ArrowRight: () => lift.step(forward()),
      PageUp: () => lift.turn(-1),
      PageDown: () => lift.turn(1),
      Enter: drop,
      " ": drop,
      Escape: () => {
        pointer.clear();
        lift.cancel();
      },
      Tab: () => announce(t("lifted_keys")),
    };
    return effects[event.key];
  }

  /** The effect of a key otherwise. @param {KeyboardEvent} event @param {HTMLElement} target @returns {(() => void) | undefined} */
  plain(event, target) {
    const { board } = this;
    const id = target.dataset.id;
    // Without a session in focus, keys without a modifier can be switched off (WCAG 2.1.4).
    const general = event.key.length > 1 || this.singleKeys ? this.general[event.key.length > 1 ? event.key : event.key.toLowerCase()] : undefined;
    if (!id) return general;
    const session = board.programme.sessions.get(id);
    /** @type {Record<string, () => void>} */
    const effects = {
      ArrowUp: () => this.walk(target, -1),
      ArrowDown: () => this.walk(target, 1),
      ArrowLeft: () => this.across(target, -forward()),
      ArrowRight: () => this.across(target, forward()),
      " ": () => void board.lift.begin(id),
      Enter: () => (board.zoom === OVERVIEW ? this.open(id) : void board.dialogs.card(id)),
      e: () => location.assign(`${page.urls.forms}/sessions/${encodeURIComponent(id)}`),
      f: () => void board.findPlace(id),
      h: () => void board.dialogs.card(id),
      m: () => board.dialogs.move(id),
      p: () => board.actions.pin(id),
      u: () => board.actions.unplace([id]),
      x: () => (event.shiftKey ? board.actions.selectFrom(id) : board.actions.select(id)),
      r: () => session?.rooms.forEach((room) => board.toggleRoom(room)),
    };
    return effects[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? general;
  }

  /** @type {Record<string, () => void>} */
  general = {
    "/": () => this.board.bar.input.focus(),
    "?": () => this.board.dialogs.keys(),
    n: () => this.board.panels.next(),
    l: () => this.focusList(),
    s: () => this.board.actions.swap(),
    t: () => document.getElementById("by")?.focus(),
    "+": () => this.board.bar.zoom(1),
    "=": () => this.board.bar.zoom(1),
    "-": () => this.board.bar.zoom(-1),
    0: () => this.board.setZoom(this.board.zoom === ZOOMS[0] ? 100 : ZOOMS[0]),
    PageUp: () => this.turn(-1),
    PageDown: () => this.turn(1),
    Escape: () => this.escape(),
  };

  /** @param {boolean} on */
  useSingleKeys(on) {
    this.singleKeys = on;
    store("localStorage", SINGLE_KEYS, on ? "on" : "off");
  }

  escape() {
    const { board } = this;
    if (board.planner?.preview) board.planner.hidePreview();
    else if (board.places?.session) board.places.close();
    else if (board.selection.size) board.actions.clearSelection();
  }

  /** @param {number} step */
  turn(step) {
    const { board } = this;
    const { days } = board.programme;
    const next = days[days.indexOf(board.day) + step];
    if (!next) return announce(t(step < 0 ? "first_day" : "last_day"));
    board.show(next);
    const first = board.grid.scroll.querySelector("[data-id]");
    if (first) board.focus(/** @type {HTMLElement} */ (first).dataset.id ?? "");
    announce(board.summary);
  }

  focusList() {
    const first = /** @type {HTMLElement | null} */ (this.board.panels.list.querySelector(".unplaced-list [data-id]"));
    if (first) first.focus();
    else announce(t("all_placed"));
  }

  /** To the session before or after in the same list. @param {HTMLElement} face @param {number} step */
  walk(face, step) {
    const list = face.closest(".unplaced-list, .phone") ?? face.closest(".col") ?? face.closest(".bands");
    const faces = /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll("[data-id]") ?? [])]);
    const bands = list?.matches(".col") ? /** @type {HTMLElement[]} */ ([...this.board.grid.bands.querySelectorAll("[data-id]")]) : [];
    const order = [...faces, ...bands].sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top || faces.indexOf(a) - faces.indexOf(b));
    const next = order[order.indexOf(face) + step];
    if (next) next.focus();
    else announce(t(step < 0 ? "first_here" : "last_here"));
  }

  /** To the session nearest in time in the room beside. @param {HTMLElement} face @param {number} step */
  across(face, step) {
    const columns = [...this.board.grid.columns.values()];
    const own = face.closest(".col");
    const unplaced = face.closest(".un") !== null;
    const top = unplaced ? 0 : face.getBoundingClientRect().top;
    let at = own ? columns.indexOf(/** @type {HTMLElement} */ (own)) : step > 0 ? -1 : columns.length;
    for (at += step; at >= 0 && at < columns.length; at += step) {
      const faces = /** @type {HTMLElement[]} */ ([...columns[at].querySelectorAll("[data-id]")]);
      const distance = (/** @type {HTMLElement} */ other) => Math.abs(other.getBoundingClientRect().top - top);
      const nearest = faces.sort((a, b) => distance(a) - distance(b))[0];
      if (nearest) return nearest.focus();
    }
    if (step < 0 && !unplaced) this.focusList();
    else announce(t("last_room"));
  }
}

/** @param {Event} event */
const idOf = (event) => /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-id]"))?.dataset.id;

/** 1 if rooms go to the right, −1 in right-to-left pages. */
const forward = () => (document.documentElement.dir === "rtl" ? -1 : 1);
