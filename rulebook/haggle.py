"""Haggling: a whole bilateral talk by named styles in one loop, for sweeps.

The same moves in the same order as `agents.negotiation.hold_talk` with `agents.strategy`; the
tests hold both and NegMAS against each other. Compiled where numba is at hand; without it the
same source runs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rulebook.bargain import ACCEPT, WALK, clock, next_move

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def haggle(
    styles: Counts, exponents: Floats, worth: Floats, reserves: Floats, steps: Counts,
    spans: Floats, rounds: int,
) -> tuple[int, int, Counts]:  # fmt: skip
    """Let two styles talk.

    Args:
        styles: style of each side, shape (2,); see `rulebook.bargain`.
        exponents: exponent of each side's aspiration, shape (2,).
        worth: worth of each package to each side, shape (2, k).
        reserves: worth of no deal to each side, shape (2,).
        steps: step of each issue in each package, shape (k, issues).
        spans: steps of each issue less one, at least 1, shape (issues,).
        rounds: moves of each side before the talk ends.

    Returns:
        place of the agreed package (-1 for none), moves made, and the offers in order.
    """
    offers = np.zeros((2, rounds), dtype=np.int64)
    made = np.zeros(2, dtype=np.int64)
    trace = np.full(2 * rounds, -1, dtype=np.int64)
    standing, moves = -1, 0
    for at in range(rounds):
        for me in range(2):
            other, time = 1 - me, clock(styles[me], at, rounds)
            offered = worth[me, standing] if standing >= 0 else 0.0
            answer = next_move(
                styles[me], exponents[me], worth[me], reserves[me], time, standing, offered,
                offers[other, : made[other]], offers[me, : made[me]], steps, spans,
            )  # fmt: skip
            moves += 1
            if answer == WALK:
                return -1, moves, trace[: moves - 1]
            if answer == ACCEPT:
                return standing, moves, trace[: moves - 1]
            offers[me, made[me]] = answer
            made[me] += 1
            trace[moves - 1] = answer
            standing = answer
    return -1, moves, trace[:moves]
