// The desk: the teacher's one screen. It shows who is on and where talks stand, and no private value.
import { el, show } from "./element.js";
import { guessLanguage, knowStations, language, LANGUAGES, nameMakers, number, percent, placeName, seatName, speak, t } from "./words.js";
import { ask, mark, Wire } from "./wire.js";
import * as clock from "./clock.js";
import { languages } from "./join.js";
import { openSheet } from "./record.js";

const root = document.getElementById("app");
const state = { parts: {}, conn: "", problem: null, password: "", rooms: null, cast: null, sheets: null, places: null, busy: false, message: "", note: "", ticket: null, cardRound: 0, options: { plan: "lesson_50", seed: "", deck: "scheduled", second: "crrc", tables: "", real_names: false } };
let wire = null;

const kept = () => JSON.parse(localStorage.getItem("tg.desk") || "null");

async function begin() {
  await speak(guessLanguage());
  const load = async (path) => (await fetch(path)).json();
  let network;
  [state.cast, state.sheets, network, state.places] = await Promise.all([load("/api/cast.json"), load("/api/sheets.json"), load("/api/network.json"), load("/api/places.json")]);
  knowStations(network.names);
  const one = kept();
  one ? sit(one) : draw();
}

function sit(one) {
  localStorage.setItem("tg.desk", JSON.stringify(one));
  wire = new Wire({ room: one.room, token: one.token, role: "desk", onParts: (parts) => { state.parts = { ...parts }; nameMakers(parts.desk.room.real_names, parts.desk.room.makers); draw(); }, onState: (conn) => { state.conn = conn; draw(); }, onGone: () => { localStorage.removeItem("tg.desk"); wire = null; state.parts = {}; draw(); } });
  setInterval(tick, 250);
}

function tick() {
  const shown = document.getElementById("clock"), room = state.parts.desk?.room;
  if (shown && room) shown.textContent = clock.text(clock.left(room, wire.now()));
}

function act(action, done) {
  return wire.act(action).then((said) => { state.problem = null; done?.(said); draw(); }, (error) => { state.problem = error; draw(); });
}

function draw() {
  const { desk } = state.parts;
  desk ? show(root, top(desk), el("div", { class: "wide" }, problem(), controls(desk), desk.room.phase === "lobby" ? lobby(desk) : null, el("div", { class: "columns" }, el("div", {}, tables(desk)), el("div", {}, cards(desk), wall(desk), talkToAll(desk), paperDeal(desk), after(desk))))) : show(root, el("main", { class: "wide" }, welcome()));
  tick();
}

const problem = () => (state.problem ? el("p", { class: "problem", role: "alert" }, t(`refusal.${state.problem.code}`, state.problem.words)) : null);

async function attempt(work) {
  state.busy = true; draw();
  try { await work(); state.problem = null; } catch (error) { state.problem = error.code ? error : { code: "slow", words: {} }; }
  state.busy = false; draw();
}

function welcome() {
  const o = state.options;
  const pick = (name, values, word) => el("label", {}, t(`desk.${name}`), el("select", { onchange: (event) => { o[name] = event.target.value; } }, values.map((one) => el("option", { value: one, selected: o[name] === one }, word(one)))));
  return el("div", {}, el("h1", {}, t("desk.title")), languages(draw), problem(),
    el("form", { class: "form card", onsubmit: (event) => { event.preventDefault(); attempt(openClass); } },
      el("label", {}, t("desk.password"), el("input", { type: "password", autocomplete: "off", id: "password", value: state.password, oninput: (event) => { state.password = event.target.value; } })),
      el("p", { class: "hint" }, t("desk.password_hint")),
      pick("plan", ["lesson_50", "lesson_90"], (one) => t(`plan_name.${one}`)), pick("deck", ["scheduled", "drawn", "off"], (one) => t(`deck.${one}`)),
      pick("second", ["crrc", "alstom"], (one) => t(`maker.${one}.invented`)), pick("tables", ["", "1", "2", "3", "4", "5", "6", "7", "8"], (one) => one || t("desk.as_needed")),
      el("label", {}, t("desk.seed"), el("input", { inputmode: "numeric", value: o.seed, oninput: (event) => { o.seed = event.target.value.replace(/\D/g, ""); } })),
      el("label", { class: "check" }, el("input", { type: "checkbox", onchange: (event) => { o.real_names = event.target.checked; } }), t("desk.real_names")),
      el("button", { class: "big", disabled: state.busy }, t("desk.open"))),
    el("button", { onclick: () => attempt(async () => { state.rooms = (await ask("/api/sign-in", { password: state.password })).rooms; }) }, t("desk.go_on")),
    state.rooms ? el("ul", {}, state.rooms.length ? state.rooms.map((one) => el("li", {}, el("button", { onclick: () => attempt(async () => sit(await ask("/api/sign-in", { password: state.password, room: one.room }))) }, `${one.room} · ${t(`phase.${one.phase}`)} ${one.round || ""} · ${t("lobby.people", { n: one.people })} · ${new Date(one.at).toLocaleDateString()}`))) : el("li", {}, t("ui.nothing_yet"))) : null);
}

