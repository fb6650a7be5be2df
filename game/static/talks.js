// Talks: one thread for each counterpart; offers as steps, one's own meter, send, accept, walk away.
import { el } from "./element.js";
import { fillNames, inUnit, number, seatName, signed, t } from "./words.js";
import { act, now, question, redraw, state, toast } from "./seat.js";
import { mySeat } from "./join.js";

const weighed = {}; // by thread and terms: what the server said of a package
const opened = {};

export const newTalks = (mine) => (mine.talks || []).filter((one) => one.state === "open" && one.offer && one.offered_by !== mine.seat && !one.accepted_by.includes(mine.seat)).length;

export function talksTab(all, room, mine) {
  if (!["negotiate", "practice"].includes(room.phase)) return el("section", {}, el("h1", {}, t("tab.talks")), el("p", {}, t("talk.not_now")), signedList(), words(mine));
  const talk = (mine.talks || []).find((one) => one.thread === state.thread);
  return talk ? oneTalk(talk, mine) : list(mine, room);
}

function list(mine, room) {
  const order = { in: 0, out: 1, idle: 2, over: 3 };
  const place = (one) => one.state !== "open" ? "over" : !one.offer ? "idle" : one.offered_by === mine.seat ? "out" : "in";
  const talks = [...mine.talks].sort((a, b) => order[place(a)] - order[place(b)]);
  if (room.phase === "practice" && talks.length === 1 && state.thread === null) { state.thread = talks[0].thread; queueMicrotask(redraw); }
  return el("section", {}, el("h1", {}, t("talk.who_with")), room.phase === "practice" ? el("p", { class: "hint" }, t("talk.practice")) : warnings(mine),
    el("ul", { class: "threads" }, talks.map((one) => el("li", { "data-key": one.thread }, el("button", { class: `thread ${place(one)}`, onclick: () => { state.thread = one.thread; redraw(); scrollTo(0, 0); } },
      el("span", {}, el("strong", {}, one.seats.filter((seat) => seat !== mine.seat).map(seatName).join(" + ")), el("small", {}, t(`sheet.${one.sheet}.title`))),
      el("span", { class: "state" }, stateWords(one, mine)))))), signedList(), words(mine));
}

function stateWords(one, mine) {
  if (one.state === "agreed") return t("talk.signed");
  if (one.state !== "open") return t(one.moves.length ? "talk.no_deal" : "talk.untouched");
  if (!one.offer) return t("talk.empty");
  if (one.offered_by === mine.seat) return t("talk.waits");
  if (one.accepted_by.includes(mine.seat)) return t("talk.you_accepted");
  return t("talk.their_offer");
}

export function warnings(mine) {
  return (mine.warned || []).map((card) => el("div", { class: "warn" }, el("strong", {}, t("news.only_you")), " ", t(`card.${card}.name`), ": ", t(`card.${card}.flash`)));
}

function oneTalk(talk, mine) {
  const sheet = state.sheets[talk.sheet];
  const draft = draftOf(talk, sheet);
  const others = talk.seats.filter((seat) => seat !== mine.seat);
  weigh(talk, draft);
  const known = weighed[mark(talk, draft)];
  const standing = talk.offer && talk.offered_by !== mine.seat && !talk.accepted_by.includes(mine.seat);
  const same = talk.offer && key(termsOf(sheet, talk.offer)) === key(draft);
  return el("section", { class: "talk", "data-key": talk.thread },
    el("button", { class: "back", onclick: () => { state.thread = null; redraw(); } }, `‹ ${t("talk.all")}`),
    el("h1", {}, t(`sheet.${talk.sheet}.title`), el("small", {}, t("talk.with", { who: others.map(seatName).join(" + ") }))),
    el("p", { class: "hint" }, t(`sheet.${talk.sheet}.about`)),
    talk.state === "open" ? table(talk, mine, standing) : over(talk, mine),
    talk.state === "open" ? [meter(t("talk.this_offer"), known ? known.worth : null, talk),
      el("div", { class: "issues" }, sheet.issues.filter((issue) => issue.open).map((issue) => row(talk, sheet, issue, draft, mine))),
      moreTerms(talk, sheet, draft, mine), inModel(talk, draft), inWords(known), lastMoves(talk, mine, sheet),
      el("div", { class: "actions" },
        standing ? el("button", { class: "accept", onclick: () => { if (talk.worth >= talk.reserve || confirm(t("talk.worse_sure"))) act({ do: "accept", thread: talk.thread, version: talk.version }); } }, t("talk.accept"), el("small", {}, gain(talk.worth, talk))) : null,
        el("button", { class: "send", disabled: same, onclick: () => act({ do: "offer", thread: talk.thread, terms: draft }, () => toast(t("talk.sent"))) }, t(standing ? "talk.counter" : "talk.send"), known ? el("small", {}, gain(known.worth, talk)) : null),
        el("button", { class: "walk", onclick: () => { if (confirm(t("talk.walk_sure"))) act({ do: "walk", thread: talk.thread }, () => { state.thread = null; }); } }, t("talk.walk")))] : null);
}

