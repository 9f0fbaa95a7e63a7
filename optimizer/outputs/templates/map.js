"use strict";
/* What the plan map and the comparison map share: words, markers, background, legend and search. */

const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words; // every text, by its key in the catalogue
const narrow = window.matchMedia("(max-width: 700px)").matches;
const roomy = window.innerWidth >= 1000; // for the legend to stand open beside the schools
const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  circle: "M12 2.5a9.5 9.5 0 1 1-.01 0z",
  hexagon: "M12 2l8.7 5v10L12 22l-8.7-5V7z",
  star: "M12 1.2l3.1 6.7 7.3.9-5.4 5 1.4 7.3L12 17.5l-6.4 3.6L7 13.8l-5.4-5 7.3-.9z",
  square: "M3.2 3.2h17.6v17.6H3.2z",
  diamond: "M12 1.2L22.8 12 12 22.8 1.2 12z",
  triangle: "M12 2l10.6 19H1.4z",
};
const SIGNS = { later: "M7.5 12.6h9M12 8.1v9", earlier: "M7.5 12.6h9" };

for (const box of document.querySelectorAll("details.modelled")) box.open = roomy;
window.addEventListener("beforeprint", () => { for (const box of document.querySelectorAll("details")) box.open = true; });

/* A text of the catalogue's map; {gaps} are filled with text. */
function say(key, values) {
  return words["map." + key].replace(/\{(\w+)\}/g, (gap, name) => String(values[name]));
}

/* The same where a gap holds somebody's name, which keeps its own direction of writing. */
function sayNamed(key, values) {
  const parts = words["map." + key].split(/\{(\w+)\}/);
  return make("span", {}, ...parts.map((part, i) => (i % 2 ? bdi(values[part]) : part)));
}

function spellNumber(value) {
  return value.toLocaleString("en-US").replace(/[,.]/g, (sign) => words[sign === "," ? "format.thousands" : "format.decimal"]);
}

/* Halves of the day are told where the catalogue's clock has twelve hours. */
function clock(minutes) {
  if (minutes === null || minutes === undefined) return "–";
  if (words["format.clock"] === "24") return shortClock(minutes);
  return shortClock(minutes) + "\u00a0" + words[(minutes + 1440) % 1440 < 720 ? "format.am" : "format.pm"];
}

/* A time where the page says which half of the day it is. */
function shortClock(minutes) {
  const day = (minutes + 1440) % 1440, hour = Math.floor(day / 60);
  return (words["format.clock"] === "24" ? hour : (hour + 11) % 12 + 1) + ":" + String(day % 60).padStart(2, "0");
}

function clockSpan(first, last) {
  if (first === last) return clock(first);
  const near = (first < 720) === (last < 720); // the half of the day is said once
  return (near ? shortClock(first) + "–" : clock(first) + " – ") + clock(last);
}

function minutesLong(minutes) {
  return minutes === null ? "–" : words["format.minutes"].replace("{n}", Math.round(minutes));
}

function signed(minutes) {
  if (minutes === null || minutes === undefined) return say("today_unknown");
  if (minutes === 0) return words["format.same_time"];
  return words[minutes > 0 ? "format.later" : "format.earlier"].replace("{n}", Math.abs(minutes));
}

function percent(share) {
  return words["format.percent"].replace("{n}", spellNumber(Number((100 * share).toFixed(share < 0.1 ? 1 : 0)))).replace(" ", "\u00a0");
}

/* Our own names of levels and tiers are in the catalogue; a planner's stay as they are. */
function tierName(tier) {
  return words["tiers." + tier] || tier;
}

function levelName(level) {
  return words["levels." + level];
}

/* Names of the spans of change and of lateness, from their limits. */
function changeLabel(bin) {
  if (bin.least === 0 && bin.most === 0) return words["moves.none"];
  const later = bin.least > 0, far = Math.max(Math.abs(bin.least), Math.abs(bin.most)), near = Math.min(Math.abs(bin.least), Math.abs(bin.most));
  const key = (far >= 1440 ? "or_more_" : "span_") + (later ? "later" : "earlier");
  return words["moves." + key].replace("{n}", near).replace("{a}", near).replace("{b}", far);
}

function lateLabel(bin, i, bins) {
  if (i + 1 === bins.length) return say("late_from", { n: percent(bin.least) });
  const most = percent(bins[i + 1].least);
  return bin.least === 0 ? say("late_under", { n: most }) : say("late_span", { a: spellNumber(100 * bin.least), b: most });
}

function tierLabel(tier) {
  return make("span", {}, bdi(tierName(tier.name)), ", " + clockSpan(tier.first, tier.last));
}

function short(minutes) {
  if (minutes === null || minutes === undefined) return "?";
  return minutes > 0 ? "+" + minutes : minutes < 0 ? "−" + -minutes : "0";
}

function many(count, noun) {
  return words["count." + noun + "." + (count === 1 ? "one" : "other")].replace("{n}", spellNumber(count));
}

