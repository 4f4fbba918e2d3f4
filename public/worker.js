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

// A page wants to be kept, and says of which build it is. Its address is the one that it was loaded from, wherever the visitor is by now.
addEventListener("message", (event) => {
  const pathname = event.source && new URL(event.source.url).pathname;
  if (ADDRESSES.includes(pathname)) event.waitUntil(keep(pathname, event.data));
});

// Nothing but that very build: what else may answer at its address (a proxy, a page for maintenance, another build) would stay.
const keep = async (address, build) => {
  const answer = await fetch(address, { cache: "no-cache", redirect: "error" });
  const page = await answer.text();
  if (!answer.ok || !page.includes(`name=tapo-care-page content=${build}>`)) return;
  const headers = new Headers(answer.headers);
  // It is for this browser only, and no longer compressed.
  for (const name of ["vary", "content-encoding", "content-length"]) headers.delete(name);
  await (await caches.open(KEPT)).put(address, new Response(page, { headers }));
};
