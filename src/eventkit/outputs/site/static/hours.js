/**
 * The script of a large day, which is whole without it: ribbons, the line of now, the reader's own time at each hour, the
 * hour in view, and what the filter leaves. It runs before the script of every page, which fills in the ribbons.
 */
(() => {
  "use strict";

  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  /** @type {Record<string, string>} */
  const words = JSON.parse(main.dataset.words || "{}");
  const table = /** @type {HTMLElement} */ (main.querySelector(".tt"));
  const form = /** @type {HTMLFormElement} */ (main.querySelector("#filter"));
  const bar = /** @type {HTMLElement} */ (main.querySelector(".bar ol"));
  const only = /** @type {HTMLElement} */ (main.querySelector(".only"));

  /** @param {string} selector @param {ParentNode} [within] @returns {any[]} */
  const all = (selector, within = table) => [...within.querySelectorAll(selector)];

  /** @param {string} tag @param {object} properties @returns {any} */
  const element = (tag, properties) => Object.assign(document.createElement(tag), properties);

  const entries = all(".s");
  /** The key of each entry, from a script of the day: it is no use without one. @type {string[]} */
  const keys = /** @type {any} */ (window).keys.split(" ");
  const hours = all(".hour");

  entries.forEach((entry, n) => {
    if (entry.matches(".brk")) return;
    const ariaLabel = (words.keep || "").replace("{title}", entry.querySelector(".ttl").textContent);
    const button = element("button", { className: "keep", type: "button", ariaLabel });
    button.dataset.session = keys[n];
    button.append(document.createElement("i"));
    entry.firstElementChild.append(button);
  });

  /** @param {Element} hour */
  const beginOf = (hour) => Date.parse(hour.querySelector("time").dateTime);
  /** The minutes of a session after the beginning of its hour, as its class has them. @param {Element} entry */
  const minutesOf = (entry) => Number(/ b(\d+)/.exec(entry.className)[1]);

  /** The line before the first session that has not begun, and the way to it; none before and after the day. */
  const showNow = () => {
    for (const former of [...all(".now"), ...all(".to-now", bar)]) (former.closest("li") || former).remove();
    const starts = entries.map((entry) => beginOf(entry.closest(".hour")) + minutesOf(entry) * 60000);
    const next = starts.findIndex((start) => start > Date.now());
    if (next < 1) return;
    const hour = entries[next].closest(".hour");
    const line = element("li", { className: "now", id: "now" });
    line.append(element("span", { textContent: words.now }));
    line.style.setProperty("--begin", String((Date.now() - beginOf(hour)) / 60000));
    entries[next].before(line);
    const item = element("li", {});
    item.append(element("a", { className: "to-now", href: "#now", textContent: words.now }));
    bar.prepend(item);
  };

  const markHour = () => {
    const seen = hours.findLast((hour) => !hour.matches(".empty") && hour.getBoundingClientRect().top < 120);
    for (const link of all("a", bar)) link.ariaCurrent = seen && link.hash === `#${seen.id}` ? "true" : null;
  };

  /** Name what is chosen, write it into the address, and hide the hours that it leaves empty. */
  const showChosen = () => {
    const chosen = all(":checked", form);
    const names = chosen.map((box) => box.parentElement.querySelector("span").textContent);
    /** @type {HTMLElement} */ (only.firstElementChild).textContent = names.join(" · ");
    const shown = new Set(entries.filter((entry) => !chosen.length || entry.checkVisibility()).map((entry) => entry.closest(".hour")));
    for (const hour of hours) hour.classList.toggle("empty", !shown.has(hour));
    const query = chosen.map((box) => box.id).join(".");
    history.replaceState(null, "", `${location.pathname}${query ? `?only=${query}` : ""}${location.hash}`);
  };

  const asked = new URLSearchParams(location.search).get("only");
  for (const id of asked ? asked.split(".") : []) {
    const box = all("input", form).find((input) => input.id === id);
    if (box) box.checked = true;
  }
  if (asked) showChosen();
  form.addEventListener("change", () => {
    for (const hour of hours) hour.classList.remove("empty");
    showChosen();
    if (table.getBoundingClientRect().top < 0) only.scrollIntoView();
  });
  form.addEventListener("reset", () => setTimeout(showChosen));
  addEventListener("scroll", () => requestAnimationFrame(markHour), { passive: true });
  showNow();
  setInterval(showNow, 60000);
})();
