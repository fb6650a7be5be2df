"""A mind that bargains by a named strategy and leaves all else to another mind."""

from __future__ import annotations

from collections.abc import Mapping

from agents.negotiation import Answer, Move
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


def move_of(values: Mapping[str, float]) -> Move:
    """Read a move from a decision's values."""
    action = ACTIONS[int(values["action"])]
    return Move(action, int(values["package"]), int(values["version"]))


class Bargainer:
    """Bargains by a strategy; the talk's view carries its own worth of every package.

    A contract that it may end, it ends when by its own forecast it is better off without.
    """

    def __init__(self, otherwise: Mind, answer: Answer | str = "linear") -> None:
        """Take who decides everything else, and the strategy or its name."""
        self.otherwise = otherwise
        self.answer: Answer = strategy(answer) if isinstance(answer, str) else answer

    def decide(self, view: View, request: Request) -> Decision:
        """Answer a talk by the strategy, a right to end by its worth."""
        if request.kind == "talk" and view.talk is not None:
            return decision_of(self.answer(view.talk))
        if request.kind == "end_contract":
            better = view["worth_of_leaving"] > view["worth_of_staying"]
            return Decision({"end": float(better)}, "better off without" if better else "stay")
        return self.otherwise.decide(view, request)
