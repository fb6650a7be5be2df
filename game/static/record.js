// A deal made on paper, typed in: table, sheet, steps.
import { el } from "./element.js";
import { inUnit, seatName, t } from "./words.js";

const draft = { table: 1, thread: "", terms: {} };

export function openSheet(state, desk, act, draw) {
  const threads = state.cast.talks;
  const sheet = draft.thread ? state.sheets[draft.thread.split(":")[0]] : null;
  return el("details", { class: "card" }, el("summary", {}, t("desk.paper_deal")), el("form", { class: "form", onsubmit: (event) => { event.preventDefault(); act({ do: "record", table: Number(draft.table), thread: draft.thread, terms: draft.terms }, () => { draft.thread = ""; draft.terms = {}; }); } },
    el("label", {}, t("ui.table"), el("select", { onchange: (event) => { draft.table = event.target.value; } }, desk.tables.map((one) => el("option", { value: one.number, selected: String(draft.table) === String(one.number) }, String(one.number))))),
    el("label", {}, t("desk.sheet"), el("select", { onchange: (event) => { draft.thread = event.target.value; draft.terms = {}; draw(); } }, el("option", { value: "" }, "…"), threads.map((one) => el("option", { value: one.thread, selected: draft.thread === one.thread }, `${t(`sheet.${one.sheet}.title`)} · ${one.seats.map(seatName).join(", ")}`)))),
    sheet ? sheet.issues.filter((issue) => issue.steps.length > 1).map((issue) => el("label", { "data-key": `${draft.thread}${issue.name}` }, t(`issue.${issue.name}`), el("select", { onchange: (event) => { draft.terms[issue.name] = Number(event.target.value); } }, issue.steps.map((step) => el("option", { value: step, selected: (draft.terms[issue.name] ?? issue.default) === step }, inUnit(issue.unit, step)))))) : null,
    el("button", { disabled: !sheet }, t("desk.record"))));
}
