"""Rules of demand: known levels, then a damped trend with a random walk."""

from __future__ import annotations

import math


def level_between(before: float, after: float, share: float) -> float:
    """Geometric interpolation between two known levels.

    >>> round(level_between(1.0, 4.0, 0.5), 12)
    2.0
    """
    return math.exp(math.log(before) + share * (math.log(after) - math.log(before)))


def damped_growth(
    growth: float, recent: float, weight: float, years: float, fading_years: float
) -> float:
    """Log growth a year: recent growth fades into the long-run one (a damped trend).

    Args:
        growth: long-run log growth a year.
        recent: log growth a year over the last known stretch.
        weight: how much of the recent growth is believed at first, 0 to 1.
        years: years since the last known level.
        fading_years: years after which a third of the difference is left.
    """
    return growth + weight * (recent - growth) * math.exp(-years / fading_years)


def walked_level(
    level: float, growth: float, spread: float, tie: float, common: float, own: float
) -> float:
    """A level after a month of a geometric random walk, partly shared by its market.

    The mean is that of the trend: the walk's own drift is taken out.
    """
    swing = tie * common + math.sqrt(1.0 - tie * tie) * own
    step = growth / 12.0 + spread * swing / math.sqrt(12.0) - spread * spread / 24.0
    return level * math.exp(step)


def reverted_rate(
    rate: float, centre: float, pull: float, spread: float, swing: float
) -> float:
    """A freight rate after a month of mean reversion in logs."""
    gap = math.log(centre) - math.log(rate)
    return rate * math.exp(pull * gap + spread * swing - 0.5 * spread * spread)
