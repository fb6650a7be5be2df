"""Results: what came of a class so far, as far as its railways have run."""

from __future__ import annotations

from collections.abc import Sequence

from game.digest import class_digest
from game.live import LiveRoom
from game.reading import Reading


def readings_of(live: LiveRoom) -> dict[int, list[Reading]]:
    """Each table's readings after its rounds, as far as they are there."""
    found: dict[int, list[Reading]] = {}
    for table in live.room.tables:
        rounds = [live.reading(table, upto) for upto in range(1, live.room.played + 1)]
        found[table.number] = [one for one in rounds if one is not None]
    return found


def digest_now(live: LiveRoom) -> str:
    """Hash of the class as it stands; empty while a railway is still running."""
    railways: dict[int, str] = {}
    for table in live.room.tables:
        reading = live.reading(table)
        if reading is None:
            return ""
        railways[table.number] = reading.digest
    return class_digest(live.room, railways if live.room.played else {})


def what_came(change: float) -> str:
    """The word of a prediction that a change of tonnes would have borne out.

    >>> [what_came(c) for c in (-0.1, 0.0, 0.05, 0.2)]
    ['lower', 'same', 'more', 'much_more']
    """
    return ("lower" if change < -0.025 else "same" if change <= 0.025
            else "more" if change <= 0.10 else "much_more")  # fmt: skip


def tonnes_change(readings: Sequence[Reading], upto: int) -> float:
    """Change of tonnes of a round against the two years before it, as a share."""
    years = [row["throughput_mt"] for row in readings[upto - 1].yearly]
    before, after = sum(years[-4:-2]), sum(years[-2:])
    return after / before - 1.0 if before else 0.0
