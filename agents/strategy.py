"""Strategies: how a party moves in a talk, by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.negotiation import Move, Talk
from rulebook.bargain import aspiration, nearest_offer, step_distances

Floats = NDArray[np.float64]
EXPONENTS = {"boulware": 0.3, "linear": 1.0, "conceder": 2.5}


@dataclass(frozen=True)
class TimeDependent:
    """Concedes with time: aims high at first, at its reservation value by the deadline."""

    party: str
    utilities: Floats
    reserve: float
    exponent: float

    def __call__(self, talk: Talk) -> Move:
        """Accept what is worth its own next offer, else offer; walk if nothing can be worth it."""
        best = float(np.max(self.utilities))
        if best <= self.reserve:
            return Move("walk")
        time = talk.round / max(talk.rounds - 1, 1)
        aim = max(self.reserve, aspiration(best, self.reserve, time, self.exponent))
        theirs = talk.offer if talk.offered_by not in ("", self.party) else -1
        if theirs >= 0 and self.utilities[theirs] >= aim:
            return Move("accept", version=talk.version)
        shape = tuple(len(issue.steps) for issue in talk.sheet.issues)
        anchor = theirs if theirs >= 0 else int(np.argmax(self.utilities))
        return Move("offer", nearest_offer(self.utilities, aim, step_distances(shape, anchor)))


@dataclass(frozen=True)
class Honest:
    """Names one fair price: what leaves it half of its gain, and takes anything as good."""

    party: str
    utilities: Floats
    reserve: float
    exponent: float = 1.0

    def __call__(self, talk: Talk) -> Move:
        """Offer the package nearest half of its possible gain; accept as good or better."""
        best = float(np.max(self.utilities))
        if best <= self.reserve:
            return Move("walk")
        fair = 0.5 * (best + self.reserve)
        last = talk.round >= talk.rounds - 1
        aim = self.reserve if last else fair
        theirs = talk.offer if talk.offered_by not in ("", self.party) else -1
        if theirs >= 0 and self.utilities[theirs] >= aim:
            return Move("accept", version=talk.version)
        shape = tuple(len(issue.steps) for issue in talk.sheet.issues)
        anchor = theirs if theirs >= 0 else int(np.argmax(self.utilities))
        return Move("offer", nearest_offer(self.utilities, aim, step_distances(shape, anchor)))


def strategy(name: str, party: str, utilities: Floats, reserve: float) -> TimeDependent | Honest:
    """Make a strategy by name.

    Raises:
        ValueError: there is none of that name.
    """
    if name == "honest":
        return Honest(party, utilities, reserve)
    if name in EXPONENTS:
        return TimeDependent(party, utilities, reserve, EXPONENTS[name])
    raise ValueError(f"strategy {name!r} — allowed: honest, {', '.join(EXPONENTS)}")
