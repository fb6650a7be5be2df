// The debrief: all cards on the table. What bound when, who promised what, each talk with both reserves,
// tables side by side, one decision changed, what was foretold.
import { el, show } from "./element.js";
import { guessLanguage, inUnit, knowStations, language, LANGUAGES, limitWords, nameMakers, number, percent, seatName, signed, speak, t } from "./words.js";
import { ask, Wire } from "./wire.js";
import { COLOURS, lineChart, table as drawTable } from "./chart.js";
import { kept } from "./join.js";

const root = document.getElementById("app");
const code = location.pathname.split("/")[2];
const state = { board: null, cast: null, sheets: null, at: 1, talk: 0, problem: null, lab: {}, busy: "", change: null, stand: null };
let wire = null;

async function begin() {
  await speak(new URLSearchParams(location.search).get("lang") || guessLanguage());
  const load = async (path) => (await fetch(path)).json();
  let network;
  [state.cast, state.sheets, network] = await Promise.all([load("/api/cast.json"), load("/api/sheets.json"), load("/api/network.json")]);
  knowStations(network.names);
  const desk = JSON.parse(localStorage.getItem("tg.desk") || "null"), seat = kept(code);
  const token = desk?.room === code ? desk.token : null;
  if (token) wire = new Wire({ room: code, token, role: "desk", onParts: (parts) => hear(parts.desk.room) });
  else if (seat) wire = new Wire({ room: code, token: seat.token, role: "seat", onParts: (parts) => { hear(parts.room); if (state.at === 1 && parts.mine?.table && !state.chosen) { state.at = parts.mine.table; state.chosen = true; draw(); } } });
  state.token = token;
  if (!wire) { await refresh(); setInterval(() => { if (!state.board) refresh(); }, 4000); }
}

let heard = "";
// A seat may not look before the end, a teacher may at any time: so the board is asked for when the phase says it.
function hear(room) {
  if (heard === room.phase) return;
  heard = room.phase;
  if (state.token || ["lab", "debrief", "exit", "closed"].includes(room.phase)) refresh();
  else { state.problem = { code: "not_yet", words: {} }; draw(); }
}

async function refresh() {
  try { state.board = await ask(`/api/debrief/${code}`, null, state.token); state.problem = null; nameMakers(state.board.real_names, state.board.makers); }
  catch (error) { state.problem = error.code ? error : { code: "slow", words: {} }; }
  draw();
}

function draw() {
  if (!state.board) { show(root, el("main", { class: "wide" }, el("h1", {}, t("phase.debrief")), state.problem ? el("p", { class: "problem" }, t(`refusal.${state.problem.code}`, state.problem.words)) : el("p", {}, t("ui.reckoning")))); return; }
  const board = state.board, one = board.tables.find((table) => table.number === state.at) || board.tables[0];
  show(root, el("header", { class: "desk-top" }, el("strong", {}, `${t("phase.debrief")} · ${board.room}`), board.tables.map((table) => el("button", { "aria-pressed": String(table === one), class: table === one ? "go" : "", onclick: () => { state.at = table.number; state.talk = 0; draw(); } }, `${t("ui.table")} ${table.number}`)),
    el("select", { "aria-label": t("ui.language"), onchange: async (event) => { localStorage.setItem("tg.language", event.target.value); await speak(event.target.value); nameMakers(board.real_names, board.makers); draw(); } }, Object.entries(LANGUAGES).map(([key, name]) => el("option", { value: key, selected: key === language }, name))),
    el("a", { href: `/paper/${code}?what=handout&lang=${language}` }, t("paper.handout"))),
    one ? el("main", { class: "wide" }, el("p", { class: "hint" }, `${t("debrief.hash")}: ${board.hash.slice(0, 24)}… · ${t("debrief.seed")}: ${board.seed}`),
      strips(board), sideBySide(board), promises(one), talks(one), risks(one), change(board, one), fall(one), foretold(board, one), exit(board), questions()) : el("main", { class: "wide" }, el("p", {}, t("ui.nothing_yet"))));
}

const KIND = ["demand", "line", "yard", "accept", "admit", "transship", "diesel", "locomotives", "crews", "wagons"];
const DARK = ["#5d6974", "#0072B2", "#1b4f72", "#a63d00", "#7a4b00", "#8a6d00", "#00694e", "#00694e", "#7b3f66", "#444444"];

export function strips(board) {
  return el("section", { class: "panel" }, el("h2", {}, t("debrief.strips")), el("p", { class: "hint" }, t("debrief.strips_about")),
    board.tables.map((table) => strip(`${t("ui.table")} ${table.number}`, table.strip)), state.stand ? strip(t("debrief.stand_ins"), state.stand.strip) : null);
}

