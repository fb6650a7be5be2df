"""One interface for whoever decides: an AI, a person on a phone, a script or a replay.

The model asks with a `Request`, shows a `View` of what that seat could know, and receives a
`Decision`. A decision is checked against its request before anything happens.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rulebook.term_sheet import TermSheet


class BadDecision(ValueError):
    """A decision that its request does not allow; the message names field and range."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to decide: its range and unit."""

    name: str
    low: float
    high: float
    unit: str
    default: float


@dataclass(frozen=True, slots=True)
class Request:
    """A question to one seat in one month."""

    kind: str
    seat: str
    month: int
    levers: tuple[Lever, ...]

    def defaults(self) -> dict[str, float]:
        """What happens if the seat leaves everything as it is."""
        return {lever.name: lever.default for lever in self.levers}


@dataclass(frozen=True, slots=True)
class TalkView:
    """What a party sees of a talk: its public history, and its own worth of things.

    Nothing of the other sides' worth or reservation value is here.

    Attributes:
        sheet: what is talked about.
        me: the party's place at the table; the others are known by theirs.
        rounds: moves of each party before the talk ends.
        round: rounds that have passed.
        version: version of the offer last made.
        offer: number of the package on the table, -1 while it is empty.
        offered_by: place of the party that offered it, -1 while the table is empty.
        history: (place, package) of every offer so far, in order.
        worth: the party's own worth of each package on the agenda, MUSD, shape (k,).
        offered_worth: its worth of the offer on the table, which need not be on the agenda.
        reserve: its worth of no deal, MUSD.
        talk: number that tells this talk from others held meanwhile; it means nothing else.
    """

    sheet: TermSheet
    me: int
    rounds: int
    round: int
    version: int
    offer: int
    offered_by: int
    history: tuple[tuple[int, int], ...]
    worth: NDArray[np.float64]
    offered_worth: float
    reserve: float
    talk: int = 0

    @property
    def time(self) -> float:
        """Share of the talk that has passed, 1 in the last round."""
        return self.round / max(self.rounds - 1, 1)


@dataclass(frozen=True, slots=True)
class View:
    """What one seat can know in a month: public figures, its own figures, its forecast."""

    seat: str
    month: int
    public: Mapping[str, float]
    own: Mapping[str, float] = field(default_factory=dict[str, float])
    talk: TalkView | None = None

    def __getitem__(self, name: str) -> float:
        """Give a figure, the seat's own first.

        Raises:
            KeyError: this seat does not know the figure.
        """
        return self.own[name] if name in self.own else self.public[name]


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer: a value for each lever of the request, and why in a few words."""

    values: Mapping[str, float]
    reason: str = ""


class Mind(Protocol):
    """Whoever decides for a seat."""

    def decide(self, view: View, request: Request) -> Decision:
        """Answer a request from what the view shows."""
        ...


def check_decision(request: Request, decision: Decision) -> Decision:
    """Give a decision back whole: missing levers at their default.

    Raises:
        BadDecision: an unknown lever or a value out of range.
    """
    values = request.defaults()
    levers = {lever.name: lever for lever in request.levers}
    for name, value in decision.values.items():
        lever = levers.get(name)
        if lever is None:
            raise BadDecision(
                f"{request.seat}, {request.kind}: no lever {name!r} — allowed: {', '.join(levers)}"
            )
        if not math.isfinite(value) or not lever.low <= value <= lever.high:
            raise BadDecision(
                f"{request.seat}, {request.kind}: field '{name}': value {value:g} — allowed: a"
                f" number from {lever.low:g} to {lever.high:g} {lever.unit}"
            )
        values[name] = value
    return Decision(values, decision.reason)
