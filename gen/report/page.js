"use strict";
(() => {
  const body = document.querySelector("#matrix tbody");
  const rows = Array.from(body.rows);
  const profiles = document.querySelectorAll("#matrix thead th").length - 6;
  const value = (id) => { const e = document.getElementById(id); return e ? e.value : ""; };
  const verdictIn = (row, verdict, profile) => {
    const cells = Array.from(row.cells).slice(1, 1 + profiles);
    return cells.some((c, i) => (profile === "" || Number(profile) === i) &&
      (c.className === verdict || (c.dataset.k || "").split(" ").includes(verdict)));
  };
  // The verdicts of the page, by row: those of the selected architecture take their place.
  const whole = new Map(rows.map((row) => [row, Array.from(row.cells, (c) => ({ name: c.className, text: c.textContent, kinds: c.dataset.k }))]));
  const names = Array.from(document.querySelectorAll("#matrix thead th")).slice(1, 1 + profiles).map((h) => h.textContent);
  const lists = (text, name) => text.split(", ").includes(name);
  // numberOn returns the number of a row's syscall on an architecture, or null.
  const numberOn = (row, arch) => {
    const more = row.querySelector(".n details");
    if (!more) return row.querySelector(".n").textContent;
    const all = more.textContent.slice(more.firstChild.textContent.length).split("; ").map((n) => n.split(" on "));
    const found = all.find((n) => lists(n[1], arch));
    return found ? found[0] : null;
  };
  // partOn returns the verdict of a profile on an architecture, for a cell with several.
  const partOn = (row, profile, arch) => {
    const of = Array.from(row.querySelectorAll(".d > details")).find((d) => lists(d.firstElementChild.textContent, profile));
    return Array.from((of || row.querySelector(".d")).children).filter((p) => p.localName === "div")
      .find((p) => lists(p.firstElementChild.textContent, arch)).querySelector("span");
  };
  // choose shows the verdicts of an architecture, or of all.
  const choose = () => {
    const arch = value("arch");
    rows.forEach((row) => {
      whole.get(row).slice(1, 1 + profiles).forEach((was, i) => {
        const cell = row.cells[i + 1];
        const part = arch !== "" && was.name === "mixed" && numberOn(row, arch) !== null ? partOn(row, names[i], arch) : null;
        cell.className = part ? part.className : was.name;
        cell.textContent = part ? part.textContent : was.text;
        if (was.kinds && !part) cell.dataset.k = was.kinds;
        else delete cell.dataset.k;
      });
    });
    filter();
  };
  const filter = () => {
    const words = value("search").toLowerCase().split(/\s+/).filter(Boolean);
    const arch = value("arch"), group = value("group"), verdict = value("verdict"), profile = value("profile");
    let shown = 0;
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      const groups = row.querySelector(".g").textContent.split(" ");
      row.hidden = !(words.every((w) => text.includes(w)) &&
        (arch === "" || numberOn(row, arch) !== null) &&
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
  const arch = document.getElementById("arch");
  if (arch) arch.addEventListener("change", choose);
  tools.addEventListener("reset", () => setTimeout(() => { choose(); sort(); }));
  window.addEventListener("hashchange", follow);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details:not(.n *)").forEach((d) => { d.open = true; }));
  filter();
  follow();
})();
