// What the scripts of several pages use.
"use strict";
const Page = (() => {
  const loading = new Map();

  // Loads a script of data once, when somebody asks for it: a page of a folder can load nothing else without a server.
  function load(address) {
    if (!loading.has(address)) {
      loading.set(address, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = done;
        script.onerror = failed;
        document.head.append(script);
      }));
    }
    return loading.get(address);
  }

  function element(name, text, properties = {}) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...[].concat(text));
    return made;
  }

  const count = (number) => number.toLocaleString("en-US");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Buttons for the pages of what was found; `show` is called with the number of one, from 0.
  function turn(paging, pages, page, label, show) {
    const near = Array.from({ length: pages }, (_, at) => at)
      .filter((at) => pages > 1 && (at === 0 || at === pages - 1 || Math.abs(at - page) <= 3));
    paging.replaceChildren(...near.map((at) => {
      const button = element("button", String(at + 1), { type: "button" });
      button.setAttribute("aria-label", fill(label, { page: at + 1, pages }));
      if (at === page) button.setAttribute("aria-current", "page");
      button.addEventListener("click", () => show(at));
      return button;
    }));
  }

  // A form whose choices stand in the address, so that they can be linked to, and go over to the other language.
  function remembered(form, changed) {
    const names = [...form.elements].map((one) => one.name).filter(Boolean);
    const wanted = () => Object.fromEntries(names.map((name) => [name, form.elements[name].value.trim()]));
    let shown = "";

    function remember() {
      const set = Object.entries(wanted()).filter(([, value]) => value);
      const address = "#" + new URLSearchParams(set).toString();
      history.replaceState(null, "", set.length ? address : location.pathname);
      const language = document.getElementById("language");
      language.href = language.href.split("#")[0] + (set.length ? address : "");
    }

    function restore() {
      const set = new URLSearchParams(location.hash.slice(1));
      for (const name of names) form.elements[name].value = set.get(name) || "";
      update();
    }

    // A field that is left says once more that it changed: rows made anew then would swallow the click on one of them.
    function update() {
      const now = JSON.stringify(wanted());
      if (now === shown) return;
      shown = now;
      changed(wanted());
      remember();
    }

    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const event of ["input", "change"]) form.addEventListener(event, update);
    form.addEventListener("reset", () => setTimeout(update));
    window.addEventListener("hashchange", restore);
    restore();
  }

  // A search over data that a script brings when somebody asks. What matches stands page by page in the place of the rows
  // of `body`, which come back when nothing is asked any more. `told` says how much it is, in the words of `sum`.
  function search({ form, body, paging, told, columns, all, row, matches, sum }) {
    const said = form.dataset;
    const perPage = Math.max(Number(said.aPage), 1);
    const whole = { rows: [...body.children], paging: [...paging.childNodes], told: told.textContent };
    let latest = 0;

    function show(found, page) {
      const rows = found.slice(page * perPage, (page + 1) * perPage).map(row);
      body.replaceChildren(...(rows.length ? rows : [element("tr", element("td", said.nothing, { colSpan: columns }))]));
      told.textContent = sum(found);
      turn(paging, Math.ceil(found.length / perPage), page, said.pageOf, (at) => show(found, at));
    }

    remembered(form, (want) => {
      const asked = ++latest;
      if (!Object.values(want).some(Boolean)) {
        body.replaceChildren(...whole.rows);
        paging.replaceChildren(...whole.paging);
        told.textContent = whole.told;
        return;
      }
      load(said.index).then(() => {
        if (asked === latest) show(all().filter((one) => matches(one, want)), 0);
      });
    });
  }

  return { load, element, count, fill, search };
})();
