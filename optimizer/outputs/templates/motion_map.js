/* The day in motion: buses on straight lines between stops, a time slider, and who is out. */

const EMPTY = -1, STANDING = -2, RINGS = 3; // minutes that a bell is shown after it rang
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const by = (id) => document.getElementById(id);

function startMotion(map) {
  const motion = { map: map, half: "am", minute: 0, playing: false, fresh: true, followed: "", buses: [], schools: [] };
  map.createPane("buses").style.zIndex = 620; // above the schools, which must stay within reach of the pointer
  map.getPane("buses").style.pointerEvents = "none";
  motion.canvas = L.canvas({ padding: 0.3, pane: "buses" });
  map.on("click", (event) => followNearest(motion, event.layerPoint));
  motion.path = L.layerGroup().addTo(map);
  addSchools(motion);
  data.yards.forEach((yard) => yardMarker(yard).addTo(map));
  addMotionLegend(map);
  motion.card = followedCard(map);
  document.querySelectorAll("input[name=half]").forEach((radio) =>
    radio.addEventListener("change", () => chooseHalf(motion, radio.value)));
  by("slider").addEventListener("input", () => { motion.fresh = false; show(motion, Number(by("slider").value)); announce(motion); });
  by("play").addEventListener("click", () => play(motion, !motion.playing));
  by("follow").addEventListener("change", () => follow(motion, by("follow").value));
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || ["BUTTON", "SELECT", "SUMMARY", "A"].includes(event.target.tagName)) return;
    event.preventDefault();
    play(motion, !motion.playing);
  });
  chooseHalf(motion, "am");
}

function addSchools(motion) {
  motion.schools = data.schools.map((school) => {
    const marker = schoolMarker(school, tierLook(school.bell, school.tier));
    marker.bindPopup(() => make("div", { class: "card" }, make("h3", {}, school.name),
      dotted([levelName(school.level), school.area]),
      table([{ name: say("starts"), cells: [clock(school.bell)], main: true }, { name: words["columns.dismissal"], cells: [clock(school.dismissal)], main: true },
        { name: words["columns.tier"], cells: [bdi(tierName(school.tier))] }])), popupOptions());
    marker.addTo(motion.map);
    return { facts: school, marker: marker };
  });
}

function yardMarker(yard) {
  const svg = drawn("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(drawn("path", { d: "M2 11L12 3l10 8v11H2z", fill: "#fff", stroke: "#1b1f24", "stroke-width": 2.2, "stroke-linejoin": "round" }));
  svg.append(drawn("path", { d: "M6 21v-7h12v7M6 17.5h12", fill: "none", stroke: "#1b1f24", "stroke-width": 2 }));
  const label = make("div", { class: "label" }, make("span", {}, yard.name));
  const icon = L.divIcon({ html: make("div", { class: "yard school" }, svg, label), className: "", iconSize: [20, 20] });
  return L.marker([yard.lat, yard.lon], { icon: icon, title: yard.name, keyboard: false });
}

function chooseHalf(motion, half) {
  play(motion, false);
  motion.half = half;
  motion.fresh = true;
  const day = data.halves[half];
  motion.buses.forEach((bus) => bus.marker.remove());
  motion.buses = day.buses.map((facts) => addBus(motion, facts));
  const slider = by("slider");
  slider.min = day.first;
  slider.max = day.last;
  const chooser = by("follow");
  chooser.replaceChildren(make("option", { value: "" }, say("none")), ...day.buses.map((bus) => make("option", { value: bus.bus }, bus.bus)));
  drawChart(day);
  drawHours(day);
  const full = day.counts.riders;
  follow(motion, day.buses.some((bus) => bus.bus === motion.followed) ? motion.followed : "");
  show(motion, day.first + full.indexOf(Math.max(...full)));
}

function addBus(motion, facts) {
  const marker = L.circleMarker([0, 0], { renderer: motion.canvas, pane: "buses", interactive: false, radius: 4, weight: 1.4 });
  return { ...facts, marker: marker, look: null };
}

function followNearest(motion, point) {
  const away = (bus) => motion.map.latLngToLayerPoint(bus.marker.getLatLng()).distanceTo(point);
  const near = motion.buses.filter((bus) => bus.look !== null && away(bus) < 14).sort((a, b) => away(a) - away(b));
  if (near.length) follow(motion, near[0].bus);
}

const outBy = (counts) => counts.riders.map((n, i) => n + counts.empty[i] + counts.standing[i]);

/* What a bus does at a minute: the piece of its way that it is on, null in the yard. */
function pieceAt(bus, minute) {
  const way = bus.way;
  if (minute < way[0][0] || minute >= way[way.length - 1][0]) return null;
  let low = 0, high = way.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (way[middle][0] <= minute) low = middle; else high = middle;
  }
  return low;
}

function placeAt(way, piece, minute) {
  const [t0, lat0, lon0] = way[piece], [t1, lat1, lon1] = way[piece + 1];
  const share = t1 > t0 ? (minute - t0) / (t1 - t0) : 0;
  return [lat0 + (lat1 - lat0) * share, lon0 + (lon1 - lon0) * share];
}

