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
        for (const run of data.runs.filter((run) => run.school === school.id || run.also === school.id)) chosen.addLayer(runLine(run, true));
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

const schoolById = new Map(data.schools.map((school) => [school.id, school]));
const hueOf = (id) => data.colours[schoolById.get(id).tier] || data.colours["outside tiers"];

function schoolCard(school) {
  const kind = [levelName(school.level), school.area, school.students ? many(school.students, "students") : ""];
  if (school.option) kind.push(words["schools.option"]);
  const late = data.late ? data.late.schools[school.id] : null;
  const before = school.today === null ? say("today_unknown")
    : school.basis === "modelled" ? say("modelled", { time: clock(school.today) }) : clock(school.today);
  const rows = [
    { name: say("starts"), cells: [before + " → " + clock(school.bell)], main: true },
    { name: words["columns.moved"], cells: [signed(school.moved)] },
    data.baseline ? { name: sayNamed("in_plan", { plan: data.baseline }), cells: [clock(school.baseline)] } : null,
    { name: words["columns.dismissal"], cells: [clock(school.dismissal)] },
    { name: words["columns.tier"], cells: [make("span", {}, swatch(hueOf(school.id)), bdi(tierName(school.tier)))] },
    { name: words["columns.pickup"], cells: [clock(school.earliest_pickup)] },
    { name: words["figures.latest_return"], cells: [clock(school.latest_return)] },
    { name: words["columns.ride"], cells: [minutesLong(school.ride_longest)] },
    { name: say("morning"), cells: [riders(school.riders_am) + ", " + many(school.runs_am, "runs")] },
    { name: say("afternoon"), cells: [riders(school.riders_pm) + ", " + many(school.runs_pm, "runs")] },
    { name: words["columns.buses"], cells: [school.buses.length ? bdi(school.buses.join(", ")) : say("none")] },
    late && late.share !== null ? { name: say("late_mornings"), cells: [percent(late.share)], main: true } : null,
    late && late.causes ? { name: say("late_because"), cells: [causes(late.causes)] } : null,
    late && late.hangs ? { name: say("hangs_on"), cells: [sayNamed("hangs", { bus: late.hangs.bus, school: late.hangs.school })] } : null,
  ];
  return make("div", { class: "card" }, make("h3", {}, school.name), dotted(kind), table(rows), lateNote(late));
}

/* Shares of the minutes late that a school's own drives, late earlier runs and the way out of the yard cause. */
function causes(shares) {
  const names = ["own_drives", "earlier_runs", "yard_and_drivers"];
  return names.map((name, i) => say(name) + " " + percent(Math.round(100 * shares[i]) / 100)).join(", ");
}

function lateNote(late) {
  if (!data.late) return null;
  const told = !late ? say("no_bus") : late.few ? say("late_few") : say("late_from_days", { about: data.late.about });
  return make("p", { class: "note" }, told);
}

/* A count that would be of fewer than ten children, or would tell one, is not told. */
function riders(count) {
  return count === null ? say("riders_few") : many(count, "riders");
}

function stopDot(stop) {
  const dot = L.circleMarker([stop.lat, stop.lon],
    { radius: 2.8, weight: 1, color: "#1b1f24", fillColor: hueOf(stop.school), fillOpacity: 0.9 });
  return dot.bindPopup(() => make("div", { class: "card" }, make("h3", {}, sayNamed("stop", { id: stop.id })),
    dotted([schoolById.get(stop.school).name]),
    table([{ name: say("morning"), cells: [say("riders", { band: stop.am })] }, { name: say("afternoon"), cells: [say("riders", { band: stop.pm })] }])));
}

/* The schools of a run in driving order: a combined run has two, the other one next to the stops. */
function schoolsOf(run) {
  const ids = run.also ? [run.school, run.also] : [run.school];
  return (run.period === "am" ? ids.reverse() : ids).map((id) => schoolById.get(id));
}

