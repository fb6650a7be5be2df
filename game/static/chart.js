// Charts: a few lines over the years, told apart by colour, dash and a name at the end; a table beside.
import { el } from "./element.js";
import { number, t } from "./words.js";

export const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8a6d00", "#56B4E9", "#1c2733", "#a63d00"];
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 2", "12 4", "1 2", "6 2 1 2"];

export function lineChart(title, unit, series, digits = 0) {
  const all = series.flatMap((one) => one.points.map(([, y]) => y)).filter((y) => Number.isFinite(y));
  const xs = series.flatMap((one) => one.points.map(([x]) => x));
  if (!all.length) return el("figure", { class: "chart" }, el("figcaption", {}, title), el("p", {}, t("ui.nothing_yet")));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const span = high - low || 1, [first, last] = [Math.min(...xs), Math.max(...xs)];
  const x = (v) => 58 + (v - first) / (last - first || 1) * 418, y = (v) => 12 + (high - v) / span * 150;
  const ends = series.map((one) => y(one.points.at(-1)[1]));
  const order = ends.map((at, n) => [at, n]).sort((a, b) => a[0] - b[0]);
  for (let n = 1; n < order.length; n++) order[n][0] = Math.max(order[n][0], order[n - 1][0] + 13);
  const at = Object.fromEntries(order.map(([place, n]) => [n, place]));
  return el("figure", { class: "chart" }, el("figcaption", {}, `${title} `, el("small", {}, unit)),
    el("svg", { viewBox: "0 0 600 190", role: "img", "aria-label": title },
      [low, (low + high) / 2, high].map((v) => el("g", {}, el("line", { x1: 58, x2: 476, y1: y(v), y2: y(v), stroke: "#d8d4c8" }), el("text", { x: 53, y: y(v) + 4, "text-anchor": "end", class: "tick" }, number(v, digits)))),
      [first, last].map((v) => el("text", { x: x(v), y: 182, "text-anchor": "middle", class: "tick" }, String(v))),
      series.map((one, n) => el("g", {}, el("polyline", { points: one.points.filter(([, v]) => Number.isFinite(v)).map(([u, v]) => `${x(u).toFixed(1)},${y(v).toFixed(1)}`).join(" "), fill: "none", stroke: COLOURS[n % 8], "stroke-width": 2.4, "stroke-dasharray": DASHES[n % 8] }),
        one.points.length === 1 ? el("circle", { cx: x(one.points[0][0]), cy: y(one.points[0][1]), r: 4, fill: COLOURS[n % 8] }) : null,
        el("text", { x: 482, y: at[n] + 4, class: "tick end", fill: COLOURS[n % 8] }, one.name)))),
    el("p", { class: "legend narrow" }, series.map((one, n) => el("span", {}, el("span", { class: "swatch", style: { background: COLOURS[n % 8] } }), one.name))),
    el("details", {}, el("summary", {}, t("ui.as_table")), el("div", { class: "scroll" }, table(["", ...series.map((one) => one.name)], series[0].points.map(([u], row) => [String(u), ...series.map((one) => number(one.points[row]?.[1], digits + 1))])))));
}

export function table(head, rows, caption) {
  return el("table", {}, caption ? el("caption", {}, caption) : null, el("thead", {}, el("tr", {}, head.map((one) => el("th", { scope: "col" }, one)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((one, n) => el(n ? "td" : "th", n ? {} : { scope: "row" }, one))))));
}