function show(motion, minute) {
  const day = data.halves[motion.half];
  motion.minute = Math.min(day.last, Math.max(day.first, minute));
  const whole = Math.floor(motion.minute);
  for (const bus of motion.buses) moveBus(motion, bus);
  if (whole !== motion.whole || motion.shownHalf !== motion.half) {
    motion.whole = whole;
    motion.shownHalf = motion.half;
    by("slider").value = whole;
    by("time").textContent = clock(whole);
    ringSchools(motion, whole);
    tellCounts(motion, day, whole);
    tellFollowed(motion);
  }
}

function moveBus(motion, bus) {
  const piece = pieceAt(bus, motion.minute);
  if (piece === null) { bus.marker.remove(); bus.look = null; return; }
  bus.marker.setLatLng(placeAt(bus.way, piece, motion.minute));
  const then = bus.way[piece][3];
  const look = then + (bus.bus === motion.followed ? "!" : "");
  if (look !== bus.look) {
    bus.look = look;
    const grow = bus.bus === motion.followed ? 3.5 : 0;
    bus.marker.setStyle(then >= 0
      ? { radius: 4.8 + grow, color: "#1b1f24", weight: 1.4, fillColor: hueOfRun(data.runs[then]), fillOpacity: 1 }
      : { radius: 3.2 + grow, color: "#57606a", weight: 1.4, fillColor: then === EMPTY ? "#ffffff" : "#9aa5b1", fillOpacity: 1 });
    bus.marker.setRadius(bus.marker.options.radius);
  }
  if (!motion.map.hasLayer(bus.marker)) bus.marker.addTo(motion.map);
}

function hueOfRun(run) {
  return data.colours[data.schools[run.school].tier] || data.colours["outside tiers"];
}

/* In the morning a school is hollow until its bell rings; in the afternoon once it has rung. */
function ringSchools(motion, whole) {
  const ringing = [];
  for (const school of motion.schools) {
    const rings = motion.half === "am" ? school.facts.bell : school.facts.dismissal;
    const element = school.marker.getElement();
    const now = whole >= rings && whole < rings + RINGS;
    if (now) ringing.push(school.facts);
    element.classList.toggle("before", motion.half === "am" ? whole < rings : whole >= rings);
    element.classList.toggle("ringing", now);
  }
  const key = motion.half === "am" ? "bell" : "dismissal";
  const line = by("ringing");
  if (ringing.length) {
    const names = (ringing.length > 3 ? ringing.slice(0, 2) : ringing).flatMap((school, i) => (i ? [", ", bdi(school.name)] : [bdi(school.name)]));
    const more = ringing.length > 3 ? " " + say("and_more", { n: ringing.length - 2 }) : "";
    line.replaceChildren(make("strong", {}, say(motion.half === "am" ? "ring_am" : "ring_pm", { schools: many(ringing.length, "schools") })), ": ", ...names, more);
  } else {
    const next = Math.min(...data.schools.map((school) => school[key]).filter((at) => at > whole));
    const then = many(data.schools.filter((school) => school[key] === next).length, "schools");
    line.textContent = Number.isFinite(next) ? say(motion.half === "am" ? "next_am" : "next_pm", { time: clock(next), schools: then })
      : say(motion.half === "am" ? "all_started" : "all_out");
  }
}

function tellCounts(motion, day, whole) {
  const at = whole - day.first;
  const of = (name) => day.counts[name][at] || 0;
  const part = (name) => [make("span", { class: "key " + name }), say("out_" + name, { n: of(name) })];
  const out = many(of("riders") + of("empty") + of("standing"), "buses");
  by("out").replaceChildren(make("strong", {}, say("out", { buses: out, all: day.buses.length })), ": ",
    ...part("riders"), ", ", ...part("empty"), ", ", ...part("standing"));
  by("slider").setAttribute("aria-valuetext", clock(whole) + ", " + by("out").textContent);
}

let waiting = 0;
function announce(motion) {
  clearTimeout(waiting);
  waiting = setTimeout(() => { by("status").textContent = clock(motion.whole) + ". " + by("out").textContent + ". " + by("ringing").textContent; }, 700);
}

