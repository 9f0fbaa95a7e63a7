/* Two plans side by side: the halves move together, and each shows whichever plan is chosen for it. */

const halves = [];
const legend = legendBox("Legend");

function drawHalf(map, group, first) {
  const half = { map: map, group: group, plan: first, markers: new Map() };
  halves.push(half);
  const chooser = make("select", { "aria-label": halves.length === 1 ? "plan on the left" : "plan on the right" });
  data.plans.forEach((plan, i) => chooser.append(make("option", { value: String(i) }, plan.name)));
  chooser.value = String(first);
  half.words = make("p", {});
  const frame = make("section", { class: "half" });
  map.getContainer().replaceWith(frame);
  frame.append(make("div", { class: "chooser" }, chooser, half.words), map.getContainer());
  map.invalidateSize({ animate: false });
  map.showAll();
  if (halves.length > 1) map.removeControl(map.zoomControl);
  chooser.addEventListener("change", () => { half.plan = Number(chooser.value); redraw(); });
}

function startComparison() {
  const [left, right] = halves;
  let moving = false;
  const follow = (from, to) => from.on("move zoom", () => {
    if (moving) return;
    moving = true;
    to.setView(from.getCenter(), from.getZoom(), { animate: false });
    moving = false;
  });
  follow(left.map, right.map);
  follow(right.map, left.map);
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => legend.box;
  control.addTo(left.map);
  document.querySelectorAll("input[name=view]").forEach((radio) => radio.addEventListener("change", redraw));
  wireSearch(data.schools, (school) => {
    left.map.setView([school.lat, school.lon], Math.max(left.map.getZoom(), 12.5), { animate: false });
    const marker = left.markers.get(school.id) || right.markers.get(school.id);
    marker.openPopup();
  });
  redraw();
}

function chosenView() {
  return document.querySelector("input[name=view]:checked").value;
}

function minutesBetween(before, after) {
  return before === null || after === null ? null : after - before;
}

function redraw() {
  const view = chosenView();
  halves.forEach((half, side) => {
    half.map.closePopup();
    half.group.clearLayers();
    half.markers.clear();
    const plan = data.plans[half.plan];
    half.words.textContent = plan.words;
    const other = data.plans[halves[1 - side].plan];
    data.schools.forEach((school, i) => {
      if (plan.bells[i] === null) return;
      const marker = schoolMarker(school, comparedLook(view, school, plan, other, i));
      marker.bindPopup(() => comparedCard(school, i, half.plan), popupOptions());
      marker.on("popupopen", () => mark(school.id, true));
      marker.on("popupclose", () => mark(school.id, false));
      half.markers.set(school.id, marker);
      half.group.addLayer(marker);
    });
  });
  legend.body.replaceChildren(...comparedLegend(view));
}

function mark(id, on) {
  for (const half of halves) {
    const marker = half.markers.get(id);
    if (marker && marker.getElement()) marker.getElement().classList.toggle("chosen", on);
  }
}

function comparedLook(view, school, plan, other, i) {
  if (view === "tier") return tierLook(plan.bells[i], plan.tiers[i]);
  if (view === "today") return changeLook(minutesBetween(school.today, plan.bells[i]), school.basis === "modelled");
  return changeLook(minutesBetween(other.bells[i], plan.bells[i]), false);
}

function comparedCard(school, i, shown) {
  const kind = [data.levels[school.level].name, school.area, many(school.students, "student")];
  const today = school.today === null ? "unknown" : clock(school.today) + (school.basis === "modelled" ? " (modelled)" : "");
  const rows = [{ name: "Starts today", cells: [today, ""] }];
  data.plans.forEach((plan, p) => rows.push({
    name: bdi(plan.name), main: p === shown,
    cells: [clock(plan.bells[i]) + "–" + clock(plan.dismissals[i]), school.today === null ? "" : signed(minutesBetween(school.today, plan.bells[i]))],
  }));
  return make("div", { class: "card" }, make("h3", {}, school.name),
    dotted(kind), table(rows));
}

function comparedLegend(view) {
  const parts = [];
  if (view === "tier") {
    const rows = make("div", {});
    for (const [name, colour] of Object.entries(data.colours)) {
      if (!data.plans.some((plan) => plan.tiers.includes(name))) continue;
      rows.append(keyLine(colour, named("", name, data.spans[name] ? ", " + data.spans[name] : "")));
    }
    parts.push(make("h2", {}, "Start, by tier"), rows);
  } else {
    const rows = make("div", {}, ...data.changes.map((bin) => keyLine(bin.colour, bin.label)));
    parts.push(make("h2", {}, view === "today" ? "Minutes moved from today" : "Minutes against the other side"), rows);
  }
  parts.push(make("h2", {}, "Shape: level"), levelKey());
  const lines = [];
  if (view === "today" && data.schools.some((school) => school.basis === "modelled")) {
    lines.push("Hatched: today’s start is modelled, not published.");
  }
  if (view !== "tier") lines.push("White “?”: the start to compare with is unknown.");
  parts.push(notes(lines));
  return parts;
}
