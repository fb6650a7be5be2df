"""Rules of shocks: how often a card strikes by chance."""

from __future__ import annotations

import math

from rulebook.calendar import MONTHS_PER_YEAR


def chance_in_month(hazard: float, factor: float) -> float:
    """Chance that a card strikes in a month.

    Args:
        hazard: strikes a year by chance.
        factor: what multiplies it.

    >>> round(chance_in_month(12.0, 1.0), 6)
    0.632121
    """
    return 1.0 - math.exp(-hazard * factor / MONTHS_PER_YEAR)
