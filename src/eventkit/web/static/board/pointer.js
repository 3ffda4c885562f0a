/**
 * Dragging and resizing with mouse, pen and finger.
 * @module
 */

import { STEP } from "./clock.js";
import { fill, h } from "./dom.js";
import { NO_ROOM } from "./layout.js";

/** @typedef {import("./board.js").Board} Board */

/** How far the pointer moves before a press is a drag, in px, and how long a finger presses, in ms. */
const THRESHOLD = 4;
const LONG_PRESS = 400;
/** The edge of the timetable that scrolls, the edge of a card that resizes, and the gap beside the pointer, in px. */
const EDGE = 36;
const HANDLE = 7;
const CLONE_GAP = 14;
/** The space that the note beside the pointer may take, in px. */
const NOTE = { width: 290, height: 260 };

export class Pointer {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    const area = board.main;
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
    if (press.resize) return;
    if (board.lifted) this.clone.style.setProperty("--t", board.colour(board.lifted));
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
    this.board.lift.preview.hidden = false;
    if (this.clone.matches(":popover-open")) this.clone.hidePopover();
  }
}

/** A position after the pointer, or before it where there is no space. @param {number} at @param {number} size @param {number} limit */
const beside = (at, size, limit) => (at + CLONE_GAP + size < limit ? at + CLONE_GAP : Math.max(0, at - CLONE_GAP - size));
