/**
 * The board: what it shows, and what is chosen in it. The timetable and the panels are drawn first; what
 * organisers need to change something is loaded right after that.
 * @module
 */

import { dateOf, dayName, minutes, now } from "./clock.js";
import { Bar, Panels, ZOOMS } from "./panels.js";
import { announce, fill, h, isolate, isolateList, page, store, stored, t } from "./dom.js";
import { Grid, OVERVIEW } from "./grid.js";
import { Link, Refusal } from "./link.js";
import { Programme } from "./programme.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Presence} Presence */

const NEUTRAL = "#6b7480";
const PEOPLE_COLOURS = ["#7a3fb0", "#0b6e5f", "#a3333d", "#1f5fa8", "#7a5a00", "#5b4bb5"];
const NARROW = matchMedia("(max-width: 48rem)");
const MINUTE = 60000;
const QUERY = new URLSearchParams(location.search);

export class Board {
  // Set by `equip`, before any control can be used.
  /** @type {import("./actions.js").Actions} */ actions;
  /** @type {import("./dialogs.js").Dialogs} */ dialogs;
  /** @type {import("./keys.js").Keys} */ keys;
  /** @type {import("./lift.js").Lift} */ lift;
  /** @type {import("./grid.js").Phone} */ phone;
  /** @type {import("./lift.js").Pointer} */ pointer;
  /** @type {import("./actions.js").Tools} */ tools;
  // Set when they are used first.
  /** @type {import("./proposals.js").Places | undefined} */ places;
  /** @type {import("./proposals.js").Planner | undefined} */ planner;

  /** @param {Programme} programme @param {Link} link */
  constructor(programme, link) {
    this.programme = programme;
    this.link = link;
    this.mayEdit = page.edits;
    const today = dateOf(now(programme.zone));
    const { days } = programme;
    this.day = [QUERY.get("day") ?? "", today].find((day) => days.includes(day)) ?? days[0] ?? today;
    this.settings = `eventkit.board.${page.conference}.view`;
    const { zoom, hidden } = stored("localStorage", this.settings, {});
    this.zoom = ZOOMS.includes(zoom) ? zoom : 100;
    /** @type {Set<string>} */
    this.hiddenRooms = new Set(Array.isArray(hidden) ? hidden : []);
    /** @type {Set<string>} */
    this.selection = new Set();
    /** The session that is lifted. @type {Session | null} */
    this.lifted = null;
    /** Places that are proposed: found for a session, or of a plan. @type {{ place: import("./types.js").Place, label: string }[]} */
    this.proposed = [];
    /** False while changes wait for the network or for a sign-in, which their cards show. */
    this.isOnline = true;
    /** Colleagues on the board. @type {Presence[]} */
    this.colleagues = [];
    /** What the cards of sessions show of them; an edit makes new sessions. @type {WeakMap<Session, string>} */
    this.signatures = new WeakMap();
    /** The session that arrow keys start from. */
    this.current = "";
    this.main = /** @type {HTMLElement} */ (document.getElementById("main"));
    this.grid = new Grid(this);
    this.panels = new Panels(this);
    this.bar = new Bar(this);
    fill(this.main, this.panels.list, this.grid.scroll, this.panels.end);
    NARROW.addEventListener("change", () => this.refresh());
    new ResizeObserver(() => this.narrow || this.grid.resize()).observe(this.grid.scroll);
    setInterval(() => this.grid.drawNow(), MINUTE);
  }

  /** Load what changes the programme: it has to be there when the network is lost. */
  async equip() {
    const modules = await Promise.all([import("./actions.js"), import("./dialogs.js"), import("./keys.js"), import("./lift.js"), import("./grid.js")]);
    const [{ Actions, Tools }, { Dialogs }, { Keys }, { Lift, Pointer }, { Phone }] = modules;
    this.actions = new Actions(this);
    this.dialogs = new Dialogs(this);
    this.lift = new Lift(this);
    this.tools = new Tools(this);
    this.phone = new Phone(this);
    this.pointer = new Pointer(this);
    this.keys = new Keys(this);
    this.panels.guest = () => (this.lifted ? this.lift : this.places?.session ? this.places : undefined);
    if (this.narrow) this.phone.render();
  }

