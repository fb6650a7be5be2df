"""A mind that bargains by a named strategy and leaves all else to another mind."""

from __future__ import annotations

import numpy as np

from agents.negotiation import Move, Talk
from agents.strategy import strategy
from rulebook.decision import Decision, Mind, Request, View

ACTIONS = ("walk", "offer", "accept", "withdraw")


def decision_of(move: Move) -> Decision:
    """Write a move as a decision."""
    values = {"action": float(ACTIONS.index(move.action))}
    if move.action == "offer":
        values["package"] = float(move.package)
    if move.action == "accept":
        values["version"] = float(move.version)
    return Decision(values, move.action)


def move_of(values: dict[str, float]) -> Move:
    """Read a move from a decision's values."""
    action = ACTIONS[int(values["action"])]
    return Move(action, int(values["package"]), int(values["version"]))


class Bargainer:
    """Bargains by a strategy; the talk's view carries its own worth of every package."""

    def __init__(self, otherwise: Mind, name: str = "linear") -> None:
        """Take who decides everything else, and the strategy's name."""
        self.otherwise = otherwise
        self.name = name

    def decide(self, view: View, request: Request) -> Decision:
        """Answer a talk by the strategy."""
        if request.kind != "talk" or view.talk is None:
            return self.otherwise.decide(view, request)
        seen = view.talk
        talk = Talk(seen.sheet, (view.seat, "other"), seen.rounds)
        talk.round, talk.version, talk.offer = seen.round, seen.version, seen.offer
        talk.offered_by = "" if seen.offer < 0 else (view.seat if seen.offered_by_me else "other")
        worth = np.array(seen.worth)
        return decision_of(strategy(self.name, view.seat, worth, seen.reserve)(talk))
