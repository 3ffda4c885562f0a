/**
 * What the server proposes: the best places of a session, with reasons, in the panel of the findings and as
 * frames on the board; and plans, beside each other with their price, shown on the board and applied as one
 * change.
 * @module
 */

import { minutes, times } from "./clock.js";
import { dayOptions, open } from "./dialogs.js";
import { announce, ARROW, bdi, button, copy, entry, fill, foreign, gap, h, iconButton, options, page, rich, SENTENCE, sentence, sign, t, verdict } from "./dom.js";
import { call, Refusal } from "./link.js";
import { heading } from "./panels.js";

/** @typedef {import("./types.js").FoundPlace} FoundPlace */
/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./types.js").Plan} Plan */
/** @typedef {import("./types.js").Job} Job */
/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {{ room?: string, person?: string, day?: string, since?: string, until?: string }} Lost */

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
      announce(this.answer(all));
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

  /** The best of the places, and how many add no finding, for listeners. @param {FoundPlace[]} all */
  answer(all) {
    const [first] = all;
    if (!first) return t("no_places");
    const best = t("best_place", { time: times(first), room: this.board.roomNames(first.rooms) });
    return first.added.length ? `${best} ${first.reasons.join(" · ")}. ${this.count(all)}` : `${this.count(all)} ${best}`;
  }

  /** How many of the places add no finding. @param {FoundPlace[]} all */
  count(all) {
    const good = all.filter((place) => place.added.length === 0).length;
    if (!good) return t("no_good_places");
    return t(all[0]?.added.length ? "other_good_places" : "good_places", { count: good });
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
      h("div", { class: "in" }, h("p", null, foreign(session.title, "b"), ", ", t("minutes", { count: board.programme.length(session) })), h("p", { class: "hint" }, this.all ? this.all.length > 0 && this.count(this.all) : t("asking")), h("div", { class: "row" }, day, room)),
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

const POLL = 700;
const SECONDS = 10;
/** The number of moves that the card of a plan lists. */
const LISTED = 12;
/** The number of findings of one rule that the card of a plan lists. */
const ALIKE = 2;

/** What a repair is for: a room or a person that is lost, on a day, for a time. */
class Loss {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    const { programme } = board;
    const appear = new Set([...programme.sessions.values()].flatMap(({ people }) => people.map(([id]) => id)));
    const people = programme.state.people.filter(({ id }) => appear.has(id)).sort((one, other) => one.name.text.localeCompare(other.name.text));
    const group = (/** @type {string} */ kind, /** @type {{ id: string, name: import("./types.js").Text }[]} */ all) =>
      h("optgroup", { label: t(`lost_${kind}`) }, options(all.map(({ id, name }) => [`${kind} ${id}`, name.text]), ""));
    this.controls = {
      what: h("select", { "aria-label": t("lost_what") }, options([["", t("lost_nothing")]], ""), group("room", programme.state.rooms), group("person", people)),
      day: h("select", { "aria-label": t("day") }, options([["", t("all_days")]], ""), dayOptions(board)),
      since: h("input", { type: "time", "aria-label": t("lost_since") }),
      until: h("input", { type: "time", "aria-label": t("lost_until") }),
    };
  }

  get values() {
    const { what, day, since, until } = this.controls;
    const [kind, id] = what.value.split(" ");
    return { [kind]: id, day: day.value, since: since.value, until: until.value };
  }

  /** How many sessions are hit, and how many people appear in them. */
  get sentence() {
    const { room, person, day, since, until } = /** @type {Lost} */ (this.values);
    if (!room && !person) return t("lost_nothing_help");
    const { programme } = this.board;
    const hit = [...programme.sessions.values()].filter(
      ({ start, end, rooms, people }) =>
        start && end && (!day || programme.dayOf(start) === day) && (!since || end.slice(11) > since) && (!until || start.slice(11) < until) &&
        (room ? rooms.includes(room) : people.some(([id]) => id === person)),
    );
    return t("lost_hit", { count: hit.length, people: new Set(hit.flatMap(({ people }) => people.map(([id]) => id))).size });
  }
}

