// A seat: one phone's whole screen. The server sends parts; this draws them and sends actions back.
import { el, show } from "./element.js";
import { guessLanguage, knowStations, nameMakers, number, percent, seatName, speak, t, language, onSpoken } from "./words.js";
import { Wire } from "./wire.js";
import * as clock from "./clock.js";
import { askToJoin, forget, kept, languages, mySeat } from "./join.js";
import { newsTab } from "./news.js";
import { talksTab, newTalks } from "./talks.js";
import { planTab } from "./decide.js";
import { selfTab } from "./self.js";

const root = document.getElementById("app");
const live = document.getElementById("live");
export const state = { tab: "news", thread: null, menu: false, toast: null, parts: {}, sheets: {}, cast: {}, network: null, drafts: {}, levers: null, prediction: null, conn: "connecting", ticket: null, room: "" };
let wire = null;
let lastPhase = "";

export const now = () => (wire ? wire.now() : 0);
export const redraw = () => draw();

export function act(action, done) {
  return wire.act(action).then((said) => { done?.(said); draw(); return said; }, (error) => { toast(t(`refusal.${error.code}`, words(error.words)), true); draw(); throw error; }).catch(() => null);
}
export const question = (words) => wire.question(words);
export const words = (given = {}) => ({ ...given, phase: given.phase ? t(`phase.${given.phase}`) : given.phase });

export function toast(text, bad = false) {
  state.toast = { text, bad };
  live.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { state.toast = null; draw(); }, 5000);
  draw();
}

async function begin() {
  await speak(guessLanguage());
  const path = location.pathname.split("/");
  const asked = (path[2] || "").toUpperCase();
  const last = localStorage.getItem(mySeat("tg.last"));
  const room = asked || last || "";
  if (room && kept(room)) return sit(room);
  askToJoin(root, asked, sit);
}

async function sit(room) {
  localStorage.setItem(mySeat("tg.last"), room);
  if (location.pathname !== `/join/${room}`) history.replaceState(null, "", `/join/${room}${location.search}`);
  state.room = room;
  const load = async (path) => (await fetch(path)).json();
  [state.sheets, state.cast, state.network] = await Promise.all([load("/api/sheets.json"), load("/api/cast.json"), load("/api/network.json")]);
  knowStations(state.network.names);
  state.drafts = JSON.parse(localStorage.getItem(mySeat(`tg.drafts.${room}`)) || "{}");
  wire = new Wire({ room, token: kept(room).token, role: "seat", onParts: heard, onState: (conn) => { state.conn = conn; draw(); }, onGone: gone });
  onSpoken(() => { if (state.parts.room) nameMakers(state.parts.room.real_names, state.parts.room.makers); draw(); });
  setInterval(tick, 250);
}

function gone(code) {
  forget(state.room);
  localStorage.removeItem(mySeat("tg.last"));
  show(root, el("main", { class: "join" }, el("h1", {}, t(`gone.${code}.title`)), el("p", {}, t(`gone.${code}.text`)), el("button", { class: "big", onclick: () => location.assign(`/join${location.search}`) }, t("gone.again"))));
}

function heard(parts, changed) {
  const before = state.parts;
  state.parts = { ...parts };
  if (changed.includes("room")) nameMakers(parts.room.real_names, parts.room.makers);
  const phase = `${parts.room.phase}${parts.room.round}`;
  if (phase !== lastPhase) enter(parts.room.phase, phase);
  if (changed.includes("mine") && before.mine) tellChanges(before.mine, parts.mine);
  draw();
}

const TAB_OF = { negotiate: "talks", practice: "talks", commit: "plan", briefing: "me" };

function enter(phase, mark) {
  const first = !lastPhase;
  lastPhase = mark;
  state.tab = TAB_OF[phase] || "news";
  state.thread = null;
  if (phase === "negotiate" || phase === "practice") { if (!first) state.drafts = {}; }
  if (phase === "news") { state.levers = null; state.prediction = null; }
  live.textContent = t(`phase.${phase}`);
  scrollTo(0, 0);
  if (!first) navigator.vibrate?.(60);
}

function tellChanges(before, mine) {
  const old = Object.fromEntries((before.talks || []).map((one) => [one.thread, one]));
  for (const talk of mine.talks || []) {
    const was = old[talk.thread];
    if (!was) continue;
    const others = talk.seats.filter((seat) => seat !== mine.seat).map(seatName).join(", ");
    if (talk.version > was.version && talk.offered_by && talk.offered_by !== mine.seat) live.textContent = t("say.new_offer", { who: seatName(talk.offered_by), sheet: t(`sheet.${talk.sheet}.title`) });
    if (was.state !== talk.state && talk.state === "agreed") live.textContent = t("say.agreed", { who: others, sheet: t(`sheet.${talk.sheet}.title`) });
    if (was.state !== talk.state && talk.state === "walked away") live.textContent = t("say.no_deal", { who: others, sheet: t(`sheet.${talk.sheet}.title`) });
  }
}

function tick() {
  const room = state.parts.room;
  if (!room) return;
  const shown = document.getElementById("clock");
  const ms = clock.left(room, now());
  if (shown) { shown.textContent = clock.text(ms); shown.classList.toggle("low", ms !== null && ms < 15000 && !room.paused); }
  for (const ring of document.querySelectorAll("[data-until]")) {
    const rest = Math.max(0, Number(ring.dataset.until) - now());
    ring.textContent = t("talk.lapses", { s: Math.ceil(rest / 1000) });
    ring.hidden = rest <= 0;
  }
  for (const undo of document.querySelectorAll("[data-undo]")) undo.hidden = Number(undo.dataset.undo) <= now();
}

