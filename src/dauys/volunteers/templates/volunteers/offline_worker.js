"use strict";
// Keeps one page and what it is made of; every other address goes to the network as if this were not here.
const NAME = "dauys-{{ name }}", PAGE = "{{ page }}", KEPT = {{ kept|safe }};
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("dauys-") && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET" || !KEPT.includes(path)) return;
  const kept = () => caches.open(NAME).then((cache) => cache.match(path));
  const fresh = () => fetch(event.request).then((answer) => (answer.ok ? answer : kept().then((held) => held || answer)));
  event.respondWith(path === PAGE ? fresh().catch(kept) : kept().then((held) => held || fetch(event.request)));
});
