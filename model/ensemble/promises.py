"""Promises: what contracts promised by when, and whether it was kept, came late or was broken."""

from __future__ import annotations

from typing import Any

from model.ensemble.codes import (
    BROKEN,
    BUILD,
    CAME_LATE,
    CONTENT,
    DELIVER,
    FUND,
    KEEP_JOBS,
    KEPT,
    PLEDGE,
    SAIL,
    SERVE,
    STOCK,
    TRAIN,
    WAITING,
    WINDOW,
)
from model.ensemble.faults import MILESTONES
from rulebook.calendar import MONTHS_PER_YEAR


def mark_milestones(s: Any, p: Any) -> None:
    """Set this month's milestones and judge those that are open; forget what is over."""
    left = 0
    for i in range(s.actives):
        c = s.clause[s.active[i]]
        if c.promises > 0:
            _judge(s, p, c)
        since = s.month - c.start + 1
        if since > 0 and since % MONTHS_PER_YEAR == 0 and s.month < c.end:
            if _catches_up(c.kind) or _is_level(c.kind):
                _set(s, p, c)
        if c.end > s.month or c.promises > 0:
            s.active[left] = s.active[i]
            left += 1
    s.actives = left


def _catches_up(kind: int) -> bool:
    """Tell whether what comes late of this kind still comes."""
    return kind == DELIVER or kind == TRAIN or kind == FUND or kind == BUILD or kind == CONTENT


def _is_level(kind: int) -> bool:
    """Tell whether this kind promises a level, judged by its year."""
    return (kind == SERVE or kind == STOCK or kind == WINDOW or kind == SAIL or kind == PLEDGE
            or kind == KEEP_JOBS)  # fmt: skip


def _set(s: Any, p: Any, c: Any) -> None:
    """Set a milestone; a level is judged by its year at once."""
    promised, done, level = c.promised, c.done, _is_level(c.kind)
    if level:
        c.promised = c.done = 0.0
    if promised <= 0.0:
        return
    if c.kind == DELIVER and c.latest >= 0 and s.milestone[c.latest].promised >= c.amount:
        return  # all was promised by the last one
    if s.milestones == s.milestone.shape[0]:
        s.fault = MILESTONES
        return
    kept = done >= promised * p.promise_kept_share
    m = s.milestone[s.milestones]
    m.month, m.settled, m.next, m.promised = s.month, s.month, -1, promised
    m.state = KEPT if kept else BROKEN if level else WAITING
    if m.state == WAITING:
        c.promises += 1
    else:
        s.promises_judged += 1
        s.promises_kept += 1 if kept else 0
    if c.first < 0:
        c.first = s.milestones
    else:
        s.milestone[c.latest].next = s.milestones
    c.latest = s.milestones
    s.milestones += 1


def _judge(s: Any, p: Any, c: Any) -> None:
    """Settle open milestones that are reached, given up or cut off."""
    number = c.first
    while number >= 0:
        m = s.milestone[number]
        number = m.next
        if m.state != WAITING:
            continue
        if c.done >= m.promised * p.promise_kept_share:
            m.state = CAME_LATE
        elif s.month >= c.end or s.month - m.month > p.promise_late_months:
            m.state = BROKEN
        else:
            continue
        m.settled = s.month
        c.promises -= 1
        s.promises_judged += 1
