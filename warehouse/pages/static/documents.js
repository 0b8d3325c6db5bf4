// Documentation: a search over all its pages, and a button at each example that copies it.
"use strict";
(() => {
  const MOST = 30;
  const article = document.querySelector("article.document");
  const form = document.getElementById("find");
  const hits = document.getElementById("hits");
  const contents = document.getElementById("contents");
  const sidebar = document.querySelector(".sidebar");
  const { element } = Page;

  // On a narrow screen the list of pages stands above the page: it is closed until somebody wants it.
  if (window.matchMedia("(max-width: 59.99rem)").matches) sidebar.open = false;

  for (const example of article.querySelectorAll("pre")) {
    const button = element("button", article.dataset.copy, { type: "button", className: "copy" });
    button.addEventListener("click", async () => {
      await copied(example.textContent);
      button.textContent = article.dataset.copied;
    });
    const frame = element("div", [], { className: "example" });
    example.replaceWith(frame);
    example.tabIndex = 0;
    frame.append(example, button);
  }

  // A page of a folder is no secure context to some browsers: then the old way is taken.
  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = element("textarea", text);
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  }

  function show(wanted) {
    const found = DOCUMENTS.filter((section) => wanted.every((word) => section.join(" ").toLowerCase().includes(word)));
    const inHeadings = ([, title, heading]) => wanted.every((word) => `${title} ${heading}`.toLowerCase().includes(word));
    found.sort((one, other) => inHeadings(other) - inHeadings(one));
    const rows = found.slice(0, MOST).map(([path, title, heading, mark, text]) => element("li", [
      element("a", title === heading ? title : `${title}: ${heading}`, { href: `${form.dataset.home}${path}#${mark}` }),
      element("p", around(text, wanted[0])),
    ]));
    hits.replaceChildren(...(rows.length ? rows : [element("li", form.dataset.nothing)]));
  }

  function around(text, word) {
    const at = Math.max(text.toLowerCase().indexOf(word), 0);
    return (at > 40 ? "… " : "") + text.slice(Math.max(at - 40, 0), at + 80);
  }

  form.hidden = false;
  const here = contents.querySelector("[aria-current]");
  sidebar.scrollTop = here.offsetTop - sidebar.clientHeight / 2;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.text.addEventListener("input", () => {
    const wanted = form.elements.text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    hits.hidden = !wanted.length;
    contents.hidden = Boolean(wanted.length);
    if (wanted.length) Page.load(form.dataset.index).then(() => show(wanted));
  });
})();
