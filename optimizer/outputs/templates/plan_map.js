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
  if (view === "late") return lateLook(school);
  return changeLook(school.from_baseline, false);
}

/* Schools without a bus in the morning, or with few riders, are marked "?": nothing is said of them. */
function lateLook(school) {
  const late = data.late.schools[school.id];
  if (!late || late.share === null) return { fill: "#ffffff", label: "", unknown: true };
  const fill = data.late.counts.findLast((bin) => late.share >= bin.least).colour;
  return { fill: fill, label: percent(late.share) };
}

function percent(share) {
  return (100 * share).toFixed(share < 0.1 ? 1 : 0) + "\u00a0%";
}

const schoolById = new Map(data.schools.map((school) => [school.id, school]));
const hueOf = (id) => data.colours[schoolById.get(id).tier] || data.colours["outside tiers"];

function schoolCard(school) {
  const kind = [data.levels[school.level].name, school.area, many(school.students, "student")];
  if (school.option) kind.push("option school");
  const late = data.late ? data.late.schools[school.id] : null;
  const modelled = school.basis === "modelled" ? " (modelled)" : "";
  const before = school.today === null ? "today unknown" : clock(school.today) + modelled;
  const rows = [
    { name: "Starts", cells: [before + " → " + clock(school.bell)], main: true },
    { name: "Change", cells: [signed(school.moved)] },
    data.baseline ? { name: named("In ", data.baseline), cells: [clock(school.baseline)] } : null,
    { name: "Dismissal", cells: [clock(school.dismissal)] },
    { name: "Tier", cells: [make("span", {}, swatch(hueOf(school.id)), bdi(school.tier))] },
    { name: "Earliest pickup", cells: [clock(school.earliest_pickup)] },
    { name: "Latest return", cells: [clock(school.latest_return)] },
    { name: "Longest ride", cells: [school.ride_longest === null ? "–" : Math.round(school.ride_longest) + " min"] },
    { name: "Morning", cells: [riders(school.riders_am) + " on " + many(school.runs_am, "run")] },
    { name: "Afternoon", cells: [riders(school.riders_pm) + " on " + many(school.runs_pm, "run")] },
    { name: "Buses", cells: [school.buses.length ? bdi(school.buses.join(", ")) : "none"] },
    late && late.share !== null ? { name: "Late mornings", cells: [percent(late.share)], main: true } : null,
    late && late.causes ? { name: "Late because of", cells: [causes(late.causes)] } : null,
    late && late.hangs ? { name: "Hangs most on", cells: [named("bus ", late.hangs.bus, ", coming from ", late.hangs.school)] } : null,
  ];
  return make("div", { class: "card" }, make("h3", {}, school.name), dotted(kind), table(rows), lateNote(late));
}

/* Shares of the minutes late that a school's own drives, late earlier runs and the way out of the yard cause. */
function causes(shares) {
  const names = ["its own drives", "earlier runs", "yard and drivers"];
  return names.map((name, i) => name + " " + Math.round(100 * shares[i]) + "\u00a0%").join(", ");
}

function lateNote(late) {
  if (!data.late) return null;
  const told = !late ? "No bus in the morning." : late.few ? "Late mornings are not told: fewer than 10 riders."
    : "Late: after the bell. From " + data.late.about + ".";
  return make("p", { class: "note" }, told);
}

/* A count that would be of fewer than ten children, or would tell one, is not told. */
function riders(count) {
  return count === null ? "riders not told" : many(count, "rider");
}

function stopDot(stop) {
  const dot = L.circleMarker([stop.lat, stop.lon],
    { radius: 2.8, weight: 1, color: "#1b1f24", fillColor: hueOf(stop.school), fillOpacity: 0.9 });
  return dot.bindPopup(() => make("div", { class: "card" }, make("h3", {}, named("Stop ", stop.id)),
    dotted([schoolById.get(stop.school).name]),
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
  return make("div", { class: "card" }, make("h3", {}, named("Run ", run.id)),
    make("p", {}, named(morning ? "morning to " : "afternoon from ", school.name)),
    table([
      { name: "Bus", cells: [named("", run.bus, ", its " + ordinal(run.tier) + " run of the " + (morning ? "morning" : "afternoon"))], main: true },
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
  if (view === "late") {
    lines.unshift("Share of its riders’ mornings that end after the bell: " + data.late.about + ".",
      "White “?”: no bus in the morning, or fewer than 10 riders.");
  }
  const heading = { tier: "Start, by tier", today: "Minutes moved from today",
    baseline: named("Minutes moved from ", data.baseline), late: "Late mornings, simulated (modelled)" }[view];
  const rows = { tier: data.tiers, today: data.changes, baseline: data.baseline_changes, late: data.late && data.late.counts }[view];
  const parts = [make("h2", {}, heading), countTable(rows), make("h2", {}, "Shape: level"), levelKey()];
  if (view === "late") {
    parts.push(make("h2", {}, "Morning runs after the bell, by tier"), ...data.late.tiers.map((tier) =>
      keyLine(data.colours[tier.tier] || data.colours["outside tiers"], named("", tier.tier, ": " + percent(tier.share)))));
  } else if (view !== "tier") {
    parts.push(make("h2", {}, "Runs and stops: tier"), ...data.tiers.map((tier) => keyLine(tier.colour, bdi(tier.label))));
  }
  return [...parts, notes(lines)];
}
