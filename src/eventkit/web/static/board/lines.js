/**
 * The lines that the texts of a card take: words are measured in the browser's own fonts, once each, because a card
 * says of itself how many lines it needs before it is drawn.
 * @module
 */

import { page } from "./dom.js";

const isArabic = page.language.startsWith("ar");
/** The height of a line of a title, and of time and people, in px; the edges of a card beside them. */
export const TITLE_LINE = isArabic ? 18 : 16;
export const FACTS_LINE = isArabic ? 16 : 15;
export const EDGES = 9;
/** What a card's edges and the space for obstacles take of a room's width, and each sign of a card. */
export const BESIDE = 36;
export const SIGN = 22;
const CODE = 26;

const canvas = document.createElement("canvas").getContext("2d");
const { fontFamily } = getComputedStyle(document.documentElement);
const TITLE = `600 12px ${fontFamily}`;
const FACTS = `11px ${fontFamily}`;
/** @type {Map<string, number>} */
const widths = new Map();

/** @param {string} text @param {string} font */
function measure(text, font) {
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    if (!canvas) return text.length * 7;
    canvas.font = font;
    width = canvas.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** A title with soft hyphens in its long words. @param {import("./types.js").Text} title */
export const divided = ({ text, divided }) => divided ?? text;

/** Words, which break after hyphens; characters of Chinese and Japanese break everywhere. */
const PIECES = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]+?[-\u00ad](?=\p{L})|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]+|\s+/gu;

/** The lines of a title. @param {string} title @param {number} width */
export function countLines(title, width) {
  if (width < SIGN) return 1; // in the overview
  let [lines, used] = [1, 0];
  for (const piece of title.match(PIECES) ?? []) {
    const size = measure(piece, TITLE);
    const hyphen = piece.endsWith("\u00ad") ? measure("-", TITLE) : 0;
    if (used + size + hyphen > width && used > 0) {
      lines += 1;
      used = 0;
      if (!piece.trim()) continue;
    }
    used += size;
    if (used > width) {
      lines += Math.ceil(used / width) - 1;
      used %= width;
    }
  }
  return lines;
}

/** The lines that people take below the time, of which each may end early. @param {string[]} names @param {number} width */
const peopleLines = (names, width) => Math.ceil(measure(names.join(", "), FACTS) / (width * 0.9));

/**
 * How the people of a card are shown: all beside the time; all below it; the first in either place, with the number of
 * the others; or none. A name is shown whole or not at all.
 * @param {string[]} names @param {string} time @param {number} width @param {number} lines the lines below the time
 * @returns {"beside" | "below" | "first" | "first-below" | "none"}
 */
export function placePeople(names, time, width, lines) {
  const left = width - measure(time, FACTS) - CODE - 6;
  if (measure(names.join(", "), FACTS) <= left) return "beside";
  if (peopleLines(names, width) <= lines) return "below";
  if (names.length === 1) return "none";
  const first = measure(`${names[0]} +${names.length - 1}`, FACTS);
  return first <= left ? "first" : lines > 0 && first <= width ? "first-below" : "none";
}

/** The most lines of a title for which a minute grows. @param {number} minutes @param {number} width */
const most = (minutes, width) => (minutes <= 10 ? 1 : minutes <= 30 ? 4 : 6) + (width < 160 ? 1 : 0);

/**
 * The height that a card requires of the axis: a button of 24 px for five minutes, else its title, time and people.
 * @param {{ title: string, names: string[], time: string, minutes: number, signs: number }} card @param {number} room the width of the room
 */
export function neededHeight({ title, names, time, minutes, signs }, room) {
  if (minutes <= 5) return 26;
  const width = room - BESIDE;
  const lines = Math.min(countLines(title, width - signs * SIGN), most(minutes, room));
  const below = minutes >= 15 && placePeople(names, time, width, 2) === "below" ? peopleLines(names, width) : 0;
  return EDGES + FACTS_LINE * (1 + below) + TITLE_LINE * lines;
}