  /** Look for a place for a session. @param {string} id */
  async findPlace(id) {
    const module = await this.proposals();
    if (!module) return;
    this.places ??= new module.Places(this);
    this.panels.folded.end = false;
    await this.places.find(id);
  }

  /** Plan sessions, all that have no place if none are given; or repair the programme. @param {string[]} sessions @param {"plan" | "repair"} [kind] */
  async plan(sessions, kind = "plan") {
    const module = await this.proposals();
    if (!module) return;
    this.planner ??= new module.Planner(this);
    this.planner.open(sessions, kind);
  }

  /** The module of what the server proposes. It is loaded when it is used first: it needs the network anyway. */
  async proposals() {
    try {
      return await import("./proposals.js");
    } catch {
      // Another version of the server has other scripts.
      this.panels.complain(t(this.link.isWaiting ? "needs_network" : "page_is_old"));
      return null;
    }
  }

  /** True on a narrow screen, which shows a list. */
  get narrow() {
    return NARROW.matches;
  }

  /** Show the present state everywhere. */
  refresh() {
    const id = this.focusedId;
    this.programme.apply(this.link.queue.flatMap((request) => request.edits));
    for (const selected of this.selection) if (!this.programme.sessions.has(selected)) this.selection.delete(selected);
    document.body.classList.toggle("ph", this.narrow);
    this.panels.render();
    if (this.narrow) this.phone?.render();
    else this.grid.render();
    this.bar.render();
    this.tools?.render();
    this.lift?.redraw();
    this.setTabStop();
    if (id && document.activeElement === document.body) (this.face(id) ?? this.grid.scroll).focus();
  }

  /** The session with the focus, if any. */
  get focusedId() {
    return /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.id ?? "";
  }

  /** Only one card is in the order of the tab key; arrows walk from it. */
  setTabStop() {
    const { scroll } = this.grid;
    const stop = scroll.querySelector(`[data-id="${CSS.escape(this.current)}"]`) ?? scroll.querySelector("[data-id]");
    // By attributes, and only what differs: the property computes styles, and to set it lays out what has the focus.
    for (const face of scroll.querySelectorAll("[data-id][tabindex='0']")) if (face !== stop) face.setAttribute("tabindex", "-1");
    if (stop?.getAttribute("tabindex") === "-1") stop.setAttribute("tabindex", "0");
  }

