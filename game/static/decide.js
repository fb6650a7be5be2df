// Deciding: the seat's own levers in steps, and one tap that foretells the next round.
import { el } from "./element.js";
import { inUnit, t } from "./words.js";
import { act, redraw, state, toast } from "./seat.js";

let timer = null;

export function planTab(all, room, mine) {
  const levers = state.cast.seats.find((one) => one.seat === mine.seat).levers;
  const mayTouch = ["news", "negotiate", "commit"].includes(room.phase);
  const mayCommit = room.phase === "commit";
  const set = { ...mine.plans, ...(state.levers || {}) };
  return el("section", {}, el("h1", {}, t("plan.title")),
    el("p", { class: "hint" }, t(levers.length ? "plan.about" : "plan.no_levers")),
    mine.sealed && mayCommit ? el("p", { class: "standing signed" }, t("plan.sealed")) : null,
    el("div", { class: "issues" }, levers.map((lever) => row(lever, set, mine, mayTouch))),
    room.round ? foretell(mine, mayCommit) : null,
    mayCommit ? el("div", { class: "actions" }, el("button", { class: "send", onclick: () => commit(set, mine) }, t(mine.sealed ? "plan.seal_again" : "plan.seal"))) : el("p", { class: "hint" }, t("plan.later")));
}

function row(lever, set, mine, mayTouch) {
  const steps = mine.levers[lever.name] || lever.steps;
  const untouched = set[lever.name] === undefined;
  const place = untouched ? -1 : steps.indexOf(set[lever.name]);
  const start = steps.indexOf(lever.name.startsWith("works.") ? 0 : [0, 1].find((one) => steps.includes(one)) ?? steps[0]);
  const step = (by) => {
    const next = untouched ? start : Math.max(0, Math.min(steps.length - 1, place + by));
    state.levers = { ...mine.plans, ...(state.levers || {}), [lever.name]: steps[next] };
    clearTimeout(timer);
    timer = setTimeout(() => act({ do: "plan", levers: state.levers }), 600);
    redraw();
  };
  const id = `lever-${lever.name}`.replace(/\W/g, "-");
  return el("div", { class: "issue", "data-key": id }, el("span", { class: "issue-name", id }, t(`lever.${lever.name}`)),
    el("div", { class: "stepper", role: "group", "aria-labelledby": id },
      el("button", { "aria-label": t("ui.less"), disabled: !mayTouch || (!untouched && place <= 0), onclick: () => step(-1) }, "−"),
      el("output", { "aria-live": "polite" }, untouched ? t("plan.advisers") : inUnit(lever.unit, set[lever.name])),
      el("button", { "aria-label": t("ui.more"), disabled: !mayTouch || (!untouched && place >= steps.length - 1), onclick: () => step(1) }, "+")),
    el("small", { class: "marks" }, t(`lever_about.${lever.name.startsWith("works.") ? "works" : lever.name}`)));
}

function foretell(mine, mayCommit) {
  const chosen = state.prediction || mine.prediction;
  return el("fieldset", { class: "foretell" }, el("legend", {}, t("plan.foretell")), state.cast.predictions.map((one) =>
    el("label", { class: chosen === one ? "choice on" : "choice" }, el("input", { type: "radio", name: "foretell", value: one, checked: chosen === one, disabled: !mayCommit, onchange: () => { state.prediction = one; redraw(); } }), t(`foretell.${one}`))));
}

function commit(set, mine) {
  const action = { do: "commit", levers: set };
  const chosen = state.prediction || mine.prediction;
  if (chosen) action.prediction = chosen;
  act(action, () => toast(t("plan.sealed")));
}
