// Runs before anything else. Asks who is logged in while the app is still on its way, and keeps what the visitor does with the
// prepared view until the app takes over (src/browser/early.rs). In memory only: nothing typed is stored, or leaves the page.
(() => {
  const boot = () => document.getElementById("boot");
  const { classList } = document.documentElement;
  const FIELDS = "input, select, textarea";
  const FOCUSABLE = "a[href], button, input, select, textarea";
  const what = { click: "button[type=button]", submit: "form" };
  let done = [];
  let left, focused;

  const note = (event) => {
    const view = boot();
    if (!view?.contains(event.target)) return;
    const link = event.target.closest(".form__links a");
    // The prepared view does not know where the visitor is going after the log-in; the app's links say so.
    if (link && !link.search) link.search = location.search;
    const thing = event.target.closest(what[event.type]);
    if (!thing) return;
    if (event.type === "submit") {
      event.preventDefault();
      event.submitter?.classList.add("button--busy");
    }
    done.push([event.type, [...view.querySelectorAll(what[event.type])].indexOf(thing)]);
  };
  addEventListener("click", note, true);
  addEventListener("submit", note, true);

  // An app that can't run, or could not be had, does not leave the visitor waiting (style/ui/waiting.css).
  if (typeof WebAssembly !== "object") classList.add("is-unable");
  for (const sign of ["error", "unhandledrejection"]) {
    addEventListener(sign, () => boot() && classList.add("is-stuck"), true);
  }

  window.tapoCareEarly = {
    session: fetch("/api/v1/session", { signal: AbortSignal.timeout(20000) })
      .then((answer) => (answer.ok ? answer.text() : null))
      .catch(() => null),

    leave() {
      left = boot();
      const active = document.activeElement;
      if (left?.contains(active)) {
        const index = [...left.querySelectorAll(FOCUSABLE)].indexOf(active);
        focused = { index, from: active.selectionStart, to: active.selectionEnd };
      }
      left?.remove();
      document.querySelector(".boot--unable")?.remove();
      this.asksForEmail = Boolean(left?.querySelector("#email"));
      removeEventListener("click", note, true);
      removeEventListener("submit", note, true);
    },

    carryOver() {
      for (const old of left?.querySelectorAll(FIELDS) ?? []) {
        const field = old.id && document.getElementById(old.id);
        if (!field || field.value === old.value) continue;
        field.value = old.value;
        field.dispatchEvent(new Event(field.localName === "select" ? "change" : "input", { bubbles: true }));
      }
      // The same views in the same order: what had the focus is at the same place.
      const thing = focused && document.querySelectorAll(FOCUSABLE)[focused.index];
      thing?.focus({ preventScroll: true });
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
})();
