{# no markup: a script that the browser runs beside the pages #}"use strict";
/* Keeps the last copy of each open writing page of whoever is signed in, with the files that it needs, and nothing else. */
const VERSION = "{{ version }}";
const FILES = {{ files|safe }};
const OWN = `bien-ban-tep-${VERSION}`;
const PAGES = "bien-ban-trang";
const PAGE = /^\/sinh-hoat\/\d+\/bien-ban\/$/;
const PATIENCE = 8000;

self.addEventListener("install", (event) => {
  const files = FILES.map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(OWN).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(renewAll().then(() => self.clients.claim()));
});

/* Pages kept under an earlier version name its files: those go when every page is renewed. */
async function renewAll() {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    const kept = await pages.match(request);
    if (kept.headers.get("X-Kept-By") === VERSION) continue;
    try {
      await keep(request.url, await fetch(request.url, { credentials: "same-origin", redirect: "manual" }));
    } catch {
      return;
    }
  }
  for (const name of await caches.keys()) {
    if (name.startsWith("bien-ban-tep-") && name !== OWN) await caches.delete(name);
  }
}

/* A page that may be written stays; one that may not (sent, forbidden, gone) goes. Who is signed out keeps the copy. */
async function keep(url, response) {
  const pages = await caches.open(PAGES);
  const address = new URL(url).pathname;
  const writer = response.headers.get("X-Writer");
  if (response.type === "opaqueredirect" || response.redirected || response.status >= 500) return;
  if (response.status !== 200 || !writer) return pages.delete(address);
  for (const request of await pages.keys()) {
    if ((await pages.match(request)).headers.get("X-Writer") !== writer) await pages.delete(request);
  }
  const headers = { "Content-Type": response.headers.get("Content-Type"), "X-Writer": writer, "X-Kept-By": VERSION };
  for (const name of ["Content-Security-Policy", "Permissions-Policy", "X-Frame-Options", "Referrer-Policy", "X-Content-Type-Options"]) {
    if (response.headers.get(name)) headers[name] = response.headers.get(name);
  }
  await pages.put(address, new Response(await response.blob(), { headers }));
}

async function open(event) {
  const kept = await (await caches.open(PAGES)).match(new URL(event.request.url).pathname);
  const fresh = fetch(event.request).then((response) => {
    event.waitUntil(keep(event.request.url, response.clone()).then(renewAll));
    return response;
  });
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const response = await Promise.race([fresh.catch(() => null), late]);
  return !response || response.status >= 500 ? kept : response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(open(event));
  else if (request.mode !== "navigate" && url.pathname.match(/\.(css|js|svg)$/)) event.respondWith(fromFiles(request));
});

async function fromFiles(request) {
  for (const name of await caches.keys()) {
    const kept = name.startsWith("bien-ban-tep-") && (await (await caches.open(name)).match(request, { ignoreVary: true }));
    if (kept) return kept;
  }
  return fetch(request);
}

/* A page asks that the writing page of its meeting be kept, before the network goes. */
self.addEventListener("message", (event) => {
  const { keep: address } = event.data || {};
  if (!PAGE.test(address || "")) return;
  const done = fetch(address, { credentials: "same-origin", redirect: "manual" })
    .then((response) => keep(new URL(address, self.location.origin).href, response))
    .catch(() => {})
    .then(async () => (await (await caches.open(PAGES)).match(address)) && event.source?.postMessage({ kept: address }));
  event.waitUntil(done);
});
