/**
 * The bar at the top: days, search, undo, zoom, rooms, colleagues and whether changes are saved.
 * @module
 */

import { ZOOMS } from "./board.js";
import { dayName } from "./clock.js";
import { button, fill, foreign, h, icon, iconButton, keepFocus, page, say, sign, t } from "./dom.js";

/** @typedef {import("./board.js").Board} Board */

export class Bar {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.root = /** @type {HTMLElement} */ (document.getElementById("bar"));
    this.words = "";
    this.at = -1;
    this.input = h("input", { type: "search", id: "find", placeholder: t("find"), "aria-label": t("find_label"), autocomplete: "off", onkeydown: (/** @type {KeyboardEvent} */ event) => this.search(event) });
    this.days = h("div", { class: "seg days", role: "group", "aria-label": t("day") });
    this.controls = h("div", { class: "controls" });
    this.who = h("span", { class: "who" });
    this.saved = h("span", { class: "save" });
    this.release = h("a", { class: "b p", href: page.urls.release }, t("release"));
    const title = foreign(board.programme.state.conference.title, "span");
    const menu = button([title, icon("down")], () => board.dialogs.menu(), { class: "b q title", "aria-haspopup": "dialog" });
    const find = h("div", { class: "find" }, icon("find"), this.input, h("kbd", { "aria-hidden": "true" }, "/"));
    fill(this.root, h("h1", null, menu), this.days, find, h("span", { class: "gap" }), this.controls, this.who, this.saved, this.release);
  }

  render() {
    keepFocus(this.root, () => this.draw());
    this.renderStatus();
  }

  draw() {
    const { board } = this;
    const { days, state } = board.programme;
    fill(this.days, days.map((day) => button(board.dayLabel(day), () => board.show(day), { "aria-current": day === board.day ? "date" : null, "aria-label": dayName(day, page.language, true), "data-key": `day-${day}`, "data-day": day })));
    const at = ZOOMS.indexOf(board.zoom);
    const zoom = (/** @type {number} */ step) => () => board.setZoom(ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at + step))]);
    const rooms = state.rooms.length - [...board.hiddenRooms].filter((id) => board.programme.rooms.has(id)).length;
    const { undo, redo } = board.link.mine;
    const waiting = board.link.queue.length;
    fill(
      this.controls,
      board.mayEdit && iconButton("undo", t("undo"), () => board.undo(), { disabled: !undo.length && !waiting, "data-key": "undo" }),
      board.mayEdit && iconButton("redo", t("redo"), () => board.redo(), { disabled: !redo.length, "data-key": "redo" }),
      h("div", { class: "seg zoom", role: "group", "aria-label": t("zoom") }, iconButton("less", t("zoom_out"), zoom(-1), { class: "b ic", disabled: at === 0, "data-key": "out" }), button(`${board.zoom} %`, () => board.setZoom(100), { class: "b num", dir: "ltr", "aria-label": t("zoom_reset", { zoom: board.zoom }), "data-key": "reset" }), iconButton("more", t("zoom_in"), zoom(1), { class: "b ic", disabled: at === ZOOMS.length - 1, "data-key": "in" })),
      button([icon("rooms"), t("rooms", { count: rooms }), icon("down")], () => board.dialogs.rooms(), { class: "b roomsb", "aria-haspopup": "dialog", "data-key": "rooms" }),
      board.mayEdit && button(t("plan"), () => board.planner.open([]), { "aria-haspopup": "dialog", "data-key": "plan" }),
    );
    const names = [...new Set(board.colleagues.map((person) => person.name))];
    fill(this.who, names.slice(0, 4).map((name) => h("span", { "--w": board.personColour(name), "aria-hidden": "true" }, initials(name))));
    if (names.length) {
      this.who.setAttribute("role", "img");
      this.who.setAttribute("aria-label", t("here_too", { names: names.join(", "), count: names.length }));
    }
    this.who.hidden = !names.length;
  }

  renderStatus() {
    const { status, queue } = this.board.link;
    const count = queue.length;
    this.saved.className = `save ${status === "offline" ? "off" : status === "signed-out" ? "err" : ""}`;
    if (status === "saved") fill(this.saved, icon("saved"), t("saved"));
    else if (status === "saving") fill(this.saved, icon("saving", "spin"), t("saving", { count }));
    else if (status === "offline") fill(this.saved, icon("offline"), count ? t("offline_count", { count }) : t("offline"));
    else fill(this.saved, sign("error"), t("signed_out"), " ", h("a", { href: page.urls.login }, t("sign_in")));
  }

  /** Go to the next session that matches. @param {KeyboardEvent} event */
  search(event) {
    if (event.key === "Escape") {
      this.input.value = "";
      return this.board.focus(this.board.current);
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { programme } = this.board;
    const words = this.input.value.trim().normalize("NFKD").toLocaleLowerCase();
    if (!words) return;
    const text = (/** @type {import("./types.js").Session} */ session) => [session.title.text, ...programme.names(session).map((name) => name.text)].join(" ").normalize("NFKD").toLocaleLowerCase();
    const found = [...programme.sessions.values()].filter((session) => text(session).includes(words));
    if (!found.length) return say(t("not_found", { words: this.input.value }));
    this.at = words === this.words ? (this.at + 1) % found.length : 0;
    this.words = words;
    this.board.focus(found[this.at].id);
    this.input.focus();
    for (const card of this.board.main.querySelectorAll(".shown")) card.classList.remove("shown");
    for (const face of this.board.main.querySelectorAll(`[data-id="${CSS.escape(found[this.at].id)}"]`)) face.parentElement?.classList.add("shown");
    say(`${t("of_count", { number: this.at + 1, count: found.length })}: ${this.board.describe(found[this.at])}`);
  }
}

/** @param {string} name */
const initials = (name) => name.split(/\s+/).map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();

