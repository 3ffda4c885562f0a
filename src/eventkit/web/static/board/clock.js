/**
 * Wall times of the conference as whole minutes since 1970 on its own wall clock. The zone of the browser is
 * never used.
 * @module
 */

export const STEP = 5;
export const DAY = 1440;

/** Parse "2027-05-01T09:30" or "2027-05-01"; an offset after the time is ignored. @param {string} text */
export const minutes = (text) => Date.parse(text.length > 10 ? `${text.slice(0, 16)}Z` : text) / 60000;

/** Format as "2027-05-01T09:30". @param {number} at */
export const wall = (at) => new Date(at * 60000).toISOString().slice(0, 16);

/** @param {number} at */
export const dateOf = (at) => wall(at).slice(0, 10);

/** @param {number} at */
export const timeOf = (at) => wall(at).slice(11);

/** "09:30–10:15". @param {number} start @param {number} end */
export const range = (start, end) => `${timeOf(start)}–${timeOf(end)}`;

/** The times of a place, "09:30–10:15". @param {import("./types.js").Place} place */
export const times = ({ start, end }) => `${start?.slice(11, 16)}–${end?.slice(11, 16)}`;

/** Round to the five minutes that places are exact to. @param {number} at */
export const snap = (at) => Math.round(at / STEP) * STEP;

/** @param {Date} date @param {string} zone */
function inZone(date, zone) {
  const form = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return minutes(form.format(date).replace(" ", "T"));
}

/** The wall time in a zone now. @param {string} zone */
export const now = (zone) => inZone(new Date(), zone);

/**
 * A moment with an offset, "2027-05-01T07:30:00+00:00", as wall minutes in a zone; one without is a wall time.
 * @param {string} at @param {string} zone
 */
export function moment(at, zone) {
  return /T.*([+-]\d\d:\d\d|Z)$/.test(at) ? inZone(new Date(at), zone) : minutes(at);
}

/** Formatters take long to make. @type {Map<string, Intl.DateTimeFormat>} */
const formatters = new Map();

/** The name of a day in a language. @param {string} date @param {string} language @param {boolean} [long] */
export function dayName(date, language, long = false) {
  const key = `${language} ${long}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    /** @type {Intl.DateTimeFormatOptions} */
    const form = long ? { weekday: "long", day: "numeric", month: "long" } : { weekday: "short", day: "numeric" };
    // Days have the digits of the times beside them.
    formatter = new Intl.DateTimeFormat(language === "en" ? "en-GB" : `${language}-u-nu-latn`, { ...form, timeZone: "UTC" });
    formatters.set(key, formatter);
  }
  return formatter.format(minutes(date) * 60000);
}