const gain = (worth, talk) => (worth === null || worth === undefined || talk.reserve === null ? "" : t("talk.gain", { n: signed(worth - talk.reserve, 0) }));

function table(talk, mine, standing) {
  if (!talk.offer) return el("p", { class: "standing" }, t("talk.nothing_stands"));
  const own = talk.offered_by === mine.seat;
  return el("div", { class: standing ? "standing theirs" : "standing" }, el("p", {}, own ? t("talk.yours_stands") : t("talk.theirs_stands", { who: seatName(talk.offered_by) }),
    talk.lapses ? [" ", el("span", { class: "ring", "data-until": talk.lapses }, "")] : null),
    own ? el("button", { class: "quiet", onclick: () => act({ do: "withdraw", thread: talk.thread }) }, t("talk.withdraw")) : meter(t("talk.their_offer"), talk.worth, talk),
    talk.accepted_by.length ? el("p", {}, t("talk.accepted_by", { who: talk.accepted_by.map(seatName).join(", ") })) : null,
    standing ? el("button", { class: "quiet", onclick: () => { state.drafts[talk.thread] = { ...termsOf(state.sheets[talk.sheet], talk.offer) }; save(); redraw(); } }, t("talk.start_from_theirs")) : null);
}

function over(talk, mine) {
  const sheet = state.sheets[talk.sheet];
  if (talk.state !== "agreed") return el("p", { class: "standing" }, t("talk.closed"));
  const terms = termsOf(sheet, talk.agreed);
  return el("div", { class: "standing signed" }, el("p", {}, el("strong", {}, t("talk.signed_with"))), meter(t("talk.this_deal"), talk.worth, talk),
    el("ul", { class: "terms" }, sheet.issues.filter((issue) => issue.open || terms[issue.name] !== issue.default).map((issue) => el("li", {}, `${t(`issue.${issue.name}`)}: `, el("strong", {}, inUnit(issue.unit, terms[issue.name]))))),
    talk.undo_until ? el("button", { class: "big", "data-undo": talk.undo_until, onclick: () => act({ do: "undo", thread: talk.thread }) }, t("talk.undo")) : null);
}

// A bar from one's own worth of no deal to one's best case; nothing in it is the other side's.
export function meter(name, worth, talk) {
  const known = worth !== null && worth !== undefined && talk.reserve !== null;
  const span = Math.max(1e-6, talk.best - talk.reserve);
  const share = known ? Math.max(-0.2, Math.min(1, (worth - talk.reserve) / span)) : 0;
  const good = known && Math.round(worth - talk.reserve) >= 0;
  return el("div", { class: "meter" }, el("div", { class: "meter-words" }, el("span", {}, name), el("strong", { class: good ? "good" : "bad" }, known ? meterWords(worth - talk.reserve) : t("ui.reckoning"))),
    el("div", { class: "bar", role: "img", "aria-label": known ? t("meter.label", { worth: number(worth, 0), reserve: number(talk.reserve, 0), best: number(talk.best, 0) }) : "" },
      el("span", { class: good ? "fill" : "fill under", style: { left: `${share < 0 ? 16.7 * (1 + share / 0.2) : 16.7}%`, width: `${Math.abs(share) * (share < 0 ? 83.3 : 83.3)}%` } }), el("span", { class: "reserve", style: { left: "16.7%" } })));
}

