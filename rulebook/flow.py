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
Flags = NDArray[np.bool_]

OPTIMAL, CAPPED = 0, 1
GAIN = 1e-11  # a reduced cost below this share of the largest weight is rounding, not gain
PIVOT = 1e-9  # smaller pivots would magnify rounding
DEGENERATE = 40  # steps without progress after which Bland's rule takes over
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
        return upper.copy(), np.zeros(m), OPTIMAL
    table = use.copy()
    gain = weights.copy()
    value = limits.copy()
    basis = _numbers(n, m)
    outside = _numbers(0, n)
    bound: Floats = np.concatenate((upper, np.full(m, np.inf)))
    at_upper = np.zeros(n + m, dtype=np.bool_)
    least = GAIN * np.max(np.abs(weights))
    _fill(weights, upper, use, value, at_upper)
    idle = 0
    status = CAPPED
    for _ in range(MOST_STEPS * (m + n + 1)):
        enter = _entering(gain, outside, at_upper, bound, least, idle > DEGENERATE)
        if enter < 0:
            status = OPTIMAL
            break
        sign = -1.0 if at_upper[outside[enter]] else 1.0
        rate = sign * table[:, enter]
        own = float(bound[outside[enter]])
        leave, step, to_upper = _leaving(rate, value, basis, bound, own)
        idle = idle + 1 if step <= 0.0 else 0
        value -= step * rate
        name = int(outside[enter])
        if leave < 0:
            at_upper[name] = not at_upper[name]
            continue
        value[leave] = step if sign > 0.0 else bound[name] - step
        at_upper[name] = False
        gone = int(basis[leave])
        at_upper[gone] = to_upper
        basis[leave], outside[enter] = name, gone
        _exchange(table, gain, leave, enter)
    units, shadow = _read(gain, value, basis, outside, at_upper, upper, use, limits)
    return units, shadow, status


def _numbers(first: int, count: int) -> Counts:
    """Whole numbers from `first`, shape (count,)."""
    numbers = np.zeros(count, dtype=np.int64)
    for i in range(count):
        numbers[i] = first + i
    return numbers


def _fill(weights: Floats, upper: Floats, use: Floats, value: Floats, at_upper: Flags) -> None:
    """Start from all columns that fit whole, in their order: most flips are saved."""
    for j in range(upper.shape[0]):
        left = value - use[:, j] * upper[j]
        if weights[j] > 0.0 and np.min(left) >= 0.0:
            value[:] = left
            at_upper[j] = True


def _entering(
    gain: Floats, outside: Counts, at_upper: Flags, bound: Floats, least: float, bland: bool
) -> int:
    """Column that gains most by moving off its bound; the first that gains, under Bland."""
    worth = np.where(at_upper[outside], -gain, gain)
    worth = np.where(bound[outside] > 0.0, worth, -np.inf)
    if not bland:
        best = int(np.argmax(worth))
        return best if worth[best] > least else -1
    chosen, lowest = -1, 0
    for j in range(gain.shape[0]):
        if worth[j] > least and (chosen < 0 or outside[j] < lowest):
            chosen, lowest = j, int(outside[j])
    return chosen


def _leaving(
    rate: Floats, value: Floats, basis: Counts, bound: Floats, own: float
) -> tuple[int, float, bool]:
    """Row that stops the move first; -1 if the column meets its own other bound first."""
    highest = bound[basis]
    falls = rate > PIVOT
    rises = (rate < -PIVOT) & (highest < np.inf)
    room = np.full(rate.shape[0], np.inf)
    room = np.where(falls, np.maximum(value, 0.0) / np.where(falls, rate, 1.0), room)
    left = np.maximum(np.where(rises, highest, 0.0) - value, 0.0)
    room = np.where(rises, left / np.where(rises, -rate, 1.0), room)
    leave = int(np.argmin(room))
    if room[leave] >= own:
        return -1, own, False
    for i in range(leave + 1, rate.shape[0]):
        if room[i] == room[leave] and basis[i] < basis[leave]:
            leave = i
    return leave, float(room[leave]), bool(rises[leave])


def _exchange(table: Floats, gain: Floats, leave: int, enter: int) -> None:
    """Pivot: the leaving row's variable changes place with the entering column's."""
    row = table[leave] / table[leave, enter]
    row[enter] = 1.0 / table[leave, enter]
    factor = table[:, enter].copy()
    factor[leave] = 0.0
    table[:, enter] = 0.0
    table -= factor.reshape((-1, 1)) * row
    table[leave] = row
    share = gain[enter]
    gain[enter] = 0.0
    gain -= share * row


def _read(
    gain: Floats, value: Floats, basis: Counts, outside: Counts, at_upper: Flags, upper: Floats,
    use: Floats, limits: Floats,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Units and marginal worths, with the last rounding taken out of the units."""
    m, n = use.shape
    units = np.zeros(n)
    for j in range(n):
        if at_upper[j]:
            units[j] = upper[j]
    for i in range(m):
        if basis[i] < n:
            units[basis[i]] = min(max(value[i], 0.0), upper[basis[i]])
    shadow = np.zeros(m)
    for j in range(n):
        if outside[j] >= n:
            shadow[outside[j] - n] = max(0.0, -gain[j])
    for i in range(m):
        used = np.cumsum(use[i] * units)[-1]  # in order, so the same everywhere
        if used > limits[i]:
            units = np.where(use[i] > 0.0, units * (limits[i] / used), units)
    return units, shadow