function draw() {
  const { room, mine } = state.parts;
  if (!room || !mine || wire?.ended) return;
  const lobby = room.phase === "lobby" || !mine.seat;
  show(root, header(room, mine), banner(room), lobby ? waiting(room, mine) : body(room, mine), lobby ? null : tabs(mine, room), state.toast ? el("div", { class: state.toast.bad ? "toast bad" : "toast", role: "status" }, state.toast.text) : null);
  tick();
}

function header(room, mine) {
  return el("header", { class: "top" },
    el("div", { class: "who" }, el("strong", {}, mine.seat ? seatName(mine.seat) : "Two Gauges"), el("small", {}, mine.seat ? `${t("ui.table")} ${mine.table} · ${mine.name}` : mine.name)),
    el("div", { class: "when" }, el("span", {}, t(`phase.${room.phase}`), room.round && ["news", "negotiate", "commit", "reveal"].includes(room.phase) ? ` ${room.round}/${room.rounds}` : ""),
      el("span", { id: "clock", class: "clock", role: "timer" }, ""), room.paused ? el("span", { class: "chip" }, t("ui.paused")) : null),
    el("button", { class: "icon", "aria-label": t("ui.menu"), "aria-expanded": String(state.menu), onclick: () => { state.menu = !state.menu; draw(); } }, "☰"),
    state.menu ? menu(mine) : null);
}

function menu(mine) {
  return el("div", { class: "menu" }, languages(draw, (code) => act({ do: "language", language: code })),
    el("button", { onclick: () => act({ do: "ticket" }, (said) => { state.ticket = said.ticket; }) }, t("menu.other_phone")),
    state.ticket ? el("p", {}, t("menu.ticket", { code: state.room }), el("strong", { class: "ticket" }, state.ticket.replace(/(.{5})/, "$1 "))) : null,
    el("a", { href: `/paper/${state.room}?lang=${language}`, target: "_blank" }, t("menu.paper")),
    el("button", { class: "quiet", onclick: () => { if (confirm(t("menu.leave_sure"))) act({ do: "leave" }).then(() => { forget(state.room); localStorage.removeItem(mySeat("tg.last")); location.assign(`/join${location.search}`); }); } }, t("menu.leave")),
    el("button", { class: "quiet", onclick: () => { state.menu = false; draw(); } }, t("ui.close")));
}

function banner(room) {
  const lines = [];
  if (state.conn === "lost") lines.push(el("p", { class: "banner bad" }, t("conn.lost")));
  if (state.conn === "held") lines.push(el("p", { class: "banner bad" }, t("conn.held")));
  if (room.frozen) lines.push(el("p", { class: "banner" }, t("ui.frozen")));
  if (room.announcement) lines.push(el("p", { class: "banner news" }, room.announcement));
  if (state.parts.mine.stood_in) lines.push(el("div", { class: "banner" }, t("ui.stood_in"), el("button", { onclick: () => act({ do: "back" }) }, t("ui.take_back_seat"))));
  return el("div", { class: "banners" }, lines);
}

function waiting(room, mine) {
  return el("main", { class: "waiting" }, el("h1", {}, t("lobby.welcome", { name: mine.name })), el("p", {}, t(room.phase === "lobby" ? "lobby.wait" : "lobby.late")),
    el("p", { class: "count" }, t("lobby.people", { n: room.people })),
    room.phase !== "lobby" ? el("button", { class: "big", onclick: () => act({ do: "sit" }) }, t("lobby.sit")) : null,
    languages(draw, (code) => act({ do: "language", language: code })), el("section", { class: "card" }, el("h2", {}, t("lobby.about_title")), el("p", {}, t("lobby.about"))));
}

function body(room, mine) {
  const tab = { news: newsTab, talks: talksTab, plan: planTab, me: selfTab }[state.tab];
  return el("main", { "data-key": state.tab }, tab(state, room, mine), doneBar(room, mine));
}

function doneBar(room, mine) {
  if (!["news", "negotiate", "practice", "reveal", "briefing"].includes(room.phase) || mine.stood_in || state.thread) return null;
  return el("div", { class: "done" }, el("button", { class: mine.done ? "big on" : "big", "aria-pressed": String(mine.done), onclick: () => act({ do: "done", on: !mine.done }) }, t(mine.done ? "ui.done_on" : "ui.done_off")),
    el("small", {}, t("ui.ready", { n: room.ready[0], of: room.ready[1] })));
}

function tabs(mine, room) {
  const fresh = newTalks(mine);
  return el("nav", { class: "tabs", "aria-label": t("ui.sections") }, ["news", "talks", "plan", "me"].map((tab) =>
    el("button", { "aria-current": state.tab === tab ? "page" : null, onclick: () => { state.tab = tab; state.thread = null; draw(); scrollTo(0, 0); } },
      t(`tab.${tab}`), tab === "talks" && fresh ? el("span", { class: "dot" }, String(fresh)) : null, tab === "plan" && room.phase === "commit" && !mine.sealed ? el("span", { class: "dot" }, "!") : null)));
}

begin();
export { el, number, percent, t };
