// Pointing at a cell (or coming to it with the keyboard) marks its line; pointing at a line marks its cells.
// Without this script the links between both lead there and back.
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

  function mark(number, from) {
    const line = document.getElementById("L" + number);
    for (const element of marked) element.classList.remove("marked");
    marked = number ? [line, ...(cells.get(number) || [])].filter(Boolean) : [];
    for (const element of marked) element.classList.add("marked");
    if (line && lines && from === "cell") show(line);
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
    const link = cell ? cell.querySelector("a[data-line]") : target.closest("a[data-line]");
    if (link) return mark(link.dataset.line, "cell");
    const line = target.closest("#lines > div");
    mark(line ? line.id.slice(1) : null, "line");
  }

  // Whoever comes by a link to a cell sees its line at once.
  function arrived() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const link = target && target.closest("td.cell") && target.querySelector("a[data-line]");
    if (link) mark(link.dataset.line, "cell");
  }

  window.addEventListener("hashchange", arrived);
  arrived();
  document.addEventListener("pointerover", pointed);
  document.addEventListener("focusin", pointed);
})();
