// News: what everyone knows, what this seat alone was told, and the film of the round behind.
import { el, show } from "./element.js";
import { limitWords, number, percent, placeName, seatName, signed, t } from "./words.js";
import { drawMap, legend } from "./map.js";
import { lineChart } from "./chart.js";
import { redraw, state } from "./seat.js";
import { headline, warnings } from "./talks.js";

const PUBLIC = [["mt_a_year", 0], ["china_mt_a_year", 1], ["transit_kteu_a_year", 0], ["queue_trains", 0], ["ready_share", "%"], ["jobs", 0], ["local_content", "%"], ["largest_maker_share", "%"], ["kzt_per_usd", 0], ["promise_index", "%"]];
const FRAME_MS = 1100;

export function newsTab(all, room, mine) {
  const { news, film } = state.parts;
  if (["lab", "debrief", "exit", "closed"].includes(room.phase)) return afterwards(room, mine);
  if (!news?.round) return el("section", {}, el("h1", {}, t("tab.news")), el("p", { class: "running" }, t("news.running")));
  if (room.phase === "reveal") return reveal(room, mine, news, film);
  return el("section", {}, el("h1", {}, t("news.title", { round: Math.max(1, room.round) })), el("p", { class: "hint" }, t("news.from", { month: news.month })),
    warnings(mine), struck(news), figures(news), memo(mine), bound(news));
}

function struck(news) {
  return news.struck.length ? el("ul", { class: "flash" }, news.struck.map(([card, month]) => el("li", {}, el("strong", {}, t(`card.${card}.name`)), el("small", {}, ` ${month}`), el("br"), t(`card.${card}.flash`), " ", el("small", {}, t(`card.${card}.precedent`))))) : null;
}

export function figures(news) {
  return el("dl", { class: "figures" }, PUBLIC.map(([name, digits]) => el("div", {}, el("dt", {}, t(`public.${name}`)), el("dd", {}, digits === "%" ? percent(news.public[name]) : number(news.public[name], digits)))));
}

export function memo(mine) {
  const lines = Object.entries(mine.memo || {});
  return lines.length ? el("section", { class: "card private" }, el("h2", {}, t("news.private")), el("ul", {}, lines.map(([name, value]) => el("li", {}, t(`memo.${name}`, { n: number(value, Math.abs(value) < 10 ? 2 : 0), p: percent(value, 1) }))))) : null;
}

function bound(news) {
  const held = Object.entries(news.bound).filter(([, [limit]]) => limit !== "demand");
  return el("section", { class: "card" }, el("h2", {}, t("news.limits")), held.length ? el("ul", {}, held.slice(0, 5).map(([corridor, [limit, months]]) => el("li", {}, t("news.held", { corridor: corridor === "domestic" ? t("ui.inside") : placeName(corridor), limit: limitWords(limit), n: months })))) : el("p", {}, t("news.nothing_held")));
}

let frame = 0, player = null, shownRound = 0;

function reveal(room, mine, news, film) {
  if (!film?.frames.length) return el("section", {}, el("h1", {}, t("reveal.title")), el("p", { class: "running" }, t("news.running")));
  if (shownRound !== film.round) { shownRound = film.round; frame = 0; clearInterval(player); player = setInterval(() => { if (frame < film.frames.length - 1) { frame += 1; redraw(); } else { clearInterval(player); player = null; } }, FRAME_MS); }
  const now = film.frames[frame], done = frame === film.frames.length - 1;
  const again = el("button", { class: "quiet", onclick: () => { shownRound = 0; redraw(); } }, t("reveal.again"));
  return el("section", {}, el("h1", {}, t("reveal.title")), el("p", { class: "quarter" }, `${now.month} · ${number(now.mt, 1)} ${t("ui.mt_quarter")} · ${limitWords(now.limit)}`),
    el("div", { class: "map-frame" }, drawMap(state.network, now)), legend(), done ? [again, outcome(room, mine, news), struck(news), bound(news), promises(news)] : null);
}

function outcome(room, mine, news) {
  const points = mine.points?.[room.round - 1] || [];
  const total = points.reduce((sum, [, , got]) => sum + got, 0);
  const years = news.yearly;
  const before = years.length >= 4 ? (years.at(-3).throughput_mt + years.at(-4).throughput_mt) / 2 : null, after = (years.at(-1).throughput_mt + years.at(-2).throughput_mt) / 2;
  return [before ? el("p", { class: "headline" }, t("reveal.tonnes", { mt: number(after, 1), change: `${signed(100 * (after / before - 1), 1)} %` }), mine.prediction ? ` ${t("reveal.you_said", { what: t(`foretell.${mine.prediction}`) })}` : "") : null,
    el("section", { class: "card private" }, el("h2", {}, t("reveal.points", { n: number(total, 0) })), el("ul", { class: "points" }, points.map(([goal, , got]) => {
      const weight = state.cast.seats.find((one) => one.seat === mine.seat).goals.find(([name]) => name === goal)[1];
      return el("li", {}, el("span", {}, t(`goal.${mine.seat}.${goal}`)), el("span", { class: "bar small" }, el("span", { class: "fill", style: { left: "0", width: `${100 * got / weight}%` } })), el("span", {}, `${number(got, 0)} / ${weight}`));
    })))];
}

function promises(news) {
  if (!news.promises.length) return null;
  const counts = {};
  for (const one of news.promises) { counts[one.seat] ||= { kept: 0, late: 0, broken: 0 }; counts[one.seat][one.state] += 1; }
  return el("section", { class: "card" }, el("h2", {}, t("reveal.promises")), el("ul", {}, Object.entries(counts).map(([seat, one]) => el("li", {}, t("reveal.kept", { who: seatName(seat), kept: one.kept, late: one.late, broken: one.broken })))));
}

function afterwards(room, mine) {
  return el("section", {}, el("h1", {}, t(`phase.${room.phase}`)), el("p", {}, t(`after.${room.phase}`)), el("p", {}, el("a", { class: "big", href: `/debrief/${state.room}` }, t("after.board"))),
    exit(room, mine), el("section", { class: "card" }, el("h2", {}, t("after.points")), (mine.points || []).map((points, n) => el("p", {}, `${t("ui.round")} ${n + 1}: ${number(points.reduce((sum, [, , got]) => sum + got, 0), 0)}`))),
    state.parts.news?.yearly ? lineChart(t("public.mt_a_year"), "", [{ name: t("ui.table"), points: state.parts.news.yearly.map((one) => [one.year, one.throughput_mt]) }]) : null,
    el("details", {}, el("summary", {}, t("talk.headlines")), el("ul", {}, (state.parts.table?.signed || []).map(([round, thread]) => el("li", {}, `${round}. ${headline(thread)}`)))));
}

import { act } from "./seat.js";
function exit(room, mine) {
  if (!["debrief", "exit"].includes(room.phase)) return null;
  return el("section", { class: "card" }, el("h2", {}, t("exit.title")), Object.entries(state.cast.exit).map(([question, answers]) => el("fieldset", { class: "foretell" }, el("legend", {}, t(`exit.${question}.q`)), answers.map((one) =>
    el("button", { class: mine.answers?.[question] === one ? "choice on" : "choice", "aria-pressed": String(mine.answers?.[question] === one), onclick: () => act({ do: "answer", question, answer: one }) }, t(question === "limit" ? `poll.${one}` : `exit.${question}.${one}`))))));
}
export { show };
