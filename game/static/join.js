// Joining: a code, a name, a language; and the way back for a phone that was swapped.
import { el, show } from "./element.js";
import { LANGUAGES, language, speak, t } from "./words.js";
import { ask, mark } from "./wire.js";

const draft = { code: "", name: "", ticket: "", busy: false, problem: null, known: null, moving: false };

// On one machine for all, each window names its own seat: /join/ABCDEF?as=2
export const mySeat = (name) => { const as = new URLSearchParams(location.search).get("as"); return as ? `${name}.${as}` : name; };
export const kept = (room) => JSON.parse(localStorage.getItem(mySeat(`tg.seat.${room}`)) || "null");
export const keep = (room, seat) => localStorage.setItem(mySeat(`tg.seat.${room}`), JSON.stringify(seat));
export const forget = (room) => localStorage.removeItem(mySeat(`tg.seat.${room}`));

export function askToJoin(root, code, onSeat) {
  draft.code = code || draft.code;
  const again = () => render(root, onSeat);
  if (draft.code.length === 6) look(again);
  again();
}

async function look(again) {
  try { draft.known = await ask(`/api/room/${encodeURIComponent(draft.code)}`); draft.problem = null; }
  catch (error) { draft.known = null; draft.problem = error; }
  again();
}

function render(root, onSeat) {
  const again = () => render(root, onSeat);
  show(root, el("main", { class: "join" },
    el("h1", {}, el("img", { src: "/class/icon.svg", alt: "", width: 44, height: 44 }), " Two Gauges"),
    languages(again),
    el("form", { onsubmit: (event) => { event.preventDefault(); draft.moving ? comeBack(again, onSeat) : join(again, onSeat); } },
      el("label", { for: "code" }, t("join.code")),
      el("input", { id: "code", value: draft.code, maxlength: 9, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", required: true, class: "code",
        oninput: (event) => { draft.code = event.target.value.toUpperCase().replace(/[^A-Z]/g, ""); if (draft.code.length === 6) look(again); } }),
      draft.moving
        ? [el("label", { for: "ticket" }, t("join.ticket")), el("input", { id: "ticket", value: draft.ticket, maxlength: 16, autocomplete: "off", autocapitalize: "characters", class: "code", oninput: (event) => { draft.ticket = event.target.value; } })]
        : [el("label", { for: "name" }, t("join.name")), el("input", { id: "name", value: draft.name, maxlength: 24, autocomplete: "nickname", oninput: (event) => { draft.name = event.target.value; } }), el("p", { class: "hint" }, t("join.name_hint"))],
      draft.problem ? el("p", { class: "problem", role: "alert" }, t(`refusal.${draft.problem.code}`, draft.problem.words)) : null,
      el("button", { class: "big", disabled: draft.busy }, t(draft.moving ? "join.come_back" : "join.go")),
      el("button", { type: "button", class: "quiet", onclick: () => { draft.moving = !draft.moving; draft.problem = null; again(); } }, t(draft.moving ? "join.as_new" : "join.swapped"))),
    el("hr"),
    el("button", { class: "quiet", type: "button", disabled: draft.busy, onclick: () => alone(again, onSeat) }, t("join.alone")),
    el("p", { class: "hint" }, el("a", { href: "/explore/" }, t("join.explore")), " · ", el("a", { href: "/teach" }, t("join.teach")))));
}

export function languages(again, onPick) {
  return el("div", { class: "languages", role: "group", "aria-label": t("ui.language") }, Object.entries(LANGUAGES).map(([code, name]) =>
    el("button", { type: "button", lang: code, "aria-pressed": String(code === language), onclick: async () => { localStorage.setItem("tg.language", code); await speak(code); onPick?.(code); again(); } }, name)));
}

async function attempt(again, work) {
  draft.busy = true; again();
  try { await work(); } catch (error) { draft.problem = error.code ? error : { code: "slow", words: {} }; }
  draft.busy = false; again();
}

const key = mark(); // the same key when the answer is lost and the button is pressed again

function join(again, onSeat) {
  return attempt(again, async () => {
    if (!draft.name.trim()) throw { code: "name_wanted", words: {} };
    const said = await ask("/api/join", { room: draft.code, name: draft.name, language, key });
    keep(said.room, { token: said.token }); onSeat(said.room);
  });
}

function comeBack(again, onSeat) {
  return attempt(again, async () => {
    const said = await ask("/api/return", { room: draft.code, ticket: draft.ticket });
    keep(said.room, { token: said.token }); onSeat(said.room);
  });
}

function alone(again, onSeat) {
  return attempt(again, async () => {
    const opened = await ask("/api/rooms", { plan: "solo", self_run: true, language });
    const said = await ask("/api/join", { room: opened.room, name: draft.name.trim() || t("join.me"), language, key: mark() });
    keep(said.room, { token: said.token, host: opened.token });
    await ask("/api/act", { room: opened.room, id: mark(), do: "start" }, opened.token);
    onSeat(said.room);
  });
}
