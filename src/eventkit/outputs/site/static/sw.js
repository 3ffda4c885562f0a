/**
 * The service worker: keeps the site readable while the network is away. Each folder of pages has one pack, a JSON
 * object of all its files, in which lines that several have stand once; the packs of the folders that a reader opens are stored. A new release has packs of other
 * addresses, so that this file differs and browsers start it anew.
 */
"use strict";

/** The address of the pack of each folder, written with the site. @type {Record<string, string>} */
const PACKS = {};
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SCOPE = worker.registration.scope;
const PREFIX = `eventkit ${SCOPE} `;
const PATIENCE = 3000; // milliseconds that a page may take before the stored one is shown
/** @type {Record<string, string>} */
const TYPES = { html: "text/html", css: "text/css", js: "text/javascript", svg: "image/svg+xml", json: "application/json" };

/** Store the pack of a folder, then remove the ones before; a pack is complete when its own address is stored. @param {string} folder */
async function store(folder) {
  const name = PREFIX + folder;
  const path = PACKS[folder];
  if (!path) return caches.delete(name);
  const cache = await caches.open(name);
  if (await cache.match(path)) return true;
  const answer = await fetch(path);
  if (!answer.ok) return false;
  /** @type {{lines: string[], files: Record<string, (number | string)[]>}} */
  const { lines, files } = await answer.json();
  const former = await cache.keys();
  await Promise.all(
    Object.entries(files).map(([file, pieces]) => {
      const text = pieces.map((piece) => (typeof piece === "number" ? lines[piece] : piece)).join("\n");
      const headers = { "Content-Type": `${TYPES[file.split(".").pop() ?? ""] || "text/plain"}; charset=utf-8` };
      return cache.put(new URL(file, SCOPE), new Response(text, { headers }));
    }),
  );
  const current = new Set(Object.keys(files).map((file) => new URL(file, SCOPE).href));
  await Promise.all(former.filter(({ url }) => !current.has(url)).map((request) => cache.delete(request)));
  await cache.put(path, new Response());
  return true;
}

/** The address of the file that a server sends for an address. @param {string} url */
function fileOf(url) {
  const { pathname } = new URL(url);
  if (pathname.endsWith("/")) return `${pathname}index.html`;
  return /\.[a-z]+$/.test(pathname) ? pathname : `${pathname}.html`;
}

/** A stored file; a page says that it is one, and of when. @param {string} url */
async function findStored(url) {
  const answer = await caches.match(fileOf(url));
  if (!answer?.headers.get("Content-Type")?.startsWith(TYPES.html)) return answer;
  const text = await answer.text();
  return new Response(text.replace("<html ", "<html data-stored "), { headers: answer.headers });
}

/** @param {Request} request */
async function respond(request) {
  const stored = findStored(request.url);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    const network = fetch(request);
    const first = await Promise.race([network, late.then(() => stored)]);
    const answer = first || (await network);
    return answer.status >= 500 ? (await stored) || answer : answer;
  } catch {
    return (await stored) || Response.error();
  }
}

worker.addEventListener("install", () => worker.skipWaiting());

worker.addEventListener("activate", (event) => {
  const update = async () => {
    await worker.clients.claim();
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
    await Promise.allSettled(names.map((name) => store(name.slice(PREFIX.length))));
  };
  event.waitUntil(update());
});

worker.addEventListener("message", (event) => event.waitUntil(store(event.data)));

worker.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(SCOPE)) event.respondWith(respond(event.request));
});
