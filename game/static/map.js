// The map: sections as wide as their trains and coloured by use, rings at borders for queues.
import { el } from "./element.js";
import { t, placeName } from "./words.js";

const WIDE = 860, TALL = 470;
const USE = [[50, "#56B4E9"], [80, "#009E73"], [97, "#E69F00"], [1e9, "#D55E00"]];
export const USE_KEYS = ["map.below_half", "map.busy", "map.tight", "map.full"];

// A phone's map is drawn with larger strokes and letters, and names fewer stations.
export function drawMap(network, frame, label) {
  const at = places(network), small = document.body.classList.contains("phone"), large = small ? 1.9 : 1;
  const lines = Object.entries(network.sections).filter(([, [a, b]]) => at[a] && at[b]).map(([name, [a, b, tracks]]) => {
    const [pairs, use] = frame?.sections[name] || [0, 0];
    return el("line", { x1: at[a][0], y1: at[a][1], x2: at[b][0], y2: at[b][1], stroke: pairs ? USE.find(([most]) => use < most)[1] : "#b9b4a6",
      "stroke-width": ((1.4 + Math.min(pairs, 80) * 0.11) * large).toFixed(1), "stroke-dasharray": tracks < 2 ? (small ? "11 5" : "7 3") : null },
      el("title", { svg: true }, t("map.section", { place: placeName(`${a}-${b}`), pairs, use })));
  });
  const rings = Object.entries(network.gates).filter(([, station]) => at[station]).map(([gate, station]) => {
    const queue = frame?.queue[gate] || 0;
    if (!queue) return null;
    const held = frame.limit.endsWith(`:${gate}`);
    return el("g", {}, el("circle", { cx: at[station][0], cy: at[station][1], r: ((5 + Math.sqrt(queue) * 1.6) * large).toFixed(1), fill: held ? "#D55E00" : "none",
      "fill-opacity": 0.35, stroke: "#1c2733", "stroke-width": 1.5 * large }, el("title", { svg: true }, t("map.queue", { place: placeName(station), queue }))),
      queue >= 5 ? el("text", { x: at[station][0] + 8 * large, y: at[station][1] + 16 * large, class: "queue" }, String(queue)) : null);
  });
  const shown = small ? ["dostyk", "almaty", "astana", "aktau", "aktobe"] : ["dostyk", "altynkol", "almaty", "astana", "aktau", "aktobe", "karaganda", "saryagash", "petropavlovsk", "kyzylorda"];
  const dots = Object.entries(at).map(([name, [x, y]]) => el("g", {}, el("circle", { cx: x, cy: y, r: 2.3 * large, fill: "#1c2733" }),
    shown.includes(name) ? el("text", { x: x > WIDE * 0.8 ? x - 5 : x + 5, y: y - 6 * large, class: "station", "text-anchor": x > WIDE * 0.8 ? "end" : null }, placeName(name)) : null));
  return el("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, class: "map", role: "img", "aria-label": label || t("map.label") },
    el("rect", { width: WIDE, height: TALL, rx: 8, class: "land" }), lines, rings, dots);
}

function places(network) {
  if (network.at) return network.at;
  const all = Object.values(network.stations);
  const lons = all.map(([lon]) => lon), lats = all.map(([, lat]) => lat);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const shrink = Math.cos(((south + north) / 2) * Math.PI / 180);
  const scale = Math.min((WIDE - 120) / ((east - west) * shrink), (TALL - 60) / (north - south));
  const found = {};
  for (const [name, [lon, lat]] of Object.entries(network.stations)) found[name] = [+(36 + (lon - west) * shrink * scale).toFixed(1), +(30 + (north - lat) * scale).toFixed(1)];
  network.at = found;
  return found;
}

export function legend() {
  return el("p", { class: "legend" }, USE.map(([, colour], n) => el("span", {}, el("span", { class: "swatch", style: { background: colour } }), t(USE_KEYS[n]))), el("span", {}, t("map.marks")));
}
