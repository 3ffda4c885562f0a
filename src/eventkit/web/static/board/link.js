/**
 * The connection to the server: edits wait in a queue until the server has answered, changes of others come
 * as events. The queue survives a reload of the tab.
 * @module
 */

import { now, wall } from "./clock.js";
import { page, store, stored } from "./dom.js";

/** @typedef {import("./types.js").Waiting} Waiting */

const RETRY = 5000;
const PRESENCE = 60_000;
const SLOW = 400;
const TRIAL_DELAY = 80;
const urls = page.urls;

/** An answer of the server other than success. */
export class Refusal extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body?.message ?? String(status));
    this.status = status;
    this.body = body;
  }

  /** True if the server cannot be reached, or not now: the request may be sent again. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** True if the session has ended, or the page was made in another one: the request may be sent after a sign-in. */
  get isSignedOut() {
    return this.status === 401 || (this.status === 403 && page.edits);
  }
}

/**
 * Send a request and parse its answer; `null` if there is none.
 * @param {string} url @param {{ method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal, keepalive?: boolean }} [options]
 */
export async function call(url, { method, body, headers = {}, ...rest } = {}) {
  const token = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=form-token]"))?.content ?? "";
  const sent = body === undefined ? headers : { ...headers, "Content-Type": "application/json" };
  /** @type {Response} */
  let response;
  try {
    const options = { method: method ?? (body === undefined ? "GET" : "POST"), headers: { ...sent, "X-Form-Token": token }, ...rest };
    response = await fetch(url, body === undefined ? options : { ...options, body: JSON.stringify(body) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, null);
  }
  if (response.status === 204 || response.status === 304) return null;
  const parsed = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (!response.ok || parsed === null) throw new Refusal(response.ok ? 401 : response.status, parsed);
  return { body: parsed, tag: response.headers.get("ETag") };
}

/** What should be a list, which a damaged entry is not. @param {unknown} value @returns {any[]} */
const asList = (value) => (Array.isArray(value) ? value : []);

export class Link {
  constructor() {
    /** The board that shows what comes; set before anything is sent. @type {import("./board.js").Board} */
    this.board = /** @type {any} */ (null);
    const scope = `eventkit.board.${page.conference}`;
    this.keys = { queue: `${scope}.queue`, mine: `${scope}.mine`, tab: `${scope}.tab` };
    /** Requests not yet answered, the oldest first. @type {Waiting[]} */
    this.queue = asList(stored("sessionStorage", this.keys.queue, []));
    const { undo, redo } = stored("sessionStorage", this.keys.mine, {});
    /** Numbers of the changes of this tab that can be undone and redone. @type {{ undo: number[], redo: number[] }} */
    this.mine = { undo: asList(undo), redo: asList(redo) };
    this.tab = String(stored("sessionStorage", this.keys.tab, crypto.randomUUID()));
    store("sessionStorage", this.keys.tab, this.tab);
    /** @type {"saved" | "saving" | "offline" | "unsaved" | "signed-out"} */
    this.status = "saved";
    this.sending = false;
    /** The reason of the server for which edits wait; empty if it cannot be reached. */
    this.reason = "";
    /** @type {string | null} */
    this.tag = null;
    this.timer = 0;
    this.hideTimer = 0;
    this.trialTimer = 0;
    /** @type {AbortController | null} */
    this.trialSignal = null;
  }

  /** True while edits wait for the network, for a server that cannot save, or for a sign-in. */
  get isWaiting() {
    return ["offline", "unsaved", "signed-out"].includes(this.status);
  }

  /** Load the state, unless it is the one that was loaded last and nothing came since. */
  async load() {
    const fresh = this.tag && (this.board?.programme.known.size ?? 0) === 0;
    const answer = await call(urls.state, { headers: fresh ? { "If-None-Match": this.tag ?? "" } : {} });
    if (answer) this.tag = answer.tag;
    return /** @type {import("./types.js").State | null} */ (answer?.body ?? null);
  }

  /** Follow the changes of others. */
  listen() {
    const source = new EventSource(`${urls.events}${urls.events.includes("?") ? "&" : "?"}tab=${this.tab}`);
    this.source = source;
    source.addEventListener("change", (event) => this.board.receive(JSON.parse(event.data)));
    source.addEventListener("presence", (event) => this.board.meet(JSON.parse(event.data).people));
    source.addEventListener("job", (event) => this.board.planner?.update(JSON.parse(event.data)));
    source.addEventListener("open", () => void this.online());
    source.addEventListener("error", () => {
      this.lose();
      // The browser tries again by itself, except after an answer that is an error.
      if (source.readyState === EventSource.CLOSED) this.later(() => this.join());
    });
  }

  /** Connect again, and ask at once for what was missed: without a session there are no events. */
  join() {
    this.source?.close();
    this.listen();
    void this.online();
  }

