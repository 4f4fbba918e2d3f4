// Runs before the page's own scripts, and notes when it paints, shifts and keeps the browser busy.
(() => {
  const noted = { largest: 0, shift: 0, busy: 0, clicked: 0, since: 0 };
  const observe = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe("largest-contentful-paint", (entry) => (noted.largest = entry.startTime));
  observe("layout-shift", (entry) => entry.hadRecentInput || (noted.shift += entry.value));
  observe("longtask", (entry) => (noted.busy += Math.max(0, entry.duration - 50)));
  addEventListener("click", (event) => (noted.clicked = event.timeStamp), true);

  // What can be read and used, by the names that a visitor knows.
  const name = (element) => (element.getAttribute("aria-label") ?? (element.labels?.[0] ?? element).textContent).trim();
  const usable = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
  const shows = ([what, wanted]) =>
    [...document.querySelectorAll(what)].some((element) => name(element) === wanted && usable(element));

  // The first frame in which all of these can be used. One question at a time.
  noted.until = (things) => {
    noted.since = 0;
    const look = () => (things.every(shows) ? (noted.since = performance.now()) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  };
  noted.until([["input", "Email"], ["input", "Password"], ["button", "Log in"]]);
  noted.first = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  // As they were sent, with their headers.
  noted.bytes = () =>
    performance
      .getEntries()
      .filter((entry) => entry.transferSize && !new URL(entry.name).pathname.startsWith("/api/"))
      .reduce((bytes, entry) => bytes + entry.transferSize, 0);
  window.noted = noted;
})();