function runLine(run, strong) {
  const school = schoolById.get(run.school);
  const stops = run.stops.map((index) => [data.stops[index].lat, data.stops[index].lon]);
  const home = schoolsOf(run).map((school) => [school.lat, school.lon]);
  const straight = run.period === "am" ? stops.concat(home) : home.concat(stops);
  const line = L.polyline(run.line || straight, {
    color: hueOf(run.school), weight: strong ? 3 : 1.5, opacity: strong ? 0.95 : 0.65,
    dashArray: run.period === "pm" ? "5 5" : null,
  });
  return line.bindPopup(() => runCard(run, school));
}

function runCard(run, school) {
  const morning = run.period === "am";
  const names = schoolsOf(run).map((each) => each.name).join(" + ");
  return make("div", { class: "card" }, make("h3", {}, sayNamed("run", { id: run.id })),
    make("p", {}, sayNamed(morning ? "run_am" : "run_pm", { school: names })),
    table([
      { name: say("bus"), cells: [sayNamed(morning ? "bus_run_am" : "bus_run_pm", { bus: run.bus, n: String(run.tier) })], main: true },
      { name: say(morning ? "first_stop" : "leaves_school"), cells: [clock(run.starts)] },
      run.also ? { name: bdi(schoolById.get(run.also).name), cells: [clock(run.at_also)] } : null,
      { name: say(morning ? "arrives" : "last_stop"), cells: [clock(run.ends)] },
      { name: morning ? words["columns.start"] : words["columns.dismissal"], cells: [clock(morning ? school.bell : school.dismissal)] },
      { name: say("riders_row"), cells: [say("run_riders", { riders: riders(run.riders), places: run.capacity === null ? "–" : run.capacity, stops: many(run.stops.length, "stops") })] },
      { name: words["columns.ride"], cells: [minutesLong(run.longest)] },
    ]));
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
    make("p", {}, say(yard.basis === "modelled" ? "yard_modelled" : "yard")),
    table([{ name: say("yard_buses"), cells: [String(yard.buses)], main: true },
      { name: say("yard_room"), cells: [yard.room === null ? say("no_limit") : String(yard.room)] }])));
}

function wirePlanLegend(map, views) {
  nameButton(map.getContainer().querySelector(".leaflet-control-layers-toggle"), "layers");
  const { box, body } = legendBox();
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
  const lines = [say(data.roads ? "note_roads" : "note_lines"), say("note_stops")];
  if (data.doors) lines.push(say("note_doors"));
  if (view === "today") {
    if (data.hatched) lines.unshift(say("note_hatched"));
    if (data.unknown) lines.unshift(say("note_unknown"));
  }
  if (view === "late") {
    lines.unshift(say("note_late", { about: data.late.about }), say("note_late_unknown"));
  }
  const heading = { tier: say("by_tier"), today: say("by_today"),
    baseline: sayNamed("by_baseline", { plan: data.baseline }), late: say("by_late") }[view];
  const rows = {
    tier: () => data.tiers.map((tier) => ({ ...tier, label: tierLabel(tier) })),
    today: () => data.changes.map((bin) => ({ ...bin, label: changeLabel(bin) })),
    baseline: () => data.baseline_changes.map((bin) => ({ ...bin, label: changeLabel(bin) })),
    late: () => data.late.counts.map((bin, i, bins) => ({ ...bin, label: lateLabel(bin, i, bins) })),
  }[view]();
  const parts = [make("h2", {}, heading), countTable(rows), make("h2", {}, say("shape_level")), levelKey()];
  if (view === "late") {
    parts.push(make("h2", {}, say("late_by_tier")), ...data.late.tiers.map((tier) =>
      keyLine(data.colours[tier.tier] || data.colours["outside tiers"], make("span", {}, bdi(tierName(tier.tier)), ": " + percent(tier.share)))));
  } else if (view !== "tier") {
    parts.push(make("h2", {}, say("runs_by_tier")), ...data.tiers.map((tier) => keyLine(tier.colour, tierLabel(tier))));
  }
  return [...parts, notes(lines)];
}
