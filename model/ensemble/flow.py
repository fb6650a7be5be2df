"""The flow kernel of `rulebook.flow` in loops and in place: the same steps, the same bits.

Rows that the entering column does not meet are left as they are: to take nothing away changes
nothing. A test holds both kernels to each other.
"""

from __future__ import annotations

import math
from typing import Any

from rulebook.flow import DEGENERATE, GAIN, MOST_STEPS, NEARLY, PIVOT


def solve_flow(w: Any, m: int, n: int) -> None:
    """Maximise weights . x where use . x <= room and 0 <= x <= upper.

    Args:
        w: a record with `weights`, `upper` (n,), `tight_use` (m, n) and `room` (m,), whose
            `units` (n,) and `prices` (m,) are set; `table` (m + 1, n) and others are its own.
        m: limits.
        n: columns.
    """
    _set_up(w, m, n)
    _fill(w, m, n)
    idle, least = 0, 0.0
    weights = w.weights
    for j in range(n):
        least = max(least, abs(weights[j]))
    least = GAIN * least
    value = w.value
    for _ in range(MOST_STEPS * (m + n + 1)):
        enter = _entering(w, m, n, least, idle > DEGENERATE)
        if enter < 0:
            break
        sign = w.way[enter]
        own = w.bound[w.outside[enter]]
        leave, step = _leaving(w, m, enter, sign, own)
        idle = idle + 1 if step <= 0.0 else 0
        table = w.table
        for i in range(m):
            value[i] -= step * (sign * table[i, enter])
        if leave < 0:
            w.way[enter] = -sign
            continue
        value[leave] = step if sign > 0.0 else own - step
        w.way[enter] = 1.0 if sign * table[leave, enter] > 0.0 else -1.0
        w.outside[enter], w.basis[leave], w.roof[leave] = (
            w.basis[leave], w.outside[enter], own,
        )  # fmt: skip
        _exchange(w, m, n, leave, enter)
    _read(w, m, n)


def _set_up(w: Any, m: int, n: int) -> None:
    """All columns outside at nothing, all limits in the basis with their room."""
    table, use, weights = w.table, w.tight_use, w.weights
    last = table[m]
    for j in range(n):
        last[j], w.bound[j], w.outside[j] = weights[j], w.upper[j], j
        w.way[j] = 1.0 if w.upper[j] > 0.0 else 0.0
    for i in range(m):
        w.value[i], w.basis[i] = w.room[i], n + i
        w.bound[n + i] = w.roof[i] = math.inf
        row, own = table[i], use[i]
        for j in range(n):
            row[j] = own[j]


def _fill(w: Any, m: int, n: int) -> None:
    """Start from all columns that fit whole, in their order: most flips are saved."""
    value, left, use = w.value, w.left, w.tight_use
    for j in range(n):
        if not w.weights[j] > 0.0:
            continue
        upper, fits = w.upper[j], True
        for i in range(m):
            left[i] = value[i] - use[i, j] * upper
            if not left[i] >= 0.0:
                fits = False
                break
        if fits:
            for i in range(m):
                value[i] = left[i]
            w.way[j] = -w.way[j]


def _entering(w: Any, m: int, n: int, least: float, bland: bool) -> int:
    """Column that gains most by moving off its bound; the first that gains, under Bland."""
    chosen = -1
    last, way = w.table[m], w.way
    if not bland:
        most = least
        for j in range(n):
            gain = last[j] * way[j]
            if gain > most:
                chosen, most = j, gain
        return chosen
    for j in range(n):
        if last[j] * way[j] > least:
            if chosen < 0 or w.outside[j] < w.outside[chosen]:
                chosen = j
    return chosen


def _leaving(w: Any, m: int, enter: int, sign: float, own: float) -> tuple[int, float]:
    """Row that stops the move first; -1 if the column meets its own other bound first."""
    step, met = math.inf, False
    left, table, value, roof = w.left, w.table, w.value, w.roof
    for i in range(m):
        pace = sign * table[i, enter]
        left[i] = math.inf
        if abs(pace) > PIVOT:
            have = value[i] if pace > 0.0 else roof[i] - value[i]
            left[i] = have / abs(pace)
            step = min(step, left[i])
            met = True
    if not met:
        return -1, own
    step = max(step, 0.0)
    if step >= own:
        return -1, own
    leave = -1
    for i in range(m):
        if left[i] <= step and (leave < 0 or w.basis[i] < w.basis[leave]):
            leave = i
    return leave, step


def _exchange(w: Any, m: int, n: int, leave: int, enter: int) -> None:
    """Pivot: the leaving row's variable changes place with the entering column's."""
    table, line = w.table, w.line
    own = table[leave]
    pivot = own[enter]
    for j in range(n):
        line[j] = own[j] / pivot
    line[enter] = 1.0 / pivot
    for i in range(m + 1):
        factor = table[i, enter]
        if i != leave and factor != 0.0:
            row = table[i]
            row[enter] = 0.0
            for j in range(n):
                row[j] -= factor * line[j]
    for j in range(n):
        own[j] = line[j]

def _read(w: Any, m: int, n: int) -> None:
    """Units and marginal worths, with the last rounding taken out of the units."""
    for i in range(m):
        w.prices[i] = 0.0
    for j in range(n):
        name, gain = w.outside[j], w.table[m, j]
        if name < n:
            w.units[name] = w.bound[name] if w.way[j] < 0.0 else 0.0
        elif gain < 0.0:
            w.prices[name - n] = -gain
    for i in range(m):
        if w.basis[i] < n:
            inside = w.value[i] if w.value[i] > 0.0 else 0.0
            w.units[w.basis[i]] = min(inside, w.bound[w.basis[i]])
    for i in range(m):
        total = 0.0
        for j in range(n):
            total += w.tight_use[i, j] * w.units[j]
        w.left[i] = total
    for i in range(m):
        if w.left[i] > w.room[i] * NEARLY:
            _take_out_rounding(w, n, i)


def _take_out_rounding(w: Any, n: int, i: int) -> None:
    """Scale the columns of a limit that rounding has overdrawn."""
    used = 0.0
    for j in range(n):
        used += w.tight_use[i, j] * w.units[j]
    if used > w.room[i]:
        share = w.room[i] / used
        for j in range(n):
            if w.tight_use[i, j] > 0.0:
                w.units[j] = w.units[j] * share
