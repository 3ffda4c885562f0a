/**
 * The panels beside the timetable: sessions without a place, findings, places to choose from, and the tools
 * for the selected sessions.
 * @module
 */

import { dateOf, minutes, range } from "./clock.js";
import { action, bdi, button, fill, foreign, h, iconButton, keepFocus, page, rich, say, sign, t } from "./dom.js";
import { nameList, sessionCard } from "./grid.js";
import { call, Refusal } from "./link.js";
import { readable } from "./programme.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {import("./board.js").Board} Board */

const SHORT = 30;
const MOST = 50;
const TOP = 3;
const HEADINGS = /** @type {const} */ ({ error: "to_settle", warning: "worth_a_look", note: "notes" });
const SORTS = /** @type {const} */ (["longest", "title", "track"]);

export class Panels {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.sort = "longest";
    /** The kinds that the list is limited to. @type {Set<string>} */
    this.kinds = new Set();
    this.shortOnly = false;
    /** The search for a place that is shown. @type {{ session: Session, day: string | null, places: import("./types.js").FoundPlace[] | null, room: boolean } | null} */
    this.search = null;
    /** What the server has refused. @type {string[]} */
    this.complaints = [];
    this.all = false;
    this.minutes = 10;
    this.folded = { list: false, end: false };
    this.list = h("aside", { class: "pane unplaced", "aria-labelledby": "np" });
    this.end = h("aside", { class: "pane end", "aria-labelledby": "fl" });
    this.tools = h("section", { class: "toolb", "aria-label": t("selection"), hidden: true });
    this.consequence = h("span", { class: "row" });
    /** @type {HTMLElement[]} */
    this.frames = [];
  }

  render() {
    keepFocus(this.list, () => this.renderList());
    this.renderEnd();
    keepFocus(this.tools, () => this.renderTools());
  }

  /** The sessions without a place that the filters let through, in order. */
  get unplaced() {
    const { programme } = this.board;
    const all = programme.unplaced.filter((session) => (!this.kinds.size || this.kinds.has(session.kind)) && (!this.shortOnly || programme.length(session) <= SHORT));
    const byTitle = (/** @type {Session} */ a, /** @type {Session} */ b) => a.title.text.localeCompare(b.title.text);
    const orders = {
      longest: (/** @type {Session} */ a, /** @type {Session} */ b) => programme.length(b) - programme.length(a) || byTitle(a, b),
      title: byTitle,
      track: (/** @type {Session} */ a, /** @type {Session} */ b) => (a.track ?? "").localeCompare(b.track ?? "") || byTitle(a, b),
    };
    return all.sort(orders[/** @type {keyof typeof orders} */ (this.sort)]);
  }

  renderList() {
    const { board } = this;
    const all = board.programme.unplaced;
    this.list.classList.toggle("rail", this.folded.list);
    if (this.folded.list) {
      fill(this.list, iconButton("list", t("unfold_list", { count: all.length }), () => this.fold("list"), { "data-key": "fold" }), h("h2", { id: "np", tabindex: "-1" }, h("span", { class: "num" }, all.length)));
      return;
    }
    const kinds = new Map(all.map((session) => [session.kind, session.kind_label]));
    const chips = [...kinds].map(([kind, label]) => this.chip(kind, `${label} ${all.filter((session) => session.kind === kind).length}`, this.kinds.has(kind), () => this.kinds.delete(kind) || this.kinds.add(kind)));
    chips.push(this.chip("short", t("at_most", { count: SHORT }), this.shortOnly, () => (this.shortOnly = !this.shortOnly)));
    const sort = h("select", { "aria-label": t("sort"), "data-key": "sort", class: "plain", onchange: (/** @type {Event} */ event) => {
      this.sort = /** @type {HTMLSelectElement} */ (event.target).value;
      this.render();
    } }, SORTS.map((name) => h("option", { value: name, selected: this.sort === name }, t(`sort_${name}`))));
    const cards = this.unplaced.map((session) => {
      const small = h("small", null, h("span", { class: "len num" }, t("minutes", { count: board.programme.length(session) })), " ", nameList(board, session));
      const card = sessionCard(board, session, small);
      const face = /** @type {HTMLElement} */ (card.querySelector("[data-id]"));
      face.tabIndex = 0;
      return card;
    });
    const empty = !all.length && h("p", { class: "hint empty" }, t("all_placed"));
    fill(
      this.list,
      h("header", null, h("h2", { id: "np", tabindex: "-1" }, t("not_placed"), " ", h("span", { class: "num" }, all.length)), h("span", { class: "gap" }), iconButton("list", t("fold_list"), () => this.fold("list"), { "data-key": "fold" }), all.length > 0 && h("div", { class: "row", role: "group", "aria-label": t("filter") }, chips, sort)),
      h("ol", { class: "un" }, cards),
      empty,
    );
  }

  /** @param {"list" | "end"} side */
  fold(side) {
    this.folded[side] = !this.folded[side];
    this.render();
  }

  /** @param {string} key @param {string} label @param {boolean} pressed @param {() => void} change */
  chip(key, label, pressed, change) {
    const act = () => {
      change();
      this.render();
    };
    return button(label, act, { class: "chip", "aria-pressed": String(pressed), "data-key": `chip-${key}` });
  }

  // The panel at the end.

  renderEnd() {
    keepFocus(this.end, () => {
      this.end.classList.toggle("rail", this.folded.end && !this.search);
      if (this.board.lift.active) this.renderTrial();
      else if (this.search) this.renderPlaces();
      else this.renderFindings();
    });
    this.drawFrames();
  }

  /** @param {string} id @param {import("./dom.js").Child} title @param {...import("./dom.js").Child} rest */
  head(id, title, ...rest) {
    return h("header", null, h("h2", { id, tabindex: "-1" }, title), h("span", { class: "gap" }), ...rest);
  }

  renderFindings() {
    const { programme } = this.board;
    const open = programme.ordered.filter((finding) => !finding.waived);
    const waived = programme.ordered.filter((finding) => finding.waived);
    if (this.folded.end) {
      const counts = ["error", "warning", "note"].map((grade) => {
        const count = open.filter((finding) => finding.grade === grade).length;
        return count > 0 && h("span", null, sign(grade, count));
      });
      fill(this.end, iconButton("list", t("unfold_findings", { count: open.length }), () => this.fold("end"), { "data-key": "fold" }), h("h2", { id: "fl", tabindex: "-1", class: "vh" }, t("findings")), counts);
      return;
    }
    const fresh = open.filter((finding) => programme.fresh.has(finding.key)).length;
    const shown = this.all ? open : open.slice(0, MOST);
    const sections = /** @type {(keyof typeof HEADINGS)[]} */ (["error", "warning", "note"]).flatMap((grade) => {
      const count = open.filter((finding) => finding.grade === grade).length;
      if (!count) return [];
      return [h("h3", null, t(HEADINGS[grade], { count })), h("ol", null, shown.filter((finding) => finding.grade === grade).map((finding) => this.finding(finding)))];
    });
    fill(
      this.end,
      this.head("fl", h("span", null, t("findings"), " ", h("span", { class: "num" }, open.length)), fresh > 0 && h("span", { class: "hint" }, t("new_count", { count: fresh })), iconButton("list", t("fold_findings"), () => this.fold("end"), { "data-key": "fold" })),
      ...this.complaints.map((text, n) => h("div", { class: "note e", role: "alert" }, sign("error"), h("p", null, text, " ", action(t("dismiss"), () => this.dismiss(n), { "data-key": `dismiss-${n}` })))),
      this.waitingList(),
      ...sections,
      open.length > shown.length && h("p", null, action(t("show_all", { count: open.length }), () => {
        this.all = true;
        this.render();
      }, { "data-key": "all" })),
      !open.length && h("p", { class: "row empty" }, sign("good"), t("no_findings")),
      waived.length > 0 && h("h3", null, t("allowed", { count: waived.length })),
      waived.length > 0 && h("ol", null, waived.slice(0, MOST).map((finding) => this.finding(finding))),
    );
  }

  /** The edits that wait for the network. */
  waitingList() {
    const { link } = this.board;
    if (link.status !== "offline" && link.status !== "signed-out") return null;
    const rows = link.queue.map((request) => h("li", { class: "fi" }, sign("waits"), h("div", null, h("p", null, request.label, " ", t("waits_since", { time: request.at.slice(11) })), action(t("take_back"), () => link.withdraw(request.id), { "data-key": `back-${request.id}` }))));
    const text = link.queue.length ? t("offline_waiting", { count: link.queue.length }) : t("offline_nothing");
    return h("section", null, h("h3", null, t("you_are_offline")), h("div", { class: "note w" }, sign("warning"), h("div", null, h("p", null, h("b", null, t("go_on")), " ", text), action(t("try_now"), () => void link.online(), { "data-key": "try" }))), h("ol", null, rows));
  }

  /** @param {Finding} finding */
  finding(finding) {
    const { board } = this;
    const first = finding.sessions.find((id) => board.programme.sessions.has(id));
    const key = (/** @type {string} */ name) => ({ "data-key": `${name}-${finding.key}` });
    const actions = h(
      "div",
      { class: "row" },
      first && action(t("show"), () => this.showFinding(finding), key("show")),
      first && board.mayEdit && !finding.waived && action(t("find_a_place"), () => void this.find(first), key("place")),
      board.mayEdit && (finding.waived ? action(t("no_longer_allow"), () => void board.edit([{ op: "lift", waiver: finding.waiver }], t("no_longer_allow")), key("lift")) : action(t("allow_because"), () => board.dialogs.waive(finding), key("waive"))),
    );
    const reason = finding.waived && h("p", { class: "hint" }, rich("allowed_by", { name: finding.waived.by, reason: finding.waived.reason }));
    return h("li", { class: "fi" }, sign(finding.grade), h("div", null, h("p", { dir: "auto" }, h("b", null, finding.text), finding.remedy && ` ${finding.remedy}`), reason, actions));
  }

  /** @param {Finding} finding */
  showFinding(finding) {
    const { board } = this;
    const placed = finding.sessions.find((id) => board.programme.sessions.get(id)?.start) ?? finding.sessions[0];
    board.focus(placed);
    for (const id of finding.sessions) for (const face of board.grid.faces(id)) face.parentElement?.classList.add("shown");
    setTimeout(() => board.grid.scroll.querySelectorAll(".shown").forEach((card) => card.classList.remove("shown")), 2000);
  }

  /** Focus the sessions of the next finding. @param {number} step */
  next(step) {
    const open = this.board.programme.ordered.filter((finding) => !finding.waived && finding.sessions.length);
    if (!open.length) return say(t("no_findings"));
    this.at = ((this.at ?? -step) + step + open.length) % open.length;
    this.showFinding(open[this.at]);
    say(`${t("of_count", { number: this.at + 1, count: open.length })}: ${open[this.at].text}`);
  }

  /** @param {string} text */
  complain(text) {
    this.complaints = [...this.complaints, text].slice(-3);
    this.renderEnd();
  }

  /** @param {number} n */
  dismiss(n) {
    this.complaints.splice(n, 1);
    this.renderEnd();
  }

  /** While a session is lifted: what its place would add, remove and leave. */
  renderTrial() {
    const { lift, programme } = this.board;
    if (!lift.session) return;
    const { trial } = lift;
    const removed = (trial?.removed ?? []).flatMap((key) => programme.findings.get(key) ?? []);
    const gone = new Set(trial?.removed ?? []);
    const stay = (programme.marks.get(lift.session.id) ?? []).filter((finding) => !gone.has(finding.key));
    const section = (/** @type {string} */ title, /** @type {string | null} */ mark, /** @type {{ grade: string, text: string }[]} */ found) =>
      found.length > 0 && [h("h3", null, title), h("ol", null, found.map((finding) => h("li", { class: "fi" }, sign(mark ?? finding.grade), h("p", { dir: "auto" }, finding.text))))];
    const troubles = lift.troubles;
    const parts = [section(t("would_come"), null, troubles), section(t("would_go"), "good", removed), trial && section(t("would_stay"), "same", stay)];
    fill(
      this.end,
      this.head("fl", h("bdi", { class: "num" }, range(lift.target.start, lift.target.end)), h("span", { class: "hint" }, lift.target.rooms.map((id) => this.board.roomName(id)).join(", ") || t("no_room"))),
      troubles.length === 0 && h("p", { class: "row empty" }, sign(trial ? "good" : "same"), t(trial ? "nothing_new" : "asking")),
      ...parts.flatMap((part) => part || []),
      h("h3", null, t("shading")),
      h("ul", { class: "legend hint" }, ["pers", "shut", "taken"].map((name) => h("li", null, h("i", { class: `swatch ${name}` }), t(`shading_${name}`)))),
    );
  }

  // Find a place.

  /** Ask for the best places of a session. @param {string} id @param {string | null} [day] */
  async find(id, day = null) {
    const session = this.board.programme.sessions.get(id);
    if (!session) return;
    const search = { session, day, places: null, room: this.search?.room ?? false };
    this.search = search;
    this.folded.end = false;
    this.renderEnd();
    document.getElementById("fl")?.focus();
    say(t("looking", { title: session.title.text }));
    try {
      const url = `${page.urls.places}/${encodeURIComponent(id)}${day ? `?day=${day}` : ""}`;
      const answer = await call(url);
      if (this.search !== search || !answer) return;
      this.search.places = answer.body.places.map((/** @type {import("./types.js").FoundPlace} */ place) => ({ ...place, added: place.added.map(readable) }));
      this.renderEnd();
      const good = answer.body.places.filter((/** @type {any} */ place) => place.added.length === 0).length;
      const best = answer.body.places[0];
      say(best ? `${t("good_places", { count: good })} ${t("best_place", { time: range(minutes(best.start), minutes(best.end)), room: best.rooms.map((/** @type {string} */ room) => this.board.roomName(room)).join(", ") })}` : t("no_places"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.closeSearch();
      this.complain(error.passing ? t("needs_network") : error.message);
    }
  }

  closeSearch() {
    const id = this.search?.session.id;
    this.search = null;
    this.renderEnd();
    if (id) this.board.focus(id);
  }

  /** The places that the filters of the search let through. */
  get places() {
    const { places, room, session } = this.search ?? {};
    return (places ?? []).filter((place) => !room || place.rooms.some((id) => session?.rooms.includes(id)));
  }

  renderPlaces() {
    const { board, search } = this;
    if (!search) return;
    const { session } = search;
    const close = iconButton("close", t("back_to_findings"), () => this.closeSearch(), { "data-key": "close" });
    const day = this.chip("day", t("this_day"), search.day !== null, () => void this.find(session.id, search.day === null ? board.day : null));
    const room = session.rooms.length > 0 && this.chip("room", t("same_room"), search.room, () => (search.room = !search.room));
    const rows = this.places.map((place, n) => this.placeRow(session, place, n));
    const none = search.places && !rows.length;
    fill(
      this.end,
      this.head("fl", t("find_a_place"), close),
      h("div", { class: "in" }, h("p", null, foreign(session.title, "b"), ", ", t("minutes", { count: board.programme.length(session) })), h("p", { class: "hint" }, search.places ? t("good_places", { count: search.places.filter((place) => place.added.length === 0).length }) : t("asking")), h("div", { class: "row" }, day, room)),
      none ? h("p", { class: "empty" }, t("no_places")) : h("ol", { class: "places" }, rows),
    );
  }

  /** @param {Session} session @param {import("./types.js").FoundPlace} place @param {number} n */
  placeRow(session, place, n) {
    const { board } = this;
    const [start, end] = [minutes(place.start), minutes(place.end)];
    const worst = place.added.map((finding) => finding.grade).sort()[0];
    const put = () => {
      this.search = null;
      board.move(session, { start: place.start, end: place.end, rooms: place.rooms }, place.added.length);
    };
    const other = board.programme.dayOf(place.start) !== board.day && h("span", { class: "hint" }, board.dayLabel(dateOf(start)));
    return h(
      "li",
      n === 0 ? { class: "pick" } : null,
      h("p", { class: "row" }, sign(worst ?? "good"), h("b", null, bdi(range(start, end), "num")), other),
      h("p", null, place.rooms.map((id) => foreign(board.programme.rooms.get(id)?.name ?? { text: id, lang: "" }, "b"))),
      h("p", { class: "hint", dir: "auto" }, place.reasons.join(" · ")),
      place.added.map((finding) => h("p", { class: "hint", dir: "auto" }, finding.text)),
      h("div", { class: "row" }, board.mayEdit && button(t("put_it_here"), put, { class: n === 0 ? "b p" : "b", "data-key": `put-${n}` }), button(t("show"), () => this.showPlace(place), { class: "b q", "data-key": `see-${n}` })),
    );
  }

  /** @param {import("./types.js").FoundPlace} place */
  showPlace(place) {
    this.board.show(this.board.programme.dayOf(place.start));
    this.drawFrames();
    this.frames[this.places.indexOf(place)]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Frames on the board: the best places, or the moves of the plan that is shown. */
  drawFrames() {
    for (const frame of this.frames) frame.remove();
    const { board } = this;
    const shown = board.planner.preview ?? this.places.slice(0, TOP).map((place, n) => ({ place, label: String(n + 1) }));
    this.frames = shown.map(({ place, label }) => {
      const start = minutes(place.start ?? "");
      const frame = h("li", { class: "drop shade found", "aria-hidden": "true" }, label, " · ", h("bdi", { class: "num" }, range(start, minutes(place.end ?? ""))));
      const column = board.grid.columns.get(place.rooms[0] ?? "");
      if (column && place.start && board.programme.dayOf(place.start) === board.day) column.prepend(board.grid.span(frame, start, minutes(place.end ?? "")));
      return frame;
    });
  }

  // Several sessions.

  renderTools() {
    const { board } = this;
    const { chosen } = board;
    this.tools.hidden = board.selection.size === 0 || !board.mayEdit;
    if (this.tools.hidden) return;
    const by = h("input", { id: "by", class: "num", inputmode: "numeric", value: signed(this.minutes), "data-key": "by", onchange: () => this.setMinutes(Number.parseInt(by.value, 10) || 0) });
    const step = (/** @type {number} */ delta) => () => this.setMinutes(this.minutes + delta);
    fill(
      this.tools,
      h("b", null, t("selected_count", { count: board.selection.size })),
      h("label", { for: "by" }, t("shift_by")),
      h("div", { class: "seg" }, iconButton("less", t("five_less"), step(-5), { class: "b ic", "data-key": "less" }), by, iconButton("more", t("five_more"), step(5), { class: "b ic", "data-key": "more" })),
      this.consequence,
      button(t("shift_minutes", { count: Math.abs(this.minutes), way: t(this.minutes < 0 ? "earlier" : "later") }), () => board.shift(this.minutes), { class: "b p", disabled: !chosen.length || !this.minutes, "data-key": "shift" }),
      button(t("swap_two"), () => board.swap(), { disabled: chosen.length !== 2, "data-key": "swap" }),
      button(t("take_off"), () => board.unplace([...board.selection]), { class: "b q", "data-key": "off" }),
      button(t("plan_these"), () => board.planner.open([...board.selection]), { class: "b q", "data-key": "plan" }),
      iconButton("close", t("clear_selection"), () => board.clearSelection(), { "data-key": "clear" }),
    );
    this.tryShift();
  }

  /** @param {number} minutes */
  setMinutes(minutes) {
    this.minutes = minutes;
    keepFocus(this.tools, () => this.renderTools());
  }

  /** Say what the shift would bring. */
  tryShift() {
    const { board } = this;
    const last = board.chosen.map((session) => session.end ?? "").sort().pop();
    if (!last || !this.minutes) return fill(this.consequence);
    const ends = t("ends_at", { time: range(0, minutes(last) + this.minutes).slice(-5) });
    fill(this.consequence, ends);
    board.link.trial(board.shiftEdit(this.minutes), ({ added }) => {
      const text = added.length ? `${t("more_findings", { count: added.length })}: ${readable(added[0]).text}` : t("nothing_new");
      fill(this.consequence, sign(added[0]?.grade ?? "good"), h("span", { dir: "auto" }, `${text} · ${ends}`));
      say(text);
    });
  }
}

/** @param {number} value */
const signed = (value) => (value > 0 ? `+${value}` : String(value));

