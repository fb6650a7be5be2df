"""A seat at the table: a Mesa agent whose mind may be an AI, a person, a script or a replay."""

from __future__ import annotations

from typing import Any

import mesa

from rulebook.decision import Decision, Mind, Request, View, check_decision


class Actor(mesa.Agent):
    """One seat; the model only ever asks it to `decide`."""

    def __init__(self, model: mesa.Model, seat: str, mind: Mind) -> None:
        """Seat a mind."""
        super().__init__(model)
        self.seat = seat
        self.mind = mind

    def decide(self, view: View, request: Request) -> Decision:
        """Ask the mind and check its answer against the request.

        Raises:
            BadDecision: the answer is out of range.
        """
        return check_decision(request, self.mind.decide(view, request))


class Keep:
    """A mind that leaves everything as it is."""

    def decide(self, view: View, request: Request) -> Decision:
        """Give the request's defaults."""
        return Decision(request.defaults(), "as before")


class Script:
    """A mind that follows a script by (request kind, month) and otherwise asks another mind."""

    def __init__(self, lines: dict[tuple[str, int], dict[str, float]], otherwise: Mind) -> None:
        """Take the script's lines and who decides where it is silent."""
        self.lines = lines
        self.otherwise = otherwise

    def decide(self, view: View, request: Request) -> Decision:
        """Give the scripted values, or the other mind's."""
        values = self.lines.get((request.kind, request.month))
        if values is None:
            return self.otherwise.decide(view, request)
        return Decision(values, "scripted")


def replay(record: list[dict[str, Any]], seat: str) -> Script:
    """Make a mind that repeats what a seat decided in a recorded run."""
    lines = {
        (str(entry["kind"]), int(entry["month"])): dict(entry["values"])
        for entry in record
        if entry["seat"] == seat
    }
    return Script(lines, Keep())
