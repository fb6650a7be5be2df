// Paper: role cards and term sheets to print before a lesson without a network, and the hand-out after it.
import { el, show } from "./element.js";
import { fillNames, guessLanguage, inUnit, knowStations, LANGUAGES, language, limitWords, nameMakers, number, percent, seatName, signed, speak, t } from "./words.js";
import { ask } from "./wire.js";

const root = document.getElementById("app");
const code = location.pathname.split("/")[2];
const asked = new URLSearchParams(location.search);
const state = { what: asked.get("what") || "roles", cast: null, sheets: null, board: null, problem: null, only: asked.get("table") };

async function begin() {
  await speak(asked.get("lang") || guessLanguage());
  const load = async (path) => (await fetch(path)).json();
  let network;
  [state.cast, state.sheets, network] = await Promise.all([load("/api/cast.json"), load("/api/sheets.json"), load("/api/network.json")]);
  knowStations(network.names);
  nameMakers(false, { west: "wabtec", east: "crrc" });
  const desk = JSON.parse(localStorage.getItem("tg.desk") || "null");
  try { state.board = await ask(`/api/debrief/${code}`, null, desk?.room === code ? desk.token : null); nameMakers(state.board.real_names, state.board.makers); } catch (error) { state.problem = error; }
  draw();
}

function draw() {
  show(root, el("header", { class: "desk-top no-print" }, el("strong", {}, t("paper.title")), ["roles", "sheets", "handout"].map((one) => el("button", { "aria-pressed": String(state.what === one), onclick: () => { state.what = one; draw(); } }, t(`paper.${one}`))), el("button", { class: "go", onclick: () => print() }, t("paper.print")),
    el("select", { "aria-label": t("ui.language"), onchange: async (event) => { await speak(event.target.value); draw(); } }, Object.entries(LANGUAGES).map(([key, name]) => el("option", { value: key, selected: key === language }, name)))),
    el("main", { class: "wide" }, state.what === "roles" ? roles() : state.what === "sheets" ? sheets() : handout()));
}

function roles() {
  return state.cast.seats.map((seat) => el("article", { class: "card page" }, el("h1", {}, seatName(seat.seat)), el("p", { class: "hint" }, t("paper.fold")), t(`seat.${seat.seat}.card`).split("\n").map((line) => el("p", {}, line)),
    el("h2", {}, t("self.goals")), el("ul", {}, seat.goals.map(([goal, weight]) => el("li", {}, `${t(`goal.${seat.seat}.${goal}`)}: ${weight}`))), el("h2", {}, t("paper.rules_title")), el("p", {}, t("paper.rules")),
    el("p", {}, `${t("paper.name_box")}: ______________________   ${t("ui.table")}: ______`)));
}

function sheets() {
  return state.cast.talks.filter((talk, n, all) => all.findIndex((other) => other.sheet === talk.sheet) === n).map((talk) => { const sheet = state.sheets[talk.sheet];
    return el("article", { class: "card page" }, el("h1", {}, t(`sheet.${talk.sheet}.title`)), el("p", {}, t(`sheet.${talk.sheet}.about`)), el("p", {}, `${talk.seats.map(seatName).join(" — ")}   ${t("ui.table")}: ____   ${t("ui.round")}: ____`),
      el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, ""), el("th", {}, t("paper.steps")), el("th", {}, t("paper.value")))), el("tbody", {}, sheet.issues.filter((issue) => issue.steps.length > 1).map((issue) => el("tr", {}, el("th", { scope: "row" }, t(`issue.${issue.name}`)), el("td", {}, issue.steps.map((step) => (step === issue.default ? `[${inUnit(issue.unit, step)}]` : inUnit(issue.unit, step))).join(" · ")), el("td", {}, "__________"))))),
      el("p", {}, `${t("paper.terms_box")}: ${talk.seats.map((seat) => `${seatName(seat)} ______`).join("   ")}`)); });
}

function handout() {
  const { board } = state;
  if (!board) return el("p", { class: "problem" }, t(`refusal.${state.problem?.code || "slow"}`, state.problem?.words));
  const tables = state.only ? board.tables.filter((one) => String(one.number) === state.only) : board.tables;
  return [el("article", { class: "page" }, el("h1", {}, t("paper.handout_first", { room: board.room })), el("p", {}, t("debrief.same_luck")), side(board),
    tables.map((one) => el("section", {}, el("h2", {}, t("paper.your_table", { n: one.number })), el("p", {}, one.bound.at(-1) ? t("news.held", { corridor: t("ui.inside"), limit: limitWords(one.bound.at(-1).domestic[0]), n: one.bound.at(-1).domestic[1] }) : ""), el("ul", {}, one.signed.map((deal) => el("li", {}, `${deal.round}. ${t(`sheet.${deal.thread.split(":")[0]}.title`)} (${seatName(deal.thread.split(":")[1])}): ${Object.entries(deal.terms).filter(([, value]) => value).map(([issue, value]) => `${t(`issue.${issue}`)} ${inUnit(unitOf(deal, issue), value)}`).join("; ")}`))),
      el("p", {}, one.predictions.map((row) => `${t("ui.round")} ${row.round}: ${t(`foretell.${row.came}`)} (${signed(100 * row.change, 1)} %)`).join("; "))))),
    el("article", { class: "page" }, el("h1", {}, t("paper.handout_second")), el("ol", {}, t("debrief.questions_list").split("\n").map((line) => el("li", {}, line))),
      el("h2", {}, t("desk.cards")), el("ul", {}, board.cards.map(([round, card]) => el("li", {}, `${round}. ${t(`card.${card}.name`)}: ${t(`card.${card}.flash`)} ${t(`card.${card}.precedent`)} ${t(`card.${card}.teaches`)}`))), el("h2", {}, t("debrief.promises")), el("p", {}, t("debrief.precedents")),
      el("h2", {}, t("debrief.talks")), el("ul", {}, tables.flatMap((one) => one.talks.filter((talk) => talk.left > 1).map((talk) => el("li", {}, `${t("ui.table")} ${one.number}, ${talk.round}. ${t(`sheet.${talk.thread.split(":")[0]}.title`)} (${seatName(talk.thread.split(":")[1])}): ${t("debrief.left", { n: number(talk.left, 0) })}`)))), el("p", { class: "hint" }, `${t("debrief.hash")}: ${board.hash}`))];
}

function unitOf(deal, issue) { return state.sheets[deal.thread.split(":")[0]].issues.find((one) => one.name === issue).unit; }

function side(board) {
  const rows = [["mt_a_year", 0], ["jobs", 0], ["ready_share", "%"], ["local_content", "%"], ["debt_foreign_share", "%"], ["promise_index", "%"]];
  return el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, ""), board.tables.map((one) => el("th", {}, `${t("ui.table")} ${one.number}`)))), el("tbody", {}, rows.map(([name, digits]) => el("tr", {}, el("th", { scope: "row" }, t(`public.${name}`)), board.tables.map((one) => { const value = (one.public.at(-1) || {})[name]; return el("td", {}, digits === "%" ? percent(value) : number(value, 0)); })))));
}

begin();
export { fillNames };
