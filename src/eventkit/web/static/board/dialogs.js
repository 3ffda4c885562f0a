/**
 * The dialogs: a session with its history, the form that moves it, a conflict of two changes, waivers, rooms
 * and keys.
 * @module
 */

import { dateOf, dayName, minutes, moment, timeOf, times, wall } from "./clock.js";
import { action, announce, append, bdi, button, copy, fill, foreign, gap, h, iconButton, options, page, sentence, sign, t, verdict } from "./dom.js";
import { nameList } from "./grid.js";
import { call, Refusal } from "./link.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Contested} Contested */
/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./dom.js").Child} Child */

/** The fields of a place, as a conflict names them. */
const PLACE_FIELDS = new Set(["start", "end", "rooms", "slot"]);
let count = 0;

/**
 * Open a dialog; closing it removes it and gives the focus back.
 * @param {Child} title @param {Child} content @param {Child[]} foot @param {string} [width]
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

/**
 * A dialog with a form of the page, whose button submits it.
 * @param {string} name the template @param {Child} title @param {string} label the text of the button
 * @param {(controls: any) => void} submit @param {Child} [more] another button
 */
function openForm(name, title, label, submit, more) {
  const form = /** @type {HTMLFormElement} */ (copy(name));
  /** @type {any} */
  const controls = form.elements;
  form.addEventListener("submit", () => submit(controls));
  const dialog = open(title, form, [more, gap(), h("button", { class: "b p", form: "form" }, label)]);
  return { form, dialog, controls };
}

/** Check boxes of the rooms. @param {Board} board @param {(id: string) => boolean} isChecked @param {(id: string) => void} [change] */
const roomBoxes = (board, isChecked, change) =>
  h("div", { class: "checks" }, board.programme.state.rooms.map(({ id, name, capacity }) =>
    h("label", { class: "check" }, h("input", { type: "checkbox", name: "room", value: id, checked: isChecked(id), onchange: change && (() => change(id)) }), foreign(name), capacity && h("span", { class: "hint num" }, ` ${capacity}`))));

