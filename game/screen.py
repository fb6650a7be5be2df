"""Screens: what goes to a phone, in parts. Each part is built from what its reader may know.

`room_part` and `table_part` hold only what all at the class or the table may see. `own_part` is
built by a `Mind`, which knows one seat and weighs by that seat's forecast alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from game.conduct import is_party, steps_of
from game.plan import load_deck
from game.reading import Reading
from game.room import Player, Room
from game.table import Table
from game.thread import Made, Thread
from game.worth import Weigher
from rulebook.calendar import month_text

MOVES_SHOWN, MESSAGES_SHOWN = 12, 40
OVER = ("lab", "debrief", "exit", "closed")


def room_part(room: Room, now: int, held: bool) -> dict[str, Any]:
    """What everyone in the class sees: the phase, the clock, how many are done."""
    humans = [(table, seat) for table in room.tables for seat in table.humans()]
    done = sum(seat in table.done for table, seat in humans)
    return {
        "code": room.code, "phase": room.phase, "round": room.round, "rounds": room.plan.rounds,
        "plan": room.plan.name, "ms": room.clock.ms, "paused": bool(room.clock.paused),
        "ends": 0 if room.clock.paused or not room.clock.ms
        else room.clock.started + room.clock.ms,
        "left": room.clock.left(now) if room.clock.paused else 0,
        "frozen": room.frozen, "announcement": room.announcement, "ready": [done, len(humans)],
        "people": len(room.present()), "tables": len(room.tables),
        "real_names": room.real_names, "makers": room.cast.makers, "self_run": room.self_run,
        "language": room.language, "held": held,
    }  # fmt: skip


def table_part(room: Room, table: Table, now: int, away: set[str]) -> dict[str, Any]:
    """What everyone at a table sees: who sits where, which talks go on, what was said aloud."""
    return {
        "number": table.number,
        "seats": [
            {"seat": seat, "names": [room.players[one].name for one in chair.players],
             "human": chair.is_human, "done": seat in table.done,
             "away": bool(chair.players) and all(one in away for one in chair.players)}
            for seat, chair in table.chairs.items()
        ],
        "talks": [[one.name, talk_state(room, one, now)] for one in table.threads.values()
                  if not one.practice],
        "signed": [[number, one.thread] for number, made in sorted(table.rounds.items())
                   for one in made.signed],
        "said": [[m.at, m.seat, m.text] for m in table.messages if not m.to][-MESSAGES_SHOWN:],
        "sealed": sorted(table.round(room.round).sealed) if room.round else [],
    }  # fmt: skip


def talk_state(room: Room, thread: Thread, now: int) -> str:
    """A talk as those see it who do not sit at it; a deal shows when it can no more be undone."""
    if thread.is_open:
        return "talking" if thread.is_begun else "quiet"
    within = room.cast.rules["undo_seconds"] * 1000
    if thread.is_agreed:
        sealed = room.phase != "negotiate" or now > thread.agreed_at + within
        return "signed" if sealed else "talking"
    return "no_deal" if thread.is_begun else "untouched"


def news_part(reading: Reading | None) -> dict[str, Any]:
    """What the table's railway says to all of them at the start of a round."""
    if reading is None:
        return {"round": 0}
    return {
        "round": reading.round, "month": month_text(reading.month), "public": reading.public,
        "struck": reading.struck, "bound": reading.bound, "yearly": reading.yearly,
        "promises": [one for one in reading.promises if one["state"] != "open"],
    }  # fmt: skip


def film_part(room: Room, reading: Reading | None) -> dict[str, Any]:
    """The round behind as a film for the map; only while it is revealed."""
    if reading is None or room.phase != "reveal" or reading.round != room.round + 1:
        return {"round": 0, "frames": []}
    return {"round": room.round, "frames": reading.film}