  /** Focus a session, on another day if it is there. @param {string} id */
  focus(id) {
    const session = this.programme.sessions.get(id);
    if (!session) return;
    if (session.start) this.show(this.programme.dayOf(session.start));
    for (const room of session.rooms) if (this.hiddenRooms.has(room)) this.toggleRoom(room);
    this.current = id;
    const face = this.face(id);
    this.setTabStop();
    face?.focus({ preventScroll: true });
    // In the next frame, which lays the timetable out anyway.
    requestAnimationFrame(() => face?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  }

  /** The buttons of a session, wherever they are. @param {string} id */
  faces(id) {
    return /** @type {NodeListOf<HTMLElement>} */ (this.main.querySelectorAll(`[data-id="${CSS.escape(id)}"]`));
  }

  /** The first of them. @param {string} id @returns {HTMLElement | undefined} */
  face(id) {
    return this.faces(id)[0];
  }

  /** Highlight sessions and no others. @param {string[]} ids */
  highlight(ids) {
    for (const card of this.main.querySelectorAll(".shown")) card.classList.remove("shown");
    for (const id of ids) for (const face of this.faces(id)) face.parentElement?.classList.add("shown");
  }

  /** Show a day. @param {string} day */
  show(day) {
    if (day === this.day) return;
    this.day = day;
    const address = new URL(location.href);
    address.searchParams.set("day", day);
    history.replaceState(null, "", address);
    this.current = "";
    this.refresh();
    this.grid.scrollToStart();
  }

  /** Show frames at places that are proposed. @param {Board["proposed"]} places */
  propose(places) {
    this.proposed = places;
    this.grid.drawFrames();
  }

  /** @param {number} zoom */
  setZoom(zoom) {
    this.panels.folded = { list: zoom === OVERVIEW || undefined, end: zoom === OVERVIEW };
    this.zoom = zoom;
    this.remember();
    announce(zoom === OVERVIEW ? t("whole_day") : t("zoomed", { zoom }));
  }

  /** Fold a room or unfold it. @param {string} id */
  toggleRoom(id) {
    if (!this.hiddenRooms.delete(id)) this.hiddenRooms.add(id);
    this.remember();
    announce(t(this.hiddenRooms.has(id) ? "room_folded" : "room_unfolded", { room: this.roomNames([id]) }));
  }

  /** Show the board with other settings, and use them next time. */
  remember() {
    store("localStorage", this.settings, { zoom: this.zoom, hidden: [...this.hiddenRooms] });
    this.refresh();
  }

  // What a card shows.

  /** @param {Session} session */
  colour(session) {
    return (session.track && this.programme.tracks.get(session.track)?.colour) || NEUTRAL;
  }

  /** @param {string} name */
  personColour(name) {
    const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
    return PEOPLE_COLOURS[sum % PEOPLE_COLOURS.length];
  }

  /** The colleague who is moving a session. @param {string} id */
  mover(id) {
    return this.colleagues.find((person) => person.lifted === id);
  }

  /** True if a change of a session waits for the network. @param {string} id */
  waits(id) {
    return this.link.isWaiting && this.programme.unsent.has(id);
  }

  /** The findings that its card shows: that it has no place is plain from the list. @param {Session} session */
  marks(session) {
    return session.start ? (this.programme.marks.get(session.id) ?? []) : [];
  }

  /** @param {Session} session */
  stateClasses(session) {
    const { id } = session;
    const grades = this.marks(session).map((finding) => finding.grade);
    const states = [
      grades.includes("error") ? "err" : grades.includes("warning") && "wrn",
      this.selection.has(id) && "sel",
      this.programme.unsent.has(id) && (this.waits(id) ? "wait" : "saving"),
      this.mover(id) && "theirs",
      this.lifted?.id === id && "away",
      session.cancelled && "gone",
      session.confirmed || "maybe",
    ];
    return states.filter((state) => typeof state === "string").join(" ");
  }

  /** All that the card of a session shows, as one text. @param {Session} session */
  signature(session) {
    let facts = this.signatures.get(session);
    if (!facts) {
      facts = [session.id, session.title.text, session.start, session.end, session.pinned, session.people].join("|");
      this.signatures.set(session, facts);
    }
    return [facts, this.stateClasses(session), this.marks(session).map((finding) => finding.grade), this.mover(session.id)?.name].join("|");
  }

  /** The names of rooms as a list. @param {string[]} ids */
  roomNames(ids) {
    return ids.map((id) => this.programme.rooms.get(id)?.name.text ?? id).filter(Boolean).join(t("comma")) || t("no_room");
  }

  /** @param {string} date */
  dayLabel(date) {
    return dayName(date, page.language);
  }

  /** A place in words. @param {import("./types.js").Place} place */
  placeText({ start, end, rooms }) {
    return t("at_place", { room: this.roomNames(rooms), day: this.dayLabel(dateOf(minutes(start ?? ""))), start: start?.slice(11, 16) ?? "", end: end?.slice(11, 16) ?? "" });
  }

  /** The day that is shown, in sentences. */
  get summary() {
    const { programme, day } = this;
    const sessions = programme.on(day).filter(({ kind }) => kind !== "block");
    const count = (/** @type {string} */ grade) => programme.ordered.filter((finding) => finding.grade === grade && !finding.waived).length;
    const counts = ["error", "warning"].flatMap((grade) => (count(grade) ? [t("sentence", { text: t(`count_${grade}`, { count: count(grade) }) })] : []));
    return [t("sentence", { text: dayName(day, page.language, true) }), t("sessions", { count: sessions.length }), ...counts].join(" ");
  }

  /** A session in sentences. @param {Session} session */
  describe(session) {
    const { programme } = this;
    const names = isolateList([session.title, ...programme.names(session)].map((name) => name.text));
    const place = session.start ? this.placeText(session) : t("not_placed_length", { count: programme.length(session) });
    const findings = this.marks(session).map((finding) => isolate(finding.text)).join(" ");
    return [t("sentence", { text: names }), place, session.pinned && t("sentence", { text: t("pinned") }), findings || (session.start && t("no_finding"))].filter(Boolean).join(" ");
  }

  // What comes from the server.

  /** @param {import("./types.js").State} state */
  reset(state) {
    this.programme = new Programme(state);
    this.refresh();
    if (state.script !== page.script) this.panels.complain(t("page_is_old"));
  }

  /**
   * A change of anyone. Those that the state or an answer contains are known; one that comes after a later one
   * cannot be put in its place, so the state is loaded again.
   * @param {import("./types.js").Change} change
   */
  receive(change) {
    const { state, known, loaded } = this.programme;
    if (change.number <= loaded || known.has(change.number)) return;
    if (change.reload || change.number < state.number) return void this.link.online();
    this.programme.merge(change);
    this.refresh();
    if (change.by === page.user) return;
    const titles = change.sessions.map((session) => session.title.text);
    announce(t(titles.length === 1 ? "they_changed" : "they_changed_several", { name: change.by, title: titles[0], count: titles.length }));
  }

  /** @param {Presence[]} people */
  meet(people) {
    const others = people.filter((person) => person.tab !== this.link.tab);
    if (JSON.stringify(others) === JSON.stringify(this.colleagues)) return;
    const moved = new Set([...others, ...this.colleagues].flatMap(({ lifted }) => lifted ?? []));
    this.colleagues = others;
    this.bar.render();
    if (this.narrow) return this.phone?.render();
    const id = this.focusedId;
    this.grid.update(moved);
    if (this.programme.unplaced.some((session) => moved.has(session.id))) this.panels.render();
    this.setTabStop();
    if (id && document.activeElement === document.body) this.face(id)?.focus();
  }

  /** A request that the server refuses. @param {import("./types.js").Waiting} request @param {Refusal} refusal */
  refused(request, { status, body, message }) {
    if (status === 409 && body?.contested?.length) return this.dialogs?.merge(request, body.contested);
    this.panels.complain(`${t("not_done", { label: request.label })} ${message}`);
  }

  /** Show whether changes are saved. @param {boolean} aloud */
  showStatus(aloud) {
    const { status, queue } = this.link;
    this.bar.renderStatus();
    this.panels.renderEnd();
    const waiting = status === "offline" ? "offline_spoken" : status === "unsaved" ? "unsaved_spoken" : "";
    if (aloud && waiting) announce(t(queue.length ? waiting : status, { count: queue.length }));
    if (aloud && status === "signed-out") announce(t("signed_out"));
    const isOnline = !this.link.isWaiting;
    if (aloud && status === "saved" && this.isOnline === false) announce(t("saved"));
    if (this.isOnline !== isOnline && this.programme.unsent.size) this.refresh();
    this.isOnline = isOnline;
  }

  /** The page to sign in, which leads back here. */
  get signIn() {
    return `${page.urls.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
  }
}

/** Start the board. */
async function start() {
  const link = new Link();
  const state = await link.load();
  if (!state) return;
  performance.mark("state");
  const board = new Board(new Programme(state), link);
  link.board = board;
  board.refresh();
  board.grid.scrollToStart();
  performance.mark("drawn");
  await board.equip();
  announce(board.summary);
  link.listen();
  link.stay();
  if (QUERY.has("plan")) void board.plan([]);
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => {
  const wait = document.getElementById("wait");
  if (wait) fill(wait, t("load_failed"), " ", h("a", { href: location.href }, t("try_again")));
  if (!(error instanceof Refusal)) throw error;
});
