// The search over all reports (the data of reports.js). Without this script the page shows the first units.
"use strict";
(() => {
  const form = document.getElementById("find");
  const body = document.getElementById("units").tBodies[0];
  const said = form.dataset;
  const called = body.querySelector("[data-of]").dataset.of; // what the last column is called
  const { count, element, fill } = Page;

  function row([province, prefecture, county, name, unit, years, pages, findings]) {
    const title = unit ? element("a", name, { href: `${said.home}units/${unit}.html` }) : name;
    const chips = years.flatMap((year, at) => [
      pages && pages[at]
        ? element("a", called_year(years, at), { href: `${said.home}reports/${pages[at]}.html` })
        : element("span", called_year(years, at)),
      " ",
    ]);
    const place = [...new Set([province, prefecture, county])].filter(Boolean).join(" ");
    const last = element("td", count(findings), { className: "number" });
    last.dataset.of = called;
    return element("tr", [
      element("th", title, { scope: "row", lang: "zh-Hans" }),
      element("td", element("span", place, { lang: "zh-Hans" })),
      element("td", chips, { className: "chips" }),
      last,
    ]);
  }

  // Several reports on one year are numbered, the current one first.
  function called_year(years, at) {
    const before = years.slice(0, at).filter((year) => year === years[at]).length;
    return years[at] && before ? `${years[at]} (${before + 1})` : String(years[at] || said.unknown);
  }

  function matches([province, prefecture, county, name, , years, , findings], want) {
    const words = want.place.split(/\s+/);
    const place = [province, prefecture, county, name].join(" ");
    return (
      words.every((word) => place.includes(word)) &&
      (!want.year || years.includes(Number(want.year))) &&
      (!want.findings || (want.findings === "some") === findings > 0)
    );
  }

  function sum(units) {
    const reports = units.reduce((sum, [, , , , , years]) => sum + years.length, 0);
    return fill(said.found, { units: count(units.length), reports: count(reports) });
  }

  Page.search({
    form, body, row, matches, sum,
    paging: document.getElementById("paging"),
    told: document.getElementById("found"),
    columns: 4,
    all: () => REPORTS,
  });
})();