function strip(name, cells) {
  return el("div", { class: "strip-row" }, el("strong", {}, name), el("div", { class: "strip" }, cells.map(([month, limit, , mt]) => {
    const kind = limit.split(":")[0];
    return el("span", { tabindex: 0, style: { background: DARK[KIND.indexOf(kind)] || "#444" }, title: `${month}: ${limitWords(limit)}, ${t("ui.mt", { n: number(mt, 1) })}`, "aria-label": `${month}: ${limitWords(limit)}` }, t(`limit_short.${kind}`));
  })));
}

function sideBySide(board) {
  const rows = ["mt_a_year", "transit_kteu_a_year", "queue_trains", "jobs", "ready_share", "local_content", "largest_maker_share", "debt_foreign_share", "promise_index"];
  const share = (name) => ["ready_share", "local_content", "largest_maker_share", "debt_foreign_share", "promise_index"].includes(name);
  const cell = (name, value) => (share(name) ? percent(value) : number(value, 1));
  const last = (one) => one.public.at(-1) || {};
  const series = board.tables.map((one) => ({ name: `${t("ui.table")} ${one.number}`, points: one.yearly.map((row) => [row.year, row.throughput_mt]) }));
  if (state.stand) series.push({ name: t("debrief.stand_ins"), points: state.stand.yearly.map((row) => [row.year, row.throughput_mt]) });
  const seats = state.cast.seats.map((one) => one.seat);
  return el("section", { class: "panel" }, el("h2", {}, t("wall.standings")), el("p", { class: "hint" }, t("debrief.same_luck")), el("div", { class: "columns" }, lineChart(t("public.mt_a_year"), "", series, 0),
    el("div", { class: "scroll" }, drawTable([""].concat(board.tables.map((one) => `${t("ui.table")} ${one.number}`), state.stand ? [t("debrief.stand_ins")] : []), [...rows.map((name) => [t(`public.${name}`), ...board.tables.map((one) => cell(name, last(one)[name])), ...(state.stand ? [cell(name, state.stand.public.at(-1)[name])] : [])]),
      ...Object.keys(board.makers).map((seat) => [t("wall.lost", { maker: seatName(seat) }), ...board.tables.map((one) => (seat in one.lost ? percent(one.lost[seat], 1) : "…")), ...(state.stand ? ["–"] : [])]),
      ...seats.map((seat) => [`${seatName(seat)}: ${t("debrief.points")}`, ...board.tables.map((one) => mean(one.points, seat)), ...(state.stand ? [mean(state.stand.points, seat)] : [])])]))),
    wire && !state.stand ? el("button", { disabled: state.busy === "stand", onclick: () => work("stand", { ask: "stand_ins", table: state.at }, (found) => { state.stand = found; }) }, t(state.busy === "stand" ? "ui.reckoning" : "debrief.add_stand_ins")) : null,
    board.cards.length ? el("p", {}, t("debrief.cards"), " ", board.cards.map(([round, card, warned]) => `${round}: ${t(`card.${card}.name`)} (${t("debrief.warned", { who: warned.map(seatName).join(", ") })})`).join("; ")) : null);
}

const mean = (rounds, seat) => number(rounds.reduce((sum, round) => sum + (round[seat] || 0), 0) / Math.max(1, rounds.length), 0);

async function work(what, words, take) {
  state.busy = what; draw();
  try { take(await wire.question(words, 90000)); state.problem = null; } catch (error) { state.problem = error; alert(t(`refusal.${error.code}`, error.words)); }
  state.busy = ""; draw();
}

const sheetOf = (thread) => t(`sheet.${thread.split(":")[0]}.title`);
const handOf = (thread) => seatName(thread.split(":")[1]);

function promises(one) {
  const by = {};
  for (const row of one.promises) { const key = `${row.seat}|${row.sheet}|${row.clause}`; by[key] ||= { ...row, kept: 0, late: 0, broken: 0 }; by[key][row.state] += 1; by[key].promised = row.promised; by[key].done = row.done; }
  const rows = Object.values(by);
  const judged = one.promises.length, keptOnes = one.promises.filter((row) => row.state === "kept").length;
  return el("section", { class: "panel" }, el("h2", {}, t("debrief.promises")), el("p", {}, judged ? t("debrief.promises_kept", { p: percent(keptOnes / judged), n: judged }) : t("ui.nothing_yet")), el("p", { class: "hint" }, t("debrief.precedents")),
    rows.length ? el("details", { open: rows.length < 9 }, el("summary", {}, t("ui.as_table")), el("div", { class: "scroll" }, drawTable([t("debrief.who"), t("desk.sheet"), t("debrief.clause"), t("debrief.kept"), t("debrief.late"), t("debrief.broken")], rows.map((row) => [seatName(row.seat), t(`sheet.${row.sheet}.title`), t(`clause.${row.clause.replace(/_(east|south|dostyk|altynkol|electrification|yards|dispatching)$/, "")}`), String(row.kept), String(row.late), String(row.broken)])))) : null);
}

