"""A seat at the table: a Mesa agent whose mind may be an AI, a person, a script or a replay."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import mesa

from rulebook.decision import Decision, Mind, Request, View, check_decision


class Numbers:
    """Counts the agents of each model, without keeping a model that nobody else holds.

    Mesa's own count keeps every model for as long as the process lives.
    """

    def __init__(self) -> None:
        """Know no model yet."""
        self._counts: weakref.WeakKeyDictionary[mesa.Model, Iterator[int]] = (
            weakref.WeakKeyDictionary()
        )

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        """Give a model's count, beginning at one."""
        return self._counts.setdefault(model, itertools.count(1))


class Actor(mesa.Agent):
    """One seat; the model only ever asks it to `decide`."""

    _ids = Numbers()  # pyright: ignore[reportAssignmentType, reportUnknownVariableType]

    def __init__(self, model: mesa.Model, seat: str, mind: Mind) -> None:
        """Seat a mind."""
        super().__init__(model)  # pyright: ignore[reportUnknownMemberType] - Mesa is untyped here
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
    """A mind that follows a script by (request kind, month) and otherwise asks another mind.

    Several requests of one kind in a month take their lines in order.
    """

    def __init__(
        self, lines: Mapping[tuple[str, int], Sequence[Mapping[str, float]]], otherwise: Mind
    ) -> None:
        """Take the script's lines and who decides where it is silent."""
        self.lines = lines
        self.otherwise = otherwise
        self._next: dict[tuple[str, int], int] = {}

    def decide(self, view: View, request: Request) -> Decision:
        """Give the next scripted values, or the other mind's."""
        key = (request.kind, request.month)
        lines = self.lines.get(key, ())
        index = self._next.get(key, 0)
        if index >= len(lines):
            return self.otherwise.decide(view, request)
        self._next[key] = index + 1
        return Decision(dict(lines[index]), "scripted")


def replay(record: Sequence[Mapping[str, Any]], seat: str) -> Script:
    """Make a mind that repeats what a seat decided in a recorded run, in order."""
    lines: dict[tuple[str, int], list[Mapping[str, float]]] = {}
    for entry in record:
        if entry["seat"] == seat:
            key = (str(entry["kind"]), int(entry["month"]))
            lines.setdefault(key, []).append(entry["values"])
    return Script(lines, Keep())