export class Dialogs {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
  }

  /** A session: its people, its place, what is wrong, and who changed it last. @param {string} id */
  async card(id) {
    const { board } = this;
    const { programme, mayEdit, actions } = board;
    const session = programme.sessions.get(id);
    if (!session) return;
    const history = h("ol", { class: "hist" }, h("li", null, t("asking")));
    const findings = programme.marks.get(id) ?? [];
    const parts = programme.parts.get(id) ?? [];
    const track = session.track && (programme.tracks.get(session.track)?.name ?? { text: session.track, lang: "" });
    const leave = (/** @type {() => void} */ act) => () => {
      dialog.close();
      act();
    };
    const facts = h(
      "div",
      { class: "form" },
      h("p", null, session.kind_label, track && [" · ", foreign(track)], session.pinned && ` · ${t("pinned")}`, session.cancelled && ` · ${t("cancelled")}`),
      h("p", null, place(board, session)),
      session.people.length > 0 && h("p", null, nameList(board, session)),
      parts.length > 0 && [h("h3", null, t("parts", { count: parts.length })), h("ol", null, parts.map((part) => h("li", null, part.start && [bdi(times(part), "num"), " "], foreign(part.title))))],
      findings.length > 0 && [h("h3", null, t("findings")), h("ol", null, verdict(findings))],
    );
    const foot = [
      mayEdit && [
        button(t("move_form"), leave(() => this.move(id))),
        button(t("find_a_place"), leave(() => void board.findPlace(id))),
        button(t(session.pinned ? "unpin" : "pin"), leave(() => actions.pin(id))),
        session.start && button(t("shift_from_here"), leave(() => actions.selectFrom(id))),
      ],
      gap(),
      h("a", { class: "b p", href: `${page.urls.forms}/sessions/${encodeURIComponent(id)}` }, t(mayEdit ? "edit" : "details")),
    ];
    const dialog = open(foreign(session.title), h("div", { class: "two" }, facts, h("section", null, h("h3", null, t("history")), history)), foot, "52rem");
    try {
      const answer = await call(`${page.urls.sessions}/${encodeURIComponent(id)}/log`);
      const entries = /** @type {import("./types.js").Entry[]} */ (answer?.body.entries ?? []);
      fill(history, entries.length ? entries.map((change) => this.change(change, leave)) : h("li", null, t("no_history")));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fill(history, h("li", null, t("needs_network")));
    }
  }

  /** A change of a session. @param {import("./types.js").Entry} change @param {(act: () => void) => () => void} leave */
  change({ number, by, at, why, what }, leave) {
    const { mine } = this.board.link;
    const own = mine.undo.includes(number);
    const takeBack = leave(() => this.board.actions.undoNumber(number, "undone", ""));
    return h("li", null, h("p", null, h("b", null, bdi(own || by === page.user ? t("you") : by)), " ", h("small", { class: "num" }, when(this.board, at))), what.map((line) => h("p", null, line)), why && h("p", { class: "hint", dir: "auto" }, `“${why}”`), own && action(t("take_back"), takeBack));
  }

  /** The form that does what dragging does. @param {string} id */
  move(id) {
    const { board } = this;
    const { programme, actions } = board;
    const session = programme.sessions.get(id);
    if (!session || !actions.mayEdit()) return;
    const start = session.start ? minutes(session.start) : programme.firstFree(session, board.day, programme.state.rooms[0]?.id ?? "");
    const takeOff = () => {
      dialog.close();
      actions.unplace([id]);
    };
    const { form, dialog, controls } = openForm("move", [t("move_title"), " ", foreign(session.title)], t("move_it"), () => actions.move(session, target()), session.start && button(t("take_off"), takeOff, { class: "b q" }));
    const [findings] = form.querySelectorAll("ul");
    controls.day.append(...dayOptions(board, dateOf(start)));
    controls.time.value = timeOf(start);
    controls.minutes.value = programme.length(session);
    form.querySelector("fieldset")?.append(roomBoxes(board, (room) => session.rooms.includes(room)));
    const target = () => {
      const from = minutes(`${controls.day.value}T${controls.time.value.padStart(5, "0")}`);
      return { start: wall(from), end: wall(from + Number(controls.minutes.value)), rooms: /** @type {string[]} */ (new FormData(form).getAll("room")) };
    };
    form.addEventListener("input", () => {
      if (form.checkValidity()) board.link.trial(programme.place(session, target()), ({ added }) => fill(findings, verdict(added)));
    });
    controls.time.focus();
  }

  /** Allow a finding, with a reason. @param {import("./types.js").Finding} finding */
  waive({ text, lang, waiver }) {
    const allow = (/** @type {any} */ { reason: { value } }) => this.board.actions.edit([{ op: "waive", waiver, reason: value }], t("allowed_it"), "", value);
    const { form, controls } = openForm("waive", t("allow_title"), t("allow_it"), allow);
    form.firstElementChild?.replaceWith(sentence(lang, text));
    controls.reason.focus();
  }

  /**
   * A session that a colleague has changed meanwhile: was, yours, theirs.
   * @param {import("./types.js").Waiting} request @param {Contested[]} contested
   */
  merge(request, contested) {
    const { board } = this;
    const { actions } = board;
    const [first] = contested;
    const session = board.programme.sessions.get(first.id);
    const name = first.by || t("a_colleague");
    const title = session?.title.text ?? request.label;
    const mine = request.edits.flatMap((edit) => (edit.op === "place" ? [{ ...edit, seen: seenAfter(edit.seen, contested.filter((field) => field.id === edit.session)) }] : []));
    const isWhole = mine.length === request.edits.length && mine.length > 0;
    const close = (/** @type {() => void} */ act) => () => {
      dialog.close();
      act();
    };
    const keepTheirs = close(() => {
      if (session) board.focus(session.id);
      announce(t("theirs_kept", { title }));
    });
    const heads = [[t("was")], [t("yours")], [t("theirs"), " ", h("small", null, bdi(name), first.at && ` ${when(board, first.at)}`)]];
    const rows = contested.map((field) => h("tr", null, h("th", { scope: "row" }, field.field_label), [field.base_text, field.mine_text, field.theirs_text].map((text, n) => h("td", { class: n === 2 ? "pick" : null }, h("bdi", { class: "num" }, text)))));
    const table = h("table", null, h("thead", null, h("tr", null, h("td", null), heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", null, rows));
    const consequence = h("div", { role: "status" });
    const foot = [
      session && button(t("edit_by_hand"), close(() => this.move(session.id)), { class: "b q" }),
      gap(),
      isWhole && button(t("use_mine"), close(() => actions.edit(mine, t("mine_used", { title }), "", request.why))),
      button(t("keep_theirs", { name }), keepTheirs, { class: "b p", autofocus: true }),
    ];
    const dialog = open(t("changed_meanwhile", { title }), [h("p", null, t("both_changed", { name })), h("div", { class: "wide" }, table), consequence, h("p", { class: "hint" }, t("nothing_overwritten"))], foot, "44rem");
    announce(t("question", { title }));
    if (!isWhole) return;
    board.link.trial(mine, ({ added }) => {
      const texts = added.map((finding) => foreign(finding));
      fill(consequence, h("p", { class: `note ${added.length ? "w" : "k"}` }, sign(added[0]?.grade ?? "good"), h("span", null, h("b", null, t("yours")), ": ", texts.length ? texts.flatMap((text) => [text, " "]) : t("nothing_new"))));
    });
  }

  /** The rooms that are shown. */
  rooms() {
    const { board } = this;
    const all = () => {
      for (const id of [...board.hiddenRooms]) board.toggleRoom(id);
      dialog.close();
    };
    const boxes = roomBoxes(board, (id) => !board.hiddenRooms.has(id), (id) => board.toggleRoom(id));
    const dialog = open(t("rooms_title"), [h("p", { class: "hint" }, t("rooms_hint")), boxes], [button(t("unfold_all"), all), gap(), button(t("close"), () => dialog.close(), { class: "b p" })]);
  }

  /** All keys: the list is in the page. */
  keys() {
    const { keys } = this.board;
    const list = copy("keys");
    const [single] = list.getElementsByTagName("input");
    single.checked = keys.singleKeys;
    single.addEventListener("change", () => keys.useSingleKeys(single.checked));
    open(t("all_keys"), list, [], "50rem");
  }
}

/** The days to choose from. @param {Board} board @param {string} [value] */
export const dayOptions = (board, value = "") => options(board.programme.days.map((date) => [date, dayName(date, page.language, true)]), value);

/** The place of a session in words. @param {Board} board @param {Session} session @returns {Child[]} */
function place(board, session) {
  if (!session.start) return [t("not_placed_length", { count: board.programme.length(session) })];
  return [bdi(board.dayLabel(dateOf(minutes(session.start)))), t("comma"), bdi(times(session), "num"), t("comma"), bdi(board.roomNames(session.rooms))];
}

/** A moment of the log, shortly. @param {Board} board @param {string} at */
function when(board, at) {
  const shown = moment(at, board.programme.zone);
  return `${board.dayLabel(dateOf(shown))}${t("comma")}${timeOf(shown)}`;
}

/** What an edit has seen, once its author has seen the other's values too. @param {import("./types.js").Place} seen @param {Contested[]} contested */
function seenAfter(seen, contested) {
  const theirs = Object.fromEntries(contested.filter((field) => PLACE_FIELDS.has(field.field)).map((field) => [field.field, field.theirs]));
  return { ...seen, ...theirs };
}