const meterWords = (gap) => (Math.round(gap) ? t(gap > 0 ? "meter.better" : "meter.worse", { n: number(Math.abs(gap), 0) }) : t("meter.same"));

function row(talk, sheet, issue, draft, mine) {
  const place = issue.steps.indexOf(draft[issue.name]);
  const step = (by) => { draft[issue.name] = issue.steps[Math.max(0, Math.min(issue.steps.length - 1, place + by))]; state.drafts[talk.thread] = draft; save(); redraw(); };
  const at = sheet.issues.indexOf(issue);
  const theirs = talk.theirs ? issue.steps[talk.theirs[at]] : null, ours = talk.ours ? issue.steps[talk.ours[at]] : null;
  const differs = theirs !== null && theirs !== draft[issue.name];
  const id = `${talk.thread}-${issue.name}`.replace(/\W/g, "-");
  return el("div", { class: differs ? "issue differs" : "issue", "data-key": id },
    el("span", { class: "issue-name", id }, t(`issue.${issue.name}`)),
    el("div", { class: "stepper", role: "group", "aria-labelledby": id },
      el("button", { "aria-label": t("ui.less"), disabled: place <= 0, onclick: () => step(-1) }, "−"),
      el("output", { "aria-live": "polite" }, inUnit(issue.unit, draft[issue.name])),
      el("button", { "aria-label": t("ui.more"), disabled: place >= issue.steps.length - 1, onclick: () => step(1) }, "+")),
    el("small", { class: "marks" }, theirs !== null ? el("span", { class: differs ? "mark-theirs" : "" }, `${t("talk.they")}: ${inUnit(issue.unit, theirs)}`) : null, ours !== null && ours !== theirs ? el("span", {}, `${t("talk.you")}: ${inUnit(issue.unit, ours)}`) : null));
}

function moreTerms(talk, sheet, draft, mine) {
  const more = sheet.issues.filter((issue) => !issue.open && issue.steps.length > 1);
  if (!more.length) return null;
  const isOpen = opened[talk.thread];
  return el("div", { class: "more" }, el("button", { class: "quiet", "aria-expanded": String(!!isOpen), onclick: () => { opened[talk.thread] = !isOpen; redraw(); } }, t(isOpen ? "talk.fewer_terms" : "talk.more_terms", { n: more.length })),
    isOpen ? el("div", { class: "issues" }, more.map((issue) => row(talk, sheet, issue, draft, mine))) : null);
}

const foreseen = {};

// What the package would do to one's own points in the model, over some lucks; it takes a few seconds.
function inModel(talk, draft) {
  if (talk.practice) return null;
  const id = mark(talk, draft), found = foreseen[id];
  const run = async () => {
    foreseen[id] = { busy: true }; redraw();
    try { foreseen[id] = await question({ ask: "forecast", thread: talk.thread, terms: { ...draft } }, 40000); }
    catch (error) { delete foreseen[id]; toast(t(`refusal.${error.code}`, error.words), true); }
    redraw();
  };
  return el("div", { class: "in-model" }, found && !found.busy ? el("p", {}, el("strong", { class: found.gain < 0 ? "bad" : "good" }, t("forecast.found", { gain: signed(found.gain, 1), low: signed(found.low, 1), high: signed(found.high, 1) })), " ", el("small", {}, t("forecast.about", { n: found.pairs })))
    : el("button", { class: "quiet", disabled: !!found, onclick: run }, t(found ? "ui.reckoning" : "forecast.ask")));
}

function inWords(known) {
  if (!known) return null;
  return el("details", { class: "in-words" }, el("summary", {}, t("talk.in_words")), known.clauses.length ? el("ul", {}, known.clauses.map(([name, worth, sentence]) => el("li", {}, fillNames(sentence), " ", el("strong", { class: worth < 0 ? "bad" : "good" }, `${signed(worth, 0)} ${t("ui.musd")}`)))) : el("p", {}, t("talk.owes_nothing")));
}