function talks(one) {
  const list = one.talks.filter((talk) => talk.moves.some((move) => move.action === "offer"));
  if (!list.length) return el("section", { class: "panel" }, el("h2", {}, t("debrief.talks")), el("p", {}, t("ui.nothing_yet")));
  const talk = list[Math.min(state.talk, list.length - 1)];
  return el("section", { class: "panel" }, el("h2", {}, t("debrief.talks")), el("label", {}, t("debrief.choose_talk"), el("select", { onchange: (event) => { state.talk = Number(event.target.value); draw(); } }, list.map((other, n) => el("option", { value: n, selected: other === talk }, `${other.round}. ${sheetOf(other.thread)} · ${handOf(other.thread)} · ${t(other.state === "agreed" ? "talk.signed" : "talk.no_deal")}${other.left > 1 ? ` · ${t("debrief.left", { n: number(other.left, 0) })}` : ""}`)))),
    el("div", { class: "columns" }, offers(talk), frontier(talk)), el("ol", {}, talk.moves.map((move) => el("li", {}, `${seatName(move.seat)} ${t(`move.${move.action}`)}`, Object.keys(move.gain).length ? `: ${Object.entries(move.gain).map(([seat, gain]) => `${seatName(seat)} ${signed(gain, 0)}`).join(", ")} ${t("ui.musd")}` : "", move.why ? ` (${t("talk.because", { issue: t(`issue.${move.why}`) })})` : ""))));
}

// Gains over no deal of every offer, for each side: above the line a side would sign, below it would not.
function offers(talk) {
  const made = talk.moves.filter((move) => move.action === "offer");
  return el("div", {}, lineChart(t("debrief.offers"), t("ui.musd"), talk.seats.map((seat) => ({ name: seatName(seat), points: made.map((move, n) => [n + 1, move.gain[seat]]) })).concat([{ name: t("debrief.no_deal"), points: made.map((_, n) => [n + 1, 0]) }]), 0),
    el("p", {}, talk.state === "agreed" ? t("debrief.deal_made", { got: number(talk.got, 0), most: number(talk.most, 0), left: number(talk.left, 0) }) : talk.most > 0 ? t("debrief.deal_missed", { most: number(talk.most, 0) }) : t("debrief.no_room")));
}

function frontier(talk) {
  if (!talk.frontier.length) return el("div", {});
  const made = talk.moves.filter((move) => move.action === "offer").map((move) => talk.seats.slice(0, 2).map((seat) => move.gain[seat]));
  const deal = talk.state === "agreed" ? made.at(-1) : null;
  const all = [...talk.frontier, ...made.filter(([a, b]) => a > -200 && b > -200), [0, 0]];
  const [left, right, low, high] = [Math.min(...all.map(([a]) => a)), Math.max(...all.map(([a]) => a)), Math.min(...all.map(([, b]) => b)), Math.max(...all.map(([, b]) => b))];
  const x = (v) => 40 + (v - left) / (right - left || 1) * 380, y = (v) => 15 + (high - v) / (high - low || 1) * 210;
  return el("figure", { class: "chart" }, el("figcaption", {}, t("debrief.frontier")), el("svg", { viewBox: "0 0 440 262", role: "img", "aria-label": t("debrief.frontier") },
    el("line", { x1: x(0), x2: x(0), y1: 10, y2: 230, stroke: "#5d6974", "stroke-dasharray": "4 3" }), el("line", { x1: 40, x2: 425, y1: y(0), y2: y(0), stroke: "#5d6974", "stroke-dasharray": "4 3" }),
    el("polyline", { points: talk.frontier.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" "), fill: "none", stroke: COLOURS[0], "stroke-width": 2.5 }),
    made.map(([a, b], n) => (a > -200 && b > -200 ? el("circle", { cx: x(a), cy: y(b), r: 4, fill: "none", stroke: COLOURS[1], "stroke-width": 1.6 }, el("title", { svg: true }, `${n + 1}`)) : null)),
    deal ? el("circle", { cx: x(deal[0]), cy: y(deal[1]), r: 8, fill: COLOURS[2] }) : null,
    el("text", { x: 230, y: 255, class: "tick", "text-anchor": "middle" }, `${t("debrief.gain_of", { who: seatName(talk.seats[0]) })} →`), el("text", { x: 6, y: 12, class: "tick" }, `↑ ${seatName(talk.seats[1])}`)), el("p", { class: "legend" }, t("debrief.frontier_about")));
}