/* Build an element; strings become text, never markup. */
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/* A name that keeps its own direction of writing and turns nothing around it. */
function bdi(name) {
  return make("bdi", {}, name);
}

/* A line of words with dots between them. */
function dotted(list) {
  const line = make("p", {});
  list.filter((part) => part).forEach((part, i) => line.append(i ? " · " : "", bdi(part)));
  return line;
}

function drawn(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function isDark(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b < 140;
}

/* The marker of a level, filled; hatched where today's start is modelled, "?" where it is unknown. */
function levelShape(level, look, size) {
  const svg = drawn("svg", { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" });
  const path = SHAPES[data.levels[level].shape];
  svg.append(drawn("path", { d: path, fill: "none", stroke: "#fff", "stroke-width": 5, "stroke-linejoin": "round" }));
  svg.append(drawn("path", { d: path, fill: look.fill, stroke: "#1b1f24", "stroke-width": 1.5, "stroke-linejoin": "round" }));
  if (look.hatched) svg.append(drawn("path", { d: path, fill: isDark(look.fill) ? "url(#hatch-on-dark)" : "url(#hatch-on-light)" }));
  if (look.sign) {
    const ink = isDark(look.fill) ? "#fff" : "#111";
    if (look.hatched) {
      svg.append(drawn("circle", { cx: 12, cy: 12.6, r: 5.6, fill: look.fill }));
    }
    svg.append(drawn("path", { d: SIGNS[look.sign], fill: "none", stroke: ink, "stroke-width": 2.6 }));
  }
  if (look.unknown) {
    const mark = drawn("text", { x: 12, y: 18, "text-anchor": "middle", "font-size": 15, "font-weight": 700, fill: "#111" });
    mark.textContent = "?";
    svg.append(mark);
  }
  return svg;
}

function tierLook(bell, tier) {
  return { fill: data.colours[tier] || data.colours["outside tiers"], label: shortClock(bell) };
}

function changeLook(minutes, modelled) {
  if (minutes === null || minutes === undefined) return { fill: "#ffffff", label: "", unknown: true };
  const span = data.changes.find((bin) => minutes >= bin.least && minutes <= bin.most);
  const sign = minutes > 0 ? "later" : minutes < 0 ? "earlier" : null;
  return { fill: span.colour, label: short(minutes), sign: sign, hatched: modelled };
}

function schoolMarker(school, look) {
  const size = data.levels[school.level].size;
  const label = make("div", { class: "label" }, look.label, make("span", {}, school.name));
  const icon = L.divIcon({
    html: make("div", { class: "school" }, levelShape(school.level, look, size), label),
    className: "", iconSize: [size, size],
  });
  const marker = L.marker([school.lat, school.lon], { icon: icon, title: school.name, riseOnHover: true });
  marker.on("add", () => marker.getElement().setAttribute("aria-label", school.name + ", " + look.label));
  return marker;
}

/* A card's table of { name, cells, main }; main rows are set larger. */
function table(rows) {
  const body = make("tbody", {});
  for (const row of rows.filter((row) => row)) {
    const line = make("tr", row.main ? { class: "main" } : {}, make("th", { scope: "row" }, row.name));
    for (const cell of row.cells) line.append(make("td", {}, cell));
    body.append(line);
  }
  return make("table", {}, body);
}

/* Fit the map, draw a quiet ground, and lay street tiles over it only where they may load: pages opened
   from a disk send no referrer, and the tile server then answers with pictures of an error. */
function prepareMap(map, tiles, bounds) {
  window.addEventListener("resize", () => map.invalidateSize());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  const left = narrow ? 14 : roomy ? 344 : 40, right = narrow ? 14 : data.plans ? 24 : 190; // legend; layers
  map.showAll = () => map.fitBounds(bounds, { paddingTopLeft: [left, narrow ? 14 : 20],
    paddingBottomRight: [right, narrow ? 14 : 20], animate: false });
  map.showAll();
  map.attributionControl.setPrefix("");
  nameControls(map);
  map.zoomControl.setPosition("bottomright");
  const zoomed = () => {
    const zoom = map.getZoom();
    map.getContainer().classList.toggle("near", zoom >= 12);
    map.getContainer().classList.toggle("close", zoom >= 14);
  };
  map.on("zoomend", zoomed);
  zoomed();
  drawGround(map, bounds);
  if (location.protocol.startsWith("http") && navigator.onLine) tiles.addTo(map);
  if (!narrow) L.control.scale({ position: "bottomright", metric: false }).addTo(map);
}

/* Leaflet names its buttons in English. */
function nameControls(map) {
  const zoom = map.zoomControl.getContainer().children;
  nameButton(zoom[0], "zoom_in");
  nameButton(zoom[1], "zoom_out");
  map.on("popupopen", (event) => nameButton(event.popup.getElement().querySelector(".leaflet-popup-close-button"), "close"));
}

function nameButton(button, key) {
  button.title = say(key);
  button.setAttribute("aria-label", say(key));
}

function drawGround(map, bounds) {
  map.createPane("ground").style.zIndex = 150;
  map.createPane("groundWords").style.zIndex = 160;
  const ground = L.svg({ pane: "ground", padding: 1 });
  const style = { renderer: ground, pane: "ground", interactive: false };
  const [[south, west], [north, east]] = bounds;
  const step = 0.1;
  const reach = (low, high) => {
    const found = [];
    for (let i = Math.floor(low / step) - 4; i <= Math.ceil(high / step) + 4; i++) found.push(i * step);
    return found;
  };
  const lats = reach(south, north), lons = reach(west, east);
  const thin = { ...style, color: "#dbe1e6", weight: 1 };
  for (const lat of lats) L.polyline([[lat, lons[0]], [lat, lons[lons.length - 1]]], thin).addTo(map);
  for (const lon of lons) L.polyline([[lats[0], lon], [lats[lats.length - 1], lon]], thin).addTo(map);
  for (const ring of data.boundaries) L.polygon(ring, { ...style, color: "#b9c4ce", weight: 1, fill: false }).addTo(map);
  for (const area of data.boundaries.length ? [] : data.areas) {
    L.polygon(area.ring, { ...style, color: "#b9c4ce", weight: 1, fillColor: "#ffffff", fillOpacity: 0.55 }).addTo(map);
  }
  for (const area of data.areas) {
    const label = make("div", { class: "place" }, make("div", {}, area.name));
    const icon = L.divIcon({ html: label, className: "", iconSize: [0, 0] });
    L.marker(area.at, { icon: icon, pane: "groundWords", interactive: false, keyboard: false }).addTo(map);
  }
}

function legendBox() {
  const box = make("details", { class: "legend" }, make("summary", {}, say("legend")));
  const body = make("div", {});
  box.append(body);
  box.open = roomy;
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  return { box: box, body: body };
}

/* Schools and students per row, with a bar as long as the students. */
function countTable(rows) {
  const most = Math.max(1, ...rows.map((row) => row.students));
  const head = make("tr", {}, make("td", {}), make("td", { class: "count" }, words["columns.schools"]), make("td", { class: "count" }, words["columns.students"]));
  const body = make("tbody", {}, head);
  for (const row of rows) {
    const bar = make("span", { class: "bar" });
    bar.style.width = "calc((100% - 22px) * " + row.students / most + ")";
    body.append(make("tr", {}, make("td", {}, keyLine(row.colour, row.label)),
      make("td", { class: "count" }, spellNumber(row.schools)),
      make("td", { class: "count" }, spellNumber(row.students))));
    body.append(make("tr", {}, make("td", { colspan: 3 }, bar)));
  }
  return make("table", {}, body);
}

function swatch(colour) {
  const patch = make("span", { class: "swatch" });
  patch.style.background = colour;
  return patch;
}

function keyLine(colour, label) {
  return make("div", { class: "line" }, swatch(colour), make("span", {}, label));
}

function popupOptions() {
  return { minWidth: narrow ? 220 : 270, maxWidth: narrow ? 300 : 340,
    autoPanPaddingTopLeft: narrow ? [10, 56] : [60, 12], autoPanPaddingBottomRight: [12, 12] };
}

function levelKey() {
  const key = make("div", { class: "levels" });
  for (const level of Object.keys(data.levels)) {
    if (data.schools.some((school) => school.level === level)) {
      key.append(make("div", {}, levelShape(level, { fill: "#ffffff" }, 18), levelName(level)));
    }
  }
  return key;
}

function notes(lines) {
  return make("div", { class: "notes" }, ...lines.map((line) => make("p", {}, line)));
}

/* Find schools by name; choosing one, or Enter, or the button calls show(school). */
function wireSearch(schools, show) {
  const form = document.getElementById("search");
  const input = document.getElementById("school");
  const list = document.getElementById("schools");
  const label = (school) => (schools.filter((s) => s.name === school.name).length > 1
    ? school.name + " (" + school.id + ")" : school.name);
  const named = new Map(schools.map((school) => [label(school), school]));
  list.append(...[...named.keys()].sort().map((name) => make("option", { value: name })));
  const find = () => {
    const wanted = input.value.trim().toLowerCase();
    if (!wanted) return;
    const names = [...named.keys()];
    const name = names.find((n) => n.toLowerCase() === wanted) || names.find((n) => n.toLowerCase().includes(wanted));
    document.getElementById("found").textContent = name ? say("showing", { name: name }) : say("no_school");
    input.setCustomValidity(name ? "" : say("no_school"));
    if (name) show(named.get(name));
    else input.reportValidity();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  input.addEventListener("input", (event) => {
    input.setCustomValidity("");
    if (event.inputType === "insertReplacementText" || (!event.inputType && named.has(input.value))) find();
  });
  input.addEventListener("keydown", (event) => { if (event.key === "Escape") input.value = ""; });
}
