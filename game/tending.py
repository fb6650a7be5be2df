"""Tending: what the house does by itself when its time has come. It looks and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from game.conduct import Made
from game.room import Room
from game.stand_in import answer, delay_ms, may_move, reason_of, settle, style_of
from game.table import Table
from game.thread import Thread
from game.worth import Weigher

SELF_MOVING = ("briefing", "practice", "news", "negotiate", "commit", "reveal")
ENDS_EARLY = ("practice", "news", "negotiate", "commit", "reveal")
PLAYED = ("practice", *ENDS_EARLY)
AWAY_MS = 45_000  # a stand-in plays for someone whose phone has been silent for so long
APART_MS = 4_000  # a stand-in opens its talks one after another

Weigh = Callable[[Table], Weigher | None]


def due(room: Room, now: int, weigh: Weigh, away: dict[str, int]) -> Made:
    """Events whose time has come, in order; empty where there is nothing to do.

    Args:
        room: the class.
        now: the server's time.
        weigh: a table's weigher, None while its railway is still running.
        away: by player, since when the phone has been silent.
    """
    if room.frozen or room.clock.paused or not room.tables:
        return []
    made = _stand_ins_take_over(room, now, away)
    for table in room.tables:
        made += _talks_due(room, table, now, weigh(table))
    return made or _phase_due(room, now, weigh)


# -- phases -----------------------------------------------------------------------------------
def _phase_due(room: Room, now: int, weigh: Weigh) -> Made:
    """Move on when time is up, or when everyone is done before it is."""
    over = room.phase in SELF_MOVING and room.clock.is_over(now, room.plan.grace_ms)
    early = SELF_MOVING if room.self_run else ENDS_EARLY  # a teacher's briefing ends by the teacher
    if not over and not (room.phase in early and _all_done(room, now)):
        return []
    if room.phase == "reveal" and any(weigh(table) is None for table in room.tables):
        return []  # the trains are still running
    return [("phase", {"place": room.place + 1})]


def _all_done(room: Room, now: int) -> bool:
    humans = [(table, seat) for table in room.tables for seat in table.humans()]
    if not humans or any(seat not in table.done for table, seat in humans):
        return False
    within = room.cast.rules["undo_seconds"] * 1000
    return all(now > thread.agreed_at + within for table in room.tables
               for thread in table.threads.values() if _is_played_by_people(table, thread))


def _is_played_by_people(table: Table, thread: Thread) -> bool:
    return thread.is_agreed and bool(thread.agreed_by) and table.chairs[thread.agreed_by].is_human


def _stand_ins_take_over(room: Room, now: int, away: dict[str, int]) -> Made:
    if not room.stand_ins or room.phase not in PLAYED:
        return []
    made: Made = []
    for table in room.tables:
        for seat, chair in table.chairs.items():
            gone = [away.get(one, now) for one in chair.players]
            if chair.is_human and all(now - since >= AWAY_MS for since in gone):
                made.append(("stood_in", {"table": table.number, "seat": seat}))
    return made


# -- talks ------------------------------------------------------------------------------------
def _talks_due(room: Room, table: Table, now: int, weigher: Weigher | None) -> Made:
    if room.phase not in ("negotiate", "practice") or weigher is None:
        return []
    made: Made = []
    for place, thread in enumerate(table.threads.values()):
        if not thread.is_open:
            continue
        if _lapsed(room, thread, now):
            made.append(("lapsed", {"table": table.number, "thread": thread.name}))
        elif _among_stand_ins(table, thread):
            moves = settle(weigher, thread, room.seed)
            made.append(("settled", {"table": table.number, "thread": thread.name,
                                     "moves": moves}))  # fmt: skip
            return made  # what this talk took is known to the next
        else:
            made += _answer_due(room, table, thread, place, now, weigher)
    return made


def _lapsed(room: Room, thread: Thread, now: int) -> bool:
    """Tell whether the offer on the table has stood its time."""
    standing = thread.talk.offer >= 0
    return room.timed and standing and now >= thread.offered_at + room.plan.offer_ms


def _among_stand_ins(table: Table, thread: Thread) -> bool:
    """Two stand-ins settle at once, unless a person competes for the same order."""
    if thread.practice or thread.is_begun:
        return False
    sheet = thread.pairing.sheet
    rivals = [one for one in table.threads.values() if one.pairing.sheet is sheet and sheet.rivals]
    seats = {seat for one in [thread, *rivals] for seat in one.pairing.seats}
    return not any(table.chairs[seat].is_human for seat in seats)


def stand_ins_at(table: Table, thread: Thread) -> list[str]:
    """Seats of a talk that stand-ins answer for."""
    if thread.practice:
        return [seat for seat in thread.pairing.seats if seat != thread.practice]
    return [seat for seat in thread.pairing.seats if not table.chairs[seat].is_human]


def _answer_due(
    room: Room, table: Table, thread: Thread, place: int, now: int, weigher: Weigher
) -> Made:
    """A stand-in's move, when it is its turn and it has thought long enough."""
    for seat in stand_ins_at(table, thread):
        if not may_move(thread, seat):
            continue
        wait = delay_ms(room.seed, table.number, thread, seat, _pace(room, thread))
        if not thread.is_begun:
            if not _may_open(room, table, thread, seat, weigher):
                continue
            wait += place * APART_MS
        since = thread.moves[-1].at if thread.moves else room.clock.started
        if now >= max(since, thread.offered_at) + wait:
            return _move_of(room, table, thread, seat, now, weigher)
    return []


def _pace(room: Room, thread: Thread) -> tuple[int, int]:
    low, high = room.plan.stand_in_ms
    return (min(low, 2000), min(high, 5000)) if thread.practice or not room.timed else (low, high)


def _may_open(
    room: Room, table: Table, thread: Thread, seat: str, weigher: Weigher
) -> bool:
    """A stand-in begins a talk that could gain it something, with people who have room for it."""
    if thread.practice:
        return False
    if weigher.best(thread, seat) <= weigher.reserve(thread, seat):
        return False
    most = room.cast.rules["most_open_talks"]
    for human in thread.pairing.seats:
        busy = [one for one in table.threads.values()
                if one.is_open and one.is_begun and human in one.pairing.seats]  # fmt: skip
        if table.chairs[human].is_human and len(busy) >= most:
            return False
    return True


def _move_of(
    room: Room, table: Table, thread: Thread, seat: str, now: int, weigher: Weigher
) -> Made:
    passed = room.passed(thread, now)
    move = answer(weigher, thread, seat, style_of(room.seed, seat), passed)
    body: dict[str, Any] = {"table": table.number, "thread": thread.name, "seat": seat,
                            "action": move.action}  # fmt: skip
    if move.action == "offer":
        if move.package == _last_own(thread, seat) and thread.talk.offered_by == seat:
            return []
        body |= {"package": move.package, "why": reason_of(weigher, thread, seat, move)}
    if move.action == "accept":
        body["version"] = move.version
    return [("moved", body)]


def _last_own(thread: Thread, seat: str) -> int:
    own = [made.package for made in thread.moves if made.seat == seat and made.action == "offer"]
    return own[-1] if own else -1