async function openClass() {
  const o = state.options;
  const asked = { password: state.password, plan: o.plan, deck: o.deck, second: o.second, language, real_names: o.real_names };
  if (o.seed) asked.seed = Number(o.seed);
  if (o.tables) asked.tables = Number(o.tables);
  sit(await ask("/api/rooms", asked));
}

function top(desk) {
  const { room } = desk;
  return el("header", { class: "desk-top" }, el("strong", { class: "code" }, room.code), el("span", {}, t("lobby.people", { n: room.people })), el("span", { class: "when" }, `${t(`phase.${room.phase}`)} ${room.round ? `${room.round}/${room.rounds}` : ""}`, el("span", { class: "clock", id: "clock", role: "timer" }, ""), room.paused ? el("span", { class: "chip" }, t("ui.paused")) : null),
    room.ready[1] ? el("span", {}, t("ui.ready", { n: room.ready[0], of: room.ready[1] })) : null, el("span", {}, t("desk.saved", { n: room.number })), desk.refused ? el("span", {}, t("desk.refused", { n: desk.refused })) : null,
    state.conn === "lost" ? el("span", { class: "chip" }, t("conn.lost")) : null, state.conn === "held" ? el("span", { class: "chip" }, t("conn.held")) : null,
    el("a", { href: `/show/${room.code}`, target: "_blank" }, t("desk.projector")), el("a", { href: `/debrief/${room.code}`, target: "_blank" }, t("phase.debrief")), el("a", { href: `/paper/${room.code}?lang=${language}`, target: "_blank" }, t("desk.paper")),
    el("select", { "aria-label": t("ui.language"), onchange: async (event) => { localStorage.setItem("tg.language", event.target.value); await speak(event.target.value); nameMakers(room.real_names, room.makers); draw(); } }, Object.entries(LANGUAGES).map(([code, name]) => el("option", { value: code, selected: code === language }, name))));
}

function controls(desk) {
  const { room } = desk;
  return el("div", { class: "controls" },
    room.phase === "closed" ? null : el("button", { class: "go", onclick: () => act({ do: "next" }) }, t(room.phase === "lobby" ? "desk.start" : "desk.next")),
    room.ms ? [el("button", { onclick: () => act({ do: room.paused ? "resume" : "pause" }) }, t(room.paused ? "desk.resume" : "desk.pause")), el("button", { onclick: () => act({ do: "stretch", seconds: 30 }) }, t("desk.seconds", { n: "+30" })), el("button", { onclick: () => act({ do: "stretch", seconds: -30 }) }, t("desk.seconds", { n: "−30" }))] : null,
    el("button", { "aria-pressed": String(room.frozen), onclick: () => act({ do: "freeze", on: !room.frozen }) }, t(room.frozen ? "desk.thaw" : "desk.freeze")),
    room.phase !== "lobby" ? el("button", { onclick: () => { if (confirm(t("desk.take_back_sure"))) act({ do: "take_back" }); } }, t("desk.take_back")) : null,
    !["lobby", "debrief", "exit", "closed"].includes(room.phase) ? el("button", { onclick: () => { if (confirm(t("desk.wrap_up_sure"))) act({ do: "wrap_up" }); } }, t("desk.wrap_up")) : null);
}

