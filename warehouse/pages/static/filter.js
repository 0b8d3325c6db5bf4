// Filters over all listed findings (the data of findings.LANGUAGE.js), and over the rows of the codebook. Without this script the
// pages of the list show everything.
"use strict";
(() => {
  const search = document.getElementById("search");
  if (search) filterRows(search, [...document.querySelectorAll("main .measure")]);
  const form = document.getElementById("filter");
  if (form) filterFindings(form);

  function filterRows(form, rows) {
    const matched = document.getElementById("matched");
    const folded = [...document.querySelectorAll("main details")];
    const asItWas = folded.map((one) => one.open);
    const holds = (part) => part.querySelector(".measure:not([hidden])");

    function narrow(wanted) {
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
      folded.forEach((one, at) => {
        one.open = wanted ? Boolean(holds(one)) : asItWas[at];
        one.hidden = !holds(one);
      });
      for (const caption of document.querySelectorAll("main tr.caption")) caption.hidden = Boolean(wanted);
      for (const part of document.querySelectorAll("main section")) part.hidden = !holds(part);
      matched.textContent = rows.some((row) => !row.hidden) ? "" : form.dataset.nothing;
    }

    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.elements.text.addEventListener("input", () => narrow(form.elements.text.value.trim().toLowerCase()));
  }

  function filterFindings(form) {
    const table = document.getElementById("findings");
    const said = form.dataset;
    const { count, element, fill } = Page;
    const titles = new Map([...form.elements.check.options].map((option) => [option.value, option.text]));

    function row([check, severity, message, province, prefecture, county, town, year, source, line, page]) {
      const place = [province, county, town].join("");
      const name = place ? `${place} ${year || ""}`.trim() : source;
      const about = page
        ? element("a", name, { href: said.home + page })
        : [name + " ", element("small", place ? source : "")];
      const cells = [element("span", said[severity], { className: severity }), titles.get(check), about, message];
      return element("tr", cells.map((content) => element("td", content)));
    }

    function matches(finding, want) {
      const [check, severity, , province, prefecture, county, town, year] = finding;
      return (
        (!want.severity || severity === want.severity) &&
        (!want.check || check === want.check) &&
        (!want.year || String(year) === want.year) &&
        (!want.place || [province, prefecture, county, town].join("").includes(want.place))
      );
    }

    Page.search({
      form, row, matches,
      body: table.tBodies[0],
      paging: document.getElementById("paging"),
      told: document.getElementById("matching"),
      columns: 4,
      all: () => FINDINGS,
      sum: (found) => fill(said.matching, { count: count(found.length), all: count(Number(table.dataset.held)) }),
    });
  }
})();