function play(motion, on) {
  const day = data.halves[motion.half];
  if (on && (motion.fresh || motion.minute >= day.last)) show(motion, day.first);
  motion.fresh = motion.fresh && !on;
  motion.playing = on;
  document.body.classList.toggle("moving", on && !still.matches);
  by("play").setAttribute("aria-label", say(on ? "pause" : "play"));
  by("sign").setAttribute("d", on ? "M5 3h5v18H5zM14 3h5v18h-5z" : "M6 3l15 9-15 9z");
  if (!on) { if (motion.whole !== undefined) announce(motion); return; }
  let before = null, owed = 0;
  const step = (now) => {
    if (!motion.playing) return;
    owed += before === null ? 0 : Math.min(200, now - before) / 1000 * Number(by("speed").value);
    before = now;
    const due = still.matches ? Math.floor(owed / 5) * 5 : owed; // no gliding: five minutes at a time
    if (due > 0) { owed -= due; show(motion, motion.minute + due); }
    if (motion.minute >= day.last) play(motion, false); else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/* Buses out by the minute, stacked: on a run, empty, standing. */
function drawChart(day) {
  const chart = by("chart");
  const length = day.last - day.first;
  const most = Math.max(1, ...outBy(day.counts));
  chart.setAttribute("viewBox", "0 0 " + length + " " + most * 1.06);
  let below = day.counts.riders.map(() => 0);
  const layers = [["riders", "#1b1f24"], ["standing", "#9aa5b1"], ["empty", "#d5dae0"]].map(([name, colour]) => {
    const above = below.map((n, i) => n + day.counts[name][i]);
    const up = above.map((n, i) => i + "," + (most * 1.06 - n)), down = below.map((n, i) => i + "," + (most * 1.06 - n)).reverse();
    below = above;
    return drawn("path", { d: "M" + up.join("L") + "L" + down.join("L") + "Z", fill: colour });
  });
  chart.replaceChildren(...layers);
}

function drawHours(day) {
  const place = (minute) => 100 * (minute - day.first) / (day.last - day.first) + "%";
  const marks = [];
  for (let hour = Math.ceil(day.first / 30) * 30; hour <= day.last; hour += 30) {
    if (narrow && hour % 60) continue;
    const mark = make("span", {}, shortClock(hour));
    mark.style.left = place(hour);
    marks.push(mark);
  }
  by("hours").replaceChildren(...marks);
  const key = day === data.halves.am ? "bell" : "dismissal";
  const counts = new Map();
  data.schools.forEach((school) => counts.set(school[key], (counts.get(school[key]) || 0) + 1));
  by("bells").replaceChildren(...[...counts].filter(([minute, n]) => n * 20 >= data.schools.length && minute >= day.first && minute <= day.last)
    .map(([minute]) => { const line = make("span", {}); line.style.left = place(minute); return line; }));
}

function follow(motion, name) {
  motion.followed = name;
  by("follow").value = name;
  motion.path.clearLayers();
  const bus = motion.buses.find((one) => one.bus === name);
  if (bus) {
    for (let i = 0; i + 1 < bus.way.length; i++) {
      const [, lat0, lon0, then] = bus.way[i], [, lat1, lon1] = bus.way[i + 1];
      if (then === STANDING) continue;
      motion.path.addLayer(L.polyline([[lat0, lon0], [lat1, lon1]], { interactive: false, weight: then >= 0 ? 3.5 : 1.8,
        color: then >= 0 ? hueOfRun(data.runs[then]) : "#57606a", dashArray: then >= 0 ? null : "4 6", opacity: 0.9 }));
    }
  }
  motion.buses.forEach((one) => { one.look = null; moveBus(motion, one); });
  tellFollowed(motion);
}

function followedCard(map) {
  const card = make("div", { class: "followed" });
  const control = L.control({ position: "topright" });
  control.onAdd = () => { L.DomEvent.disableClickPropagation(card); L.DomEvent.disableScrollPropagation(card); return card; };
  control.addTo(map);
  card.hidden = true;
  return card;
}

function tellFollowed(motion) {
  const bus = motion.buses.find((one) => one.bus === motion.followed);
  motion.card.hidden = !bus;
  if (!bus) return;
  const piece = pieceAt(bus, motion.minute);
  const then = piece === null ? null : bus.way[piece][3];
  const doing = say(then === null ? "doing_yard" : then === EMPTY ? "doing_empty" : then === STANDING ? "doing_standing" : "doing_run");
  const body = make("tbody", {});
  for (const number of new Set(bus.way.map((point) => point[3]).filter((number) => number >= 0))) {
    const run = data.runs[number];
    body.append(make("tr", number === then ? { class: "now" } : {}, make("td", {}, shortClock(run.starts) + "–" + shortClock(run.ends)),
      make("td", {}, swatch(hueOfRun(run)), bdi((run.also === null ? [run.school] : [run.school, run.also]).map((at) => data.schools[at].name).join(" + ")))));
  }
  motion.card.replaceChildren(make("h2", {}, sayNamed("bus_named", { bus: bus.bus })), make("p", {}, doing), make("table", {}, body));
}

function addMotionLegend(map) {
  const { box, body } = legendBox();
  const key = (name) => make("div", {}, make("span", { class: "key " + name }), say("key_" + name));
  const tiers = Object.entries(data.colours).filter(([name]) => data.schools.some((school) => school.tier === name));
  body.append(make("h2", {}, words["columns.buses"]), key("riders"), key("empty"), key("standing"), make("h2", {}, say("colour_tier")),
    ...tiers.map(([name, colour]) => keyLine(colour, bdi(tierName(name)))), make("h2", {}, say("shape_level")), levelKey(),
    notes([say("note_hollow"), say("note_chart"), say("note_straight"), ...(data.doors ? [say("note_doors")] : [])]));
  if (window.innerHeight < 760 || window.innerWidth < 1000) box.open = false;
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => box;
  control.addTo(map);
}