function risks(one) {
  const rows = one.signed.filter((deal) => Object.keys(deal.risks).length).flatMap((deal) => Object.entries(deal.risks).map(([risk, [before, after]]) => [`${deal.round}. ${sheetOf(deal.thread)} (${handOf(deal.thread)})`, t(`risk.${risk}`), who(before), el("span", { class: before === after ? "" : "best" }, who(after))]));
  return el("section", { class: "panel" }, el("h2", {}, t("debrief.risks")), rows.length ? el("div", { class: "scroll" }, drawTable([t("desk.sheet"), t("debrief.risk"), t("debrief.before"), t("debrief.after")], rows)) : el("p", {}, t("ui.nothing_yet")));
}
const who = (seats) => seats.split("+").map(seatName).join(" + ");

function change(board, one) {
  if (!wire) return null;
  const options = [...one.signed.map((deal) => ({ what: "signature", round: deal.round, thread: deal.thread, words: `${deal.round}. ${t("debrief.without_deal", { sheet: sheetOf(deal.thread), who: handOf(deal.thread) })}` })),
    ...one.levers.filter((made) => Object.keys(made.values).length).map((made) => ({ what: "levers", round: made.round, seat: made.seat, words: `${made.round}. ${t("debrief.without_levers", { who: seatName(made.seat) })}` })),
    ...board.cards.map(([round, card]) => ({ what: "card", round, card, words: `${round}. ${t("debrief.without_card", { card: t(`card.${card}.name`) })}` }))];
  const found = state.lab[one.number];
  return el("section", { class: "panel" }, el("h2", {}, t("debrief.change")), el("p", { class: "hint" }, t("debrief.change_about")),
    options.length ? el("div", { class: "controls" }, el("select", { "aria-label": t("debrief.change"), onchange: (event) => { state.change = options[event.target.value]; state.instead = null; draw(); } }, options.map((option, n) => el("option", { value: n, selected: option.words === (state.change || options[0]).words }, option.words))), otherwise(one, state.change || options[0]),
      el("button", { class: "go", disabled: state.busy === "rerun", onclick: () => { const { words: out, ...wanted } = state.change || options[0]; const said = state.instead ? `${out.split(".")[0]}. ${state.instead.words}` : out; if (state.instead) wanted.instead = state.instead.values; work("rerun", { ask: "rerun", table: one.number, ...wanted }, (result) => { state.lab[one.number] = { ...result, said }; }); } }, t(state.busy === "rerun" ? "ui.reckoning" : "debrief.run_again"))) : null,
    found ? el("div", { class: "scroll", "aria-live": "polite" }, drawTable([found.said, t("debrief.was"), t("debrief.would_be"), t("debrief.difference"), t("debrief.band", { n: found.pairs })], Object.entries(found.figures).map(([name, row]) => { const f = ["ready_share", "local_content", "debt_foreign_share", "promise_index"].includes(name) ? 100 : 1; const unit = f === 100 ? " %" : ""; return [t(`public.${name}`), number(f * row.was, 1) + unit, number(f * row.is, 1) + unit, signed(f * row.change, 1), `${signed(f * row.low, 1)} … ${signed(f * row.high, 1)}`]; }))) : null);
}

// What could stand there instead: the decision left out, or one of its terms at another step.
function otherwise(one, option) {
  const deal = option.what === "signature" && one.signed.find((other) => other.round === option.round && other.thread === option.thread);
  const made = option.what === "levers" && one.levers.find((other) => other.round === option.round && other.seat === option.seat);
  if (!deal && !made) return null;
  const knobs = deal ? state.sheets[deal.thread.split(":")[0]].issues.filter((issue) => issue.open && issue.steps.length > 1).map((issue) => [issue, t(`issue.${issue.name}`), deal.terms[issue.name] ?? issue.default])
    : state.cast.seats.find((other) => other.seat === made.seat).levers.map((lever) => [lever, t(`lever.${lever.name}`), made.values[lever.name]]);
  const what = deal ? sheetOf(deal.thread) : seatName(made.seat);
  const pick = (event) => { const [name, step] = event.target.value.split("|"); const knob = knobs.find(([other]) => other.name === name); state.instead = knob ? { values: { [name]: Number(step) }, words: `${what}: ${knob[1]} ${inUnit(knob[0].unit, Number(step))}` } : null; draw(); };
  return el("select", { "data-key": `instead${option.words}`, "aria-label": t("debrief.instead"), onchange: pick }, el("option", { value: "" }, t("debrief.left_out")),
    knobs.map(([knob, name, now]) => el("optgroup", { label: name }, knob.steps.filter((step) => step !== now).map((step) => el("option", { value: `${knob.name}|${step}` }, `${name}: ${inUnit(knob.unit, step)}`)))));
}

