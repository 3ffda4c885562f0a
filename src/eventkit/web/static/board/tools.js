/**
 * The tools for several selected sessions: shift, swap, take off, plan.
 * @module
 */

import { minutes, timeOf } from "./clock.js";
import { announce, button, fill, h, iconButton, isolate, keepFocus, SENTENCE, sign, t } from "./dom.js";

/** @typedef {import("./board.js").Board} Board */

const STEP = 5;

export class Tools {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.minutes = 10;
    this.root = h("section", { class: "toolb", "aria-label": t("selection"), hidden: true });
    /** The consequence of the shift. */
    this.consequence = h("span", { class: "row" });
    board.main.append(this.root);
  }

  render() {
    keepFocus(this.root, () => this.draw());
  }

  draw() {
    const { board } = this;
    const { actions } = board;
    const { chosen } = actions;
    this.root.hidden = board.selection.size === 0 || !board.mayEdit;
    if (this.root.hidden) return;
    const by = h("input", { id: "by", class: "num", inputmode: "numeric", value: (this.minutes > 0 ? "+" : "") + this.minutes, "data-key": "by", onchange: () => this.setMinutes(Number.parseInt(by.value, 10) || 0) });
    const step = (/** @type {number} */ delta) => () => this.setMinutes(this.minutes + delta);
    fill(
      this.root,
      h("b", null, t("selected_count", { count: board.selection.size })),
      h("label", { for: "by" }, t("shift_by")),
      h("div", { class: "seg" }, iconButton("less", t("five_less"), step(-STEP), { class: "b ic", "data-key": "less" }), by, iconButton("more", t("five_more"), step(STEP), { class: "b ic", "data-key": "more" })),
      this.consequence,
      button(t("shift_minutes", { count: Math.abs(this.minutes), way: t(this.minutes < 0 ? "earlier" : "later") }), () => actions.shift(this.minutes), { class: "b p", disabled: !chosen.length || !this.minutes, "data-key": "shift" }),
      button(t("swap_both"), () => actions.swap(), { disabled: chosen.length !== 2, "data-key": "swap" }),
      button(t("take_off"), () => actions.unplace([...board.selection]), { class: "b q", "data-key": "off" }),
      button(t("plan_these"), () => void board.plan([...board.selection]), { class: "b q", "data-key": "plan" }),
      iconButton("close", t("clear_selection"), () => actions.clearSelection(), { "data-key": "clear" }),
    );
    this.tryShift();
  }

  /** @param {number} minutes */
  setMinutes(minutes) {
    this.minutes = minutes;
    this.render();
  }

  /** Show the findings that the shift would bring. */
  tryShift() {
    const { actions, link } = this.board;
    const last = actions.chosen.map((session) => session.end ?? "").sort().pop();
    if (!last || !this.minutes) return fill(this.consequence);
    const ends = t("ends_at", { time: timeOf(minutes(last) + this.minutes) });
    fill(this.consequence, ends);
    link.trial(actions.shiftEdit(this.minutes), ({ added }) => {
      const text = added.length ? `${t("more_findings", { count: added.length })}: ${isolate(added[0].text)}` : t("nothing_new");
      fill(this.consequence, sign(added[0]?.grade ?? "good"), h("span", { dir: SENTENCE }, `${text} · ${ends}`));
      announce(text);
    });
  }
}
