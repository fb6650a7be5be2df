"""A toy of a dozen border gates, small enough to be written for any framework.

Its numbers are about no railway; its rules are the rulebook's. `experiments.frameworks` runs it in
each of them.
"""

from __future__ import annotations

from typing import Any

from rulebook.border import accepted_trains, crossing_hours, waiting_after
from rulebook.demand import walked_level

GATES, MONTHS = 12, 180
FIRST_LEVEL, FIRST_WAITING = 12.0, 0.0
GROWTH, SPREAD, TIE = 0.03, 0.08, 0.6
NOMINAL, ROOM, BASE_HOURS, VARIABILITY = 15.0, 60.0, 24.0, 0.25


def next_level(level: float, common: float, own: float) -> float:
    """Trains a day that a gate is asked to pass in the next month."""
    return walked_level(level, GROWTH, SPREAD, TIE, common, own)


def passed_trains(level: float, waiting: float, reliability: float) -> float:
    """Trains a day that pass a gate."""
    return min(level + waiting, accepted_trains(NOMINAL, 0.0, reliability, 1.0))


def next_waiting(level: float, waiting: float, passed: float) -> float:
    """Trains that wait at a gate after the month."""
    return waiting_after(waiting, level, passed, ROOM)


def hours_at(waiting: float, passed: float, reliability: float) -> float:
    """Hours to cross a gate."""
    use = passed / accepted_trains(NOMINAL, 0.0, reliability, 1.0)
    return crossing_hours(BASE_HOURS, waiting, passed, use, VARIABILITY)


def run_toy(reliability: float, luck: Any, level: Any, waiting: Any) -> tuple[float, float]:
    """Run it as a plain loop.

    Args:
        reliability: share of the agreed trains that neighbours take.
        luck: normal draws, shape (months, 1 + gates); the first column is shared.
        level: room for trains a day, shape (gates,).
        waiting: room for trains that wait, shape (gates,).

    Returns:
        trains a day passed, summed over gates and months, and the hours at all gates in the last
        month, summed.
    """
    total = hours = 0.0
    for gate in range(level.shape[0]):
        level[gate], waiting[gate] = FIRST_LEVEL, FIRST_WAITING
    for t in range(luck.shape[0]):
        hours = 0.0
        for gate in range(level.shape[0]):
            level[gate] = next_level(level[gate], luck[t, 0], luck[t, 1 + gate])
            passed = passed_trains(level[gate], waiting[gate], reliability)
            waiting[gate] = next_waiting(level[gate], waiting[gate], passed)
            total += passed
            hours += hours_at(waiting[gate], passed, reliability)
    return total, hours