function fall(one) {
  if (!wire) return null;
  const found = state.lab[`fall${one.number}`];
  return el("section", { class: "panel" }, el("h2", {}, t("debrief.fall")), el("p", { class: "hint" }, t("debrief.fall_about")), found ? bars(found.steps, "mt_a_year") : el("button", { disabled: state.busy === "fall", onclick: () => work("fall", { ask: "waterfall", table: one.number }, (result) => { state.lab[`fall${one.number}`] = result; }) }, t(state.busy === "fall" ? "ui.reckoning" : "debrief.fall_do")));
}

export function bars(steps, name) {
  const values = steps.map((step) => step.figures[name]);
  const low = Math.min(...values), high = Math.max(...values), pad = (high - low) * 0.12 || 1;
  const x = (v) => 330 + (v - low + pad) / (high - low + 2 * pad) * 270;
  const words = (step) => (step.cause === "start" ? t("debrief.fall_start") : step.cause === "cards" ? t("desk.cards") : step.cause === "levers" ? t("debrief.levers_of", { who: seatName(step.seat) }) : `${step.round}. ${sheetOf(step.thread)} · ${handOf(step.thread)}`);
  const tall = 26 * steps.length + 34;
  return el("svg", { viewBox: `0 0 660 ${tall}`, class: "fall", role: "img", "aria-label": t("debrief.fall") }, steps.map((step, n) => {
    const before = n ? values[n - 1] : values[n], after = values[n], y = 6 + 26 * n, up = after >= before;
    return el("g", {}, el("text", { x: 322, y: y + 14, "text-anchor": "end", class: "tick" }, words(step)), n ? el("rect", { x: Math.min(x(before), x(after)), y, width: Math.max(1.5, Math.abs(x(after) - x(before))), height: 18, fill: up ? COLOURS[2] : COLOURS[1] }) : el("line", { x1: x(after), x2: x(after), y1: y, y2: y + 18, stroke: "#1c2733", "stroke-width": 2 }),
      el("text", { x: Math.max(x(before), x(after)) + 5, y: y + 14, class: "tick" }, n ? signed(after - before, 1) : number(after, 0)));
  }), el("text", { x: 322, y: tall - 8, "text-anchor": "end", class: "tick" }, t("debrief.fall_end")), el("text", { x: x(values.at(-1)), y: tall - 8, class: "tick", "text-anchor": "middle" }, t("ui.mt", { n: number(values.at(-1), 1) })));
}

function foretold(board, one) {
  const rows = one.predictions.map((row) => [`${t("ui.round")} ${row.round}`, t(`foretell.${row.came}`), `${signed(100 * row.change, 1)} %`, Object.entries(row.said).map(([seat, word]) => `${seatName(seat)}: ${t(`foretell.${word}`)}${word === row.came ? " ✓" : ""}`).join("; ") || "–", signed(row.too_high, 1)]);
  const said = board.tables.flatMap((table) => table.predictions), all = said.reduce((sum, row) => sum + Object.keys(row.said).length, 0), right = said.reduce((sum, row) => sum + row.right, 0);
  return el("section", { class: "panel" }, el("h2", {}, t("debrief.foretold")), all ? el("p", {}, t("debrief.hit_rate", { n: right, of: all })) : null, el("div", { class: "scroll" }, drawTable([t("ui.round"), t("debrief.came"), "%", t("debrief.said"), t("debrief.too_high")], rows)));
}

function exit(board) {
  const polls = [["poll", "poll.question"], ["limit", "exit.limit.q"]].filter(([name]) => board.exit[name]);
  return polls.length ? el("section", { class: "panel" }, el("h2", {}, t("debrief.minds")), el("div", { class: "scroll" }, drawTable(["", ...polls.map(([, key]) => t(key))], state.cast.poll.map((answer) => [t(`poll.${answer}`), ...polls.map(([name]) => String(board.exit[name][answer] || 0))])))) : null;
}

function questions() {
  return el("section", { class: "panel" }, el("h2", {}, t("debrief.questions")), el("ol", {}, t("debrief.questions_list").split("\n").map((line) => el("li", {}, line))));
}

begin();
export { inUnit };
