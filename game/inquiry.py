"""Inquiries: what a phone or desk may ask without changing anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from agents.wording import read_wording, word_clause
from game.conduct import is_party, package_of
from game.debrief import may_see
from game.line import DESK, SEAT, Line
from game.live import LiveRoom
from game.options import Options
from game.refusal import Refusal, choice, numbers, whole
from game.room import Player
from game.throttle import Throttle
from game.workshop import LATER, WorkshopError
from game.worth import Weigher

if TYPE_CHECKING:
    from game.house import House

Words = Mapping[str, Any]
forecasts = Throttle(rate=0.05, most=2.0)  # these take the workshop some seconds each
reruns = Throttle(rate=0.25, most=4.0)


async def inquire(house: House, live: LiveRoom, line: Line, message: Words) -> Any:
    """Answer a question.

    Raises:
        Refusal: it may not be asked, or is not understood.
    """
    asked = choice(message, "ask", ASKS)
    roles, answer = ASKS[asked]
    if line.role not in roles:
        raise Refusal("not_yours_to_ask")
    return await answer(house, live, line, message)


def _seat(live: LiveRoom, line: Line) -> tuple[Player, Weigher]:
    player = live.room.players[line.player]
    table = live.room.table_of(player)
    if table is None:
        raise Refusal("no_seat")
    weigher = live.weigher(table)
    if weigher is None:
        raise Refusal("not_ready")
    return player, weigher


async def _weigh(house: House, live: LiveRoom, line: Line, message: Words) -> dict[str, Any]:
    """What a package would be worth to the one who asks, clause by clause, and how it reads."""
    player, weigher = _seat(live, line)
    mine = {name: one for name, one in weigher.table.threads.items()
            if is_party(one, player.seat)}  # fmt: skip
    thread = mine[choice(message, "thread", mine)]
    sheet = thread.pairing.sheet
    package = package_of(sheet, message)
    terms = sheet.package(package)
    wording = read_wording(player.language)
    contract = weigher.contract(thread, terms)
    worth = dict(weigher.clauses(thread, player.seat, terms))
    return {
        "worth": round(weigher.package(thread, player.seat, package), 2),
        "reserve": round(weigher.reserve(thread, player.seat), 2),
        "best": round(weigher.best(thread, player.seat), 2),
        "clauses": [[clause.name, round(worth[clause.name], 2),
                     named(live, word_clause(clause, wording))] for clause in contract.clauses],
    }  # fmt: skip


def named(live: LiveRoom, sentence: str) -> str:
    """A sentence with makers by the names that the class uses."""
    for seat, maker in live.room.cast.makers.items():
        sentence = sentence.replace(maker, "{" + seat + "}")
        sentence = sentence.replace(maker[:1].upper() + maker[1:], "{" + seat + "}")
    return sentence


async def _forecast(house: House, live: LiveRoom, line: Line, message: Words) -> dict[str, Any]:
    """What a package would do to the asker's points in the model, over some lucks."""
    if not forecasts.allows(f"{live.code}/{line.player}"):
        raise Refusal("too_fast")
    player, weigher = _seat(live, line)
    mine = {name: one for name, one in weigher.table.threads.items()
            if is_party(one, player.seat) and not one.practice}  # fmt: skip
    thread = mine[choice(message, "thread", mine)]
    terms = thread.pairing.sheet.package(package_of(thread.pairing.sheet, message))
    played = live.room.played
    pairs = live.room.cast.rules["forecast_pairs"]
    return await _in_workshop(house, "forecast", live.options(played),
                              live.decisions(weigher.table, played), player.seat,
                              thread.pairing.name, terms, pairs)  # fmt: skip


async def _in_workshop(house: House, job: str, *args: Any) -> Any:
    try:
        return await house.workshop.ask(job, *args, urgency=LATER)
    except WorkshopError as error:
        raise Refusal("broken") from error


def _history(live: LiveRoom, line: Line, message: Words) -> tuple[Options, list[dict[str, Any]]]:
    """The table that is asked about: a seat's own once play is over, any for the teacher.

    Raises:
        Refusal: not yet, or another's table.
    """
    if not may_see(live.room, line.role == DESK):
        raise Refusal("not_yet")
    if not live.room.tables or not live.room.played:
        raise Refusal("no_tables")
    number = whole(message, "table", 1, len(live.room.tables))
    if line.role == SEAT and live.room.players[line.player].table != number:
        raise Refusal("not_yours_to_ask")
    if not reruns.allows(f"{live.code}/{line.player or line.role}"):
        raise Refusal("too_fast")
    played = live.room.played
    return live.options(played), live.decisions(live.room.tables[number - 1], played)


async def _rerun(house: House, live: LiveRoom, line: Line, message: Words) -> dict[str, Any]:
    """A table's history with one decision taken out or set otherwise."""
    options, decisions = _history(live, line, message)
    round_ = whole(message, "round", 1, len(decisions))
    what = choice(message, "what", ("signature", "levers", "card"))
    made = decisions[round_ - 1]
    there = {"signature": [one["thread"] for one in made["signed"]],
             "levers": list(made["levers"]), "card": list(options.cards[round_ - 1])}  # fmt: skip
    field = {"signature": "thread", "levers": "seat", "card": "card"}[what]
    change: dict[str, Any] = {"what": what, "round": round_,
                              field: choice(message, field, there[what])}  # fmt: skip
    if message.get("instead") is not None and what != "card":
        change["instead"] = _instead(live, message, what, change[field])
    return await _in_workshop(house, "rerun", options, decisions, change)


def _instead(live: LiveRoom, message: Words, what: str, name: str) -> dict[str, float]:
    """Terms of a sheet, or levers of a seat, each at one of its steps."""
    cast = live.room.cast
    if what == "signature":
        issues = cast.pairings[name].sheet.issues
        steps = {issue.name: tuple(issue.steps) for issue in issues}
    else:
        steps = {lever.name: lever.steps for lever in cast.seats[name].levers}
    given = numbers(message, "instead", 8)
    for one, value in given.items():
        if value not in steps.get(one, ()):
            allowed = ", ".join(f"{step:g}" for step in steps.get(one, ())) or ", ".join(steps)
            raise Refusal("bad_field", field=one[:40], allowed=allowed)
    return given


async def _waterfall(house: House, live: LiveRoom, line: Line, message: Words) -> dict[str, Any]:
    """What caused a table's figures, one decision after another."""
    return await _in_workshop(house, "waterfall", *_history(live, line, message))


async def _stand_ins(house: House, live: LiveRoom, line: Line, message: Words) -> dict[str, Any]:
    """The table that nobody sat at."""
    options, decisions = _history(live, line, {**message, "table": message.get("table", 1)})
    readings = await _in_workshop(house, "stand_ins", options, len(decisions))
    return {"yearly": readings[-1].yearly, "public": [one.public for one in readings],
            "points": [{seat: round(one.total(seat), 1) for seat in one.points}
                       for one in readings],
            "strip": [[f["month"], f["limit"], round(f["held"], 2), f["mt"]]
                      for one in readings for f in one.film]}  # fmt: skip


Answer = Callable[["House", LiveRoom, Line, Words], Awaitable[Any]]
ASKS: dict[str, tuple[tuple[str, ...], Answer]] = {
    "weigh": ((SEAT,), _weigh), "forecast": ((SEAT,), _forecast),
    "rerun": ((SEAT, DESK), _rerun), "waterfall": ((SEAT, DESK), _waterfall),
    "stand_ins": ((SEAT, DESK), _stand_ins),
}  # fmt: skip
