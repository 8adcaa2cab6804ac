// Keeps first aid, help and leaflets of one language at a time for a moment without connection. Stores what the site's
// list names and nothing else: no page that was read, no search, no answer.
const NAME = "umit-kept-";
const LIST = /^\/(?:[a-z]{2}\/)?offline\/list\.json$/;
const OTHERS = /^\/(?:exit|i18n|media|office|work|ministry|accounts|s)\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const list = new URL(event.data?.keep ?? "", location.origin);
  if (list.origin === location.origin && LIST.test(list.pathname)) event.waitUntil(keep(list.pathname));
});

async function keep(list) {
  const answer = await fetch(list, { credentials: "omit" });
  if (!answer.ok) return;
  const { language, version, addresses } = await answer.json();
  const name = `${NAME}${language}-${version}`;
  if (await caches.has(name)) return;
  const fresh = await caches.open(name);
  try {
    await fresh.addAll(addresses.map((it) => new Request(it, { credentials: "omit", cache: "no-cache" })));
  } catch {
    await caches.delete(name);
    return;
  }
  for (const old of await caches.keys()) {
    if (old.startsWith(`${NAME}${language}-`) && old !== name) await caches.delete(old);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || OTHERS.test(address.pathname)) return;
  if (request.mode !== "navigate" && !address.pathname.startsWith("/static/")) return;
  event.respondWith(fetch(request).catch(() => kept(address, request.mode === "navigate")));
});

async function kept(address, isPage) {
  const found = await caches.match(address.pathname, { ignoreVary: true });
  if (found || !isPage) return found ?? Response.error();
  const language = address.pathname.match(/^\/[a-z]{2}\//)?.[0] ?? "/";
  return (
    (await caches.match(`${language}offline/`, { ignoreVary: true })) ??
    (await caches.match("/offline/", { ignoreVary: true })) ??
    Response.error()
  );
}
