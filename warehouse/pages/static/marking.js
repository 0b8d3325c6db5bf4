// Pointing at a cell (or coming to it with the keyboard) marks its number in the text and, more faintly, the line; pointing
// at a number or a line of the text marks its cells. Without this script the links between both lead there and back.
"use strict";
(() => {
  const lines = document.getElementById("lines");
  const cells = new Map();
  for (const link of document.querySelectorAll("td.cell > a[data-line]")) {
    const of = cells.get(link.dataset.line) || [];
    of.push(link.parentElement);
    cells.set(link.dataset.line, of);
  }
  let marked = [];

  const byId = (id) => document.getElementById(id);
  const numberOf = (cell) => byId("n" + cell.id.slice(1));

  function mark(strong, faint, seen) {
    for (const element of marked) element.classList.remove("marked", "beside-mark");
    marked = [...strong, ...faint].filter(Boolean);
    for (const element of strong) if (element) element.classList.add("marked");
    for (const element of faint) if (element) element.classList.add("beside-mark");
    if (seen && lines) show(seen);
  }

  function markCell(cell) {
    const link = cell.querySelector("a[data-line]");
    const line = byId("L" + link.dataset.line);
    const number = numberOf(cell);
    if (number) mark([cell, number], [line], line);
    else mark([cell, line], [], line);
  }

  function markLine(line) {
    mark([line, ...(cells.get(line.id.slice(1)) || [])], []);
  }

  // Only the text moves, never the page.
  function show(line) {
    const top = line.offsetTop - lines.offsetTop;
    const above = top < lines.scrollTop;
    if (above || top + line.offsetHeight > lines.scrollTop + lines.clientHeight)
      lines.scrollTop = top - lines.clientHeight / 3;
  }

  function pointed(event) {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const cell = target.closest("td.cell");
    if (cell && cell.querySelector("a[data-line]")) return markCell(cell);
    const number = target.closest("#lines a[id^='n-']");
    if (number) return mark([number, byId("c" + number.id.slice(1))], []);
    const line = target.closest("#lines > div");
    if (line) return markLine(line);
    const link = target.closest("a[data-line]");
    if (link && byId("L" + link.dataset.line)) return mark([byId("L" + link.dataset.line)], [], byId("L" + link.dataset.line));
    mark([], []);
  }

  // Whoever comes by a link to a cell sees its number at once.
  function arrived() {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("td.cell") && target.querySelector("a[data-line]")) markCell(target);
  }

  window.addEventListener("hashchange", arrived);
  arrived();
  document.addEventListener("pointerover", pointed);
  document.addEventListener("focusin", pointed);
})();
