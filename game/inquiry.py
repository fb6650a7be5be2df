"""Inquiries: what a phone or desk may ask without changing anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from agents.wording import read_wording, word_clause
from game.conduct import is_party, package_of
from game.line import SEAT, Line
from game.live import LiveRoom
from game.refusal import Refusal, choice
from game.room import Player
from game.worth import Weigher

if TYPE_CHECKING:
    from game.house import House

Words = Mapping[str, Any]


async def inquire(house: House, live: LiveRoom, line: Line, message: Words) -> Any:
    """Answer a question.

    Raises:
        Refusal: it may not be asked, or is not understood.
    """
    asked = choice(message, "ask", ASKS)
    role, answer = ASKS[asked]
    if line.role != role:
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


Answer = Callable[["House", LiveRoom, Line, Words], Awaitable[Any]]
ASKS: dict[str, tuple[str, Answer]] = {
    "weigh": (SEAT, _weigh),
}
