/**
 * What the server proposes: the best places of a session, with reasons, in the panel of the findings and as
 * frames on the board; and plans, beside each other with their price, shown on the board and applied as one
 * change.
 * @module
 */

import { minutes, times } from "./clock.js";
import { dayOptions, open } from "./dialogs.js";
import { announce, ARROW, bdi, button, entry, fill, foreign, gap, h, iconButton, options, page, rich, sentence, sign, t, verdict } from "./dom.js";
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

/** Whether a place adds no finding, and lies in a block where it should. @param {FoundPlace} place */
const isGood = ({ added, drawback }) => !added.length && !drawback;

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
      const [first] = all;
      announce(first ? `${this.count(all)} ${t("best_place", { time: times(first), room: board.roomNames(first.rooms) })}` : t("no_places"));
    } catch (error) {
      const reason = reasonOf(error);
      this.close();
      board.panels.complain(reason);
    }
  }

  show() {
    this.board.panels.renderEnd();
    this.board.propose(this.shown.slice(0, TOP).map((place, n) => ({ place, label: String(n + 1) })));
  }

  close() {
    const { session } = this;
    this.hide();
    if (session) this.board.focus(session.id);
  }

  hide() {
    this.session = null;
    this.all = null;
    this.show();
  }

  /** How many of the places add no finding. @param {FoundPlace[]} all */
  count(all) {
    const count = all.filter(isGood).length;
    return count ? t("good_places", { count }) : t("no_good_places");
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
    const { shown } = this;
    const rows = shown.map((place, n) => [n > 0 && !isGood(place) && isGood(shown[n - 1]) && h("li", { class: "further" }, t("other_places")), this.row(place, n)]);
    fill(
      pane,
      h("header", null, heading("fl", t("find_a_place")), gap(), iconButton("close", t("back_to_findings"), () => this.close(), { "data-key": "close" })),
      h("div", { class: "in" }, h("p", null, foreign(session.title, "b"), ", ", t("minutes", { count: board.programme.length(session) })), h("p", { class: "hint" }, this.all ? this.all.length > 0 && `${this.count(this.all)} ${t("places_order")}` : t("asking")), h("div", { class: "row" }, day, room)),
      this.all && !rows.length ? h("p", { class: "empty" }, t("no_places")) : h("ol", { class: "places" }, rows),
    );
  }

  /** @param {FoundPlace} place @param {number} n */
  row(place, n) {
    const { board, session } = this;
    const put = () => {
      this.hide();
      if (session) board.actions.move(session, { start: place.start, end: place.end, rooms: place.rooms }, place.added.length);
    };
    const show = () => {
      board.show(board.programme.dayOf(place.start));
      board.grid.frames[n]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    const day = board.programme.dayOf(place.start);
    const settled = place.removed.flatMap((key) => board.programme.findings.get(key) ?? []).filter(({ waived }) => !waived);
    return h(
      "li",
      n === 0 ? { class: "pick" } : null,
      h("p", { class: "row" }, h("b", { class: "num" }, n + 1), h("b", null, day !== board.day && [bdi(board.dayLabel(day)), " "], bdi(times(place), "num")), h("b", null, bdi(board.roomNames(place.rooms)))),
      h("ul", null, settled.length > 0 && entry("good", t("settles", { count: settled.length }), settled.slice(0, TOP).map(({ lang, text }) => sentence(lang, text, { class: "hint" }))), place.drawback && entry("warning", place.drawback), isGood(place) ? !settled.length && verdict([]) : verdict(place.added).slice(0, place.added.length)),
      h("p", { class: "hint" }, place.reasons.join(" · ")),
      h("div", { class: "row" }, button(t("put_it_here"), put, { class: n === 0 ? "b p" : "b", "data-key": `put-${n}` }), button(t("show"), show, { class: "b q", "data-key": `see-${n}` })),
    );
  }
}

