"""Readings: what a table's railway says at the start of a round, and what the last one brought."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agents.drafting import Signing
from model.accord import Outlook
from rulebook.addition import add_up


@dataclass
class Reading:
    """A railway as people may see it; each part goes to those who may know it, no further.

    Attributes:
        round: number of the round ahead.
        month: its first month.
        public: figures that everyone at the table knows.
        memo: what each seat alone knows.
        points: goal, value and points of each seat for the round behind.
        outlooks: by talk and seat, what that seat alone expects.
        signings: by talk, who would sign.
        purse: what a seat can pay for, MUSD.
        highest: the most that can be set of the operator's works.
        film: eight quarters of the round behind, for the map.
        struck: cards that struck in the round behind, with their month.
        bound: by corridor, the limit that bound most months, and how many.
        yearly: outcomes by year since play began.
        promises: promises that fell due or were settled in the round behind.
        digest: hash of all that happened on this railway so far.
    """

    round: int
    month: int
    public: dict[str, float]
    memo: dict[str, dict[str, float]]
    points: dict[str, list[tuple[str, float, float]]]
    outlooks: dict[str, dict[str, Outlook]]
    signings: dict[str, Signing]
    purse: dict[str, float]
    highest: dict[str, float]
    film: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    struck: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    bound: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    yearly: list[dict[str, float]] = field(default_factory=list[dict[str, float]])
    promises: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    digest: str = ""

    def total(self, seat: str) -> float:
        """A seat's points of the round behind."""
        return add_up(points for _, _, points in self.points.get(seat, ()))
