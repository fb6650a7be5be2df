"""Adding in one order, the same everywhere.

The built-in `sum` corrects its rounding since Python 3.12, so it gives other bits than a plain
loop, than Python 3.11, and than a compiled build. Whole numbers may use either.
"""

from __future__ import annotations

from collections.abc import Iterable


def add_up(amounts: Iterable[float]) -> float:
    """Sum of amounts, from the first to the last.

    >>> add_up([0.1] * 10)
    0.9999999999999999
    """
    total = 0.0
    for amount in amounts:
        total += amount
    return total
