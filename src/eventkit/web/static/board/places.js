/**
 * The search for a place: the best places of a session with reasons, in the panel of the findings and as frames
 * on the board.
 * @module
 */

import { times } from "./clock.js";
import { announce, bdi, button, fill, foreign, gap, h, iconButton, page, SENTENCE, sentence, sign, t } from "./dom.js";
import { heading } from "./panels.js";
import { call, Refusal } from "./link.js";

/** @typedef {import("./types.js").FoundPlace} FoundPlace */
/** @typedef {import("./board.js").Board} Board */

const TOP = 3;

export class Places {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** The session, while places for it are shown. @type {import("./types.js").Session | null} */
    this.session = null;
    /** The only day that is searched. @type {string | null} */
    this.day = null;
    /** The places that the server has found. @type {FoundPlace[] | null} */
    this.all = null;
    this.sameRoom = false;
  }

  /** Ask for the best places of a session. @param {string} id @param {string | null} [day] */
  async find(id, day = null) {
    const { board } = this;
    const session = board.programme.sessions.get(id);
    if (!session) return;
    [this.session, this.day, this.all] = [session, day, null];
    this.show();
    document.getElementById("fl")?.focus();
    announce(t("looking", { title: session.title.text }));
    try {
      const answer = await call(`${page.urls.places}/${encodeURIComponent(id)}${day ? `?day=${day}` : ""}`);
      if (this.session !== session || this.day !== day || !answer) return;
      /** @type {FoundPlace[]} */
      const all = answer.body.places;
      this.all = all;
      this.show();
      announce(all.length ? `${t("good_places", { count: this.good })} ${t("best_place", { time: times(all[0]), room: board.roomNames(all[0].rooms) })}` : t("no_places"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.close();
      board.panels.complain(error.passing ? t("needs_network") : error.message);
    }
  }

  show() {
    this.board.panels.renderEnd();
    this.board.propose(this.shown.slice(0, TOP).map((place, n) => ({ place, label: String(n + 1) })));
  }

  close() {
    const id = this.session?.id;
    this.session = null;
    this.all = null;
    this.show();
    if (id) this.board.focus(id);
  }

  /** How many places bring no finding. */
  get good() {
    return this.all?.filter((place) => place.added.length === 0).length ?? 0;
  }

  /** The places that the filter lets through. */
  get shown() {
    return (this.all ?? []).filter((place) => !this.sameRoom || place.rooms.some((id) => this.session?.rooms.includes(id)));
  }

  /** @param {HTMLElement} pane */
  draw(pane) {
    const { board, session } = this;
    if (!session) return;
    const { panels } = board;
    const day = panels.chip("day", t("this_day"), this.day !== null, () => void this.find(session.id, this.day === null ? board.day : null));
    const room = session.rooms.length > 0 && panels.chip("room", t("same_room"), this.sameRoom, () => {
      this.sameRoom = !this.sameRoom;
      this.show();
    });
    const rows = this.shown.map((place, n) => this.row(place, n));
    fill(
      pane,
      h("header", null, heading("fl", t("find_a_place")), gap(), iconButton("close", t("back_to_findings"), () => this.close(), { "data-key": "close" })),
      h("div", { class: "in" }, h("p", null, foreign(session.title, "b"), ", ", t("minutes", { count: board.programme.length(session) })), h("p", { class: "hint" }, this.all ? t("good_places", { count: this.good }) : t("asking")), h("div", { class: "row" }, day, room)),
      this.all && !rows.length ? h("p", { class: "empty" }, t("no_places")) : h("ol", { class: "places" }, rows),
    );
  }

  /** @param {FoundPlace} place @param {number} n */
  row(place, n) {
    const { board, session } = this;
    const put = () => {
      this.session = null;
      this.all = null;
      this.show();
      if (session) board.actions.move(session, { start: place.start, end: place.end, rooms: place.rooms }, place.added.length);
    };
    const show = () => {
      board.show(board.programme.dayOf(place.start));
      board.grid.frames[n]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    const day = board.programme.dayOf(place.start);
    return h(
      "li",
      n === 0 ? { class: "pick" } : null,
      h("p", { class: "row" }, sign(place.added[0]?.grade ?? "good"), h("b", null, bdi(times(place), "num")), day !== board.day && h("span", { class: "hint" }, board.dayLabel(day)), gap(), n < TOP && h("span", { class: "hint num" }, n + 1)),
      h("p", null, h("b", null, bdi(board.roomNames(place.rooms)))),
      h("p", { class: "hint", dir: SENTENCE }, place.reasons.join(" · ")),
      place.added.map((finding) => sentence(finding.lang, finding.text, { class: "hint" })),
      h("div", { class: "row" }, button(t("put_it_here"), put, { class: n === 0 ? "b p" : "b", "data-key": `put-${n}` }), button(t("show"), show, { class: "b q", "data-key": `see-${n}` })),
    );
  }
}