  /**
   * Report regularly that this tab is here, and try again at once when the network is back. A tab that is
   * hidden for long leaves its connection to others, of which a browser has six.
   */
  stay() {
    addEventListener("online", () => void this.online());
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.hideTimer);
      if (document.hidden) this.hideTimer = setTimeout(() => this.source?.close(), PRESENCE);
      else if (this.source?.readyState === EventSource.CLOSED) this.join();
    });
    // Perhaps this organiser has signed in again in another tab.
    addEventListener("focus", () => this.status === "signed-out" && void this.online());
    this.reportPresence();
    let last = Date.now();
    setInterval(() => {
      // After a sleep the connection may be dead without an error.
      if (Date.now() - last > 2 * PRESENCE) this.join();
      last = Date.now();
      this.reportPresence();
    }, PRESENCE);
  }

  /** @param {() => void} act */
  later(act) {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, RETRY);
  }

  /** The connection is back: what was missed is loaded, what waits is sent. */
  async online() {
    try {
      let state = await this.load();
      // A change that came while the state was on its way is not in it.
      while (state && state.number < this.board.programme.state.number) state = await this.load();
      // The form token of the page was that of the last session.
      if (this.status === "signed-out") return location.reload();
      if (state) this.board.reset(state);
      if (this.status !== "saved" && !this.queue.length) this.become("saved");
      await this.flush();
    } catch (error) {
      this.fail(error);
    }
  }

  lose() {
    this.reason = "";
    if (this.status !== "signed-out") this.become("offline");
  }

  /** @param {Link["status"]} status */
  become(status) {
    const changed = this.status !== status;
    this.status = status;
    this.board.showStatus(changed);
  }

  /** Put a request into the queue and send it. @param {Pick<Waiting, "edits" | "label"> & Partial<Waiting>} request */
  async send(request) {
    this.queue.push({ why: "", at: wall(now(this.board.programme.zone)), ...request, id: crypto.randomUUID() });
    this.store();
    this.board.refresh();
    await this.flush();
  }

  store() {
    store("sessionStorage", this.keys.queue, this.queue);
    store("sessionStorage", this.keys.mine, this.mine);
  }

  /** Take a request back that was not sent. @param {string} id */
  withdraw(id) {
    const at = this.queue.findIndex((request) => request.id === id);
    if (at < 0 || (at === 0 && this.sending)) return undefined;
    const [request] = this.queue.splice(at, 1);
    this.store();
    this.board.refresh();
    this.board.showStatus(false);
    return request;
  }

  /** Send what waits, in order. */
  async flush() {
    if (this.sending || this.queue.length === 0) return;
    this.sending = true;
    const slow = setTimeout(() => this.status === "saved" && this.become("saving"), SLOW);
    try {
      while (this.queue.length > 0) {
        const request = this.queue[0];
        try {
          const answer = await call(...address(request));
          this.accept(request, answer?.body);
        } catch (error) {
          if (error instanceof Refusal && !error.passing && !error.isSignedOut) this.refuse(request, error);
          else throw error;
        }
      }
      this.become("saved");
    } catch (error) {
      this.fail(error);
    } finally {
      clearTimeout(slow);
      this.sending = false;
    }
  }

  /** @param {unknown} error */
  fail(error) {
    if (!(error instanceof Refusal)) throw error;
    // The server can be reached, but cannot save: its database is busy, or the disk is full.
    this.reason = error.body?.message ?? "";
    this.become(error.isSignedOut ? "signed-out" : this.reason ? "unsaved" : "offline");
    if (!error.isSignedOut) this.later(() => void this.online());
  }

  /** @param {Waiting} request @param {import("./types.js").Answer} answer */
  accept(request, answer) {
    this.queue.shift();
    // A request that asked for what is so already has changed nothing: the number is that of another change.
    const { sessions, findings } = answer;
    const changed = sessions.length + findings.added.length + findings.removed.length > 0;
    if (request.undo !== undefined) {
      this.mine.undo = this.mine.undo.filter((number) => number !== request.undo);
      const back = this.mine.redo.filter((number) => number !== request.undo);
      const isRedo = back.length < this.mine.redo.length;
      this.mine.redo = isRedo ? back : [...back, answer.number];
      if (isRedo) this.mine.undo.push(answer.number);
    } else if (changed && !this.mine.undo.includes(answer.number)) {
      this.mine = { undo: [...this.mine.undo, answer.number].slice(-100), redo: [] };
    }
    this.store();
    this.board.programme.merge(answer);
    this.board.refresh();
  }

  /** @param {Waiting} request @param {Refusal} refusal */
  refuse(request, refusal) {
    this.queue.shift();
    if (request.undo !== undefined) {
      const other = (/** @type {number} */ number) => number !== request.undo;
      this.mine = { undo: this.mine.undo.filter(other), redo: this.mine.redo.filter(other) };
    }
    this.store();
    this.board.refresh();
    this.board.refused(request, refusal);
  }

  /**
   * Ask which findings edits would bring, a moment after the last call.
   * @param {import("./types.js").Edit[]} edits @param {(changes: import("./types.js").Changes) => void} show
   */
  trial(edits, show) {
    this.stopTrial();
    this.trialTimer = setTimeout(async () => {
      this.trialSignal = new AbortController();
      try {
        const answer = await call(urls.trial, { body: { id: "trial", edits, why: "" }, signal: this.trialSignal.signal });
        if (answer) show(answer.body);
      } catch (error) {
        // Without an answer the facts that the browser knows are shown.
        if (!(error instanceof Refusal) && !(error instanceof DOMException)) throw error;
      }
    }, TRIAL_DELAY);
  }

  stopTrial() {
    clearTimeout(this.trialTimer);
    this.trialSignal?.abort();
  }

  /** Show colleagues that this tab is here, and which session it has lifted. */
  reportPresence() {
    call(urls.presence, { body: { tab: this.tab, lifted: this.board.lifted?.id ?? null } }).catch((error) => {
      if (!(error instanceof Refusal)) throw error;
    });
  }
}

/** @param {Waiting} request @returns {Parameters<typeof call>} */
function address({ id, edits, why, undo, apply }) {
  if (undo !== undefined) return [urls.undo, { body: { id, number: undo } }];
  if (apply !== undefined) return [`${urls.jobs}/${apply.job}/apply`, { body: { id, plan: apply.plan } }];
  return [urls.edits, { body: { id, edits, why } }];
}
