"""The flow kernel: which trains run when lines, borders, locomotives and crews are short.

An exact bounded-variable primal simplex on a condensed tableau. It uses only comparisons and
+ - * / in a fixed order, so that plain Python and a compiled build give the same bits.
Source: Dantzig 1963, chapter 18 (bounded variables); Bland 1977 (termination).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

OPTIMAL, CAPPED = 0, 1
GAIN = 1e-11  # a reduced cost below this share of the largest weight is rounding, not gain
PIVOT = 1e-9  # smaller pivots would magnify rounding
DEGENERATE = 40  # steps without progress after which Bland's rule takes over
NEARLY = 1.0 - 1e-9  # a limit used less than this share of it needs no look at the rounding
MOST_STEPS = 50  # times the size of the problem; never met outside contrived cycles


def solve_flow(
    weights: Floats, upper: Floats, use: Floats, limits: Floats
) -> tuple[Floats, Floats, int]:
    """Maximise weights . x where use . x <= limits and 0 <= x <= upper.

    Args:
        weights: worth of a unit of each column, shape (n,).
        upper: most of each column, shape (n,), not negative.
        use: use of each limit by a unit of each column, shape (m, n), not negative.
        limits: room of each limit, shape (m,), not negative.

    Returns:
        units of each column (n,), marginal worth of one more unit of each limit (m,), and
        OPTIMAL or, if the step cap was hit, CAPPED (the units are feasible all the same).

    >>> one, more, _ = solve_flow(
    ...     np.array([2.0, 1.0]), np.array([3.0, 9.0]), np.array([[1.0, 1.0]]), np.array([5.0]))
    >>> [float(x) for x in one], [float(y) for y in more]
    ([3.0, 2.0], [1.0])
    """
    m, n = use.shape
    if m == 0 or n == 0:
        return np.where(weights > 0.0, upper, 0.0), np.zeros(m), OPTIMAL
    table = np.empty((m + 1, n))
    table[:m], table[m] = use, weights  # the gains are the last row: a pivot serves them too
    bound: Floats = np.concatenate((upper, np.full(m, np.inf)))
    outside, basis, roof = _numbers(0, n), _numbers(n, m), bound[n:].copy()
    way = np.where(upper > 0.0, 1.0, 0.0)  # of each column: up, down (-1) or nowhere
    value = _fill(weights, use * upper, limits, way)
    least = GAIN * np.max(np.abs(weights))
    idle = 0
    status = CAPPED
    for _ in range(MOST_STEPS * (m + n + 1)):
        enter = _entering(table[m] * way, outside, least, idle > DEGENERATE)
        if enter < 0:
            status = OPTIMAL
            break
        sign, name = float(way[enter]), int(outside[enter])
        rate = sign * table[:m, enter]
        own = float(bound[name])
        leave, step = _leaving(rate, value, basis, roof, own)
        idle = idle + 1 if step <= 0.0 else 0
        value -= step * rate
        if leave < 0:
            way[enter] = -sign
            continue
        value[leave] = step if sign > 0.0 else own - step
        way[enter] = 1.0 if rate[leave] > 0.0 else -1.0  # what leaves meets its floor or its roof
        outside[enter], basis[leave], roof[leave] = basis[leave], name, own
        _exchange(table, leave, enter)
    units, shadow = _read(table[m], value, basis, outside, way, bound, use, limits)
    return units, shadow, status


def tight_limits(upper: Floats, use: Floats, limits: Floats) -> Counts:
    """Numbers of the limits that could stop a column; to leave out the others changes nothing."""
    return np.flatnonzero((use * upper).sum(axis=1) > limits * NEARLY)


def _numbers(first: int, count: int) -> Counts:
    """Whole numbers from `first`, shape (count,)."""
    numbers = np.zeros(count, dtype=np.int64)
    for i in range(count):
        numbers[i] = first + i
    return numbers


def _fill(weights: Floats, whole: Floats, limits: Floats, way: Floats) -> Floats:
    """Start from all columns that fit whole, in their order: most flips are saved.

    Gives the room left; `whole` holds the use of each limit by each whole column.
    """
    value = limits.copy()
    columns = whole.T.copy()
    for j in (weights > 0.0).nonzero()[0]:
        left = value - columns[j]
        if left[left.argmin()] >= 0.0:
            value = left
            way[j] = -way[j]
    return value


def _entering(worth: Floats, outside: Counts, least: float, bland: bool) -> int:
    """Column that gains most by moving off its bound; the first that gains, under Bland."""
    if not bland:
        best = int(worth.argmax())
        return best if worth[best] > least else -1
    chosen, lowest = -1, 0
    for j in range(worth.shape[0]):
        if worth[j] > least and (chosen < 0 or outside[j] < lowest):
            chosen, lowest = j, int(outside[j])
    return chosen


def _leaving(
    rate: Floats, value: Floats, basis: Counts, roof: Floats, own: float
) -> tuple[int, float]:
    """Row that stops the move first; -1 if the column meets its own other bound first."""
    moving = (np.abs(rate) > PIVOT).nonzero()[0]
    if moving.shape[0] == 0:
        return -1, own
    pace, have = rate[moving], value[moving]
    room = np.where(pace > 0.0, have, roof[moving] - have) / np.abs(pace)
    step = max(float(room[room.argmin()]), 0.0)
    if step >= own:
        return -1, own
    leave = -1
    for i in moving[room <= step]:
        if leave < 0 or basis[i] < basis[leave]:
            leave = int(i)
    return leave, step


def _exchange(table: Floats, leave: int, enter: int) -> None:
    """Pivot: the leaving row's variable changes place with the entering column's."""
    pivot = table[leave, enter]
    row = table[leave] / pivot
    row[enter] = 1.0 / pivot
    factor = table[:, enter].copy()
    factor[leave] = 0.0
    table[:, enter] = 0.0
    table -= factor.reshape((-1, 1)) * row
    table[leave] = row


def _read(
    gain: Floats, value: Floats, basis: Counts, outside: Counts, way: Floats, bound: Floats,
    use: Floats, limits: Floats,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Units and marginal worths, with the last rounding taken out of the units."""
    n, roof = use.shape[1], bound[basis]
    units, worth = np.zeros(bound.shape[0]), np.zeros(bound.shape[0])
    inside = np.where(value > 0.0, value, 0.0)
    units[basis] = np.where(inside < roof, inside, roof)
    units[outside] = np.where(way < 0.0, bound[outside], 0.0)
    worth[outside] = np.where(gain < 0.0, -gain, 0.0)
    units = units[:n].copy()
    about = (use * units).sum(axis=1)
    for i in (about > limits * NEARLY).nonzero()[0]:
        used = (use[i] * units).cumsum()[-1]  # in order, so the same everywhere
        if used > limits[i]:
            units = np.where(use[i] > 0.0, units * (limits[i] / used), units)
    return units, worth[n:].copy()
