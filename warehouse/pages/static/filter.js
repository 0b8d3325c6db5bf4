// Filters over all listed findings (the data of findings.js), and over the rows of the codebook. Without this script the
// pages of the list show everything.
"use strict";
(() => {
  const search = document.getElementById("search");
  if (search) filterRows(search, document.querySelectorAll("#measures tbody tr"));
  const form = document.getElementById("filter");
  if (form && typeof FINDINGS !== "undefined") filterFindings(form);

  function filterRows(form, rows) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.elements.text.addEventListener("input", () => {
      const wanted = form.elements.text.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }

  function filterFindings(form) {
    const table = document.getElementById("findings");
    const body = table.tBodies[0];
    const paging = document.getElementById("paging");
    const matching = document.getElementById("matching");
    const said = form.dataset;
    const whole = { rows: [...body.children], paging: [...paging.childNodes], matching: matching.textContent };
    const perPage = Number(said.aPage);
    const count = (number) => number.toLocaleString("en-US");
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

    function element(name, text, properties = {}) {
      const made = Object.assign(document.createElement(name), properties);
      made.textContent = text;
      return made;
    }

    function row([check, severity, message, province, prefecture, county, town, year, source, line, page]) {
      const place = [province, county, town].join("");
      const name = place ? `${place} ${year || ""}`.trim() : source;
      const cells = [0, 1, 2, 3].map(() => document.createElement("td"));
      cells[0].append(element("span", said[severity], { className: severity }));
      cells[1].append(element("code", check));
      if (page) cells[2].append(element("a", name, { href: said.home + page }));
      else cells[2].append(name + " ", element("small", place ? source : ""));
      cells[3].textContent = message;
      const made = document.createElement("tr");
      made.append(...cells);
      return made;
    }

    function wanted() {
      const of = (name) => form.elements[name].value.trim();
      return { severity: of("severity"), check: of("check"), year: of("year"), place: of("place") };
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

    function show(page = 0) {
      const want = wanted();
      if (!Object.values(want).some(Boolean)) {
        body.replaceChildren(...whole.rows);
        paging.replaceChildren(...whole.paging);
        matching.textContent = whole.matching;
        return;
      }
      const found = FINDINGS.filter((finding) => matches(finding, want));
      const rows = found.slice(page * perPage, (page + 1) * perPage).map(row);
      if (!rows.length) {
        const nothing = document.createElement("tr");
        nothing.append(element("td", said.nothing, { colSpan: 4 }));
        rows.push(nothing);
      }
      body.replaceChildren(...rows);
      matching.textContent = fill(said.matching, { count: count(found.length), all: count(Number(table.dataset.held)) });
      const pages = Math.ceil(found.length / perPage);
      const buttons = Array.from({ length: pages > 1 ? pages : 0 }, (_, at) => {
        const button = element("button", String(at + 1), { type: "button" });
        if (at === page) button.setAttribute("aria-current", "page");
        button.addEventListener("click", () => show(at));
        return button;
      });
      paging.replaceChildren(...buttons);
    }

    // What is filtered stands in the address, so that it can be linked to.
    function remember() {
      const set = Object.entries(wanted()).filter(([, value]) => value);
      const address = "#" + new URLSearchParams(set).toString();
      history.replaceState(null, "", set.length ? address : location.pathname);
      const language = document.getElementById("language");
      language.href = language.href.split("#")[0] + (set.length ? address : "");
    }

    function restore() {
      const set = new URLSearchParams(location.hash.slice(1));
      for (const name of ["severity", "check", "year", "place"]) form.elements[name].value = set.get(name) || "";
      show();
      remember();
    }

    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    const changed = () => { show(); remember(); };
    for (const event of ["input", "change"]) form.addEventListener(event, changed);
    form.addEventListener("reset", () => setTimeout(changed));
    window.addEventListener("hashchange", restore);
    restore();
  }
})();
