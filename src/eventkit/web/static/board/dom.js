/**
 * Elements and words. Texts become text nodes only, so a title can never become markup.
 * @module
 */

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */

const SVG = "http://www.w3.org/2000/svg";

/** An element of the page. @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** A copy of what a template of the page contains. @param {string} id */
export const copy = (id) => /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (byId(id)).content.firstElementChild?.cloneNode(true));

/** @param {string} id */
const read = (id) => JSON.parse(byId(id).textContent ?? "{}");

/** The facts of the page. @type {import("./types.js").PageData} */
export const page = read("page");
/** @type {Record<string, string>} */
const texts = read("texts");
const plural = new Intl.PluralRules(page.language);

/** The template of a text; that of its number if it has one for each. @param {string} key @param {any} count */
const template = (key, count) => texts[`${key}_${count === undefined ? "" : plural.select(count)}`] ?? texts[key] ?? texts[`${key}_other`] ?? key;

/**
 * A text of the board; `{name}` is replaced by the value of that name.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return template(key, values.count).replace(/\{(\w+)\}/g, (_, name) => isolate(values[name] ?? ""));
}

/**
 * As `t`, with each value an element or a text isolated from the direction around it.
 * @param {string} key @param {Record<string, Child>} values
 */
export function rich(key, values) {
  const pieces = template(key, values.count).split(/\{(\w+)\}/);
  return pieces.map((piece, n) => (n % 2 ? (values[piece] instanceof Node ? values[piece] : bdi(values[piece])) : piece));
}

/**
 * An element. `on…` attributes are listeners, those that begin with `--` custom properties; false, null and
 * undefined are left out, true is an empty attribute.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, any> | null} [attributes] @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith("--")) element.style.setProperty(name, value);
    else if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

/** @param {Element} parent @param {any[]} children */
export function append(parent, children) {
  for (const child of children.flat(3)) if (child || child === 0) parent.append(child);
}

/** Replace what an element contains. @param {Element} parent @param {...(Child | Child[])} children */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/** An icon: a symbol of the page. @param {string} name @param {string} [extra] */
export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `i ${extra}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstElementChild?.setAttribute("href", `#icon-${name}`);
  return svg;
}

/** A time or a name, isolated. @param {Child} child @param {string} [style] */
export const bdi = (child, style) => h("bdi", { class: style }, child);

/** A foreign text with its language. @param {import("./types.js").Text} text @param {keyof HTMLElementTagNameMap} [tag] */
export const foreign = (text, tag = "bdi") => h(tag, { dir: "auto", lang: text.lang === page.language ? null : text.lang }, text.text);

/** The space that moves what follows to the end of its row. */
export const gap = () => h("span", { class: "gap" });

/** A button. @param {Child | Child[]} content @param {(event: Event) => void} act @param {Record<string, any>} [attributes] */
export const button = (content, act, attributes = {}) =>
  h("button", { type: "button", class: "b", onclick: act, ...attributes }, content);

/** A button that shows an icon only. @param {string} name @param {string} label @param {(event: Event) => void} act @param {Record<string, any>} [attributes] */
export const iconButton = (name, label, act, attributes = {}) =>
  button(icon(name), act, { class: "b q ic", "aria-label": label, title: label, ...attributes });

/** A link-like button. @param {Child | Child[]} label @param {(event: Event) => void} act @param {Record<string, any>} [attributes] */
export const action = (label, act, attributes = {}) => button(label, act, { class: "a", ...attributes });

/** Options to choose from. @param {[value: string, label: string][]} pairs @param {string} value */
export const options = (pairs, value) => pairs.map(([key, label]) => h("option", { value: key, selected: key === value }, label));

/** The sign of a grade, never by colour alone. @param {string} grade @param {Child} [content] */
export const sign = (grade, content) => {
  const [shape, letter] = /** @type {Record<string, string[]>} */ ({ error: ["e", "!"], warning: ["w", "!"], note: ["n", "i"], good: ["k", "✓"], waits: ["q", "↑"], same: ["n", "="], cost: ["n", "–"] })[grade];
  return h("i", { class: `mk ${shape}`, "aria-hidden": "true" }, content ?? letter);
};

const isRtl = document.documentElement.dir === "rtl";

/** An arrow in the direction of the page. */
export const ARROW = isRtl ? "←" : "→";

const RTL_LETTERS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A text within plain text, isolated (U+2068, U+2069) where its direction may be another. @param {unknown} text */
export const isolate = (text) => (String(text).startsWith("\u2067") ? String(text) : isRtl || RTL_LETTERS.test(String(text)) ? `\u2068${text}\u2069` : String(text));

/** Texts as a list in a sentence, each isolated; the list has the direction of the page, whatever it begins with (U+2067). @param {string[]} items */
export const isolateList = (items) => {
  const list = items.map(isolate).join(t("comma"));
  return isRtl ? `\u2067${list}\u2069` : list;
};

/** A paragraph in the language that it is truly in, and in its direction: `dir="auto"` would be that of a name which begins it. @param {string | undefined} lang @param {Child | Child[]} content @param {Record<string, any>} [attributes] */
export const sentence = (lang, content, attributes) => h("p", { dir: isRtl && lang !== page.language ? (lang ? "ltr" : "auto") : null, lang: lang === page.language ? null : lang, ...attributes }, content);

/** A sentence with the sign of its grade, and actions below it. @param {string} grade @param {Child | Child[]} text @param {...Child} rest */
export const entry = (grade, text, ...rest) => h("li", { class: "entry" }, sign(grade), h("div", null, text instanceof Node ? text : sentence(page.language, text), rest));

/** The findings that a change would bring. @param {{ grade: string, text: string, lang?: string }[]} findings @param {boolean} [known] false until the server has answered */
export const verdict = (findings, known = true) => (findings.length ? findings.map(({ grade, text, lang }) => entry(grade, sentence(lang, text))) : [entry(known ? "good" : "same", t(known ? "nothing_new" : "asking"))]);

/** What the browser has stored; the fallback if that is damaged or forbidden. @param {"localStorage" | "sessionStorage"} storage @param {string} key @param {any} fallback @returns {any} */
export function stored(storage, key, fallback) {
  try {
    return JSON.parse(window[storage].getItem(key) ?? "null") ?? fallback;
  } catch {
    return fallback;
  }
}

/** Store a value, unless that is forbidden. @param {"localStorage" | "sessionStorage"} storage @param {string} key @param {unknown} value */
export function store(storage, key, value) {
  try {
    window[storage].setItem(key, JSON.stringify(value));
  } catch {}
}

/** Text for screen readers only. @param {string} text */
export const hidden = (text) => h("span", { class: "vh" }, text);

/** Speak a sentence: at the foot, which screen readers read out. @param {string} text */
export function announce(text) {
  byId("status").textContent = text;
}

/**
 * Render a region again; the focus stays on the control with the same `data-key`.
 * @param {Element} region @param {() => void} render
 */
export function keepFocus(region, render) {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const key = active && region.contains(active) ? (active.dataset.key ?? active.dataset.id) : undefined;
  render();
  if (key === undefined || document.activeElement === active) return;
  const escaped = CSS.escape(key);
  const again = region.querySelector(`[data-key="${escaped}"], [data-id="${escaped}"]`) ?? region.querySelector("h2");
  /** @type {HTMLElement | null} */ (again)?.focus();
}
