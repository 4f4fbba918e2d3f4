// Runs before anything else. Asks who is logged in while the app is still on its way, loads the program, and keeps what the
// visitor does with the prepared view until the app takes over (src/browser/early.rs). In memory only: nothing typed is
// stored, or leaves the page.
(() => {
  const boot = () => document.getElementById("boot");
  const loading = () => document.getElementById("load");
  const FIELDS = "input, select, textarea";
  const FOCUSABLE = "a[href], button, input, select, textarea";
  const what = { click: "button[type=button]", submit: "form" };
  // The visitor's language, as src/language.rs will find it, to have its words on their way. The server has sent the view in it
  // already; one that does not look at languages has not: then the view stays hidden until the app says it rightly.
  const root = document.documentElement;
  const files = Object.fromEntries((root.dataset.words || "").split(" ").map((entry) => entry.split(":")));
  const primary = (tag) => tag.toLowerCase().split("-")[0];
  const serving = (tag) =>
    ["en", ...Object.keys(files)].find((known) => known && (known === tag || (primary(known) === primary(tag) && !/^zh-(hant|tw|hk|mo)/i.test(tag))));
  const chosen = /(?:^|; )language=([^;]*)/.exec(document.cookie)?.[1];
  const language = [chosen, ...navigator.languages].map((tag) => tag && serving(tag)).find(Boolean) || "en";
  const file = files[language] && `${language}-${files[language]}.json`;
  if (language !== root.lang && root.dataset.words) root.classList.add("other-language");

  // Firefox waits for ever for the rest of an answer that broke off, and compiles nothing else meanwhile: there it has to be whole.
  const COMPILES_AS_IT_COMES = !CSS.supports("-moz-appearance", "none");

  // What is read or filled in before anything on it needs the program is painted first. A hidden tab is not painted, and waits no
  // longer than that, in milliseconds.
  const PAINTED_BY = 500;
  const afterPaint = (resolve) => {
    new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length && resolve()).observe({ type: "paint", buffered: true });
    setTimeout(resolve, PAINTED_BY);
  };
  const { paintsAt } = root.dataset;
  const isShown = paintsAt && location.pathname.endsWith(paintsAt) && language === root.lang;
  const painted = isShown ? new Promise(afterPaint) : Promise.resolve();

  // A network that brings nothing for so long, in milliseconds, will not bring the rest either.
  const PATIENCE = 30000;
  let done = [];
  let left, focused, begun;
  let giveUp = new AbortController();

  // Which of the words in index.html are shown: "pressed", "failed", or those for a load that takes long.
  const tell = (state) => {
    const load = loading();
    if (load) load.dataset.state = state;
  };

  const note = (event) => {
    const view = boot();
    if (!view?.contains(event.target)) return;
    const link = event.target.closest(".form__links a");
    // The prepared view does not know where the visitor is going after the log-in; the app's links say so.
    if (link && !link.search) link.search = location.search;
    const thing = event.target.closest(what[event.type]);
    if (!thing) return;
    if (event.type === "submit") event.preventDefault();
    done.push([event.type, [...view.querySelectorAll(what[event.type])].indexOf(thing)]);
    if (loading()?.dataset.state === "failed") return document.getElementById("load-failed").focus();
    event.submitter?.classList.add("button--busy");
    tell("pressed");
  };
  addEventListener("click", note, true);
  addEventListener("submit", note, true);

  // Where the app can't run it is said why (style/ui/waiting.css).
  const canRun = typeof WebAssembly === "object";
  if (!canRun) document.documentElement.classList.add("is-unable");

  // Shows how much has come, and gives whether that is all. `more` is called whenever something has.
  const count = async (body, more) => {
    const bar = loading()?.querySelector(".load__bar");
    const progress = bar?.querySelector("progress");
    const all = loading()?.dataset.bytes;
    const reader = body.getReader();
    let bytes = 0;
    progress?.removeAttribute("value");
    for (let part; !(part = await reader.read()).done; more()) {
      bytes += part.value.length;
      const percent = Math.min(99, Math.floor((100 * bytes) / all));
      // Not a number when the build did not say how many there are.
      if (percent >= 0) {
        bar?.style.setProperty("--loaded", `${percent}%`);
        progress?.setAttribute("value", percent);
      }
    }
    // Firefox takes the end of a connection for the end of the answer.
    return !(bytes < all);
  };

  // Loads the program and starts it. `script` brings its script (in a function, since the build's minifier can't read `import()`),
  // with what is put behind its address; `program` is an address.
  const load = async (script, program, behind = "") => {
    if (!canRun) return;
    const ours = giveUp;
    const { signal } = ours;
    let timer;
    const more = () => {
      clearTimeout(timer);
      timer = setTimeout(() => ours.abort(), PATIENCE);
    };
    const timeIsUp = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const inTime = (promise) => Promise.race([promise, timeIsUp]);
    let gone, module;
    more();
    try {
      const importing = inTime(painted.then(() => script(behind)));
      importing.catch(() => {});
      // What was asked for before anything else, if this is the first time.
      const coming = early.program ?? fetch(program, { signal });
      early.program = null;
      const answer = await coming;
      gone = answer.status === 404;
      if (!answer.ok) throw answer.status;
      // A copy is counted, so that the browser can keep what it compiles of the answer itself for the next visit.
      count(answer.clone().body, more).then(
        (isAll) => (isAll ? clearTimeout(timer) : ours.abort()),
        () => ours.abort(),
      );
      module = await importing;
      begun = true;
      await inTime(module.default({ module_or_path: COMPILES_AS_IT_COMES ? answer : await inTime(answer.arrayBuffer()) }));
    } catch (error) {
      // Once the app runs, what breaks is its own to tell.
      if (!loading()) throw error;
      console.error("The program could not be loaded.", error);
      for (const busy of boot().querySelectorAll(".button--busy")) busy.classList.remove("button--busy");
      document.getElementById("load-again").onclick = async () => {
        // Another deployment took the file away: only a new page knows the new names.
        if (gone) {
          await window.caches?.delete("page").catch(() => {});
          return location.reload();
        }
        tell("");
        early.session = ask();
        giveUp = new AbortController();
        // Browsers remember by its address that a script failed.
        load(script, program, module ? behind : `?${Date.now()}`);
      };
      tell("failed");
      if (done.length) document.getElementById("load-failed").focus();
    } finally {
      clearTimeout(timer);
    }
  };

  // The page may be one that an earlier visit kept (worker.js), of a build that the server has no more. It is loaded anew as soon as that
  // is known, unless somebody or the program has begun with it: then the next visit has the new one. Once: what was kept is gone.
  const build = () => document.querySelector("meta[name=tapo-care-page]")?.content;
  const heed = async (served) => {
    if (!served || served === build() || !(await window.caches?.delete("page"))) return;
    const isTouched = navigator.userActivation.hasBeenActive || [...document.querySelectorAll("input")].some((field) => field.value !== field.defaultValue);
    if (!begun && !isTouched) location.reload();
  };

  const ask = () =>
    fetch("/api/v1/session", { signal: AbortSignal.timeout?.(20000) })
      .then((answer) => {
        heed(answer.headers.get("tapo-care-page")).catch(() => {});
        return answer.ok ? answer.text() : null;
      })
      .catch(() => null);

  const early = {
    words: file && {
      file,
      text: fetch(`/tapo_web/locales/${file}`)
        .then((answer) => (answer.ok ? answer.text() : null))
        .catch(() => null),
    },

    session: ask(),

    // The page asks for the program as soon as it may, and not by a link that preloads it, of which WebKit makes no use.
    bring(program) {
      if (canRun) this.program = painted.then(() => fetch(program, { signal: giveUp.signal }));
      this.program?.catch(() => {});
    },

    load,

    // A method: the build's minifier makes one of every getter.
    asksForEmail() {
      return (left ?? boot())?.querySelector("#email");
    },

    leave() {
      left = boot();
      const active = document.activeElement;
      if (left?.contains(active)) {
        const index = [...left.querySelectorAll(FOCUSABLE)].indexOf(active);
        const focusVisible = active.matches(":focus-visible");
        focused = { index, focusVisible, from: active.selectionStart, to: active.selectionEnd };
      }
      document.querySelector(".boot--unable")?.remove();
      removeEventListener("click", note, true);
      removeEventListener("submit", note, true);
    },

    carryOver() {
      for (const old of left?.querySelectorAll(FIELDS) ?? []) {
        const field = old.id && document.getElementById(old.id);
        // Only what the visitor changed: the app knows better than a prepared view which language is spoken.
        const first = old.options ? ([...old.options].find((option) => option.defaultSelected) ?? old.options[0])?.value : old.defaultValue;
        if (!field || field.value === old.value || old.value === first) continue;
        field.value = old.value;
        field.dispatchEvent(new Event(field.localName === "select" ? "change" : "input", { bubbles: true }));
      }
      // The same views in the same order: what had the focus is at the same place.
      const thing = focused && document.querySelectorAll(FOCUSABLE)[focused.index];
      thing?.focus({ preventScroll: true, focusVisible: focused.focusVisible });
      // E-mail fields have no place to set; there it is the end, where the typing goes on. Buttons have none either.
      if (thing && Number.isInteger(focused.from)) thing.setSelectionRange(focused.from, focused.to);
      for (const [type, index] of done) {
        const thing = document.querySelectorAll(what[type])[index];
        type === "submit" ? thing?.requestSubmit() : thing?.click();
      }
      left = focused = undefined;
      done = [];
    },
  };
  window.tapoCareEarly = early;
})();
