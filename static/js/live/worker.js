// Keeps the page of the desk and its files, so that it opens without a network. Nothing personal is kept here.
"use strict";

const FILES = self.DESK_FILES; // written in front of this by the server, with the version of the files
const KEEP = self.DESK_VERSION;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEEP).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEEP).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (/\/sessions\/[0-9a-f-]{36}\/live\/$/.test(address.pathname)) event.respondWith(page(request));
  else if (request.mode === "navigate") event.respondWith(other(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(file(request));
});

// the page as the server has it now; as it was where the server is silent. A page of log-in is not kept in its place.
async function page(request) {
  const kept = await caches.open(KEEP);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok && !answer.redirected) await kept.put(request.url.split("#")[0], answer.clone());
    if (answer.status < 500) return answer;
  } catch {
    // offline: below
  }
  return (await kept.match(request.url.split("#")[0])) || other(request);
}

// any other page comes from the server; without a network one plain page says so, and leads back to the desk
async function other(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(self.DESK_START)) || Response.error();
  }
}

async function file(request) {
  return (await caches.match(request)) || fetch(request);
}
