"""A table: eight chairs, this round's talks, and what was decided round by round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from game.cast import Cast
from game.thread import Thread, open_thread

PREDICTIONS = ("lower", "same", "more", "much_more")


@dataclass
class Chair:
    """Who sits on a seat; a stand-in plays where nobody does, or where it stood in."""

    players: list[str] = field(default_factory=list[str])
    stood_in: bool = False

    @property
    def is_human(self) -> bool:
        """Tell whether a person plays the seat now."""
        return bool(self.players) and not self.stood_in


@dataclass(frozen=True)
class Signature:
    """A contract as agreed: which talk, what terms, when."""

    thread: str
    package: int
    at: int
    paper: bool = False


@dataclass
class Round:
    """What a table decided in a round.

    `plans` are levers as last touched, `sealed` the seats that committed them.
    """

    signed: list[Signature] = field(default_factory=list[Signature])
    plans: dict[str, dict[str, float]] = field(default_factory=dict[str, dict[str, float]])
    sealed: set[str] = field(default_factory=set[str])
    predictions: dict[str, str] = field(default_factory=dict[str, str])
    threads: list[Thread] = field(default_factory=list[Thread])


@dataclass(frozen=True)
class Message:
    """Something said: to one seat, or to the whole table where `to` is empty."""

    at: int
    seat: str
    to: str
    text: str


@dataclass
class Table:
    """One railway and the eight who bargain over it."""

    number: int
    chairs: dict[str, Chair]
    rounds: dict[int, Round] = field(default_factory=dict[int, Round])
    threads: dict[str, Thread] = field(default_factory=dict[str, Thread])
    done: set[str] = field(default_factory=set[str])
    messages: list[Message] = field(default_factory=list[Message])
    digests: dict[int, str] = field(default_factory=dict[int, str])

    def humans(self) -> list[str]:
        """Seats that people play now."""
        return [seat for seat, chair in self.chairs.items() if chair.is_human]

    def waiting_for(self) -> list[str]:
        """Human seats that have not said they are done with the phase."""
        return [seat for seat in self.humans() if seat not in self.done]

    def round(self, number: int) -> Round:
        """A round's decisions, opened when first asked for."""
        return self.rounds.setdefault(number, Round())

    def open_talks(self, cast: Cast, number: int) -> None:
        """Lay out the round's talks, all untouched."""
        self.threads = {name: open_thread(one) for name, one in cast.pairings.items()}
        self.round(number).threads = list(self.threads.values())

    def open_practice(self, cast: Cast) -> None:
        """Lay out one talk for each seat to try."""
        self.threads = {}
        for name, seat in cast.seats.items():
            fits = [one for one in cast.pairings.values()
                    if one.sheet.name == seat.practice and name in one.seats]  # fmt: skip
            thread = open_thread(fits[0], name)
            self.threads[thread.name] = thread

    def close_talks(self, number: int) -> None:
        """End what is open, and put what was agreed in the order of agreeing."""
        agreed = [one for one in self.threads.values() if one.is_agreed and not one.practice]
        for thread in self.threads.values():
            thread.close()
        paper = [one for one in self.round(number).signed if one.paper]
        fresh = [Signature(one.name, one.talk.agreed, one.agreed_at) for one in agreed]
        on_paper = {one.thread for one in paper}
        fresh = [one for one in fresh if one.thread not in on_paper]
        self.round(number).signed = sorted([*paper, *fresh], key=lambda s: (s.at, s.thread))

    def decisions(self, cast: Cast, upto: int) -> list[dict[str, Any]]:
        """What binds the railway, round by round: signatures in order, levers by seat."""
        found: list[dict[str, Any]] = []
        for number in range(1, upto + 1):
            made = self.rounds.get(number, Round())
            signed = [{"thread": one.thread,
                       "terms": cast.pairings[one.thread].sheet.package(one.package)}
                      for one in made.signed if one.thread in cast.pairings]  # fmt: skip
            levers = {seat: dict(made.plans[seat]) for seat in sorted(made.plans)}
            found.append({"signed": signed, "levers": levers})
        return found


def set_tables(cast: Cast, seating: list[dict[str, list[str]]]) -> list[Table]:
    """Tables from who sits where; seats not named are empty."""
    return [
        Table(number, {seat: Chair(list(seats.get(seat, ()))) for seat in cast.seats})
        for number, seats in enumerate(seating, 1)
    ]
