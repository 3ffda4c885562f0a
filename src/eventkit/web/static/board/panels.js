/**
 * What is around the timetable: the bar with days, search, undo, zoom, rooms, colleagues and whether changes are
 * saved; sessions without a place; and the findings. While a session is lifted, or places are looked for,
 * another view takes the panel of the findings.
 * @module
 */

import { dayName, STEP } from "./clock.js";
import { action, announce, button, byId, entry, fill, gap, h, icon, iconButton, isolate, keepFocus, options, page, rich, sentence, sign, t } from "./dom.js";
import { nameList, sessionCard } from "./grid.js";
import { GRADES } from "./programme.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Finding} Finding */

export const ZOOMS = [0, 75, 100, 125, 150, 200];

export class Bar {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.words = "";
    this.at = -1;
    this.input = /** @type {HTMLInputElement} */ (byId("find"));
    this.input.addEventListener("keydown", (event) => this.search(event));
    this.input.addEventListener("input", () => this.showMatches());
    document.addEventListener("click", ({ target }) => {
      const name = target instanceof Element && /** @type {HTMLElement | null} */ (target.closest("[data-do]"))?.dataset.do;
      if (name && board.actions) this.commands[name]();
    });
  }

  /** What the buttons of the page do. @type {Record<string, () => void>} */
  commands = {
    undo: () => this.board.actions.undo(),
    redo: () => this.board.actions.redo(),
    less: () => this.zoom(-1),
    more: () => this.zoom(1),
    reset: () => this.board.setZoom(100),
    rooms: () => this.board.dialogs.rooms(),
    plan: () => void this.board.plan([]),
    repair: () => void this.board.plan([], "repair"),
    five_less: () => this.board.tools.shiftBy(-STEP),
    five_more: () => this.board.tools.shiftBy(STEP),
    shift: () => this.board.actions.shift(this.board.tools.minutes),
    swap: () => this.board.actions.swap(),
    off: () => this.board.actions.unplace([...this.board.selection]),
    plan_these: () => void this.board.plan([...this.board.selection]),
    keys: () => this.board.dialogs.keys(),
    clear: () => this.board.actions.clearSelection(),
  };

  /** @param {number} step */
  zoom(step) {
    const next = ZOOMS[ZOOMS.indexOf(this.board.zoom) + step];
    if (next) this.board.setZoom(next);
  }

  render() {
    const { board } = this;
    const { days, state } = board.programme;
    const list = byId("days");
    keepFocus(list, () => fill(list, days.map((day) => button(board.dayLabel(day), () => board.show(day), { "aria-current": day === board.day ? "date" : null, "aria-label": dayName(day, page.language, true), "data-key": day, "data-day": day }))));
    const { undo, redo } = board.link.mine;
    disable({ undo: undo.length || board.link.queue.length, redo: redo.length, less: board.zoom > ZOOMS[0], more: board.zoom < ZOOMS[ZOOMS.length - 1] });
    const zoom = byId("zoom");
    zoom.textContent = board.zoom ? `${board.zoom} %` : t("day");
    zoom.setAttribute("aria-label", board.zoom ? t("zoom_reset", { zoom: board.zoom }) : t("whole_day_reset"));
    byId("shown").textContent = t("rooms", { count: state.rooms.filter((room) => !board.hiddenRooms.has(room.id)).length });
    const names = [...new Set(board.colleagues.map((person) => person.name))];
    const who = byId("who");
    fill(who, names.slice(0, 4).map((name) => h("span", { "--w": board.personColour(name), "aria-hidden": "true" }, initials(name))));
    who.setAttribute("aria-label", t("here_too", { names: names.join(t("comma")), count: names.length }));
    who.hidden = !names.length;
    this.renderStatus();
    /** @type {HTMLElement | null} */
    const open = list.querySelector("[aria-current]");
    // Not by scrolling it into view, which would take a phone to the top of its page.
    if (open) list.scrollLeft = open.offsetLeft - list.offsetLeft - (list.clientWidth - open.offsetWidth) / 2;
  }

  renderStatus() {
    const { status, queue } = this.board.link;
    const count = queue.length;
    const saved = byId("saved");
    saved.className = `save ${status}`;
    if (status === "signed-out") return fill(saved, sign("error"), t("signed_out"), " ", h("a", { href: this.board.signIn }, t("sign_in")));
    const mark = status === "unsaved" ? sign("warning") : icon(status, status === "saving" ? "spin" : "");
    fill(saved, mark, t(count && status === "offline" ? "offline_count" : count && status === "unsaved" ? "unsaved_count" : status, { count }));
  }

  /** The sessions with the words of the field in their title or among their people; says so if there is none. */
  matches() {
    const { programme } = this.board;
    const words = fold(this.input.value.trim());
    const matches = [...programme.sessions.values()].filter((session) => words && fold([session.title, ...programme.names(session)].map((name) => name.text).join(" ")).includes(words));
    if (words && !matches.length) announce(t("not_found", { words: this.input.value }));
    return matches;
  }

  /** Mark the sessions that match while somebody types, and say how many they are. */
  showMatches() {
    const matches = this.matches();
    this.board.highlight(matches.map(({ id }) => id));
    if (matches.length) announce(t("matches", { count: matches.length }));
  }

  /** Go to the next session that matches. @param {KeyboardEvent} event */
  search(event) {
    const { board, input } = this;
    if (event.key === "Escape") {
      input.value = "";
      board.highlight([]);
      return board.focus(board.current);
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const matches = this.matches();
    if (!matches.length) return;
    this.at = input.value === this.words ? (this.at + 1) % matches.length : 0;
    this.words = input.value;
    const match = matches[this.at];
    board.focus(match.id);
    input.focus();
    board.highlight([match.id]);
    announce(`${t("of_count", { number: this.at + 1, count: matches.length })}: ${board.describe(match)}`);
  }
}

