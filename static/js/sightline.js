// The whole client script: theme, keys, panel focus, progress. Everything else is HTML and htmx.
(() => {
  const doc = document, root = doc.documentElement, find = (s) => doc.querySelector(s);
  const on = (name, act) => doc.addEventListener(name, act);
  on("submit", (e) => {
    if (!e.target.matches("[data-theme-form]")) return;
    e.preventDefault();
    const now = root.dataset.theme, device = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.dataset.theme = (now === "auto" ? device : now) === "dark" ? "light" : "dark";
    doc.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
  });
  let opener = null;
  on("htmx:beforeRequest", (e) => {
    if (e.target.closest("table, .heat, .sight, .chg, .howlink")) opener = e.target;
    root.classList.add("is-busy");
    find("#trouble")?.setAttribute("hidden", "");
  });
  on("htmx:afterRequest", () => root.classList.remove("is-busy"));
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) on(name, () => find("#trouble")?.removeAttribute("hidden"));
  on("htmx:afterSwap", (e) => {
    const bad = e.target.querySelector?.("[data-errors], [aria-invalid=true]");
    if (bad) return bad.focus();
    if (e.detail.target.id === "panel") (find("#panel:not([hidden])") || opener)?.focus();
  });
  const rows = () => [...doc.querySelectorAll("main .rowlink")];
  const step = (by) => {
    const all = rows(), at = all.indexOf(doc.activeElement);
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
  };
  const keys = { "/": () => (find("#filter-find") || find("[data-jump]"))?.focus(), j: () => step(1), k: () => step(-1), c: () => find("[data-check-in]")?.click() };
  on("keydown", (e) => {
    const held = e.ctrlKey || e.metaKey;
    if (held && e.key === "k") { e.preventDefault(); find("[data-jump]")?.click(); }
    else if (held && e.key === "Enter") e.target.closest("form")?.requestSubmit();
    else if (e.key === "Escape") {
      const menu = find(".more-menu[open]"), close = find("#panel:not([hidden]) [data-close]");
      if (menu) menu.open = false;
      else if (close) { close.click(); opener?.focus(); }
    }
    else if (!held && !e.altKey && keys[e.key] && !doc.body.hasAttribute("data-no-keys") && !e.target.closest("input, textarea, select, [contenteditable]")) { e.preventDefault(); keys[e.key](); }
  });
})();
