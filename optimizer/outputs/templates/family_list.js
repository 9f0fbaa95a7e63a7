"use strict";
/* The search of the list: without script the whole list stands there. */
{
  const words = JSON.parse(document.getElementById("words").textContent);
  const form = document.getElementById("search");
  const input = document.getElementById("wanted");
  const found = document.getElementById("found");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const lines = [...document.querySelectorAll("#schools tr")].map((row) => ({ row: row, text: plain(row.cells[0].textContent) }));
  const search = () => {
    const parts = plain(input.value).split(/\s+/).filter((part) => part);
    let shown = 0;
    for (const line of lines) {
      line.row.hidden = !parts.every((part) => line.text.includes(part));
      shown += line.row.hidden ? 0 : 1;
    }
    found.textContent = shown === 0 ? words["found.none"]
      : shown === 1 ? words["found.one"] : words["found.other"].replace("{n}", String(shown));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const shown = lines.filter((line) => !line.row.hidden);
    if (shown.length) shown[0].row.querySelector("a").focus();
  });
  input.addEventListener("input", search);
  form.hidden = false;
  search();
}
