"""The flow kernel: which trains run when lines, borders, locomotives and crews are short.

An exact bounded-variable primal simplex on a condensed tableau. It uses only comparisons and
+ - * / in a fixed order, so that plain Python and a compiled build give the same bits.
Source: Dantzig 1963, chapter 18 (bounded variables); Bland 1977 (termination).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

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
    table = use.copy()
    gain = weights.copy()
    value = limits.copy()
    basis = np.arange(n, n + m)
    outside = np.arange(n)
    bound = np.concatenate((upper, np.full(m, np.inf)))
    at_upper = np.zeros(n + m, dtype=np.bool_)
    largest = 0.0
    for j in range(n):
        largest = max(largest, abs(weights[j]))
    least = GAIN * largest
    idle = 0
    status = CAPPED
    for _ in range(MOST_STEPS * (m + n + 1)):
        enter = _entering(gain, outside, at_upper, bound, least, idle > DEGENERATE)
        if enter < 0:
            status = OPTIMAL
            break
        sign = -1.0 if at_upper[outside[enter]] else 1.0
        leave, step, to_upper = _leaving(table, value, basis, bound, enter, sign,
                                         bound[outside[enter]])  # fmt: skip
        idle = idle + 1 if step <= 0.0 else 0
        for i in range(m):
            if table[i, enter] != 0.0:
                value[i] -= sign * step * table[i, enter]
        name = outside[enter]
        if leave < 0:
            at_upper[name] = not at_upper[name]
            continue
        value[leave] = step if sign > 0.0 else bound[name] - step
        at_upper[name] = False
        gone = basis[leave]
        at_upper[gone] = to_upper
        basis[leave], outside[enter] = name, gone
        _exchange(table, gain, leave, enter)
    return _read(table, gain, value, basis, outside, at_upper, upper, use, limits, status)


def _entering(gain, outside, at_upper, bound, least, bland):  # type: ignore[no-untyped-def]
    """Column that gains most by moving off its bound; the first that gains, under Bland."""
    best, chosen, lowest = least, -1, 0
    for j in range(gain.shape[0]):
        name = outside[j]
        worth = -gain[j] if at_upper[name] else gain[j]
        if worth <= least or bound[name] <= 0.0:
            continue
        if bland:
            if chosen < 0 or name < lowest:
                chosen, lowest = j, name
        elif worth > best:
            best, chosen = worth, j
    return chosen


def _leaving(table, value, basis, bound, enter, sign, own):  # type: ignore[no-untyped-def]
    """Row that stops the move first; -1 if the column meets its own other bound first."""
    step, leave, to_upper, size = own, -1, False, 0.0
    for i in range(table.shape[0]):
        rate = sign * table[i, enter]
        if rate > PIVOT:
            room, high = max(value[i], 0.0) / rate, False
        elif rate < -PIVOT and bound[basis[i]] < np.inf:
            room, high = max(bound[basis[i]] - value[i], 0.0) / -rate, True
        else:
            continue
        if room < step or (room == step and leave >= 0 and basis[i] < basis[leave]):
            step, leave, to_upper, size = room, i, high, rate
    return leave, step, to_upper


def _exchange(table, gain, leave, enter):  # type: ignore[no-untyped-def]
    """Pivot: the leaving row's variable changes place with the entering column's."""
    pivot = table[leave, enter]
    row = table[leave] / pivot
    row[enter] = 1.0 / pivot
    for i in range(table.shape[0]):
        factor = table[i, enter]
        if i != leave and factor != 0.0:
            table[i, enter] = 0.0
            table[i] -= factor * row
    factor = gain[enter]
    gain[enter] = 0.0
    gain -= factor * row
    table[leave] = row


def _read(table, gain, value, basis, outside, at_upper, upper, use, limits, status):  # type: ignore[no-untyped-def]
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
        used = 0.0
        for j in range(n):
            used += use[i, j] * units[j]
        if used > limits[i]:
            share = limits[i] / used
            for j in range(n):
                if use[i, j] > 0.0:
                    units[j] *= share
    return units, shadow, status
