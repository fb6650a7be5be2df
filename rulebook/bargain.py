"""Rules of bargaining: what a party still aims at, and which package it offers next."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def aspiration(best: float, reserve: float, time: float, exponent: float) -> float:
    """Utility aimed at when a share `time` of the talk has passed.

    Falls from the best case to the reservation value; exponent below 1 is firm (Boulware), above
    1 yielding (Conceder). Source: Faratin, Sierra and Jennings 1998.

    >>> aspiration(1.0, 0.2, 0.0, 0.3), aspiration(1.0, 0.2, 1.0, 0.3)
    (1.0, 0.2)
    """
    if time <= 0.0:
        return best
    if time >= 1.0:
        return reserve
    return best - (best - reserve) * math.pow(time, 1.0 / exponent)


def nearest_offer(utilities: Floats, aim: float, distance: Floats) -> int:
    """Number of the package worth at least `aim` that is nearest the other's last offer.

    Args:
        utilities: worth of each package to the one who offers, shape (k,).
        aim: least worth; the best package always qualifies.
        distance: distance of each package from the other's last offer, shape (k,).

    Returns:
        number of the package; among equals the one worth more, then the lowest number.
    """
    aim = min(aim, float(np.max(utilities)))
    far = np.where(utilities >= aim, distance, np.inf)
    least = np.min(far)
    return int(np.argmax(np.where(far == least, utilities, -np.inf)))


def step_distances(shape: tuple[int, ...], number: int) -> Floats:
    """Distance of every package from one, each issue's span counted as one, shape (k,)."""
    here = np.unravel_index(number, shape)
    total = np.zeros(shape)
    for axis, size in enumerate(shape):
        if size > 1:
            gap = np.abs(np.arange(size) - here[axis]) / (size - 1.0)
            total = total + gap.reshape([-1 if a == axis else 1 for a in range(len(shape))])
    return total.ravel()
