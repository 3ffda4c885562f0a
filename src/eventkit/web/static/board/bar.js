/**
 * The bar at the top: days, search, undo, zoom, rooms, colleagues and whether changes are saved.
 * @module
 */

import { dayName } from "./clock.js";
import { announce, append, button, fill, gap, h, icon, iconButton, keepFocus, page, sign, t } from "./dom.js";

/** @typedef {import("./board.js").Board} Board */

export const ZOOMS = [50, 75, 100, 125, 150, 200];

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
    const find = h("div", { class: "find" }, icon("find"), this.input, h("kbd", { "aria-hidden": "true" }, "/"));
    append(this.root, [this.days, find, gap(), this.controls, this.who, this.saved, this.release]);
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
    const zoom = (/** @type {"less" | "more"} */ name, /** @type {number} */ step) => iconButton(name, t(`zoom_${name}`), () => board.setZoom(ZOOMS[at + step]), { class: "b ic", disabled: !ZOOMS[at + step], "data-key": name });
    const { undo, redo } = board.link.mine;
    fill(
      this.controls,
      board.mayEdit && [
        iconButton("undo", t("undo"), () => board.actions?.undo(), { disabled: !undo.length && !board.link.queue.length, "data-key": "undo" }),
        iconButton("redo", t("redo"), () => board.actions?.redo(), { disabled: !redo.length, "data-key": "redo" }),
      ],
      h("div", { class: "seg zoom", role: "group", "aria-label": t("zoom") }, zoom("less", -1), button(`${board.zoom} %`, () => board.setZoom(100), { class: "b num", dir: "ltr", "aria-label": t("zoom_reset", { zoom: board.zoom }), "data-key": "reset" }), zoom("more", 1)),
      button([icon("rooms"), t("rooms", { count: state.rooms.filter((room) => !board.hiddenRooms.has(room.id)).length }), icon("down")], () => board.dialogs?.rooms(), { class: "b roomsb", "aria-haspopup": "dialog", "data-key": "rooms" }),
      board.mayEdit && button(t("plan"), () => void board.plan([]), { "aria-haspopup": "dialog", "data-key": "plan" }),
    );
    const names = [...new Set(board.colleagues.map((person) => person.name))];
    fill(this.who, names.slice(0, 4).map((name) => h("span", { "--w": board.personColour(name), "aria-hidden": "true" }, initials(name))));
    if (names.length) {
      this.who.setAttribute("role", "img");
      this.who.setAttribute("aria-label", t("here_too", { names: names.join(t("comma")), count: names.length }));
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
    else fill(this.saved, sign("error"), t("signed_out"), " ", h("a", { href: this.board.signIn }, t("sign_in")));
  }

  /** Go to the next session that matches. @param {KeyboardEvent} event */
  search(event) {
    const { board, input } = this;
    const { programme } = board;
    if (event.key === "Escape") {
      input.value = "";
      return board.focus(board.current);
    }
    const words = fold(input.value.trim());
    if (event.key !== "Enter" || !words) return;
    event.preventDefault();
    const matches = [...programme.sessions.values()].filter((session) => fold([session.title, ...programme.names(session)].map((name) => name.text).join(" ")).includes(words));
    if (!matches.length) return announce(t("not_found", { words: input.value }));
    this.at = words === this.words ? (this.at + 1) % matches.length : 0;
    this.words = words;
    const match = matches[this.at];
    board.focus(match.id);
    input.focus();
    board.highlight([match.id]);
    announce(`${t("of_count", { number: this.at + 1, count: matches.length })}: ${board.describe(match)}`);
  }
}

/** A text without differences of case and width. @param {string} text */
const fold = (text) => text.normalize("NFKD").toLocaleLowerCase();

/** @param {string} name */
const initials = (name) => name.split(/\s+/).map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();

