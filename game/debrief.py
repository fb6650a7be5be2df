"""The debrief: all cards on the table, once play is over; before that only for the teacher."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from game.live import LiveRoom
from game.plan import load_deck
from game.reading import Reading
from game.results import digest_now, readings_of, tonnes_change, what_came
from game.risk import risks_of
from game.room import Room
from game.screen import OVER
from game.table import Round, Table
from game.thread import Thread
from game.worth import Weigher

WORDS = ("lower", "same", "more", "much_more")


def may_see(room: Room, is_host: bool) -> bool:
    """Tell whether the cards may be shown: to everyone once play is over, to a teacher always."""
    return is_host or room.phase in OVER


def debrief_of(live: LiveRoom) -> dict[str, Any]:
    """The board: tables side by side, what bound when, promises, predictions, and every talk."""
    room, readings = live.room, readings_of(live)
    return {
        "room": room.code, "rounds": room.played, "seed": room.seed, "hash": digest_now(live),
        "real_names": room.real_names, "makers": room.cast.makers, "notes": room.notes,
        "cards": [[number, card, list(load_deck()[card].warned)]
                  for number in range(1, room.played + 1) for card in room.cards_of(number)],
        "exit": _exit(room),
        "tables": [_table(live, table, readings[table.number]) for table in room.tables],
    }  # fmt: skip


def _exit(room: Room) -> dict[str, dict[str, int]]:
    """How many answered what, before and after."""
    found: dict[str, dict[str, int]] = {}
    for player in room.players.values():
        for question, answer in player.answers.items():
            counts = found.setdefault(question, {})
            counts[answer] = counts.get(answer, 0) + 1
    return found


def _table(live: LiveRoom, table: Table, readings: list[Reading]) -> dict[str, Any]:
    room = live.room
    played = {n: made for n, made in sorted(table.rounds.items()) if n <= room.played}
    return {
        "number": table.number,
        "people": {seat: [room.players[one].name for one in chair.players]
                   for seat, chair in table.chairs.items()},
        "strip": [[frame["month"], frame["limit"], round(frame["held"], 2), frame["mt"]]
                  for one in readings for frame in one.film],
        "bound": [one.bound for one in readings],
        "yearly": readings[-1].yearly if readings else [],
        "public": [one.public for one in readings],
        "lost": live.dependence(table),
        "struck": [card for one in readings for card in one.struck],
        "points": [{seat: round(one.total(seat), 1) for seat in one.points} for one in readings],
        "promises": [{**one, "round": n} for n, reading in enumerate(readings, 1)
                     for one in reading.promises if one["state"] != "open"],
        "predictions": [_predictions(made, readings, n) for n, made in played.items()
                        if n <= len(readings)],
        "talks": [_talk(live, table, thread, n) for n, made in played.items()
                  for thread in made.threads if thread.is_begun],
        "signed": [_signed(room, one.thread, one.package, n, one.paper)
                   for n, made in played.items() for one in made.signed],
        "levers": [{"round": n, "seat": seat, "values": values}
                   for n, made in played.items() for seat, values in sorted(made.plans.items())],
    }  # fmt: skip


def _predictions(made: Round, readings: list[Reading], number: int) -> dict[str, Any]:
    """What seats foretold; the index is how many steps too high they were on the mean."""
    change = tonnes_change(readings, number)
    came = what_came(change)
    steps = [WORDS.index(word) - WORDS.index(came) for word in made.predictions.values()]
    return {
        "round": number, "came": came, "change": round(change, 4), "said": made.predictions,
        "right": steps.count(0), "too_high": round(sum(steps) / len(steps), 2) if steps else 0,
    }  # fmt: skip


def _signed(room: Room, thread: str, package: int, number: int, paper: bool) -> dict[str, Any]:
    pairing = room.cast.pairings[thread]
    terms = pairing.sheet.package(package)
    return {"round": number, "thread": thread, "paper": paper,
            "terms": {i.name: terms[i.name] for i in pairing.sheet.issues
                      if i.open or terms[i.name] != i.default},
            "risks": risks_of(pairing, terms)}  # fmt: skip


def _talk(live: LiveRoom, table: Table, thread: Thread, number: int) -> dict[str, Any]:
    """A talk with everybody's worth of everything that was said in it."""
    seats = thread.pairing.seats
    weigher = live.weigher_after(table, number - 1)
    shown: dict[str, Any] = {"round": number, "thread": thread.name, "seats": list(seats),
                             "state": thread.talk.state, "begun": thread.begun_at}  # fmt: skip
    if weigher is None:
        return {**shown, "moves": []}
    past = Weigher(weigher.cast, weigher.reading, _as_then(table, number))
    reserve = {seat: past.reserve(thread, seat) for seat in seats}
    shown["reserve"] = {seat: round(value, 1) for seat, value in reserve.items()}
    shown["best"] = {seat: round(past.best(thread, seat), 1) for seat in seats}
    shown["moves"] = [
        {"at": made.at, "seat": made.seat, "action": made.action, "why": made.why,
         "gain": {seat: round(past.package(thread, seat, made.package) - reserve[seat], 1)
                  for seat in seats} if made.action == "offer" else {}}
        for made in thread.moves
    ]  # fmt: skip
    return {**shown, **_frontier(past, thread, reserve)}


def _as_then(table: Table, number: int) -> Table:
    """The table with the talks of that round, so that what was taken elsewhere counts as it did."""
    return Table(table.number, table.chairs, {}, {one.name: one for one in
                                                  table.round(number).threads})  # fmt: skip


def _frontier(
    weigher: Weigher, thread: Thread, reserve: Mapping[str, float]
) -> dict[str, Any]:
    """Gains of the best packages for both, and what was left on the table, MUSD."""
    seats = thread.pairing.seats
    gains = np.array([weigher.agenda(thread, seat) - reserve[seat] for seat in seats])
    good = np.all(gains > 0.0, axis=0)
    total = gains.sum(axis=0)
    most = float(total[good].max()) if good.any() else 0.0
    got = 0.0
    if thread.is_agreed:
        got = sum(weigher.package(thread, seat, thread.talk.agreed) - reserve[seat]
                  for seat in seats)  # fmt: skip
    return {"most": round(most, 1), "got": round(got, 1),
            "left": round(max(0.0, most - max(0.0, got)), 1),
            "frontier": _undominated(gains[:2, good]) if good.any() and len(seats) == 2 else []}


def _undominated(gains: np.ndarray[Any, np.dtype[np.float64]]) -> list[list[float]]:
    """Gains of two seats that no other package betters for both, from left to right."""
    order = np.lexsort((-gains[1], -gains[0]))
    found: list[list[float]] = []
    best = -np.inf
    for place in order:
        if gains[1, place] > best:
            best = float(gains[1, place])
            found.append([round(float(gains[0, place]), 1), round(best, 1)])
    return found[::-1][:60]
