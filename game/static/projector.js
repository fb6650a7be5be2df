// The wall: how to join, then the tables side by side. No secret comes here, and nothing can be pressed.
import { el, show } from "./element.js";
import { guessLanguage, knowStations, limitWords, nameMakers, number, percent, seatName, speak, t } from "./words.js";
import { Wire } from "./wire.js";
import * as clock from "./clock.js";
import { drawMap, legend } from "./map.js";
import { lineChart, table } from "./chart.js";

const root = document.getElementById("app");
const code = location.pathname.split("/")[2];
let parts = null, network = null, places = null, wire = null, frame = 0, shown = "", conn = "", at = 0;

async function begin() {
  const asked = new URLSearchParams(location.search).get("lang");
  await speak(asked || guessLanguage());
  [network, places] = await Promise.all(["/api/network.json", "/api/places.json"].map(async (path) => (await fetch(path)).json()));
  knowStations(network.names);
  wire = new Wire({ room: code, role: "show", onParts: (all) => { parts = all.show; nameMakers(parts.room.real_names, parts.room.makers); draw(); }, onState: (now) => { conn = now; draw(); }, onGone: () => show(root, el("main", { class: "wide" }, el("h1", {}, t("gone.no_room.title")))) });
  setInterval(tick, 250);
  setInterval(play, 1100);
}

function tick() {
  const node = document.getElementById("clock");
  if (node && parts) node.textContent = clock.text(clock.left(parts.room, wire.now()));
}

function play() {
  if (!parts) return;
  const { room, tables } = parts;
  const mark = `${room.phase}${room.round}`;
  if (shown !== mark) { shown = mark; frame = 0; at = 0; draw(); return; }
  const most = Math.max(0, ...tables.map((one) => one.film.frames.length));
  if (!most) { frame += 1; if (frame % 8 === 0) { at += 1; draw(); } return; }
  frame += 1;
  if (frame >= most + 6) { frame = 0; at = (at + 1) % tables.length; }
  draw();
}

function draw() {
  if (!parts) return;
  const { room, tables } = parts;
  show(root, el("header", { class: "desk-top" }, el("strong", { class: "code" }, room.code), el("span", {}, `${t(`phase.${room.phase}`)} ${room.round ? `${room.round}/${room.rounds}` : ""}`), el("span", { class: "clock", id: "clock", role: "timer" }, ""), room.paused ? el("span", { class: "chip" }, t("ui.paused")) : null, room.ready[1] ? el("span", {}, t("ui.ready", { n: room.ready[0], of: room.ready[1] })) : null, conn === "lost" ? el("span", { class: "chip" }, t("conn.lost")) : null),
    el("main", { class: "wide" }, room.announcement ? el("p", { class: "banner news" }, room.announcement) : null, room.show === "blank" ? el("h1", {}, t("wall.look_up")) : room.phase === "lobby" ? lobby(room) : playing(room, tables)));
  tick();
}

function lobby(room) {
  return el("section", {}, el("div", { class: "lobby-wall" }, el("img", { src: `/api/scan/${room.code}.svg`, alt: t("desk.scan") }), el("div", {}, el("p", {}, t("desk.type")), el("p", { class: "address" }, places.best.replace("http://", "")), el("p", { class: "giant" }, room.code))), el("p", { class: "count" }, t("lobby.people", { n: room.people })), el("div", { class: "names" }, parts.players.map((name) => el("span", {}, name))));
}

function playing(room, tables) {
  const ready = tables.filter((one) => one.news.round);
  if (!ready.length) return el("p", { class: "running" }, t("news.running"));
  const filmed = tables.filter((one) => one.film.frames.length);
  const one = filmed.length ? filmed[at % filmed.length] : null;
  const now = one ? one.film.frames[Math.min(frame, one.film.frames.length - 1)] : ready[at % ready.length].last;
  return el("div", {}, room.show === "standings" || room.show === "news" ? null : el("div", { class: "wall-grid" }, el("section", {}, el("h1", {}, now ? `${t("ui.table")} ${(one || ready[at % ready.length]).number} · ${now.month} · ${limitWords(now.limit)}` : t("wall.map")), drawMap(network, now), legend(), standings(ready, room, SHORT)), charts(ready)),
    room.show === "news" ? news(ready) : room.show === "standings" ? [standings(ready, room, LONG), el("div", { class: "wall-charts" }, charts(ready))] : null);
}

function charts(tables) {
  const of = (name, factor = 1) => tables.map((one) => ({ name: `${t("ui.table")} ${one.number}`, points: one.news.yearly.map((row) => [row.year, row[name] * factor]) }));
  return el("section", {}, lineChart(t("public.mt_a_year"), "", of("throughput_mt")), lineChart(t("public.jobs"), "", of("jobs_total")), lineChart(t("wall.dependence"), "%", of("debt_foreign_share", 100)));
}

const LONG = ["mt_a_year", "transit_kteu_a_year", "queue_trains", "jobs", "ready_share", "local_content", "largest_maker_share", "debt_foreign_share", "promise_index"];
const SHORT = ["queue_trains", "local_content", "promise_index"]; // beside the charts

function standings(tables, room, names) {
  const isShare = (name) => !["mt_a_year", "transit_kteu_a_year", "queue_trains", "jobs"].includes(name);
  const makers = Object.keys(room.makers);
  return el("section", { class: "card scroll" }, table([t("wall.standings"), ...tables.map((one) => `${t("ui.table")} ${one.number}`)], [...names.map((name) => [t(`public.${name}`), ...tables.map((one) => (isShare(name) ? percent(one.news.public[name]) : number(one.news.public[name], name === "mt_a_year" ? 1 : 0)))]),
    ...makers.map((seat) => [t("wall.lost", { maker: seatName(seat) }), ...tables.map((one) => (seat in one.lost ? percent(one.lost[seat], 1) : "…"))]),
    [t("wall.deals"), ...tables.map((one) => `${one.signed}${one.signed_now ? ` (+${one.signed_now})` : ""}`)], [t("wall.waiting"), ...tables.map((one) => `${one.waiting} / ${one.humans}`)],
    ...(room.phase === "reveal" && names === LONG ? [[t("wall.foretold"), ...tables.map((one) => Object.entries(one.predictions).map(([word, n]) => `${t(`foretell.${word}`)}: ${n}`).join("; ") || "–")]] : [])]));
}

function news(tables) {
  return el("section", {}, tables.map((one) => el("div", { class: "card" }, el("h2", {}, `${t("ui.table")} ${one.number}`), one.news.struck.length ? el("ul", {}, one.news.struck.map(([card]) => el("li", {}, el("strong", {}, t(`card.${card}.name`)), ": ", t(`card.${card}.flash`)))) : null, el("p", {}, one.headlines.slice(-6).map(([round, thread]) => `${round}. ${t(`sheet.${thread.split(":")[0]}.title`)} (${seatName(thread.split(":")[1])})`).join(" · ")))));
}

begin();
