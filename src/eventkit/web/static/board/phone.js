/**
 * The board on a phone: the sessions of one room as a list, from which the forms are opened.
 * @module
 */

import { fill, h, keepFocus, select, t } from "./dom.js";
import { nameList, sessionCard } from "./grid.js";

/** @typedef {import("./board.js").Board} Board */

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
    const change = (/** @type {Event} */ event) => {
      this.room = /** @type {HTMLSelectElement} */ (event.target).value;
      this.render();
    };
    const rooms = select([[ALL, t("every_room")], ...programme.state.rooms.map((room) => /** @type {[string, string]} */ ([room.id, room.name.text]))], this.room, { "aria-label": t("room_s"), "data-key": "room", onchange: change });
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