function lobby(desk) {
  const { places } = state;
  return el("section", { class: "card" }, el("div", { class: "lobby-wall" }, el("img", { src: `/api/scan/${desk.room.code}.svg`, alt: t("desk.scan") }), el("div", {}, el("p", {}, t("desk.type")), el("p", { class: "address" }, places.best.replace("http://", "")), el("p", { class: "giant" }, desk.room.code),
    places.others.length > 1 ? el("p", { class: "hint" }, t("desk.other_addresses", { list: places.others.map((one) => one.replace("http://", "")).join(", ") })) : null, places.open ? null : el("p", { class: "problem" }, t("desk.closed_in")))),
    el("div", { class: "names" }, desk.people.map((one) => el("span", { "data-key": one.id }, one.name, " ", el("button", { class: "quiet", "aria-label": t("desk.kick"), onclick: () => act({ do: "kick", player: one.id }) }, "×")))));
}

function tables(desk) {
  const people = Object.fromEntries(desk.people.map((one) => [one.id, one]));
  const free = desk.people.filter((one) => !one.seat);
  return el("div", { class: "tables" }, desk.tables.map((table) => el("section", { class: "card", "data-key": `t${table.number}` }, el("h2", {}, `${t("ui.table")} ${table.number}`, el("small", {}, table.news.round ? ` · ${t("ui.mt", { n: number(table.news.public.mt_a_year, 0) })} · ${t("desk.signed", { n: table.signed.length })}` : ` · ${t("news.running")}`)),
    table.seats.map((seat) => seatRow(table, seat, people, desk)), talks(table), table.digest ? el("p", { class: "hint" }, `# ${table.digest.slice(0, 16)}`) : null)),
    free.length && desk.tables.length ? el("p", {}, t("desk.no_seat", { names: free.map((one) => one.name).join(", ") })) : null);
}

function seatRow(table, seat, people, desk) {
  const ones = seat.players.map((id) => people[id]).filter(Boolean);
  const sign = !ones.length ? "◇" : seat.stood_in ? "◆" : ones.some((one) => one.on) ? "●" : "○";
  const words = !ones.length ? t("ui.stand_in") : ones.map((one) => `${one.name}${one.on ? "" : ` (${t("ui.away")} ${t("desk.seconds", { n: one.away_s })})`}`).join(", ");
  const menu = (one) => el("select", { "aria-label": t("desk.manage", { name: one.name }), onchange: (event) => { manage(event.target.value, one, table, seat); event.target.value = ""; } }, el("option", { value: "" }, "…"), el("option", { value: "stand_in" }, t(seat.stood_in ? "desk.give_back" : "desk.stand_in")), el("option", { value: "rename" }, t("desk.rename")), el("option", { value: "ticket" }, t("menu.other_phone")), el("option", { value: "kick" }, t("desk.kick")),
    desk.tables.flatMap((other) => other.seats.filter((chair) => !chair.players.length).map((chair) => el("option", { value: `${other.number}/${chair.seat}` }, t("desk.move_to", { table: other.number, seat: seatName(chair.seat) })))));
  return el("div", { class: "seat-row", "data-key": `${table.number}${seat.seat}` }, el("span", { class: "mark", title: words }, sign), el("span", {}, el("strong", {}, seatName(seat.seat)), " ", words, seat.done ? " ✓" : ""), el("span", {}, ones.map(menu)));
}

function manage(what, one, table, seat) {
  if (what === "stand_in") act({ do: "stand_in", table: table.number, seat: seat.seat, on: !seat.stood_in });
  else if (what === "rename") { const name = prompt(t("desk.rename"), one.name); if (name) act({ do: "rename", player: one.id, name }); }
  else if (what === "kick") { if (confirm(t("desk.kick_sure", { name: one.name }))) act({ do: "kick", player: one.id }); }
  else if (what === "ticket") act({ do: "ticket", player: one.id }, (said) => alert(`${one.name}: ${said.ticket}`));
  else if (what.includes("/")) { const [number_, chair] = what.split("/"); act({ do: "reseat", player: one.id, table: Number(number_), seat: chair }); }
}

function talks(table) {
  const shown = table.talks.filter(([, one]) => one !== "quiet" && one !== "untouched");
  return shown.length ? el("details", {}, el("summary", {}, t("desk.talks", { n: shown.length })), el("ul", {}, shown.map(([thread, one, moves]) => el("li", {}, `${t(`sheet.${thread.split(":")[0]}.title`)} · ${seatName(thread.split(":")[1])}: ${t(`desk.talk_${one}`)} (${moves})`)))) : null;
}

