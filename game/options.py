"""Options: what all tables of a class share, whatever they decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from game.cast import Cast, load_cast

Decisions = Sequence[Mapping[str, Any]]  # by round: what was signed, and the levers by seat


@dataclass(frozen=True)
class Options:
    """What all tables of a class share: its luck, its deck and the makers seated.

    `cards` holds by round the cards that strike in it; another `replicate` is another luck.
    """

    seed: int
    deck: str
    second: str
    cards: tuple[tuple[str, ...], ...] = ()
    replicate: int = 0

    @property
    def cast(self) -> Cast:
        """The cast with the makers seated."""
        return load_cast(self.second)
