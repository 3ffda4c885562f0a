/**
 * The planner: its plans beside each other with their price, shown on the board, and applied as one change.
 * @module
 */

import { minutes, times } from "./clock.js";
import { daySelect, field, open } from "./dialogs.js";
import { announce, bdi, button, entry, fill, foreign, gap, h, page, select, SENTENCE, sign, t, verdict } from "./dom.js";
import { call, Refusal } from "./link.js";

/** @typedef {import("./types.js").Plan} Plan */
/** @typedef {import("./types.js").Job} Job */
/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./board.js").Board} Board */

const POLL = 700;
const SECONDS = 10;
/** The number of moves that the card of a plan lists. */
const LISTED = 12;
/** The number of findings of one rule that the card of a plan lists. */
const ALIKE = 2;

export class Planner {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** @type {string | null} */
    this.job = null;
    /** @type {Plan[]} */
    this.plans = [];
    this.chosen = 0;
    /** The room that the plans do without. */
    this.lost = "";
    /** True while a plan is shown on the board. */
    this.preview = false;
    this.timer = 0;
    this.body = h("div", { class: "form" });
    this.foot = h("div", { class: "row grow" });
    /** @type {HTMLDialogElement | null} */
    this.dialog = null;
  }

  /** Ask what to plan. @param {string[]} sessions the sessions to place; all that have no place if empty */
  open(sessions) {
    const { board } = this;
    const { programme } = board;
    this.hidePreview();
    const kind = select(["plan", "repair", "alternatives"].map((name) => [name, t(`plan_${name}`)]), "plan", { name: "kind" });
    const day = daySelect(board, "", [["", t("all_days")]]);
    const room = select([["", t("no_room_lost")], ...programme.state.rooms.map(({ id, name }) => /** @type {[string, string]} */ ([id, name.text]))], "", { name: "room" });
    const hint = t(sessions.length ? "plan_selected" : "plan_all", { count: sessions.length || programme.unplaced.length });
    // Only a repair does without a room.
    room.addEventListener("change", () => room.value && (kind.value = "repair"));
    kind.addEventListener("change", () => kind.value !== "repair" && (room.value = ""));
    const start = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.lost = room.value;
      void this.start({ kind: kind.value, sessions: sessions.length ? sessions : null, day: day.value || null, without_room: room.value || null, seconds: SECONDS });
    };
    fill(this.body, h("form", { class: "form", id: "planner", method: "dialog", onsubmit: start }, h("p", { class: "hint" }, hint), h("p", { class: "hint" }, h("a", { href: `${page.urls.forms}/blocks` }, t("plan_breaks"))), h("div", { class: "trio" }, field(t("plan_kind"), kind), field(t("day"), day), field(t("room_lost"), room))));
    this.showFoot(h("button", { class: "b p", form: "planner" }, t("look_for_plans")));
    this.show();
  }

  show() {
    this.dialog = open(t("plan_title"), this.body, [this.foot], "66rem");
    this.dialog.addEventListener("close", () => {
      if (this.job && !this.plans.length) void this.cancel();
    });
  }

  /** @param {...import("./dom.js").Child} buttons */
  showFoot(...buttons) {
    fill(this.foot, h("p", { class: "hint" }, t("nothing_changed_yet"), this.plans.length > 0 && ` ${t("one_undo")}`), gap(), buttons);
  }

  /** @param {Record<string, unknown>} request */
  async start(request) {
    this.plans = [];
    try {
      const answer = await call(page.urls.plan, { body: request });
      this.job = answer?.body.job ?? null;
      this.progress("", 0);
      this.poll();
    } catch (error) {
      this.fail(error);
    }
  }

  poll() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      if (!this.job) return;
      try {
        const answer = await call(`${page.urls.jobs}/${this.job}`);
        if (answer) this.update(answer.body);
      } catch (error) {
        this.fail(error);
      }
    }, POLL);
  }

  /** @param {Job & { job?: string }} job */
  update(job) {
    if (!this.job || (job.job && job.job !== this.job) || this.plans.length) return;
    if (job.state === "running") {
      this.progress(job.message, job.progress);
      this.poll();
    } else if (job.state === "done") {
      this.plans = job.plans;
      this.chosen = 0;
      this.choose();
      announce(t("plans_found", { count: job.plans.length }));
    } else {
      this.stopped(job.message || t("plan_stopped"));
    }
  }

  /** @param {string} message @param {number} progress */
  progress(message, progress) {
    fill(this.body, h("p", { role: "status" }, message || t("planning")), h("progress", { max: "1", value: progress || null, "aria-label": t("planning") }));
    this.showFoot(button(t("stop"), () => void this.cancel()));
  }

  async cancel() {
    const { job } = this;
    this.job = null;
    clearTimeout(this.timer);
    this.dialog?.close();
    if (job) await call(`${page.urls.jobs}/${job}`, { method: "DELETE" }).catch(() => null);
  }

  /** @param {unknown} error */
  fail(error) {
    if (!(error instanceof Refusal)) throw error;
    this.stopped(error.passing ? t("needs_network") : error.message);
  }

  /** @param {string} message */
  stopped(message) {
    this.job = null;
    fill(this.body, h("div", { class: "note e", role: "alert" }, sign("error"), h("p", null, message)));
    fill(this.foot);
  }

  /** The plans beside each other. */
  choose() {
    const plan = this.plans[this.chosen];
    if (!plan) return fill(this.body, h("p", null, t("no_plans")));
    fill(this.body, h("div", { class: "alts", role: "radiogroup", "aria-label": t("plan_title") }, this.plans.map((other, n) => this.card(other, n))));
    this.showFoot(this.useButton());
  }

  useButton() {
    return button(t("use_plan", { letter: letter(this.chosen) }), () => this.apply(), { class: "b p", disabled: !this.plans[this.chosen].moves.length });
  }

  /** @param {Plan} plan @param {number} n */
  card(plan, n) {
    const { programme } = this.board;
    const title = (/** @type {string} */ id) => foreign(programme.sessions.get(id)?.title ?? { text: id, lang: "" });
    const choose = () => {
      this.chosen = n;
      this.choose();
      /** @type {HTMLElement | null} */ (this.body.querySelector("input:checked"))?.focus();
    };
    const moves = plan.moves.slice(0, LISTED).map(({ session, to }) => h("li", null, title(session), " → ", to.start ? bdi(times(to), "num") : t("no_time"), " ", bdi(this.board.roomNames(to.rooms))));
    const more = plan.moves.length - moves.length;
    return h(
      "section",
      { class: n === this.chosen ? "card on" : "card" },
      h("h3", null, h("label", { class: "row" }, h("input", { type: "radio", name: "plan", checked: n === this.chosen, onchange: choose }), h("span", { dir: SENTENCE }, t("plan_letter", { letter: letter(n) }), plan.title && ` · ${plan.title}`))),
      this.picture(plan),
      h("p", { dir: SENTENCE }, h("b", null, t("moves", { count: plan.moves.length }), " ", plan.reasons.join(" · "))),
      h("ul", null, byRule(plan.added), plan.removed.length > 0 && entry("good", t("settles", { count: plan.removed.length })), plan.unplaced.map(({ session, why }) => entry("warning", [title(session), ": ", why.join(" ")]))),
      h("ol", { class: "hint moves", tabindex: "0", "aria-label": t("moves", { count: plan.moves.length }) }, moves, more > 0 && h("li", null, t("and_more", { count: more }))),
      button(t("show_on_board"), () => this.showOnBoard(n), { disabled: !plan.moves.length }),
    );
  }

  /** A small picture of the day on which a plan moves most: rooms as columns, the sessions that move in colour. @param {Plan} plan */
  picture(plan) {
    const { programme } = this.board;
    const targets = new Map(plan.moves.map(({ session, to }) => [session, to]));
    const days = [...targets.values()].flatMap(({ start }) => (start ? [programme.dayOf(start)] : []));
    const count = (/** @type {string} */ day) => days.filter((other) => other === day).length;
    const day = days.sort((a, b) => count(b) - count(a))[0] ?? this.board.day;
    const rooms = [...programme.rooms.keys()];
    const placed = [...programme.sessions.values()].flatMap((session) => {
      const place = targets.get(session.id) ?? session;
      return place.start && place.end && programme.dayOf(place.start) === day ? [{ start: minutes(place.start), end: minutes(place.end), rooms: place.rooms, moves: targets.has(session.id) }] : [];
    });
    const from = Math.min(...placed.map(({ start }) => start));
    const length = Math.max(...placed.map(({ end }) => end)) - from;
    const bar = (/** @type {string | null} */ style, /** @type {string} */ room, start = 0, height = 1) => h("i", { class: style, "--x": rooms.indexOf(room), "--y": start, "--h": height });
    return h(
      "div",
      { class: "mini", "aria-hidden": "true", "--n": rooms.length },
      placed.sort((a, b) => Number(a.moves) - Number(b.moves)).map(({ start, end, rooms, moves }) => rooms.map((room) => bar(moves ? "new" : null, room, (start - from) / length, (end - start) / length))),
      this.lost && bar("lost", this.lost),
    );
  }

  /** Show the moves of a plan as frames on the board. @param {number} n */
  showOnBoard(n) {
    const { board } = this;
    const { moves } = this.plans[n];
    this.chosen = n;
    this.preview = true;
    this.dialog?.close();
    const first = moves.find(({ to }) => to.start)?.to.start;
    if (first) board.show(board.programme.dayOf(first));
    board.propose(moves.map(({ session, to }) => ({ place: to, label: board.programme.sessions.get(session)?.title.text ?? session })));
    const text = t("moves", { count: moves.length });
    const name = t("plan_letter", { letter: letter(n) });
    const back = () => {
      this.hidePreview();
      this.show();
      this.choose();
    };
    const { root } = board.tools;
    fill(root, h("b", null, name), h("span", null, text), this.useButton(), button(t("back_to_plans"), back));
    root.hidden = false;
    root.querySelector("button")?.focus();
    announce(`${name}: ${text} ${t("nothing_changed_yet")}`);
  }

  hidePreview() {
    this.preview = false;
    this.board.propose([]);
    this.board.tools.render();
  }

  apply() {
    const plan = this.plans[this.chosen];
    if (!this.job || !plan) return;
    const label = t("plan_used", { letter: letter(this.chosen), count: plan.moves.length });
    void this.board.link.send({ edits: [], label, apply: { job: this.job, plan: plan.key } });
    this.job = null;
    this.dialog?.close();
    this.hidePreview();
    announce(`${label} ${t("one_undo")}`);
  }
}

/** The findings, of each rule a few and the number of the others. @param {Finding[]} findings */
function byRule(findings) {
  /** @type {Map<string, Finding[]>} */
  const rules = new Map();
  for (const finding of findings) rules.set(finding.rule, [...(rules.get(finding.rule) ?? []), finding]);
  if (!rules.size) return [verdict([])];
  return [...rules.values()].map((alike) => [verdict(alike.slice(0, ALIKE)), alike.length > ALIKE && entry(alike[0].grade, t("and_findings_more", { count: alike.length - ALIKE }))]);
}

/** The letter of a plan. @param {number} n */
const letter = (n) => String.fromCharCode(65 + n);
