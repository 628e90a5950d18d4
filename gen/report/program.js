"use strict";
(() => {
  const form = document.getElementById("path");
  if (!form) return;
  const input = document.getElementById("path-of"), output = document.getElementById("path-length");
  const programs = Array.from(document.querySelectorAll(".program"), (program) => ({
    name: program.querySelector("h3").textContent,
    program,
    rows: Array.from(program.querySelectorAll(".paths tbody tr"), (row) => ({
      names: new Set(row.cells[4].textContent.split(", ")),
      node: row.querySelector("a").hash.slice(1),
      length: row.cells[2].textContent,
      verdict: row.cells[1].textContent,
    })),
  }));
  const names = new Set(programs.flatMap((p) => p.rows.flatMap((r) => Array.from(r.names))));
  names.delete("");
  document.getElementById("path-names").append(...Array.from(names).sort().map((n) => new Option(n)));
  // mark marks the path to a node, the condition at the node, and their instructions.
  const mark = (profile, node) => {
    node.classList.add("on");
    const elements = Array.from(node.querySelectorAll("g"));
    for (let g = node; g.id; g = g.parentElement) elements.push(g);
    elements.forEach((g) => {
      const lines = g.dataset.lines || g.id.slice(("at-" + profile + "-").length);
      lines.split(" ").forEach((i) => document.getElementById("line-" + profile + "-" + i).classList.add("on"));
    });
  };
  const show = () => {
    document.querySelectorAll(".program .on").forEach((e) => e.classList.remove("on"));
    const name = input.value.trim(), found = [];
    programs.forEach((p) => p.rows.filter((r) => r.names.has(name)).forEach((r) => {
      mark(p.name, document.getElementById(r.node));
      const link = document.createElement("a");
      link.href = "#" + r.node;
      link.textContent = p.name + ": " + r.verdict + " after " + r.length + " instructions";
      found.push(link);
    }));
    output.replaceChildren(...found.flatMap((l, i) => i ? ["; ", l] : [l]));
    if (name !== "" && found.length === 0) output.textContent = "no such syscall";
  };
  const follow = () => {
    const row = location.hash.match(/^#syscall-(.*)$/);
    if (row && names.has(row[1])) { input.value = row[1]; show(); }
  };
  form.hidden = false;
  form.addEventListener("submit", (e) => e.preventDefault());
  input.addEventListener("input", show);
  window.addEventListener("hashchange", follow);
  follow();
})();