function lastMoves(talk, mine) {
  if (!talk.moves.length) return null;
  return el("details", { class: "moves" }, el("summary", {}, t("talk.history", { n: talk.moves.length })), el("ol", {}, talk.moves.map(([, seat, action, , , worth, why]) =>
    el("li", {}, `${seatName(seat)}: ${t(`move.${action}`)}`, worth !== null ? el("small", {}, ` ${gain(worth, talk)}`) : null, why ? el("em", {}, ` ${t("talk.because", { issue: t(`issue.${why}`) })}`) : null))));
}

function signedList() {
  const { table } = state.parts;
  const states = (table?.talks || []).filter(([, one]) => one === "signed" || one === "no_deal");
  if (!states.length) return null;
  return el("details", { class: "headlines" }, el("summary", {}, t("talk.headlines")), el("ul", {}, states.map(([thread, one]) => el("li", {}, headline(thread, one)))));
}

export function headline(thread, one = "signed") {
  const entry = state.cast.talks?.find((talk) => talk.thread === thread);
  const [sheet, hand] = thread.split(":");
  const seats = entry ? entry.seats : [hand];
  return t(one === "signed" ? "talk.headline_signed" : "talk.headline_none", { seats: seats.map(seatName).join(", "), sheet: t(`sheet.${sheet}.title`) });
}

const lines = { to: "", text: "" };

function words(mine) {
  const { table } = state.parts;
  const all = [...(table?.said || []).map(([at, seat, text]) => [at, seat, "", text]), ...(mine.said || [])].sort((a, b) => a[0] - b[0]).slice(-12);
  const seats = (table?.seats || []).filter((one) => one.seat !== mine.seat);
  return el("details", { class: "say" }, el("summary", {}, t("say.title", { n: all.length })), el("ul", {}, all.map(([at, seat, to, text]) => el("li", { "data-key": `${at}${seat}${to}` }, el("strong", {}, seatName(seat)), to ? el("small", {}, ` → ${seatName(to)}`) : null, `: ${text}`))),
    el("form", { onsubmit: (event) => { event.preventDefault(); const box = event.target.querySelector("input"); if (box.value.trim()) act({ do: "say", to: lines.to, text: box.value }, () => { box.value = ""; }); } },
      el("label", { class: "unseen", for: "say-to" }, t("say.to")), el("select", { id: "say-to", onchange: (event) => { lines.to = event.target.value; } }, el("option", { value: "", selected: lines.to === "" }, t("say.all")), seats.map((one) => el("option", { value: one.seat, selected: lines.to === one.seat }, seatName(one.seat)))),
      el("label", { class: "unseen", for: "say-text" }, t("say.text")), el("input", { id: "say-text", maxlength: 140, placeholder: t("say.text") }), el("button", {}, t("say.send"))));
}

export const termsOf = (sheet, steps) => Object.fromEntries(sheet.issues.map((issue, n) => [issue.name, issue.steps[steps[n]]]));
const key = (terms) => JSON.stringify(Object.entries(terms).sort());
const mark = (talk, draft) => `${talk.thread}|${talk.reserve}|${key(draft)}`;

function draftOf(talk, sheet) {
  if (!state.drafts[talk.thread]) state.drafts[talk.thread] = talk.theirs ? termsOf(sheet, talk.theirs) : talk.ours ? termsOf(sheet, talk.ours) : Object.fromEntries(sheet.issues.map((issue) => [issue.name, issue.default]));
  return state.drafts[talk.thread];
}

export function save() { localStorage.setItem(mySeat(`tg.drafts.${state.room}`), JSON.stringify(state.drafts)); }

let timer = null;
const asked = new Set();

function weigh(talk, draft) {
  const id = mark(talk, draft);
  if (weighed[id] || asked.has(id)) return;
  clearTimeout(timer);
  const terms = { ...draft };
  timer = setTimeout(async () => {
    asked.add(id);
    try { weighed[id] = await question({ ask: "weigh", thread: talk.thread, terms }); } catch { /* asked again with the next change */ }
    asked.delete(id);
    redraw();
  }, 120);
}
export { now };
