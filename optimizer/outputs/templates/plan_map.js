/* The map of one plan: schools in two or three views, stops, runs, yards, and a card for each. */

function drawPlan(map, views, layers) {
  const markers = new Map(data.schools.map((school) => [school.id, {}]));
  const chosen = L.layerGroup().addTo(map);
  for (const [view, group] of Object.entries(views)) {
    for (const school of data.schools) {
      const marker = schoolMarker(school, lookOf(school, view));
      marker.bindPopup(() => schoolCard(school), popupOptions());
      marker.on("popupopen", () => {
        L.DomUtil.addClass(marker.getElement(), "chosen");
        chosen.clearLayers();
        for (const run of data.runs.filter((run) => run.school === school.id)) chosen.addLayer(runLine(run, true));
        for (const stop of data.stops.filter((stop) => stop.school === school.id)) chosen.addLayer(stopDot(stop));
      });
      marker.on("popupclose", () => {
        if (marker.getElement()) L.DomUtil.removeClass(marker.getElement(), "chosen");
        chosen.clearLayers();
      });
      markers.get(school.id)[view] = marker;
      group.addLayer(marker);
    }
  }
  fillWhenShown(map, layers.stops, () => data.stops.map(stopDot));
  fillWhenShown(map, layers.am, () => data.runs.filter((run) => run.period === "am").map((run) => runLine(run, false)));
  fillWhenShown(map, layers.pm, () => data.runs.filter((run) => run.period === "pm").map((run) => runLine(run, false)));
  data.yards.forEach((yard) => layers.yards.addLayer(yardMark(yard)));
  wirePlanLegend(map, views);
  wireSearch(data.schools, (school) => {
    const view = Object.keys(views).find((key) => map.hasLayer(views[key]));
    map.setView([school.lat, school.lon], Math.max(map.getZoom(), 12.5), { animate: false });
    markers.get(school.id)[view].openPopup();
  });
}

/* Thousands of stops are drawn only once somebody asks for them. */
function fillWhenShown(map, group, build) {
  group.on("add", () => { if (group.getLayers().length === 0) build().forEach((layer) => group.addLayer(layer)); });
}

function lookOf(school, view) {
  if (view === "tier") return tierLook(school.bell, school.tier);
  if (view === "today") return changeLook(school.moved, school.basis === "modelled");
  return changeLook(school.from_baseline, false);
}

const schoolById = new Map(data.schools.map((school) => [school.id, school]));
const hueOf = (id) => data.colours[schoolById.get(id).tier] || data.colours["outside tiers"];

function schoolCard(school) {
  const kind = [data.levels[school.level].name, school.area, many(school.students, "student")];
  if (school.option) kind.push("option school");
  const modelled = school.basis === "modelled" ? " (modelled)" : "";
  const before = school.today === null ? "today unknown" : clock(school.today) + modelled;
  const rows = [
    { name: "Starts", cells: [before + " → " + clock(school.bell)], main: true },
    { name: "Change", cells: [signed(school.moved)] },
    data.baseline ? { name: "In " + data.baseline, cells: [clock(school.baseline)] } : null,
    { name: "Dismissal", cells: [clock(school.dismissal)] },
    { name: "Tier", cells: [make("span", {}, swatch(hueOf(school.id)), school.tier)] },
    { name: "Earliest pickup", cells: [clock(school.earliest_pickup)] },
    { name: "Latest return", cells: [clock(school.latest_return)] },
    { name: "Longest ride", cells: [school.ride_longest === null ? "–" : Math.round(school.ride_longest) + " min"] },
    { name: "Morning", cells: [riders(school.riders_am) + " on " + many(school.runs_am, "run")] },
    { name: "Afternoon", cells: [riders(school.riders_pm) + " on " + many(school.runs_pm, "run")] },
    { name: "Buses", cells: [school.buses.length ? school.buses.join(", ") : "none"] },
  ];
  return make("div", { class: "card" }, make("h3", {}, school.name),
    make("p", {}, kind.filter((word) => word).join(" · ")), table(rows));
}

/* A count that would be of fewer than ten children, or would tell one, is not told. */
function riders(count) {
  return count === null ? "riders not told" : many(count, "rider");
}

