"""Strategies: how a party moves in a talk, by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.negotiation import Move, Talk
from rulebook.bargain import aspiration, nearest_offer, step_distances

Floats = NDArray[np.float64]
EXPONENTS = {"boulware": 0.3, "linear": 1.0, "conceder": 2.5}


def answer(talk: Talk, party: str, utilities: Floats, aim: float) -> Move:
    """Accept what is worth the aim, else offer the package worth it that is nearest theirs."""
    theirs = talk.offer if talk.offered_by not in ("", party) else -1
    if theirs >= 0 and utilities[theirs] >= aim:
        return Move("accept", version=talk.version)
    shape = tuple(len(issue.steps) for issue in talk.sheet.issues)
    anchor = theirs if theirs >= 0 else int(np.argmax(utilities))
    return Move("offer", nearest_offer(utilities, aim, step_distances(shape, anchor)))


@dataclass(frozen=True)
class TimeDependent:
    """Concedes with time: aims high at first, at its reservation value by the deadline."""

    party: str
    utilities: Floats
    reserve: float
    exponent: float

    def __call__(self, talk: Talk) -> Move:
        """Answer by this round's aspiration; walk away if nothing can be worth it."""
        best = float(np.max(self.utilities))
        if best <= self.reserve:
            return Move("walk")
        time = talk.round / max(talk.rounds - 1, 1)
        aim = max(self.reserve, aspiration(best, self.reserve, time, self.exponent))
        return answer(talk, self.party, self.utilities, aim)


@dataclass(frozen=True)
class Honest:
    """Names one fair price, half of its possible gain, and yields only in the last round."""

    party: str
    utilities: Floats
    reserve: float

    def __call__(self, talk: Talk) -> Move:
        """Answer by half of the possible gain; walk away if nothing can be worth it."""
        best = float(np.max(self.utilities))
        if best <= self.reserve:
            return Move("walk")
        last = talk.round >= talk.rounds - 1
        aim = self.reserve if last else 0.5 * (best + self.reserve)
        return answer(talk, self.party, self.utilities, aim)


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