function cards(desk) {
  const { room } = desk;
  const next = ["lobby", "briefing", "practice"].includes(room.phase) ? 1 : room.phase === "reveal" ? room.round + 1 : room.round;
  const round = Math.max(next, state.cardRound || next);
  const dealt = (one, n) => [...(desk.cards.scheduled[n] || []), ...(desk.cards.drawn[n] || [])].includes(one);
  if (next > room.rounds) return null;
  return el("section", { class: "card" }, el("h2", {}, t("desk.cards")), el("label", {}, t("desk.card_round"), el("select", { onchange: (event) => { state.cardRound = Number(event.target.value); draw(); } }, Array.from({ length: room.rounds - next + 1 }, (_, n) => el("option", { value: next + n, selected: next + n === round }, String(next + n))))),
    el("div", { class: "cards" }, desk.cards.all.map((one) => el("button", { class: dealt(one, round) ? "on" : "", "aria-pressed": String(dealt(one, round)), title: t(`card.${one}.teaches`), onclick: () => act({ do: dealt(one, round) ? "card_back" : "card", card: one, round }) }, t(`card.${one}.name`)))));
}

function wall(desk) {
  return el("section", { class: "card" }, el("h2", {}, t("desk.wall")), el("div", { class: "controls" }, ["map", "standings", "news", "blank"].map((one) => el("button", { "aria-pressed": String(desk.room.show === one), class: desk.room.show === one ? "go" : "", onclick: () => act({ do: "show", view: one }) }, t(`wall.${one}`)))));
}

function talkToAll(desk) {
  return el("section", { class: "card" }, el("h2", {}, t("desk.to_all")), el("form", { class: "form", onsubmit: (event) => { event.preventDefault(); const box = event.target.querySelector("input"); act({ do: "announce", text: box.value }, () => { box.value = ""; }); } }, el("input", { maxlength: 140, "aria-label": t("desk.to_all"), placeholder: desk.room.announcement }), el("button", {}, t("say.send"))),
    el("form", { class: "form", onsubmit: (event) => { event.preventDefault(); const box = event.target.querySelector("input"); if (box.value) act({ do: "note", text: box.value }, () => { box.value = ""; }); } }, el("input", { maxlength: 500, "aria-label": t("desk.note"), placeholder: t("desk.note") }), el("button", {}, t("desk.keep_note"))), desk.notes.length ? el("ul", {}, desk.notes.map((one) => el("li", {}, one))) : null,
    Object.values(desk.poll).some(Boolean) ? el("div", {}, el("h2", {}, t("poll.question")), el("ul", {}, Object.entries(desk.poll).map(([one, n]) => el("li", {}, `${t(`poll.${one}`)}: ${n}`)))) : null);
}

function paperDeal(desk) {
  return desk.tables.length ? openSheet(state, desk, act, draw) : null;
}

function after(desk) {
  const token = kept()?.token;
  const file = async (path, name) => { const answer = await fetch(`/api/export/${desk.room.code}/${path}`, { headers: { Authorization: `Bearer ${token}` } }); const link = document.createElement("a"); link.href = URL.createObjectURL(await answer.blob()); link.download = name; link.click(); };
  return el("section", { class: "card" }, el("h2", {}, t("desk.keep")), el("div", { class: "controls" }, el("button", { onclick: () => file("homework.zip", `two-gauges-${desk.room.code}.zip`) }, t("desk.homework")), el("button", { onclick: () => file("session.json", `two-gauges-${desk.room.code}.json`) }, t("desk.session")), el("button", { onclick: () => file("gradebook.csv", `gradebook-${desk.room.code}.csv`) }, t("desk.gradebook"))),
    el("label", { class: "check" }, el("input", { type: "checkbox", checked: desk.room.real_names, onchange: (event) => act({ do: "settings", real_names: event.target.checked }) }), t("desk.real_names")),
    el("label", { class: "check" }, el("input", { type: "checkbox", checked: desk.room.stand_ins, onchange: (event) => act({ do: "settings", stand_ins: event.target.checked }) }), t("desk.stand_ins")),
    el("button", { onclick: () => { if (confirm(t("desk.anonymise_sure"))) act({ do: "anonymise" }); } }, t("desk.anonymise")),
    el("button", { class: "quiet", onclick: () => { localStorage.removeItem("tg.desk"); location.reload(); } }, t("desk.sign_out")));
}

begin();
export { mark, percent, placeName };