function stopDot(stop) {
  const dot = L.circleMarker([stop.lat, stop.lon],
    { radius: 2.8, weight: 1, color: "#1b1f24", fillColor: hueOf(stop.school), fillOpacity: 0.9 });
  return dot.bindPopup(() => make("div", { class: "card" }, make("h3", {}, "Stop " + stop.id),
    make("p", {}, schoolById.get(stop.school).name),
    table([{ name: "Morning", cells: [stop.am + " riders"] }, { name: "Afternoon", cells: [stop.pm + " riders"] }])));
}

function runLine(run, strong) {
  const school = schoolById.get(run.school);
  const stops = run.stops.map((index) => [data.stops[index].lat, data.stops[index].lon]);
  const home = [[school.lat, school.lon]];
  const line = L.polyline(run.period === "am" ? stops.concat(home) : home.concat(stops), {
    color: hueOf(run.school), weight: strong ? 3 : 1.5, opacity: strong ? 0.95 : 0.65,
    dashArray: run.period === "pm" ? "5 5" : null,
  });
  return line.bindPopup(() => runCard(run, school));
}

function runCard(run, school) {
  const morning = run.period === "am";
  return make("div", { class: "card" }, make("h3", {}, "Run " + run.id),
    make("p", {}, (morning ? "morning to " : "afternoon from ") + school.name),
    table([
      { name: "Bus", cells: [run.bus + ", its " + ordinal(run.tier) + " run of the " + (morning ? "morning" : "afternoon")], main: true },
      { name: morning ? "First stop" : "Leaves school", cells: [clock(run.starts)] },
      { name: morning ? "Arrives" : "Last stop", cells: [clock(run.ends)] },
      { name: morning ? "Bell" : "Dismissal", cells: [clock(morning ? school.bell : school.dismissal)] },
      { name: "Riders", cells: [riders(run.riders) + ", " + run.capacity + " places, " + many(run.stops.length, "stop")] },
      { name: "Longest ride", cells: [run.longest === null ? "–" : Math.round(run.longest) + " min"] },
    ]));
}

function ordinal(number) {
  return number + (["st", "nd", "rd"][number - 1] || "th");
}

function yardMark(yard) {
  const label = make("div", { class: "label" }, make("span", {}, yard.name));
  const svg = drawn("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(drawn("path", { d: "M2 11L12 3l10 8v11H2z", fill: "#fff", stroke: "#1b1f24", "stroke-width": 2.2, "stroke-linejoin": "round" }));
  svg.append(drawn("path", { d: "M6 21v-7h12v7M6 17.5h12", fill: "none", stroke: "#1b1f24", "stroke-width": 2 }));
  const icon = L.divIcon({ html: make("div", { class: "school" }, svg, label), className: "", iconSize: [20, 20] });
  const mark = L.marker([yard.lat, yard.lon], { icon: icon, title: yard.name });
  mark.on("add", () => mark.getElement().setAttribute("aria-label", yard.name));
  return mark.bindPopup(() => make("div", { class: "card" }, make("h3", {}, yard.name),
    make("p", {}, "yard" + (yard.basis === "modelled" ? ", modelled" : "")),
    table([{ name: "Buses in this plan", cells: [String(yard.buses)], main: true },
      { name: "Room for", cells: [yard.room === null ? "no limit given" : String(yard.room)] }])));
}

function wirePlanLegend(map, views) {
  const { box, body } = legendBox("Legend");
  const show = (view) => body.replaceChildren(...planLegend(view));
  map.on("baselayerchange", (event) => {
    const view = Object.keys(views).find((key) => views[key] === event.layer);
    if (view) show(view);
  });
  show(Object.keys(views).find((key) => map.hasLayer(views[key])));
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => box;
  control.addTo(map);
}

function planLegend(view) {
  const lines = ["Lines join stops straight; they are not the streets driven. Mornings solid, afternoons dashed.",
    "Stops of fewer than 10 riders are placed to about 100 m."];
  if (view === "today") {
    if (data.hatched) lines.unshift("Hatched: today’s start is modelled, not published.");
    if (data.unknown) lines.unshift("White “?”: today’s start is unknown.");
  }
  const heading = { tier: "Start, by tier", today: "Minutes moved from today",
    baseline: "Minutes moved from " + data.baseline }[view];
  const rows = { tier: data.tiers, today: data.changes, baseline: data.baseline_changes }[view];
  const parts = [make("h2", {}, heading), countTable(rows), make("h2", {}, "Shape: level"), levelKey()];
  if (view !== "tier") {
    parts.push(make("h2", {}, "Runs and stops: tier"), ...data.tiers.map((tier) => keyLine(tier.colour, tier.label)));
  }
  return [...parts, notes(lines)];
}