export class Planner {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** @type {string | null} */
    this.job = null;
    /** @type {Plan[]} */
    this.plans = [];
    this.chosen = 0;
    /** What a repair is for. @type {Lost | null} */
    this.loss = null;
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
    const form = /** @type {HTMLFormElement} */ (copy("planner"));
    const { kind } = /** @type {any} */ (form.elements);
    const [amount, blocks, asked, hit] = form.querySelectorAll("p");
    fill(amount, t(sessions.length ? "plan_selected" : "plan_all", { count: sessions.length || programme.unplaced.length }));
    blocks.hidden = programme.hasBlocks;
    const loss = new Loss(board);
    const ask = () => {
      fill(asked, kind.value === "repair" ? rich("lost_question", loss.controls) : rich("plan_on", { day: loss.controls.day }));
      fill(hit, kind.value === "repair" && loss.sentence);
    };
    form.addEventListener("change", ask);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.loss = kind.value === "repair" ? loss.values : null;
      const { room, person, since, until } = this.loss ?? {};
      void this.start({ kind: kind.value, sessions, day: loss.values.day, without_room: room, without_person: person, since, until, seconds: SECONDS });
    });
    ask();
    fill(this.body, form);
    this.showFoot(h("button", { class: "b p", form: "form" }, t("look_for_plans")));
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
    return button(t("use_plan", { name: this.name(this.chosen) }), () => this.apply(), { class: "b p", disabled: !changes(this.plans[this.chosen]) });
  }

  /** The name of a plan: what it is best at, or its letter. @param {number} n */
  name(n) {
    const { title } = this.plans[n];
    return title ? `${title[0].toLocaleUpperCase()}${title.slice(1)}` : t("plan_letter", { letter: String.fromCharCode(65 + n) });
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
    const day = (/** @type {string} */ start) => (programme.days.length > 1 ? [bdi(this.board.dayLabel(programme.dayOf(start))), " "] : null);
    const moves = plan.moves.slice(0, LISTED).map(({ session, to }) => h("li", null, title(session), ` ${ARROW} `, to.start ? [day(to.start), bdi(times(to), "num")] : t("no_time"), " ", bdi(this.board.roomNames(to.rooms))));
    const more = plan.moves.length - moves.length;
    return h(
      "section",
      { class: n === this.chosen ? "card on" : "card" },
      h("h3", null, h("label", { class: "row" }, h("input", { type: "radio", name: "plan", checked: n === this.chosen, onchange: choose }), h("span", { dir: SENTENCE }, this.name(n)))),
      h("div", { class: "row" }, this.pictures(plan)),
      h("p", { dir: SENTENCE }, h("b", null, t("moves", { count: plan.moves.length }))),
      h("ul", null, plan.reasons.map((reason) => entry("note", h("p", { dir: SENTENCE }, reason))), byRule(plan.added), plan.removed.length > 0 && entry("good", t("settles", { count: plan.removed.length })), plan.unplaced.map(({ session, why }) => entry("warning", [title(session), ": ", why.join(" ")]))),
      plan.losses.map((sentence) => h("p", { class: "hint", dir: SENTENCE }, sentence)),
      h("ol", { class: "hint moves", tabindex: "0", "aria-label": t("moves", { count: plan.moves.length }) }, moves, more > 0 && h("li", null, t("and_more", { count: more }))),
      button(t("show_on_board"), () => this.showOnBoard(n), { disabled: !plan.moves.length }),
    );
  }

  /** Small pictures of the days that a plan touches, with the number of its moves. @param {Plan} plan */
  pictures(plan) {
    const { programme } = this.board;
    const touched = new Map();
    for (const { from, to } of plan.moves)
      for (const day of new Set([from, to].flatMap(({ start }) => (start ? [programme.dayOf(start)] : [])))) touched.set(day, (touched.get(day) ?? 0) + 1);
    const days = programme.days.filter((day) => touched.has(day));
    return days.map((day) => h("figure", null, h("figcaption", { class: "hint" }, t("day_moves", { day: this.board.dayLabel(day), count: touched.get(day) })), this.picture(plan, day)));
  }

  /** A day in small: rooms as columns, tracks in colour; after a loss the sessions that move stand out. @param {Plan} plan @param {string} day */
  picture(plan, day) {
    const { board, loss } = this;
    const { programme } = board;
    const targets = new Map(plan.moves.map(({ session, to }) => [session, to]));
    const rooms = [...programme.rooms.keys()];
    // A block that moves is drawn whole, any other by its talks.
    const shown = [...programme.sessions.values()].filter(({ id, kind, parent }) => (kind === "block" ? targets.has(id) : !parent || !targets.has(parent)));
    const placed = shown.flatMap((session) => {
      const { start, end, rooms } = targets.get(session.id) ?? session;
      return start && end && programme.dayOf(start) === day ? [{ session, start: minutes(start), end: minutes(end), rooms }] : [];
    });
    const from = Math.min(...placed.map(({ start }) => start));
    const length = Math.max(...placed.map(({ end }) => end)) - from;
    const share = (/** @type {number} */ at) => Math.min(Math.max((at - from) / length, 0), 1);
    const bar = (/** @type {Record<string, any>} */ look, /** @type {string} */ room, start = from, end = from + length) => h("i", { ...look, "--x": rooms.indexOf(room), "--y": share(start), "--h": share(end) - share(start) });
    const look = (/** @type {import("./types.js").Session} */ session) => ({ class: loss && !targets.has(session.id) ? "pale" : null, "--t": board.colour(session) });
    const lost = loss?.room && (!loss.day || loss.day === day) && bar({ class: "lost" }, loss.room, loss.since ? minutes(`${day}T${loss.since}`) : from, loss.until ? minutes(`${day}T${loss.until}`) : from + length);
    return h("div", { class: "mini", "aria-hidden": "true", "--n": rooms.length }, lost, placed.map(({ session, start, end, rooms }) => rooms.map((room) => bar(look(session), room, start, end))));
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
    const name = this.name(n);
    const back = () => {
      this.hidePreview();
      this.show();
      this.choose();
    };
    this.bar = h("section", { class: "toolb", "aria-label": name }, h("b", null, name), h("span", null, text), this.useButton(), button(t("back_to_plans"), back));
    board.main.append(this.bar);
    this.bar.querySelector("button")?.focus();
    announce(`${name}: ${text} ${t("nothing_changed_yet")}`);
  }

  hidePreview() {
    this.preview = false;
    this.board.propose([]);
    this.bar?.remove();
  }

  apply() {
    const plan = this.plans[this.chosen];
    if (!this.job || !plan) return;
    const label = t("plan_used", { name: this.name(this.chosen), count: plan.moves.length });
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

/** Whether a plan changes anything: it moves sessions, or a loss may be recorded. @param {Plan} plan */
const changes = (plan) => plan.moves.length > 0 || plan.losses.length > 0;
