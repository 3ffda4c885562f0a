/**
 * The script of the conference site, whose pages are complete without it. It is a classic one, because browsers load no
 * modules from disk. `sessions.js`, `search.js` and `calendar.js` add to `programme` what single pages need. Words are in
 * `data-` attributes of the script element, and as JSON in `data-words` of `main`.
 */
(() => {
  "use strict";

  /**
   * @typedef {[key: string, day: string, start: number, end: number, markup: string, state: number, parent: string,
   *   title: string, shown: string, forms: string]} Session
   *   times in minutes since 1970; state 0 if it is cancelled, 2 if it has parts, otherwise 1; last its texts for the
   *   search: the title, the rest of its entry, and the forms of both in other languages
   * @typedef {object} Programme
   * @property {Record<string, string>} days the heading of each day, by its date
   * @property {Session[]} sessions by time
   * @property {Record<string, string>} [texts] what pages of sessions have beside, as markup, by key
   * @property {[title: string, shown: string, forms: string, markup: string, key?: string][]} [pages] all other pages
   * @property {any} calendar the head, and the events by key, of an iCalendar file
   */

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const main = /** @type {any} */ (document.querySelector("main"));
  /** @type {Record<string, string>} */
  const words = JSON.parse(main.dataset.words || "{}");
  /** Data and functions of other scripts. @type {Window & {programme: Programme, drawQr: any}} */
  const page = /** @type {any} */ (window);
  const MINUTE = 60000;
  const online = location.protocol.startsWith("http");

  /** A number or time in the digits of the page. @param {string | number} text */
  const inDigits = (text) => String(text).replace(/\d/g, (digit) => (script.dataset.digits || "")[+digit] || digit);

  /** A word with its values. @param {string} word @param {Record<string, string | number>} values */
  const say = (word, values) =>
    word.replace(/\{(\w+)\}/g, (_, name) => (name === "count" ? inDigits : String)(values[name]));

  /** A text in a sentence, whatever its direction. @param {string} text */
  const isolate = (text) => `\u2068${text}\u2069`;

  /** @param {string} tag @param {string} className @param {string} text */
  const element = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });

  /** @param {string} selector @param {ParentNode} [within] @returns {any[]} */
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /** Run a script, then go on. @param {string | URL} address @param {() => void} then */
  const load = (address, then) => {
    document.head.append(Object.assign(document.createElement("script"), { src: address, onload: then }));
  };

  /** Markup of lists that stand in folders, for a page beside these. @param {string} markup */
  const raise = (markup) => markup.replaceAll('="../', '="');

  /** The element that the script fills in. @param {string} name @returns {any} */
  const slot = (name) => document.querySelector(`[data-slot=${name}]`);

  // Storage may be forbidden: everything works until the page is left.

  /** @param {string} name */
  const stored = (name) => `eventkit ${script.dataset.conference} ${name}`;

  /** @param {string} name @param {any} otherwise */
  const read = (name, otherwise) => {
    try {
      return JSON.parse(localStorage.getItem(stored(name)) || "") ?? otherwise;
    } catch {
      return otherwise;
    }
  };

  /** @param {string} name @param {any} value */
  const write = (name, value) => {
    try {
      localStorage.setItem(stored(name), JSON.stringify(value));
    } catch {}
  };

  // My programme: the keys of sessions, which come from their UIDs and survive new ids and titles.

  /** @returns {Set<string>} */
  const readMine = () => new Set([].concat(read("mine", [])).filter((key) => typeof key === "string"));
  let mine = readMine();

  const showChosen = () => {
    for (const button of all("button[data-session]"))
      Object.assign(button, { hidden: false, ariaPressed: mine.has(button.dataset.session) });
    if (words.sessions) showSummary();
  };

  /** @param {Iterable<string>} keys */
  const choose = (keys) => {
    mine = new Set(keys);
    write("mine", [...mine]);
    showChosen();
  };

  document.addEventListener("click", (event) => {
    const button = /** @type {any} */ (event.target).closest("button[data-session]");
    if (!button) return;
    const key = button.dataset.session;
    choose(mine.has(key) ? [...mine].filter((other) => other !== key) : [...mine, key]);
  });

  addEventListener("storage", (event) => {
    if (event.key !== stored("mine")) return;
    mine = readMine();
    if (words.sessions) listMine();
    showChosen();
  });

  /** The sessions of the page's list, shared or the reader's own. @returns {Session[]} */
  const chosen = () => page.programme.sessions.filter(([key]) => mine.has(key));

  /** Sections of days with sessions. @param {Session[]} sessions */
  const byDay = (sessions) => {
    const sections = new Map();
    for (const [, day, , , markup] of sessions) {
      if (!sections.has(day)) {
        const section = element("section", "body", "");
        section.append(element("h2", "", page.programme.days[day]), element("ol", "prog", ""));
        sections.set(day, section);
      }
      sections.get(day).lastChild.insertAdjacentHTML("beforeend", raise(markup));
    }
    return [...sections.values()];
  };

  const listMine = () => {
    slot("list").replaceChildren(...byDay(chosen()));
    showOwnTimes();
  };

  /** The count, the link, and beside each session those at the same time. */
  const showSummary = () => {
    const sessions = chosen();
    slot("count").textContent = sessions.length ? say(words.sessions, { count: sessions.length }) : words["mine-empty"];
    slot("chosen").hidden = !sessions.length;
    const link = slot("link");
    const keys = sessions.map(([key]) => key).join(".");
    link.href = `#mine=${keys}`;
    if (slot("feed") && online) offerFeed(slot("feed"), `${slot("feed").dataset.folder}${keys}.ics`);
    const code = page.drawQr?.(link.href);
    slot("code").hidden = !code;
    if (code) slot("qr").replaceChildren(code);
    for (const note of all(".clash")) note.remove();
    const planned = sessions.filter((session) => session[5]);
    for (const [key, , start, end, , , parent] of planned) {
      const others = planned.filter(
        ([other, , from, to, , , whole]) => from < end && start < to && ![parent, key].includes(other) && whole !== key,
      );
      const titles = others
        .filter(([, , , , , , whole]) => !others.some(([other]) => other === whole)) // a block stands for its talks
        .map(([other]) => isolate(all(".ttl", entryOf(other))[0].textContent));
      if (titles.length)
        all(".what", entryOf(key))[0].append(element("p", "note clash", say(words.clash, { title: titles.join("\u00a0· ") })));
    }
  };

  /** @param {string} key */
  const entryOf = (key) => all(`[data-session="${key}"]`)[0].closest(".hd");

  const offerShared = () => {
    const keys = new Set(location.hash.replace(/^#mine=/, "").split("."));
    const shared = page.programme.sessions.filter(([key]) => keys.has(key) && !mine.has(key));
    slot("shared").hidden = !shared.length;
    slot("shared-count").textContent = say(words["selection-in-link"], { count: shared.length });
    slot("shared-list").replaceChildren(...byDay(shared));
    slot("add").onclick = () => {
      history.replaceState(null, "", location.pathname);
      choose([...mine, ...shared.map(([key]) => key)]);
      offerShared();
      listMine();
      showChosen();
      main.querySelector("h1").focus();
    };
  };

  const downloadCalendar = () => {
    const { head, events } = page.programme.calendar;
    const text = chosen().map(([key]) => events[key] || "");
    const href = URL.createObjectURL(new Blob([head, ...text, "END:VCALENDAR\r\n"], { type: "text/calendar" }));
    Object.assign(document.createElement("a"), { href, download: "mine.ics" }).click();
  };

  const openMine = () => {
    listMine();
    offerShared();
    addEventListener("hashchange", offerShared);
    if (slot("calendar"))
      slot("calendar").onclick = () => (page.programme.calendar ? downloadCalendar() : load("calendar.js", downloadCalendar));
    if (online) load(slot("qr").dataset.script, showSummary);
    slot("copy").onclick = async () => {
      await navigator.clipboard.writeText(slot("link").href);
      slot("copied").textContent = words["link-copied"];
    };
  };

  // The search: a scan of all texts without case and accents, so that any part of a word in any script is found.

  /** @type {Record<string, string>} */
  const LETTERS = { ß: "ss", ø: "o", đ: "d", ł: "l", æ: "ae", œ: "oe", ı: "i", ة: "ه", ى: "ي" };

  /** @param {string} text */
  const fold = (text) =>
    text
      .normalize("NFKD")
      // Marks of Latin, Greek, Cyrillic, Hebrew and Arabic; vowels of Indic scripts and of Thai are letters.
      .replace(/[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]/g, "")
      .toLowerCase()
      .replace(/[ßøđłæœıةى]/g, (letter) => LETTERS[letter]);

  /** @type {Record<string, string>} */
  const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };

  /** The text of markup. @param {string} markup */
  const plain = (markup) =>
    markup
      .replace(/<(?:\/(?:p|li|h\d|pre|div)|br)>|\n/g, " ")
      .replace(/<[^>]*>/g, "")
      .replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => ENTITIES[entity]);

  /** Mark the terms in an element. @param {Node} node @param {string[]} terms */
  const mark = (node, terms) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
    for (const text of texts) {
      const found = locate(text.data, terms);
      if (!found) continue;
      const hit = text.splitText(found[0]);
      hit.splitText(found[1] - found[0]);
      hit.replaceWith(element("mark", "", hit.data));
    }
  };

  /** Where the first of the terms is in a text. @param {string} text @param {string[]} terms */
  const locate = (text, terms) => {
    let folded = "";
    const places = []; // of each folded character in the text
    for (let at = 0; at < text.length; at++) {
      const part = fold(text[at]);
      for (let n = 0; n < part.length; n++) places.push(at);
      folded += part;
    }
    for (const term of terms) {
      const at = folded.indexOf(term);
      if (at >= 0) return [places[at], (places[at + term.length] ?? text.length)];
    }
  };

  const openSearch = () => {
    const input = main.querySelector("input[type=search]");
    const { sessions, texts = {}, pages = [] } = page.programme;
    const rows = sessions
      .map(([key, , , , markup, , , title, shown, forms]) => [title, shown, forms, markup, key])
      .concat(/** @type {string[][]} */ (pages))
      .map(([title, shown, forms, markup, key]) => [title, shown, `${forms} ${plain(texts[key] || "")}`, raise(markup)]);
    const folded = rows.map(([title, shown, more]) => [fold(title), fold(`${title} ${shown} ${more}`)]);
    let search = 0;

    const show = () => {
      const terms = fold(input.value).split(/\s+/).filter(Boolean);
      const isIn = (/** @type {string} */ text) => terms.every((term) => text.includes(term));
      const found = terms.length ? [...folded.keys()].filter((n) => isIn(folded[n][1])) : [];
      const inTitle = found.filter((n) => isIn(folded[n][0]));
      const hits = [...new Set([...inTitle, ...found])];
      const list = slot("results");
      list.replaceChildren();
      slot("status").textContent = !terms.length
        ? ""
        : say(hits.length ? words.results : words["no-results"], { count: hits.length, query: input.value.trim() });
      slot("everything").hidden = terms.length > 0;
      const turn = ++search;
      /** Long lists come in pieces, so that typing never waits for them. @param {number} from */
      const append = (from) => {
        if (turn !== search) return;
        for (const n of hits.slice(from, from + 40)) {
          const [title, shown, more, markup] = rows[n];
          list.insertAdjacentHTML("beforeend", markup);
          const entry = list.lastElementChild;
          const [start, end] = (!locate(`${title} ${shown}`, terms) && locate(more, terms)) || [];
          if (end) {
            const snippet = more.slice(Math.max(0, start - 60), end + 90);
            const line = element("p", "by", `${more.startsWith(snippet) ? "" : "…"}${snippet}${more.endsWith(snippet) ? "" : "…"}`);
            line.dir = "auto";
            all(".what", entry)[0].append(line);
          }
          mark(entry, terms);
        }
        if (from + 40 < hits.length) setTimeout(append, 0, from + 40);
        showChosen();
      };
      append(0);
      history.replaceState(null, "", terms.length ? `?q=${encodeURIComponent(input.value)}` : location.pathname);
    };

    input.value = new URLSearchParams(location.search).get("q") || "";
    input.addEventListener("input", show);
    input.form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
    show();
  };

  // Times: what is on now, and what a time is where the reader is.

  /** The period of an entry. @param {Element} entry */
  const period = (entry) => all("time", entry).map((time) => Date.parse(time.dateTime));

  const markCurrent = () => {
    for (const when of all(".prog .when")) {
      const [start, end] = period(when);
      when.ariaCurrent = start <= Date.now() && Date.now() < end ? "time" : null;
    }
  };

  /** The time of the reader's clock, with the distance from a day. @param {string} stamp @param {string} day */
  const ownTime = (stamp, day) => {
    const [date, time] = new Date(stamp).toLocaleString("sv").split(" "); // Swedish dates are those of ISO 8601
    const days = (Date.parse(date) - Date.parse(day)) / (1440 * MINUTE);
    return `${time.slice(0, 5)}${days ? ` ${days > 0 ? "+" : "−"}${Math.abs(days)}` : ""}`;
  };

  /** The minutes that the reader's clock is ahead of the conference at a time. @param {string} stamp */
  const lead = (stamp) => {
    const [, sign, hours, minutes] = /** @type {string[]} */ (/([+-])(\d\d):(\d\d)$/.exec(stamp));
    return -new Date(stamp).getTimezoneOffset() - +`${sign}1` * (+hours * 60 + +minutes);
  };

  /** Own times: one sentence above a list, or beside each time if clocks change meanwhile, and in the facts of a session. */
  const showOwnTimes = () => {
    const listed = all(".prog .when time, .hour h2 time").map((time) => time.dateTime);
    const leads = [...new Set(listed.map(lead))];
    if (leads.length === 1) {
      main.querySelector(".clock")?.remove();
      const [minutes] = leads;
      if (minutes) {
        const language = `${document.documentElement.lang}-u-nu-latn`;
        const unit = new Intl.NumberFormat(language, { style: "unit", unit: "hour", unitDisplay: "long" });
        const time = inDigits(unit.format(Math.abs(minutes) / 60));
        const word = script.dataset[minutes > 0 ? "ahead" : "behind"] || "";
        const [head] = all(".day-head", main);
        const sentence = element("p", "clock", say(word, { time }));
        if (head) head.append(sentence);
        else main.querySelector("h1").after(sentence);
      }
    }
    for (const when of all(`.hour h2, .facts .d${leads.length > 1 ? ", .when" : ""}`)) {
      const [start, end] = all("time", when).map((time) => time.dateTime);
      const day = (start || "").slice(0, 10);
      if (!day || ownTime(start, day) === start.slice(11, 16) || when.querySelector(".yours")) continue;
      const times = (when.matches(".d") ? [start, end] : [start]).map((at) => isolate(inDigits(ownTime(at, day)))).join("–");
      when.append(element("span", "yours", say(script.dataset.yourTime || "", { time: times })));
    }
  };

  const openNow = () => {
    const { sessions: listed, days } = page.programme;
    const sessions = listed.filter((session) => session[5] === 1);
    const show = () => {
      const now = Date.now() / MINUTE;
      const current = sessions.filter(([, , start, end]) => start <= now && now < end);
      const next = sessions.find(([, , start]) => start > now);
      const following = sessions.filter(([, , start]) => next && start === next[2]);
      const first = sessions[0];
      slot("status").textContent = current.length
        ? ""
        : !next
          ? words[first ? "ended" : "nothing-now"]
          : now < first[2]
            ? say(words["not-started"], { date: days[first[1]] })
            : words["nothing-now"];
      for (const [name, list] of Object.entries({ now: current, next: following })) {
        slot(name).hidden = !list.length;
        const target = slot(name).querySelector(".prog");
        const markup = raise(list.map((session) => session[4]).join(""));
        if (target.innerHTML !== markup) target.innerHTML = markup;
      }
      showChosen();
      showOwnTimes();
    };
    show();
    setInterval(show, MINUTE / 2);
  };

  /** The page of a room as a display: what is on, and what is next. */
  const openDisplay = () => {
    document.documentElement.classList.add("screen");
    const heading = { now: element("h2", "", words.now), next: element("h2", "", words["up-next"]) };
    const entries = all(".prog > .s");
    const show = () => {
      const now = Date.now();
      const upcoming = entries.filter((entry) => period(entry)[1] > now).slice(0, 3);
      for (const entry of entries) entry.hidden = !upcoming.includes(entry);
      for (const section of all("section", main)) section.hidden = !section.querySelector(".s:not([hidden])");
      const next = upcoming.find((entry) => period(entry)[0] > now);
      for (const title of Object.values(heading)) title.remove();
      if (next) {
        const isToday = new Date(period(next)[0]).toDateString() === new Date().toDateString();
        const day = next.closest("section").querySelector("h2").textContent;
        heading.next.textContent = isToday ? words["up-next"] : `${words["up-next"]} · ${day}`;
      }
      if (upcoming[0] && upcoming[0] !== next) upcoming[0].prepend(heading.now);
      next?.prepend(heading.next);
    };
    show();
    setInterval(show, MINUTE / 4);
    // A display runs for days: it takes up changes, and keeps what it has while the network is away.
    setInterval(() => fetch(location.href, { cache: "no-cache" }).then((answer) => answer.ok && location.reload()), 5 * MINUTE);
  };

  /** The links to subscribe to a calendar, whose address is known in the browser alone. @param {any} feed @param {string} path */
  const offerFeed = (feed, path) => {
    const { href } = new URL(path, location.href);
    const webcal = href.replace(/^https?/, "webcal");
    const [subscribe, google, outlook] = all("a", feed);
    subscribe.href = webcal;
    google.href = `https://calendar.google.com/calendar/render?cid=${encodeURIComponent(webcal)}`;
    outlook.href = `https://outlook.live.com/calendar/0/addfromweb?url=${encodeURIComponent(href)}`;
    all("input", feed)[0].value = href;
    feed.hidden = false;
  };

  /** Addresses of calendars, selected and copied whole. */
  const offerCopies = () => {
    for (const field of all("input[readonly]")) field.onfocus = () => field.select();
    if (!navigator.clipboard) return;
    for (const button of all("[data-copy]")) {
      button.hidden = false;
      button.onclick = () => navigator.clipboard.writeText(button.previousElementSibling.value);
    }
  };

  const rememberView = () => {
    const choices = all(".view input");
    for (const choice of choices) {
      choice.checked = choice.id === read("view", choices[0].id);
      choice.addEventListener("change", () => write("view", choice.id));
    }
  };

  const workOffline = async () => {
    const { worker, folder } = script.dataset;
    if (!worker || !online || !("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(worker);
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage(folder);
  };

  if (slot("list")) openMine();
  if (slot("results")) openSearch();
  if (slot("now")) openNow();
  if (slot("display")) slot("display").hidden = false;
  if (online) for (const feed of all("[data-feed]")) offerFeed(feed, feed.dataset.feed);
  offerCopies();
  rememberView();
  showChosen();
  showOwnTimes();
  if (new URLSearchParams(location.search).has("screen")) openDisplay();
  else markCurrent(), setInterval(markCurrent, MINUTE / 2);
  addEventListener("load", workOffline);
})();
