/**
 * The dialogs: a session with its history, the form that moves it, a conflict of two changes, waivers, rooms
 * and keys.
 * @module
 */

import { dateOf, dayName, minutes, moment, range, timeOf, wall } from "./clock.js";
import { action, append, bdi, button, fill, foreign, h, iconButton, page, say, sign, t } from "./dom.js";
import { nameList } from "./grid.js";
import { KEYS } from "./keys.js";
import { call, Refusal } from "./link.js";
import { readable } from "./programme.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Contested} Contested */
/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./dom.js").Child} Child */

/** The fields of a place, as a conflict names them. */
const PLACE_FIELDS = new Set(["start", "end", "rooms", "slot"]);
let count = 0;

/**
 * Open a dialog; closing it removes it and gives the focus back.
 * @param {Child | Child[]} title @param {Child[]} content @param {Child[]} foot @param {string} [width]
 */
export function open(title, content, foot, width = "32rem") {
  const id = `dialog-${++count}`;
  const back = /** @type {HTMLElement | null} */ (document.activeElement);
  const key = back?.dataset.id;
  const dialog = h("dialog", { class: "dlg", "aria-labelledby": id, "--wd": width });
  append(dialog, [
    h("div", { class: "hd" }, h("h2", { id }, title), iconButton("close", t("close"), () => dialog.close())),
    h("div", { class: "in" }, content),
    foot.length > 0 && h("div", { class: "ft" }, foot),
  ]);
  dialog.addEventListener("close", () => {
    dialog.remove();
    const again = back?.isConnected ? back : key ? /** @type {HTMLElement | null} */ (document.querySelector(`[data-id="${CSS.escape(key)}"]`)) : null;
    if (document.activeElement === document.body) again?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A control with its label. @param {string} label @param {HTMLElement} control */
export const field = (label, control) => h("label", { class: "field" }, h("span", null, label), control);

export class Dialogs {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
  }

  /** A session: its people, its place, what is wrong, and who changed it last. @param {string} id */
  async card(id) {
    const { board } = this;
    const session = board.programme.sessions.get(id);
    if (!session) return;
    const history = h("ol", { class: "hist" }, h("li", null, t("asking")));
    const found = (board.programme.marks.get(id) ?? []).map((finding) => h("li", { class: "fi" }, sign(finding.grade), h("p", { dir: "auto" }, finding.text)));
    const parts = board.programme.parts.get(id) ?? [];
    const leave = (/** @type {() => void} */ act) => () => {
      dialog.close();
      act();
    };
    const facts = h(
      "div",
      { class: "form" },
      h("p", null, session.kind_label, session.track && [" · ", foreign(board.programme.tracks.get(session.track)?.name ?? { text: session.track, lang: "" })], session.pinned && ` · ${t("pinned")}`, session.cancelled && ` · ${t("cancelled")}`),
      h("p", null, place(board, session)),
      session.people.length > 0 && h("p", null, nameList(board, session)),
      parts.length > 0 && [h("h3", null, t("parts", { count: parts.length })), h("ol", null, parts.map((part) => h("li", null, part.start && [bdi(range(minutes(part.start), minutes(part.end ?? "")), "num"), " "], foreign(part.title))))],
      found.length > 0 && [h("h3", null, t("findings")), h("ol", null, found)],
    );
    const foot = [
      board.mayEdit && button(t("move_form"), leave(() => this.move(id))),
      board.mayEdit && button(t("find_a_place"), leave(() => void board.panels.find(id))),
      board.mayEdit && button(t(session.pinned ? "unpin" : "pin"), leave(() => board.pin(id))),
      board.mayEdit && session.start && button(t("shift_from_here"), leave(() => board.selectFrom(id))),
      h("span", { class: "gap" }),
      h("a", { class: "b p", href: `${page.urls.forms}/sessions/${encodeURIComponent(id)}` }, t("edit")),
    ];
    const dialog = open(foreign(session.title), [h("div", { class: "two" }, facts, h("section", null, h("h3", null, t("history")), history))], foot, "52rem");
    try {
      const answer = await call(`${page.urls.sessions}/${encodeURIComponent(id)}/log`);
      const entries = /** @type {import("./types.js").Entry[]} */ (answer?.body.entries ?? []);
      fill(history, entries.length ? entries.map((entry) => this.entry(entry, leave)) : h("li", null, t("no_history")));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fill(history, h("li", null, t("needs_network")));
    }
  }

  /** @param {import("./types.js").Entry} entry @param {(act: () => void) => () => void} leave */
  entry(entry, leave) {
    const mine = this.board.link.mine.undo.includes(entry.number);
    const takeBack = leave(() => void this.board.link.send({ edits: [], label: t("undone"), undo: entry.number }));
    const who = mine || entry.by === page.user ? t("you") : entry.by;
    return h("li", null, h("p", null, h("b", null, bdi(who)), " ", h("small", { class: "num" }, when(this.board, entry.at))), entry.what.map((line) => h("p", { dir: "auto" }, line)), entry.why && h("p", { class: "hint", dir: "auto" }, `“${entry.why}”`), mine && action(t("take_back"), takeBack));
  }

  /** The form that does what dragging does. @param {string} id */
  move(id) {
    const { board } = this;
    const { programme } = board;
    const session = programme.sessions.get(id);
    if (!session || !board.mayEdit) return say(t("may_not_edit"));
    const start = session.start ? minutes(session.start) : programme.firstFree(session, board.day, programme.state.rooms[0]?.id ?? "");
    const day = h("select", { name: "day" }, programme.days.map((date) => h("option", { value: date, selected: dateOf(start) === date }, dayName(date, page.language, true))));
    const time = h("input", { name: "time", class: "num", inputmode: "numeric", pattern: "([01]?[0-9]|2[0-3]):[0-5][0-9]", placeholder: "09:30", required: true, autocomplete: "off", value: timeOf(start) });
    const length = h("input", { name: "length", type: "number", min: "5", max: "1440", step: "5", required: true, value: programme.length(session) });
    const rooms = programme.state.rooms.map((room) => h("label", { class: "check" }, h("input", { type: "checkbox", name: "room", value: room.id, checked: session.rooms.includes(room.id) }), foreign(room.name), room.capacity && h("span", { class: "hint num" }, ` ${room.capacity}`)));
    const verdict = h("div", { role: "status" });
    const form = h("form", { class: "form", id: "move", method: "dialog" }, h("div", { class: "trio" }, field(t("day"), day), field(t("starts"), time), field(t("length"), length)), h("fieldset", null, h("legend", null, t("room_s")), h("div", { class: "checks" }, rooms)), verdict);
    const target = () => {
      const from = minutes(`${day.value}T${time.value.padStart(5, "0")}`);
      const chosen = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[name=room]:checked")]).map((box) => box.value);
      return { start: wall(from), end: wall(from + Number(length.value)), rooms: chosen };
    };
    form.addEventListener("input", () => {
      if (!form.checkValidity()) return;
      board.link.trial(programme.place(session, target()), ({ added }) => {
        fill(verdict, added.length ? h("ul", null, added.map(readable).map((finding) => h("li", { class: "fi" }, sign(finding.grade), h("p", { dir: "auto" }, finding.text)))) : h("p", { class: "row" }, sign("good"), t("nothing_new")));
      });
    });
    form.addEventListener("submit", () => board.move(session, target()));
    const foot = [session.start && button(t("take_off"), () => {
      dialog.close();
      board.unplace([id]);
    }, { class: "b q" }), h("span", { class: "gap" }), h("button", { class: "b p", form: "move" }, t("move_it"))];
    const dialog = open([t("move_title"), " ", foreign(session.title)], [form], foot);
    time.focus();
  }

  /** Let a finding stand, with a reason. @param {import("./types.js").Finding} finding */
  waive(finding) {
    const reason = h("input", { name: "reason", required: true, maxlength: "300", autocomplete: "off" });
    const form = h("form", { class: "form", id: "waive", method: "dialog" }, h("p", { dir: "auto" }, finding.text), field(t("reason"), reason), h("p", { class: "hint" }, t("reason_hint")));
    form.addEventListener("submit", () => void this.board.edit([{ op: "waive", waiver: finding.waiver, reason: reason.value }], t("allow_it"), reason.value));
    open(t("allow_title"), [form], [h("span", { class: "gap" }), h("button", { class: "b p", form: "waive" }, t("allow_it"))]);
    reason.focus();
  }

  /**
   * A session that a colleague has changed meanwhile: was, yours, theirs.
   * @param {import("./types.js").Waiting} request @param {Contested[]} contested
   */
  merge(request, contested) {
    const { board } = this;
    const first = contested[0];
    const session = board.programme.sessions.get(first?.id ?? "");
    const name = first?.by || t("a_colleague");
    const title = session?.title.text ?? request.label;
    const rows = contested.map((field) => h("tr", null, h("th", { scope: "row" }, field.field_label), ...[field.base_text, field.mine_text, field.theirs_text].map((text, n) => h("td", { class: n === 2 ? "pick" : null }, h("bdi", { class: "num" }, text)))));
    const table = h("table", null, h("thead", null, h("tr", null, h("td", null), h("th", { scope: "col" }, t("was")), h("th", { scope: "col" }, t("yours")), h("th", { scope: "col" }, t("theirs"), " ", h("small", null, bdi(name), first?.at ? ` ${when(board, first.at)}` : "")))), h("tbody", null, rows));
    const mine = request.edits.flatMap((edit) => (edit.op === "place" ? [{ ...edit, seen: seenAfter(edit.seen, contested.filter((field) => field.id === edit.session)) }] : []));
    const whole = mine.length === request.edits.length && mine.length > 0;
    const close = (/** @type {string} */ words, /** @type {() => void} */ act) => () => {
      dialog.close();
      say(words);
      act();
    };
    const foot = [
      session && button(t("edit_by_hand"), close("", () => this.move(session.id)), { class: "b q" }),
      h("span", { class: "gap" }),
      whole && button(t("use_mine"), close(t("mine_used", { title }), () => void board.edit(mine, request.label, request.why))),
      button(t("keep_theirs", { name }), close(t("theirs_kept", { title }), () => session && board.focus(session.id)), { class: "b p", autofocus: true }),
    ];
    const verdict = h("div", { role: "status" });
    if (whole) {
      board.link.trial(mine, ({ added }) => {
        const worst = added[0]?.grade;
        fill(verdict, h("p", { class: `note ${worst ? "w" : "k"}` }, sign(worst ?? "good"), h("span", null, h("b", null, t("yours")), ": ", added.length ? added.map((finding) => readable(finding).text).join(" ") : t("nothing_new"))));
      });
    }
    const dialog = open(t("changed_meanwhile", { title }), [h("p", null, t("both_changed", { name })), h("div", { class: "wide" }, table), verdict, h("p", { class: "hint" }, t("nothing_overwritten"))], foot, "44rem");
    say(t("question", { title }));
  }

  /** Which rooms are shown. */
  rooms() {
    const { board } = this;
    const boxes = board.programme.state.rooms.map((room) => h("label", { class: "check" }, h("input", { type: "checkbox", checked: !board.hiddenRooms.has(room.id), onchange: () => board.toggleRoom(room.id) }), foreign(room.name), room.capacity && h("span", { class: "hint num" }, ` ${room.capacity}`)));
    const all = () => {
      for (const id of [...board.hiddenRooms]) board.toggleRoom(id);
      dialog.close();
    };
    const dialog = open(t("rooms_title"), [h("p", { class: "hint" }, t("rooms_hint")), h("div", { class: "checks" }, boxes)], [button(t("unfold_all"), all), h("span", { class: "gap" }), button(t("close"), () => dialog.close(), { class: "b p" })]);
  }

  /** Pages of the conference, and languages. */
  menu() {
    const { urls, languages } = page;
    const names = ["sessions", "people", "rooms", "tracks", "organisations", "deadlines", "conference"];
    const links = names.map((name) => h("li", null, h("a", { href: `${urls.forms}/${name}` }, t(`page_${name}`))));
    links.push(h("li", null, h("a", { href: urls.log }, t("page_log"))), h("li", null, h("a", { href: urls.release }, t("release"))));
    const others = languages.filter((language) => language.tag !== page.language);
    open(foreign(this.board.programme.state.conference.title), [h("ul", { class: "menu" }, links), others.length > 0 && h("p", { class: "row" }, others.map((language) => h("a", { href: `?lang=${language.tag}`, lang: language.tag, hreflang: language.tag }, language.name)))], [], "24rem");
  }

  keys() {
    const sections = Object.entries(KEYS).map(([group, keys]) => h("section", null, h("h3", null, t(`keys_${group}`)), h("dl", null, keys.map(([names, text]) => [h("dt", null, names.split(" ").map((name) => h("kbd", null, name))), h("dd", null, t(text))]).flat())));
    const { keys } = this.board;
    const single = h("input", { type: "checkbox", checked: keys.singleKeys, onchange: () => keys.useSingleKeys(single.checked) });
    open(t("all_keys"), [h("div", { class: "keys" }, sections), h("label", { class: "check" }, single, t("single_keys")), h("p", { class: "hint" }, t("keys_hint"))], [], "50rem");
  }
}

/** The place of a session in words. @param {Board} board @param {Session} session @returns {Child[]} */
function place(board, session) {
  if (!session.start || !session.end) return [t("not_placed_length", { count: board.programme.length(session) })];
  const rooms = session.rooms.flatMap((id, n) => [n ? ", " : "", foreign(board.programme.rooms.get(id)?.name ?? { text: id, lang: "" })]);
  return [bdi(board.dayLabel(dateOf(minutes(session.start)))), ", ", bdi(range(minutes(session.start), minutes(session.end)), "num"), ", ", ...(rooms.length ? rooms : [t("no_room")])];
}

/** A moment of the log, shortly. @param {Board} board @param {string} at */
function when(board, at) {
  const shown = moment(at, board.programme.zone);
  return `${board.dayLabel(dateOf(shown))}, ${timeOf(shown)}`;
}

/** What an edit has seen, once its author has seen the other's values too. @param {import("./types.js").Place} seen @param {Contested[]} contested */
function seenAfter(seen, contested) {
  const theirs = Object.fromEntries(contested.filter((field) => PLACE_FIELDS.has(field.field)).map((field) => [field.field, field.theirs]));
  return { ...seen, ...theirs };
}