@dataclass(frozen=True)
class Mind:
    """One seat's eyes: everything asked of it is answered for that seat."""

    room: Room
    table: Table
    seat: str
    weigher: Weigher | None

    @property
    def reading(self) -> Reading | None:
        """The table's reading, of which only this seat's entries are used here."""
        return self.weigher.reading if self.weigher else None

    def talks(self, now: int) -> list[dict[str, Any]]:
        """The seat's own talks with its own worth of what is on the table."""
        mine = [one for one in self.table.threads.values() if is_party(one, self.seat)]
        return [self._talk(one, now) for one in mine]

    def _talk(self, thread: Thread, now: int) -> dict[str, Any]:
        talk, sheet = thread.talk, thread.pairing.sheet
        offers = [made for made in thread.moves if made.action == "offer"]
        ours = [made.package for made in offers if made.seat == self.seat]
        theirs = [made.package for made in offers if made.seat != self.seat]
        within = self.room.cast.rules["undo_seconds"] * 1000
        lapses = thread.offered_at + self.room.plan.offer_ms if talk.offer >= 0 else 0
        return {
            "thread": thread.name, "sheet": sheet.name, "seats": list(thread.pairing.seats),
            "practice": bool(thread.practice), "state": talk.state, "version": talk.version,
            "offer": self._steps(thread, talk.offer), "offered_by": talk.offered_by,
            "accepted_by": list(talk.accepted_by), "agreed": self._steps(thread, talk.agreed),
            "ours": self._steps(thread, ours[-1] if ours else -1),
            "theirs": self._steps(thread, theirs[-1] if theirs else -1),
            "begun_by": thread.begun_by, "lapses": lapses if self.room.timed else 0,
            "undo_until": thread.agreed_at + within if thread.agreed_by == self.seat
            and now <= thread.agreed_at + within else 0,
            "worth": self._worth(thread, talk.agreed if thread.is_agreed else talk.offer),
            **self._bounds(thread),
            "moves": [self._move(thread, made) for made in thread.moves[-MOVES_SHOWN:]],
        }  # fmt: skip

    def _steps(self, thread: Thread, package: int) -> list[int] | None:
        return list(thread.pairing.sheet.steps_of(package)) if package >= 0 else None

    def _worth(self, thread: Thread, package: int) -> float | None:
        if self.weigher is None or package < 0:
            return None
        return round(self.weigher.package(thread, self.seat, package), 2)

    def _bounds(self, thread: Thread) -> dict[str, float | None]:
        if self.weigher is None:
            return {"reserve": None, "best": None}
        return {"reserve": round(self.weigher.reserve(thread, self.seat), 2),
                "best": round(self.weigher.best(thread, self.seat), 2)}  # fmt: skip

    def _move(self, thread: Thread, made: Made) -> list[Any]:
        package = made.package if made.action == "offer" else -1
        return [made.at, made.seat, made.action, self._steps(thread, package), made.version,
                self._worth(thread, package), made.why]  # fmt: skip

    def warnings(self) -> list[str]:
        """Cards of the round ahead that this seat hears of before the others."""
        round_ = self.room.round if self.room.phase in ("news", "negotiate", "commit") else 0
        deck = load_deck()
        return [card for card in self.room.cards_of(round_) if self.seat in deck[card].warned]

    def levers(self) -> dict[str, list[float]]:
        """The seat's levers with the steps it may choose this round."""
        return {lever.name: list(steps_of(lever, self.reading))
                for lever in self.room.cast.seats[self.seat].levers}  # fmt: skip

    def said(self) -> list[list[Any]]:
        """What was said to this seat alone, and by it to others."""
        lines = [m for m in self.table.messages if m.to and self.seat in (m.to, m.seat)]
        return [[m.at, m.seat, m.to, m.text] for m in lines][-MESSAGES_SHOWN:]


def own_part(
    room: Room, player: Player, weigher: Weigher | None, points: list[list[Any]], now: int
) -> dict[str, Any]:
    """What one player alone sees; `points` are its own seat's, round by round."""
    table = room.table_of(player)
    own: dict[str, Any] = {"player": player.id, "name": player.name, "language": player.language,
                           "seat": player.seat, "answers": player.answers}  # fmt: skip
    if table is None:
        return own
    mind = Mind(room, table, player.seat, weigher)
    made = table.round(room.round) if room.round else None
    own |= {
        "table": table.number, "stood_in": table.chairs[player.seat].stood_in,
        "done": player.seat in table.done, "talks": mind.talks(now), "levers": mind.levers(),
        "plans": made.plans.get(player.seat, {}) if made else {},
        "sealed": bool(made) and player.seat in made.sealed,
        "prediction": made.predictions.get(player.seat, "") if made else "",
        "warned": mind.warnings(), "said": mind.said(), "points": points,
        "memo": mind.reading.memo.get(player.seat, {}) if mind.reading else {},
        "purse": mind.reading.purse.get(player.seat) if mind.reading else None,
    }  # fmt: skip
    return own
