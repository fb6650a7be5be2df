"""Colours and marks that colour-blind eyes can tell apart (Okabe and Ito 2008)."""

from __future__ import annotations

INK, PAPER, QUIET, LAND = "#1c2733", "#ffffff", "#6b7885", "#f3f1ea"
LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8a6d00", "#56B4E9", "#1c2733")
USE = ((0.5, "#56B4E9", "below half"), (0.8, "#009E73", "50-80%"), (0.97, "#E69F00", "80-97%"),
       (9.9, "#D55E00", "full"))  # fmt: skip


def use_colour(use: float) -> str:
    """Colour of a section by the share of its capacity in use."""
    return next(colour for limit, colour, _ in USE if use < limit)
