// Keeps the page for the next visit, which then shows it without asking the network first (docs/adr/0024). It answers nothing by
// itself: the browser looks into the cache without starting it, and asks the network for what is not there.
const KEPT = "page";
// The addresses that visitors come back to. None of them says anything of anybody.
const ADDRESSES = ["/tapo_web/login", "/tapo_web/redeem", "/tapo_web/help"];

addEventListener("install", (event) => {
  skipWaiting();
  event.addRoutes(
    ADDRESSES.map((pathname) => ({
      condition: { urlPattern: { pathname, search: "" }, requestMethod: "GET", requestMode: "navigate" },
      source: { cacheName: KEPT },
    })),
  );
});

// A page wants to be kept. Its address is the one that it was loaded from, wherever the visitor is by now.
addEventListener("message", (event) => {
  const { pathname } = new URL(event.source.url);
  if (ADDRESSES.includes(pathname)) event.waitUntil(keep(pathname));
});

const keep = async (address) => (await caches.open(KEPT)).add(new Request(address, { cache: "no-cache" }));
