/* Two plans side by side: the halves move together, and each shows whichever plan is chosen for it. */

const halves = [];
const legend = legendBox();

function drawHalf(map, group, first) {
  const half = { map: map, group: group, plan: first, markers: new Map() };
  halves.push(half);
  const chooser = make("select", { "aria-label": say(halves.length === 1 ? "plan_left" : "plan_right") });
  data.plans.forEach((plan, i) => chooser.append(make("option", { value: String(i) }, plan.name)));
  chooser.value = String(first);
  half.told = make("p", {});
  const frame = make("section", { class: "half" });
  map.getContainer().replaceWith(frame);
  frame.append(make("div", { class: "chooser" }, chooser, half.told), map.getContainer());
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
    half.told.textContent = plan.told;
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
  const kind = [levelName(school.level), school.area, school.students ? many(school.students, "students") : ""];
  const today = school.today === null ? say("unknown")
    : school.basis === "modelled" ? say("modelled", { time: clock(school.today) }) : clock(school.today);
  const rows = [{ name: say("starts_today"), cells: [today, ""] }];
  data.plans.forEach((plan, p) => rows.push({
    name: bdi(plan.name), main: p === shown,
    cells: [plan.bells[i] === null ? "–" : clockSpan(plan.bells[i], plan.dismissals[i]), school.today === null || plan.bells[i] === null ? "" : signed(minutesBetween(school.today, plan.bells[i]))],
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
      rows.append(keyLine(colour, make("span", {}, bdi(tierName(name)), data.spans[name] ? ", " + clockSpan(...data.spans[name]) : "")));
    }
    parts.push(make("h2", {}, say("by_tier")), rows);
  } else {
    const rows = make("div", {}, ...data.changes.map((bin) => keyLine(bin.colour, changeLabel(bin))));
    parts.push(make("h2", {}, say(view === "today" ? "by_today" : "by_other")), rows);
  }
  parts.push(make("h2", {}, say("shape_level")), levelKey());
  const lines = [];
  if (view === "today" && data.schools.some((school) => school.basis === "modelled")) {
    lines.push(say("note_hatched"));
  }
  if (view !== "tier") lines.push(say("note_no_other"));
  parts.push(notes(lines));
  return parts;
}
