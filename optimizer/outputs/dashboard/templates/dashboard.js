/* Switches plans and dates, sorts and searches schools, opens a school's card. Names only ever become text. */
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const one = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));

/* Plans: one view is shown at a time. */
let shown = (document.querySelector("input[name=plan]:checked") || { value: data.plans[0].letter }).value;
function show(letter) {
  shown = letter;
  for (const view of all(".view")) view.hidden = view.dataset.plan !== letter;
  for (const radio of all("input[name=plan]")) radio.checked = radio.value === letter;
  const plan = data.plans.find((plan) => plan.letter === letter);
  one("showing").textContent = fill(words.showing, { letter: letter, name: plan.name });
  search();
}
for (const radio of all("input[name=plan]")) radio.addEventListener("change", () => show(radio.value));

/* Light outside on a chosen date. */
for (const radio of all("input[name=light]")) {
  radio.addEventListener("change", () => {
    for (const pair of radio.dataset.style.split(";")) one("bell-grid").style.setProperty(...pair.split(":"));
  });
}

/* Schools: search ignores case and accents, and looks at every word. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
const texts = new WeakMap();
for (const row of all(".schools tbody tr")) texts.set(row, plain(row.textContent + " " + row.dataset.id));
function search() {
  const asked = plain(one("query").value).split(/\s+/).filter((word) => word);
  const level = one("level").value, area = one("area").value;
  let found = 0, total = 0;
  for (const row of all(".view:not([hidden]) .schools tbody tr")) {
    const fits = asked.every((word) => texts.get(row).includes(word)) && (!level || row.dataset.level === level)
      && (!area || row.dataset.area === area);
    row.hidden = !fits;
    total += 1;
    found += fits;
  }
  one("found").textContent = fill(words.found, { n: found, all: total });
}
for (const id of ["query", "level", "area"]) one(id).addEventListener("input", search);
one("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const rows = all(".view:not([hidden]) .schools tbody tr").filter((row) => !row.hidden);
  if (rows.length) rows[0].querySelector("a").focus();
  if (rows.length === 1) location.hash = rows[0].querySelector("a").getAttribute("href");
});

for (const button of all(".schools thead button")) {
  button.addEventListener("click", () => {
    const head = button.closest("th"), table = button.closest("table"), column = head.cellIndex;
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of all("thead th", table)) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = button.dataset.kind === "text" ? (row) => row.cells[column].textContent.trim() : (row) => Number(row.cells[column].dataset.sort);
    const compare = button.dataset.kind === "text" ? (a, b) => key(a).localeCompare(key(b), document.documentElement.lang) : (a, b) => key(a) - key(b);
    table.tBodies[0].append(...[...table.rows].slice(1).sort((a, b) => (up ? compare(a, b) : compare(b, a))));
  });
}

/* A school's card, opened by its link or by #school=ID in the address. */
const ROWS = [["start", "main"], ["moved"], ["end"], ["tier"], ["pickup"], ["back"], ["ride"], ["riders"], ["on_time"]];
function drawCard(id, card) {
  const letters = data.plans.map((plan) => plan.letter).filter((letter) => letter in card.plans);
  one("card-name").replaceChildren(make("bdi", {}, card.name));
  one("card-kind").replaceChildren(...card.kind.flatMap((word, i) => (i ? [" · ", make("bdi", {}, word)] : [make("bdi", {}, word)])));
  one("card-today").textContent = fill(words.today, { time: card.today });
  one("card-plans").replaceChildren(make("td"), ...letters.map((letter) => make("th", { scope: "col", role: "columnheader" }, make("span", { class: "letter" }, letter))));
  one("card-rows").replaceChildren(...ROWS.filter(([key]) => letters.some((letter) => key in card.plans[letter])).map(([key, kind]) =>
    make("tr", { class: kind || "", role: "row" }, make("th", { scope: "row", role: "rowheader" }, words["row_" + key]),
      ...letters.map((letter) => make("td", { role: "cell" }, make("bdi", {}, card.plans[letter][key] || "–"))))));
  one("card-days").replaceChildren(...letters.map((letter) => dayLine(letter, card.plans[letter])), hoursLine());
  one("here").setAttribute("transform", `translate(${card.at[0]} ${card.at[1]})`);
  one("card-note").textContent = card.few ? words.few_note : words.note;
  one("card-link").href = "#school=" + encodeURIComponent(id);
  one("card-link").textContent = "#school=" + id;
}
function dayLine(letter, plan) {
  const style = `left:${plan.bar[0]}%;width:${plan.bar[1] - plan.bar[0]}%;background:${plan.colour}`;
  return make("div", { class: "card-day" }, make("span", {}, letter), make("span", { class: "track" }, make("span", { class: "bar", style: style })));
}
function hoursLine() {
  const marks = data.hours.map(([, at, name]) => make("span", { class: "hour", style: `left:${at}%` }, name));
  return make("div", { class: "card-day hours-line" }, make("span"), make("span", { class: "track" }, ...marks));
}
const dialog = one("card");
let opener = null;
function openFromAddress() {
  const match = /^#school=(.*)$/.exec(location.hash);
  if (!match) {
    if (dialog.open) dialog.close();
    return;
  }
  let id = match[1];
  try { id = decodeURIComponent(id); } catch { /* not encoded: take it as it is */ }
  if (!Object.hasOwn(data.cards, id)) {
    one("found").textContent = words.no_school;
    one("schools").scrollIntoView();
    return;
  }
  drawCard(id, data.cards[id]);
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
  }
  dialog.scrollTop = 0;
  one("card-name").focus();
}
window.addEventListener("hashchange", openFromAddress);
one("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("close", () => {
  if (location.hash.startsWith("#school=")) history.replaceState(null, "", location.pathname + location.search);
  if (opener && opener.focus) opener.focus({ preventScroll: true });
});

/* Print shows the folded tables too, and folds them again. */
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = all("#assumptions .view:not([hidden]) details:not([open]), #again .view:not([hidden]) details:not([open])");
  for (const details of folded) details.open = true;
});
window.addEventListener("afterprint", () => { for (const details of folded) details.open = false; });

search();
openFromAddress();
