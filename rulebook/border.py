"""Rules of a border crossing: acceptance, waiting trains, hours."""

from __future__ import annotations

from rulebook.calendar import HOURS_PER_DAY
from rulebook.line import crowding_delay


def accepted_trains(nominal: float, window: float, reliability: float, shock: float) -> float:
    """Trains a day the other side takes, on a month's average.

    Args:
        nominal: agreed acceptance, trains a day.
        window: trains a day added by contract.
        reliability: share of the agreed that is usually kept.
        shock: share left by storms, inspections and campaigns.
    """
    return (nominal + window) * reliability * shock


def waiting_after(waiting: float, arrived: float, passed: float, room: float) -> float:
    """Trains waiting at the end of a month: what came, less what passed, up to the room.

    Those beyond the room are turned away by a loading ban; see `turned_away`.

    >>> waiting_after(10.0, 100.0, 90.0, 15.0)
    15.0
    """
    return min(room, max(0.0, waiting + arrived - passed))


def turned_away(waiting: float, arrived: float, passed: float, room: float) -> float:
    """Trains refused by a loading ban because the sidings are full."""
    return max(0.0, waiting + arrived - passed - room)


def crossing_hours(
    base_hours: float, waiting: float, passed_per_day: float, use: float, variability: float
) -> float:
    """Mean hours to cross: base time, crowding, and the trains in front (Little's law)."""
    ahead = waiting / max(passed_per_day, 1.0) * HOURS_PER_DAY
    return base_hours * (1.0 + crowding_delay(use, variability)) + ahead