/** Letters that are not accented forms of others. @type {Record<string, string>} */
const LETTERS = { ß: "ss", ø: "o", đ: "d", ł: "l", æ: "ae", œ: "oe", ı: "i", ة: "ه", ى: "ي" };

/** A text without differences of case, width and accents: Aker finds Åkerström. @param {string} text */
export const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]/g, "")
    .toLowerCase()
    .replace(/[ßøđłæœıةى]/g, (letter) => LETTERS[letter]);

/** Disable the buttons of the page, by what they do, for which nothing speaks. @param {Record<string, unknown>} reasons */
export function disable(reasons) {
  for (const [name, reason] of Object.entries(reasons)) document.querySelector(`[data-do="${name}"]`)?.toggleAttribute("disabled", !reason);
}

/** @param {string} name */
const initials = (name) => name.split(/\s+/).map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();

const SHORT = 30;
const MOST = 50;
/** The most findings of one rule that are listed without being asked for. */
const ALIKE = 5;
const SHOWN = 2000;
const HEADINGS = /** @type {const} */ ({ error: "to_settle", warning: "worth_a_look", note: "notes" });

/** @param {Session} a @param {Session} b */
const byTitle = (a, b) => a.title.text.localeCompare(b.title.text);

export class Panels {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.sort = "longest";
    /** The kinds that the list is limited to. @type {Set<string>} */
    this.kinds = new Set();
    this.shortOnly = false;
    /** The requests that the server has refused, in words. @type {string[]} */
    this.complaints = [];
    this.all = false;
    /** The rules whose findings are all listed, however many they are. @type {Set<string>} */
    this.wholeKinds = new Set();
    /** What the panel at the end shows. @type {unknown[]} */
    this.shown = [];
    this.at = -1;
    /** Which panels are folded; the list folds itself while it is empty, until somebody says otherwise. @type {{ list: boolean | undefined, end: boolean }} */
    this.folded = { list: undefined, end: false };
    this.list = h("aside", { class: "pane unplaced", "aria-labelledby": "np" });
    this.end = h("aside", { class: "pane end", "aria-labelledby": "fl" });
    /** A view that takes the panel of the findings while it is active. @type {() => ({ draw(pane: HTMLElement): void } | undefined)} */
    this.guest = () => undefined;
  }

  render() {
    keepFocus(this.list, () => this.drawList());
    this.renderEnd();
  }

  renderEnd() {
    const { programme, link } = this.board;
    const guest = this.guest();
    const shown = [guest, this.folded.end, this.all, this.wholeKinds.size, this.complaints, link.status, link.reason, link.isWaiting && link.queue.length, [...programme.fresh].join(), ...programme.ordered];
    const isSame = !guest && shown.length === this.shown.length && shown.every((value, n) => value === this.shown[n]);
    this.shown = shown;
    if (isSame) return;
    keepFocus(this.end, () => {
      this.end.classList.toggle("rail", this.folded.end && !guest);
      if (guest) guest.draw(this.end);
      else this.drawFindings();
    });
  }

  /** The sessions without a place that the filters let through, in order. */
  get unplaced() {
    const { programme } = this.board;
    const sessions = programme.unplaced.filter((session) => (!this.kinds.size || this.kinds.has(session.kind)) && (!this.shortOnly || programme.length(session) <= SHORT));
    /** @type {Record<string, (a: Session, b: Session) => number>} */
    const orders = {
      longest: (a, b) => programme.length(b) - programme.length(a) || byTitle(a, b),
      title: byTitle,
      track: (a, b) => (a.track ?? "").localeCompare(b.track ?? "") || byTitle(a, b),
    };
    return sessions.sort(orders[this.sort]);
  }

  get isListFolded() {
    return this.folded.list ?? !this.board.programme.unplaced.length;
  }

  drawList() {
    const { programme } = this.board;
    const all = programme.unplaced;
    const count = h("span", { class: "num" }, all.length);
    const list = this.isListFolded;
    this.list.classList.toggle("rail", list);
    const fold = this.foldButton("list", t(list ? "unfold_list" : "fold_list", { count: all.length }));
    if (list) return fill(this.list, fold, heading("np", count));
    const kinds = new Map(all.map((session) => [session.kind, session.kind_label]));
    const chips = [...kinds].map(([kind, label]) => this.chip(kind, `${label} ${all.filter((session) => session.kind === kind).length}`, this.kinds.has(kind), () => this.kinds.delete(kind) || this.kinds.add(kind)));
    chips.push(this.chip("short", t("at_most", { count: SHORT }), this.shortOnly, () => (this.shortOnly = !this.shortOnly)));
    const change = () => {
      this.sort = sort.value;
      this.render();
    };
    const sort = h("select", { "aria-label": t("sort"), "data-key": "sort", class: "plain", onchange: change }, options(["longest", "title", "track"].map((name) => [name, t(`sort_${name}`)]), this.sort));
    const cards = this.unplaced.map((session) => {
      const card = sessionCard(this.board, session, h("small", null, h("span", { class: "len num" }, t("minutes", { count: programme.length(session) })), " ", nameList(this.board, session)));
      /** @type {HTMLElement} */ (card.querySelector("[data-id]")).tabIndex = 0;
      return card;
    });
    fill(
      this.list,
      h("header", null, heading("np", t("not_placed"), " ", count), gap(), fold, all.length > 0 && h("div", { class: "row", role: "group", "aria-label": t("filter") }, chips, sort)),
      h("ol", { class: "unplaced-list" }, cards),
      !all.length && h("p", { class: "hint empty" }, t("all_placed")),
    );
  }

  /** The button that folds a panel or unfolds it. @param {"list" | "end"} side @param {string} label */
  foldButton(side, label) {
    const act = () => {
      this.folded[side] = !(side === "list" ? this.isListFolded : this.folded.end);
      this.render();
    };
    return iconButton("list", label, act, { "data-key": "fold" });
  }

  /** A filter that is on or off. @param {string} key @param {string} label @param {boolean} pressed @param {() => void} change */
  chip(key, label, pressed, change) {
    const act = () => {
      change();
      this.render();
    };
    return button(label, act, { class: "chip", "aria-pressed": String(pressed), "data-key": `chip-${key}` });
  }

  drawFindings() {
    const { programme } = this.board;
    const open = programme.ordered.filter((finding) => !finding.waived);
    const waived = programme.ordered.filter((finding) => finding.waived);
    const groups = GRADES.map((grade) => ({ grade, findings: open.filter((finding) => finding.grade === grade) })).filter(({ findings }) => findings.length);
    const fold = this.foldButton("end", t(this.folded.end ? "unfold_findings" : "fold_findings", { count: open.length }));
    if (this.folded.end) {
      const counts = groups.map(({ grade, findings }) => h("span", null, sign(grade, findings.length)));
      return fill(this.end, fold, h("h2", { id: "fl", tabindex: "-1", class: "vh" }, t("findings")), counts);
    }
    const fresh = open.filter((finding) => programme.fresh.has(finding.key)).length;
    let space = this.all ? Infinity : MOST;
    const sections = groups.map(({ grade, findings }) => {
      const shown = this.byKind(findings).slice(0, space);
      space -= shown.length;
      return [h("h3", null, t(HEADINGS[grade], { count: findings.length })), h("ol", null, shown.map(([finding, count]) => this.finding(finding, count)))];
    });
    const showAll = () => {
      this.all = true;
      this.render();
    };
    fill(
      this.end,
      h("header", null, heading("fl", t("findings"), " ", h("span", { class: "num" }, open.length)), gap(), fresh > 0 && h("span", { class: "hint" }, t("new_count", { count: fresh })), fold),
      this.complaints.map((text, n) => h("div", { class: "note e", role: "alert" }, sign("error"), h("p", null, text, " ", action(t("dismiss"), () => this.dismiss(n), { "data-key": `dismiss-${n}` })))),
      this.waitingList(),
      sections,
      space <= 0 ? h("p", null, action(t("show_all", { count: open.length }), showAll, { "data-key": "all" })) : null,
      !open.length && h("p", { class: "row empty" }, sign("good"), t("no_findings")),
      waived.length > 0 && [h("h3", null, t("allowed", { count: waived.length })), h("ol", null, waived.slice(0, MOST).map((finding) => this.finding(finding)))],
    );
  }

  /** Findings with those of one rule together; of many, the first stands for all, with their number. @param {Finding[]} findings @returns {[Finding, number][]} */
  byKind(findings) {
    /** @type {Map<string, Finding[]>} */
    const kinds = new Map();
    for (const finding of findings) kinds.set(finding.rule, [...(kinds.get(finding.rule) ?? []), finding]);
    return [...kinds].flatMap(([rule, alike]) => {
      const whole = alike.length <= ALIKE || this.wholeKinds.has(rule);
      return whole ? alike.map((finding) => /** @type {[Finding, number]} */ ([finding, 1])) : [/** @type {[Finding, number]} */ ([alike[0], alike.length])];
    });
  }

  /** The edits that wait for the network or for a sign-in. */
  waitingList() {
    const { link } = this.board;
    if (!link.isWaiting) return null;
    const count = link.queue.length;
    const out = link.status === "signed-out";
    const rows = link.queue.map((request) => entry("waits", [request.label, " ", t("waits_since", { time: request.at.slice(11) })], action(t("take_back"), () => link.withdraw(request.id), { "data-key": `back-${request.id}` })));
    const unsaved = link.status === "unsaved";
    const nothing = out ? "signed_out_nothing" : unsaved ? "unsaved_nothing" : "offline_nothing";
    const text = t(count ? (out ? "signed_out_waiting" : "offline_waiting") : nothing, { count });
    const way = out ? h("a", { href: this.board.signIn }, t("sign_in")) : action(t("try_now"), () => void link.online(), { "data-key": "try" });
    return h("section", null, h("h3", null, t(out ? "you_are_signed_out" : unsaved ? "unsaved" : "you_are_offline")), h("div", { class: "note w" }, sign("warning"), h("div", null, !out && link.reason && sentence("", link.reason), h("p", null, h("b", null, t("go_on")), " ", text), way)), h("ol", null, rows));
  }

  /** @param {Finding} finding @param {number} [alike] the number of findings that it stands for */
  finding(finding, alike = 1) {
    const { board } = this;
    const { waived, waiver } = finding;
    const first = finding.sessions.find((id) => board.programme.sessions.has(id));
    const key = (/** @type {string} */ name) => ({ "data-key": `${name}-${finding.key}` });
    const lift = () => board.actions.edit([{ op: "lift", waiver }], t("not_allowed_it"));
    const actions = [
      board.mayEdit && !waived && finding.edit && h("a", { href: `${page.urls.forms}/${finding.edit.page}/${encodeURIComponent(finding.edit.id)}#${finding.edit.field}`, ...key("edit") }, t(`edit_${finding.edit.words}`)),
      board.mayEdit && first && !waived && finding.place && action(t("find_a_place"), () => void board.findPlace(first), key("place")),
      first && action(t(finding.sessions.length === 2 ? "show_both" : "show"), () => this.showFinding(finding), key("show")),
      board.mayEdit && (waived ? action(t("no_longer_allow"), lift, key("lift")) : action(t("allow_because"), () => board.dialogs.waive(finding), key("waive"))),
    ];
    const text = sentence(finding.lang, [h("b", null, finding.text), finding.remedy && ` ${finding.remedy}`]);
    const showKind = () => {
      this.wholeKinds.add(finding.rule);
      this.render();
    };
    const kind = alike > 1 && h("p", null, t("of_this_kind", { count: alike }), " ", action(t("show_all", { count: alike }), showKind, key("kind")));
    return entry(finding.grade, text, kind, waived && h("p", { class: "hint" }, rich("allowed_by", { name: waived.by, reason: waived.reason })), h("div", { class: "row" }, actions));
  }

  /** @param {Finding} finding */
  showFinding(finding) {
    const { board } = this;
    const placed = finding.sessions.find((id) => board.programme.sessions.get(id)?.start) ?? finding.sessions[0];
    board.focus(placed);
    board.highlight(finding.sessions);
    setTimeout(() => board.highlight([]), SHOWN);
  }

  /** Focus the sessions of the next finding. */
  next() {
    const open = this.board.programme.ordered.filter((finding) => !finding.waived && finding.sessions.length);
    if (!open.length) return announce(t("no_findings"));
    this.at = (this.at + 1) % open.length;
    this.showFinding(open[this.at]);
    announce(`${t("of_count", { number: this.at + 1, count: open.length })}: ${isolate(open[this.at].text)}`);
  }

  /** Show that something was not done, and speak of it. @param {string} text */
  complain(text) {
    this.complaints = [...this.complaints.filter((other) => other !== text), text].slice(-3);
    this.folded.end = false;
    this.renderEnd();
    announce(text);
  }

  /** @param {number} n */
  dismiss(n) {
    this.complaints = this.complaints.filter((_, at) => at !== n);
    this.renderEnd();
  }
}

/** The heading of a panel. @param {string} id @param {...import("./dom.js").Child} content */
export const heading = (id, ...content) => h("h2", { id, tabindex: "-1" }, content);
