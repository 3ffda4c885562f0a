/**
 * The planner: its plans beside each other with their price, shown on the board, and applied as one change.
 * @module
 */

import { dayName, minutes, range } from "./clock.js";
import { bdi, button, fill, foreign, h, page, say, sign, t } from "./dom.js";
import { field, open } from "./dialogs.js";
import { call, Refusal } from "./link.js";
import { readable } from "./programme.js";

/** @typedef {import("./types.js").Plan} Plan */
/** @typedef {import("./types.js").Job} Job */
/** @typedef {import("./board.js").Board} Board */

const POLL = 700;
const SECONDS = 10;
const KINDS = /** @type {const} */ (["plan", "repair", "alternatives"]);

export class Planner {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** @type {string | null} */
    this.job = null;
    /** @type {Plan[]} */
    this.plans = [];
    this.chosen = 0;
    /** The places of the plan that is shown on the board. @type {{ place: import("./types.js").Place, label: string }[] | null} */
    this.preview = null;
    this.timer = 0;
    this.body = h("div", { class: "form" });
    this.foot = h("div", { class: "row grow" });
    /** @type {HTMLDialogElement | null} */
    this.dialog = null;
  }

  /** Ask what to plan. @param {string[]} sessions the sessions to place; all that have no place if empty */
  open(sessions) {
    const { programme } = this.board;
    this.hidePreview();
    const kind = h("select", { name: "kind" }, KINDS.map((name) => h("option", { value: name }, t(`plan_${name}`))));
    const day = h("select", { name: "day" }, h("option", { value: "" }, t("all_days")), programme.days.map((date) => h("option", { value: date }, dayName(date, page.language, true))));
    const room = h("select", { name: "room" }, h("option", { value: "" }, t("no_room_lost")), programme.state.rooms.map((one) => h("option", { value: one.id }, one.name.text)));
    const hint = h("p", { class: "hint" }, sessions.length ? t("plan_selected", { count: sessions.length }) : t("plan_all", { count: programme.unplaced.length }));
    const form = h("form", { class: "form", id: "planner", method: "dialog" }, hint, h("div", { class: "trio" }, field(t("plan_kind"), kind), field(t("day"), day), field(t("room_lost"), room)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.start({ kind: room.value && kind.value === "plan" ? "repair" : kind.value, sessions: sessions.length ? sessions : null, day: day.value || null, without_room: room.value || null, seconds: SECONDS });
    });
    fill(this.body, form);
    fill(this.foot, h("p", { class: "hint" }, t("nothing_changed_yet")), h("span", { class: "gap" }), h("button", { class: "b p", form: "planner" }, t("look_for_plans")));
    this.show();
  }

  show() {
    this.dialog = open(t("plan_title"), [this.body], [this.foot], "66rem");
    this.dialog.addEventListener("close", () => {
      if (this.job && !this.plans.length) void this.cancel();
    });
  }

  /** @param {Record<string, unknown>} request */
  async start(request) {
    this.plans = [];
    try {
      const answer = await call(page.urls.plan, { body: request });
      this.job = answer?.body.job ?? null;
      this.progress({ state: "running", progress: 0, message: "", plans: [] });
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
      this.progress(job);
      this.poll();
    } else if (job.state === "done") {
      this.plans = job.plans.map((plan) => ({ ...plan, added: plan.added.map(readable) }));
      this.chosen = 0;
      this.choose();
      say(t("plans_found", { count: job.plans.length }));
    } else {
      fill(this.body, h("div", { class: "note e" }, sign("error"), h("p", null, job.message || t("plan_stopped"))));
      fill(this.foot);
      this.job = null;
    }
  }

  /** @param {Job} job */
  progress(job) {
    fill(this.body, h("p", { role: "status" }, job.message || t("planning")), h("progress", { max: "1", value: job.progress || null, "aria-label": t("planning") }));
    fill(this.foot, h("p", { class: "hint" }, t("nothing_changed_yet")), h("span", { class: "gap" }), button(t("stop"), () => void this.cancel()));
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
    fill(this.body, h("div", { class: "note e", role: "alert" }, sign("error"), h("p", null, error.passing ? t("needs_network") : error.message)));
    fill(this.foot);
  }

  /** The plans beside each other. */
  choose() {
    if (!this.plans.length) return fill(this.body, h("p", null, t("no_plans")));
    fill(this.body, h("div", { class: "alts", role: "radiogroup", "aria-label": t("plan_title") }, this.plans.map((plan, n) => this.card(plan, n))));
    const letter = name(this.chosen);
    fill(this.foot, h("p", { class: "hint" }, t("nothing_changed_yet"), " ", t("one_undo")), h("span", { class: "gap" }), button(t("use_plan", { letter }), () => this.apply(), { class: "b p", disabled: !this.plans[this.chosen].moves.length }));
  }

  /** @param {Plan} plan @param {number} n */
  card(plan, n) {
    const { programme } = this.board;
    const choice = h("input", { type: "radio", name: "plan", checked: n === this.chosen, onchange: () => {
      this.chosen = n;
      this.choose();
      /** @type {HTMLElement | null} */ (this.body.querySelector("input:checked"))?.focus();
    } });
    const moves = plan.moves.slice(0, 12).map((move) => {
      const session = programme.sessions.get(move.session);
      const time = move.to.start && move.to.end ? range(minutes(move.to.start), minutes(move.to.end)) : t("no_time");
      return h("li", null, session ? foreign(session.title) : move.session, " → ", bdi(time, "num"), " ", move.to.rooms.map((id) => this.board.roomName(id)).join(", "));
    });
    const left = plan.unplaced.map(({ session, why }) => h("li", { class: "fi" }, sign("warning"), h("p", null, foreign(programme.sessions.get(session)?.title ?? { text: session, lang: "" }), ": ", why.join(" "))));
    const added = plan.added.map((finding) => h("li", { class: "fi" }, sign(finding.grade), h("p", { dir: "auto" }, finding.text)));
    return h(
      "section",
      { class: n === this.chosen ? "card on" : "card" },
      h("h3", null, h("label", { class: "row" }, choice, t("plan_letter", { letter: name(n) }))),
      h("p", { dir: "auto" }, h("b", null, t("moves", { count: plan.moves.length }), " ", plan.reasons.join(" · "))),
      h("ul", null, added.length ? added : h("li", { class: "fi" }, sign("good"), h("p", null, t("nothing_new"))), plan.removed.length > 0 && h("li", { class: "fi" }, sign("good"), h("p", null, t("settles", { count: plan.removed.length }))), left),
      h("ol", { class: "hint moves" }, moves, plan.moves.length > moves.length && h("li", null, t("and_more", { count: plan.moves.length - moves.length }))),
      button(t("show_on_board"), () => this.showOnBoard(n), { disabled: !plan.moves.length }),
    );
  }

  /** Show the moves of a plan as frames on the board. @param {number} n */
  showOnBoard(n) {
    const { board } = this;
    this.chosen = n;
    this.preview = this.plans[n].moves.map((move) => ({ place: move.to, label: board.programme.sessions.get(move.session)?.title.text ?? move.session }));
    this.dialog?.close();
    const first = this.preview[0]?.place.start;
    if (first) board.show(board.programme.dayOf(first));
    board.panels.drawFrames();
    fill(board.panels.tools, h("b", null, t("plan_letter", { letter: name(n) })), h("span", null, t("moves", { count: this.preview.length })), button(t("use_plan", { letter: name(n) }), () => this.apply(), { class: "b p" }), button(t("back_to_plans"), () => {
      this.hidePreview();
      this.show();
      this.choose();
    }));
    board.panels.tools.hidden = false;
    /** @type {HTMLElement | null} */ (board.panels.tools.querySelector("button"))?.focus();
    say(`${t("plan_letter", { letter: name(n) })}: ${t("moves", { count: this.preview.length })} ${t("nothing_changed_yet")}`);
  }

  hidePreview() {
    this.preview = null;
    this.board.panels.drawFrames();
    this.board.panels.renderTools();
  }

  apply() {
    const plan = this.plans[this.chosen];
    if (!this.job || !plan) return;
    const label = t("plan_used", { letter: name(this.chosen), count: plan.moves.length });
    void this.board.link.send({ edits: [], label, apply: { job: this.job, plan: plan.key } });
    this.job = null;
    this.dialog?.close();
    this.hidePreview();
    say(`${label} ${t("one_undo")}`);
  }
}

/** @param {number} n */
const name = (n) => String.fromCharCode(65 + n);
