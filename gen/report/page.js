"use strict";
(() => {
  const body = document.querySelector("#matrix tbody");
  const rows = Array.from(body.rows);
  const value = (id) => { const e = document.getElementById(id); return e ? e.value : ""; };
  const verdictIn = (row, verdict, profile) => {
    const cells = Array.from(row.cells).slice(1, 1 + profiles);
    return cells.some((c, i) => (profile === "" || Number(profile) === i) &&
      (c.className === verdict || (c.dataset.k || "").split(" ").includes(verdict)));
  };
  const profiles = document.querySelectorAll("#matrix thead th").length - 6;
  const filter = () => {
    const words = value("search").toLowerCase().split(/\s+/).filter(Boolean);
    const group = value("group"), verdict = value("verdict"), profile = value("profile");
    let shown = 0;
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      const groups = row.querySelector(".g").textContent.split(" ");
      row.hidden = !(words.every((w) => text.includes(w)) &&
        (group === "" || groups.includes(group)) &&
        (verdict === "" || verdictIn(row, verdict, profile)));
      shown += row.hidden ? 0 : 1;
    });
    document.getElementById("shown").textContent = shown + " of " + rows.length + " syscalls";
  };
  const sort = () => {
    const heavy = value("order") === "weight";
    const sorted = rows.slice();
    if (heavy) sorted.sort((x, y) => Number(y.dataset.w) - Number(x.dataset.w));
    body.append(...sorted);
  };
  // follow shows the target of a link: a row without the words of the search, or a profile.
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) {
      tools.reset();
      setTimeout(() => target.scrollIntoView());
    } else if (target && target.localName === "details") {
      target.open = true;
    }
  };
  const tools = document.getElementById("tools");
  tools.hidden = false;
  tools.addEventListener("input", filter);
  tools.addEventListener("submit", (e) => e.preventDefault());
  document.getElementById("order").addEventListener("change", sort);
  tools.addEventListener("reset", () => setTimeout(() => { filter(); sort(); }));
  window.addEventListener("hashchange", follow);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  filter();
  follow();
})();