/** Why the server does not propose anything. @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Refusal)) throw error;
  return error.passing ? t("needs_network") : error.message;
}

const POLL = 700;
const SECONDS = 10;
/** The number of findings that the card of a plan lists. */
const SHOWN = 3;

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
    this.title = "";
    this.askAgain = () => {};
    this.body = h("div", { class: "form" });
    this.foot = h("div", { class: "row grow" });
    /** @type {HTMLDialogElement | null} */
    this.dialog = null;
  }

  /** Ask what to plan, or what is lost. @param {string[]} sessions the sessions to place; all that have no place if empty @param {"plan" | "repair"} kind */
  open(sessions, kind) {
    const { board } = this;
    const { programme } = board;
    this.hidePreview();
    this.dialog?.close();
    this.plans = [];
    const loss = new Loss(board);
    const isRepair = kind === "repair";
    const count = sessions.length || programme.unplaced.length;
    const hit = h("p", { class: "hint", role: "status" }, loss.sentence);
    const amount = h("p", null, count ? t(sessions.length ? "plan_selected" : "plan_all", { count }) : t("all_placed"));
    const blocks = !programme.hasBlocks && h("p", { class: "hint" }, h("a", { href: `${page.urls.forms}/blocks` }, t("plan_breaks")));
    const form = h("form", { class: "form", id: "form" }, isRepair ? [h("p", { class: "asked" }, rich("lost_question", loss.controls)), hit] : [amount, blocks, h("p", { class: "asked" }, rich("plan_on", { day: loss.controls.day }))]);
    form.addEventListener("change", () => fill(hit, loss.sentence));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.loss = isRepair ? loss.values : null;
      const { room, person, since, until } = this.loss ?? {};
      void this.start({ kind, sessions, day: loss.values.day, without_room: room, without_person: person, since, until, seconds: SECONDS });
    });
    const rooms = programme.state.rooms.length > 0;
    fill(this.body, rooms ? form : h("p", null, t("empty_rooms"), " ", h("a", { href: `${page.urls.forms}/rooms` }, t("page_rooms"))));
    this.showFoot(h("button", { class: "b p", form: "form", disabled: !rooms || !(isRepair || count) }, t("look_for_plans")));
    this.title = t(isRepair ? "repair_title" : sessions.length ? "plan_these_title" : "plan_title");
    this.askAgain = () => this.open(sessions, kind);
    this.show();
  }

  show() {
    this.dialog = open(this.title, this.body, [this.foot], "66rem");
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
      this.stopped(reasonOf(error));
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
        this.stopped(reasonOf(error));
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
    fill(this.body, h("p", { role: "status" }, message || t("planning")), h("p", { class: "hint" }, t("planning_time")), h("progress", { max: "1", value: progress || null, "aria-label": t("planning") }));
    this.showFoot(button(t("stop"), () => void this.cancel()));
  }

  async cancel() {
    const { job } = this;
    this.job = null;
    clearTimeout(this.timer);
    this.dialog?.close();
    if (job) await call(`${page.urls.jobs}/${job}`, { method: "DELETE" }).catch(() => null);
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
    fill(this.body, h("div", { class: "alts", role: "radiogroup", "aria-label": this.title }, this.plans.map((other, n) => this.card(other, n))));
    this.showFoot(button(t("look_again"), this.askAgain), this.useButton());
  }

  useButton() {
    const plan = this.plans[this.chosen];
    return button(t("use_plan", { name: plan.title }), () => this.apply(plan), { class: "b p", disabled: !changes(plan) });
  }

  /** @param {Plan} plan @param {number} n */
  card(plan, n) {
    const { board, loss } = this;
    const { programme } = board;
    const title = (/** @type {string} */ id) => foreign(programme.sessions.get(id)?.title ?? { text: id, lang: "" });
    const choose = () => {
      this.chosen = n;
      this.choose();
      /** @type {HTMLElement | null} */ (this.body.querySelector("input:checked"))?.focus();
    };
    const unplaced = (/** @type {Plan["unplaced"][0]} */ { sessions: [id, ...others], why }) =>
      entry("warning", [others.length ? t("sessions", { count: others.length + 1 }) : [title(id), ":"], " ", why], " ", h("a", { href: `${page.urls.forms}/sessions/${encodeURIComponent(id)}` }, t("edit")));
    const day = (/** @type {string} */ start) => (programme.days.length > 1 ? [bdi(board.dayLabel(programme.dayOf(start))), " "] : null);
    const [grave, notes] = gravest(plan.added);
    const moves = [...plan.moves].sort((one, other) => Number(isLess(one)) - Number(isLess(other))).map(({ session, to }) => h("li", null, title(session), ` ${ARROW} `, to.start ? [day(to.start), bdi(times(to), "num")] : t("no_time"), " ", bdi(board.roomNames(to.rooms))));
    return h(
      "section",
      { class: n === this.chosen ? "card on" : "card" },
      h("h3", null, h("label", { class: "check" }, h("input", { type: "radio", name: "plan", checked: n === this.chosen, onchange: choose }), h("b", null, plan.title))),
      h("div", { class: "days-small" }, this.pictures(plan)),
      h("p", null, h("b", null, plan.summary)),
      h("ul", null, plan.gains.map((gain) => entry("good", gain)), loss && plan.removed.length > 0 && entry("good", t("settles", { count: plan.removed.length })), changes(plan) && grave, plan.costs.map((cost) => entry("cost", cost)), plan.unplaced.map(unplaced), notes),
      plan.recorded.map((sentence) => h("p", { class: "hint" }, sentence)),
      h("ol", { class: "hint moves", tabindex: "0", "aria-label": t("moves", { count: plan.moves.length }) }, moves),
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
    const still = new Set(plan.moves.filter(isLess).map(({ session }) => session));
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
    const look = (/** @type {import("./types.js").Session} */ session) => ({ class: loss && (still.has(session.id) || !targets.has(session.id)) ? "pale" : null, "--t": board.colour(session) });
    const lost = loss?.room && (!loss.day || loss.day === day) && bar({ class: "lost" }, loss.room, loss.since ? minutes(`${day}T${loss.since}`) : from, loss.until ? minutes(`${day}T${loss.until}`) : from + length);
    return h("div", { class: "mini", "aria-hidden": "true", "--n": rooms.length }, lost, placed.map(({ session, start, end, rooms }) => rooms.map((room) => bar(look(session), room, start, end))));
  }

  /** Show the moves of a plan as frames on the board. @param {number} n */
  showOnBoard(n) {
    const { board } = this;
    const { moves, title } = this.plans[n];
    this.chosen = n;
    this.preview = true;
    this.dialog?.close();
    const first = moves.find(({ to }) => to.start)?.to.start;
    if (first) board.show(board.programme.dayOf(first));
    board.propose(moves.map(({ session, to }) => ({ place: to, label: board.programme.sessions.get(session)?.title.text ?? session })));
    const text = t("moves", { count: moves.length });
    const back = () => {
      this.hidePreview();
      this.show();
      this.choose();
    };
    this.bar = h("section", { class: "toolb", "aria-label": title }, h("b", null, title), h("span", null, text), this.useButton(), button(t("back_to_plans"), back));
    board.main.append(this.bar);
    this.bar.querySelector("button")?.focus();
    announce(`${title}: ${text} ${t("nothing_changed_yet")}`);
  }

  hidePreview() {
    this.preview = false;
    this.board.propose([]);
    this.bar?.remove();
  }

  /** @param {Plan} plan */
  apply(plan) {
    if (!this.job) return;
    const label = t("plan_used", { name: plan.title, count: plan.moves.length });
    void this.board.link.send({ edits: [], label, apply: { job: this.job, plan: plan.key } });
    this.job = null;
    this.dialog?.close();
    this.hidePreview();
    announce(`${label} ${t("one_undo")}`);
  }
}

/** The gravest findings with the number of the others like them, and the number of notes. @param {Finding[]} added @returns {import("./dom.js").Child[]} */
function gravest(added) {
  const grave = added.filter(({ grade }) => grade !== "note").sort((one, other) => one.grade.localeCompare(other.grade));
  const [more, notes] = [grave.length - SHOWN, added.length - grave.length];
  const shown = [notes && !grave.length ? [] : verdict(grave.slice(0, SHOWN)), more > 0 && entry("warning", t("and_findings_more", { count: more }))];
  return [shown, notes > 0 && entry("note", t("count_note", { count: notes }))];
}

/** Whether a session only gives up some of its rooms, as a break does. @param {Plan["moves"][number]} move */
const isLess = ({ from, to }) => from.start === to.start && from.end === to.end && to.rooms.length > 0 && to.rooms.every((room) => from.rooms.includes(room));

/** Whether a plan changes anything: it moves sessions, or a loss may be recorded. @param {Plan} plan */
const changes = (plan) => plan.moves.length > 0 || plan.recorded.length > 0;
