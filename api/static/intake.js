// The form works without this. With it, the draft survives a reload, names follow their rows, and the review is
// brought into view. Nothing here judges or reads an answer.
"use strict";
(() => {
  const KEY = "kpi-advisor-draft";
  const form = () => document.getElementById("intake");
  const report = () => document.getElementById("report");

  const answers = () => {
    const found = {};
    for (const [name, value] of new FormData(form())) {
      if (value) found[name] = value;
    }
    return found;
  };

  // A browser may refuse to keep anything; the form is then as good as before.
  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  };
  const store = () => {
    try {
      const draft = answers();
      if (Object.keys(draft).length) localStorage.setItem(KEY, JSON.stringify(draft));
      else localStorage.removeItem(KEY);
    } catch {}
  };

  const restore = async () => {
    const draft = stored();
    if (form().dataset.fresh !== "yes" || !draft || !Object.keys(draft).length) return;
    await htmx.ajax("POST", form().getAttribute("action"), { target: "#intake", swap: "outerHTML", values: draft });
    const note = document.getElementById("draft-back");
    note.textContent = note.dataset.text;
  };

  const showWhatNeedsScript = () => {
    for (const one of document.querySelectorAll("[data-with-script]")) one.hidden = false;
    for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
  };

  // Row headings, groups and buttons speak of a row by its name.
  const rename = (field) => {
    for (const one of document.querySelectorAll(`[data-named-by="${CSS.escape(field.name)}"]`)) {
      const called = field.value.trim() || one.dataset.otherwise;
      if (one.dataset.says) one.setAttribute("aria-label", one.dataset.says.replace("{}", () => called));
      else one.textContent = called;
    }
  };

  const age = () => {
    const shown = report();
    if (!shown.querySelector(".kpi-report") || shown.querySelector(".stale")) return;
    const note = document.createElement("p");
    note.className = "stale";
    note.textContent = shown.dataset.stale;
    shown.prepend(note);
  };

  const say = (text) => {
    const problem = document.createElement("p");
    problem.className = "problem";
    problem.setAttribute("role", "alert");
    problem.textContent = text;
    report().replaceChildren(problem);
  };

  const bringIntoView = (one) => {
    if (!one) return;
    one.setAttribute("tabindex", "-1");
    one.focus({ preventScroll: true });
    one.scrollIntoView({ block: "start" });
  };

  document.addEventListener("input", (event) => {
    if (!event.target.closest?.("#intake")) return;
    if (event.target.name) rename(event.target);
    store();
    age();
  });
  // Enter in a single line would send the whole form away from the page.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("#intake input")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.id !== "clear-draft" || !window.confirm(event.target.dataset.sure)) return;
    try {
      localStorage.removeItem(KEY);
    } catch {}
    window.location.assign(event.target.dataset.home);
  });
  // A row is removed with all that is in it, so that is asked first, unless there is nothing in it.
  document.addEventListener("htmx:confirm", (event) => {
    const { sure, namedBy } = event.target.dataset ?? {};
    if (!sure) return;
    const row = namedBy.slice(0, namedBy.lastIndexOf("-") + 1);
    const written = Object.keys(answers()).some((name) => name.startsWith(row));
    const called = document.getElementById(namedBy).value.trim() || event.target.dataset.otherwise;
    if (!written) return;
    event.preventDefault();
    if (window.confirm(sure.replace("{}", () => called))) event.detail.issueRequest(true);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    showWhatNeedsScript();
    if (event.detail.target.id === "report") {
      const heads = [...report().querySelectorAll(".problem, .kpi-report h1, .kpi-report h2")];
      // The review holds both languages and shows one.
      bringIntoView(heads.find((head) => head.offsetParent !== null) ?? report());
    } else if (!event.detail.target.isConnected || event.detail.target.id === "intake") {
      store();
      age();
    }
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      // The questions beside the form come again with the next key; a review that fails has to say so.
      if (event.detail.target?.id !== "next") say(report().dataset.failed);
    });
  }

  showWhatNeedsScript();
  bringIntoView(document.querySelector("#intake .problem"));
  restore();
})();
