"""Strategies: how a party moves in a talk, by name.

| name | kind | what it does |
|---|---|---|
| boulware, linear, conceder | time-dependent | fall from the best case to the reserve by the deadline, late, evenly, early |
| tit_for_tat | behaviour-dependent | gives up as much, by its own worth, as the others have given it |
| micro | behaviour-dependent | one new offer for each new one received, best first (MiCRO) |
| learner | learning | concedes with time, and offers what a frequency model says the others like |
| honest | simple | asks half of its possible gain, and yields only in the last round |
| boulware_tb, linear_tb, conceder_tb | time-dependent | offer the least that meets the aim, by the rule of NegMAS |
"""  # noqa: E501 - a table has its own line lengths

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.negotiation import Move
from rulebook.bargain import (
    ACCEPT,
    BAND,
    HONEST,
    LEARNER,
    MICRO,
    TIME,
    TIT_FOR_TAT,
    WALK,
    clock,
)
from rulebook.decision import TalkView
from rulebook.kernel import KERNEL


@dataclass(frozen=True)
class Strategy:
    """A named style with its exponent; called with what a party sees, it answers with a move."""

    name: str
    style: int
    exponent: float = 1.0

    def __call__(self, seen: TalkView) -> Move:
        """Answer a talk."""
        sheet = seen.sheet
        places = np.array([sheet.nearest_place(n) for _, n in seen.history], dtype=np.int64)
        ours = np.array([who == seen.me for who, _ in seen.history], dtype=np.bool_)
        standing = -1
        if seen.offer >= 0 and seen.offered_by != seen.me:
            standing = sheet.nearest_place(seen.offer)
        answer = KERNEL.next_move(
            self.style, self.exponent, seen.worth, seen.reserve,
            clock(self.style, seen.round, seen.rounds), standing,
            seen.offered_worth, places[~ours], places[ours], sheet.agenda_steps, sheet.spans,
        )  # fmt: skip
        if answer == WALK:
            return Move("walk")
        if answer == ACCEPT:
            return Move("accept", version=seen.version)
        return Move("offer", int(sheet.agenda[answer]))


STRATEGIES: dict[str, Strategy] = {
    one.name: one
    for one in (
        Strategy("boulware", TIME, 0.3), Strategy("linear", TIME, 1.0),
        Strategy("conceder", TIME, 2.5), Strategy("tit_for_tat", TIT_FOR_TAT),
        Strategy("micro", MICRO), Strategy("learner", LEARNER, 0.6),
        Strategy("honest", HONEST),
    )
}  # fmt: skip

# By the very rule of NegMAS's own time-dependent negotiators, to be measured against them.
BANDS: dict[str, Strategy] = {
    one.name: one
    for one in (
        Strategy("boulware_tb", BAND, 0.25), Strategy("linear_tb", BAND, 1.0),
        Strategy("conceder_tb", BAND, 4.0),
    )
}  # fmt: skip


def strategy(name: str) -> Strategy:
    """Find a strategy by name.

    Raises:
        ValueError: there is none of that name.
    """
    known = {**STRATEGIES, **BANDS}
    if name not in known:
        raise ValueError(f"strategy {name!r} — allowed: {', '.join(known)}")
    return known[name]
