// The search over all reports (the data of reports.js). Without this script the page shows the first units.
"use strict";
(() => {
  const form = document.getElementById("find");
  const body = document.getElementById("units").tBodies[0];
  const paging = document.getElementById("paging");
  const found = document.getElementById("found");
  const said = form.dataset;
  const perPage = Math.max(Number(said.aPage), 1);
  const whole = { rows: [...body.children], found: found.textContent };
  const { count, element, fill } = Page;

  function row([province, prefecture, county, name, unit, years, pages, findings]) {
    const title = unit ? element("a", name, { href: `${said.home}units/${unit}.html` }) : name;
    const chips = years.flatMap((year, at) => [
      pages && pages[at]
        ? element("a", String(year || said.unknown), { href: `${said.home}reports/${pages[at]}.html` })
        : element("span", String(year || said.unknown)),
      " ",
    ]);
    const place = [...new Set([province, prefecture, county])].filter(Boolean).join(" ");
    const last = element("td", count(findings), { className: "number" });
    last.dataset.of = whole.rows[0].querySelector("[data-of]").dataset.of;
    return element("tr", [
      element("th", title, { scope: "row", lang: "zh-Hans" }),
      element("td", element("span", place, { lang: "zh-Hans" })),
      element("td", chips, { className: "chips" }),
      last,
    ]);
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

  function show(units, page) {
    const rows = units.slice(page * perPage, (page + 1) * perPage).map(row);
    body.replaceChildren(...(rows.length ? rows : [element("tr", element("td", said.nothing, { colSpan: 4 }))]));
    const reports = units.reduce((sum, [, , , , , years]) => sum + years.length, 0);
    found.textContent = fill(said.found, { units: count(units.length), reports: count(reports) });
    Page.turn(paging, Math.ceil(units.length / perPage), page, said.pageOf, (at) => show(units, at));
  }

  let latest = 0;
  Page.remembered(form, (want) => {
    const asked = ++latest;
    if (!Object.values(want).some(Boolean)) {
      body.replaceChildren(...whole.rows);
      paging.replaceChildren();
      found.textContent = whole.found;
      return;
    }
    Page.load(said.index).then(() => {
      if (asked === latest) show(REPORTS.filter((unit) => matches(unit, want)), 0);
    });
  });
})();
