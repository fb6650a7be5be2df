// Oneself: the role card, the goals and their weights, the briefing's poll, who else is at the table.
import { el } from "./element.js";
import { seatName, t, number, percent } from "./words.js";
import { act, state } from "./seat.js";
import { memo } from "./news.js";

export function selfTab(all, room, mine) {
  const seat = state.cast.seats.find((one) => one.seat === mine.seat);
  return el("section", {}, el("h1", {}, t("self.you_are", { seat: seatName(mine.seat) })), room.phase === "briefing" ? poll(mine) : null,
    el("section", { class: "card" }, t(`seat.${mine.seat}.card`).split("\n").map((line) => el("p", {}, line))),
    el("section", { class: "card" }, el("h2", {}, t("self.goals")), el("ul", { class: "points" }, seat.goals.map(([goal, weight]) => el("li", {}, el("span", {}, t(`goal.${mine.seat}.${goal}`)), el("strong", {}, number(weight)))))),
    room.phase !== "briefing" ? memo(mine) : null,
    el("section", { class: "card" }, el("h2", {}, t("self.table")), el("ul", { class: "people" }, (state.parts.table?.seats || []).map((one) => el("li", {}, el("strong", {}, seatName(one.seat)), " ", one.human ? one.names.join(", ") : one.names.length ? `${one.names.join(", ")} (${t("ui.stand_in")})` : t("ui.stand_in"), one.away ? ` · ${t("ui.away")}` : "", one.done ? " ✓" : "")))),
    promise());
}

function promise() {
  const value = state.parts.news?.public?.promise_index;
  return value === undefined ? null : el("p", { class: "hint" }, t("self.promise_index", { p: percent(value) }));
}

function poll(mine) {
  return el("fieldset", { class: "foretell" }, el("legend", {}, t("poll.question")), state.cast.poll.map((one) =>
    el("button", { class: mine.answers?.poll === one ? "choice on" : "choice", "aria-pressed": String(mine.answers?.poll === one), onclick: () => act({ do: "answer", question: "poll", answer: one }) }, t(`poll.${one}`))));
}
