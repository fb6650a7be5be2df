"""Comparing: two settings on the same luck, run by run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rulebook.calendar import month_text
from viz.answer import Answer
from viz.figures import (
    DEPENDENCE,
    FIGURES,
    Figure,
    Floats,
    band,
    losses_of,
    quarter_ends,
    values_of,
)
from viz.setting import Setting

WORST = 0.1  # the worst tenth of runs


def differences(a: Answer, b: Answer, figure: Figure) -> list[tuple[str, list[int], Floats]]:
    """B less A for each line, one row for each pair of runs on the same luck."""
    if figure.name == DEPENDENCE:
        return _loss_differences(a, b)
    both = sorted(set(a.records) & set(b.records))
    if not both:
        return []
    months = min(one.records[i].months for one in (a, b) for i in both)
    start = a.records[both[0]].start
    ends = quarter_ends(months)
    found: list[tuple[str, list[int], Floats]] = []
    for line in figure.lines:
        rows = [values_of(line, b.records[i].outcomes[line.outcome][:months])
                - values_of(line, a.records[i].outcomes[line.outcome][:months])
                for i in both]  # fmt: skip
        found.append((line.outcome, [start + int(t) for t in ends], np.array(rows)[:, ends]))
    return found


def _loss_differences(a: Answer, b: Answer) -> list[tuple[str, list[int], Floats]]:
    left, right = losses_of(a), losses_of(b)
    pairs = [i for i, j in enumerate(sorted(a.losses)) if j in b.losses]
    other = [i for i, j in enumerate(sorted(b.losses)) if j in a.losses]
    found: list[tuple[str, list[int], Floats]] = []
    for supplier, (months, rows) in left.items():
        if supplier in right and pairs and months == right[supplier][0]:
            gap = right[supplier][1][other] - rows[pairs]
            found.append((f"dependence_loss_{supplier}", months, gap))
    return found


def verdicts(a: Answer, b: Answer, figures: Sequence[Figure] = FIGURES) -> pd.DataFrame:
    """For each figure at the end: A, B, the difference with its band, and where B did better.

    `sure` tells whether the band of the difference leaves zero out; `worst_a` and `worst_b` are
    the level that the worst tenth of runs does not reach.
    """
    rows: list[dict[str, object]] = []
    for figure in figures:
        gaps = differences(a, b, figure)
        if not gaps or not len(gaps[0][2]) or np.isnan(gaps[0][2][:, -1]).any():
            continue
        outcome, months, gap = gaps[0]
        low, middle, high = (float(part[-1]) for part in band(gap))
        levels = {side: _last(one, figure, outcome) for side, one in (("a", a), ("b", b))}
        better = int(np.sum(gap[:, -1] * figure.better > 0)) if figure.better else 0
        tail = WORST if figure.better >= 0 else 1.0 - WORST
        rows.append({
            "figure": figure.name, "outcome": outcome, "month": month_text(months[-1]),
            "a": float(np.median(levels["a"])), "b": float(np.median(levels["b"])),
            "difference": middle, "low": low, "high": high, "pairs": len(gap),
            "better_pairs": better, "sure": not low <= 0.0 <= high,
            "worst_a": float(np.quantile(levels["a"], tail)),
            "worst_b": float(np.quantile(levels["b"], tail)),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _last(answer: Answer, figure: Figure, outcome: str) -> Floats:
    if figure.name == DEPENDENCE:
        return losses_of(answer)[outcome.removeprefix("dependence_loss_")][1][:, -1]
    line = figure.lines[0]
    return np.array([values_of(line, one.outcomes[line.outcome])[-1]
                     for one in answer.records.values()])  # fmt: skip


def changes_between(a: Setting, b: Setting) -> list[tuple[str, object, object]]:
    """What differs between two settings, as (field or lever, in A, in B)."""
    found: list[tuple[str, object, object]] = []
    for field in ("scenario", "seed", "until", "runs"):
        if getattr(a, field) != getattr(b, field):
            found.append((field, getattr(a, field), getattr(b, field)))
    left, right = dict(a.levers), dict(b.levers)
    for name in sorted(left.keys() | right.keys()):
        if left.get(name) != right.get(name):
            found.append((name, left.get(name), right.get(name)))
    for name in sorted(set(a.without) ^ set(b.without)):
        found.append((name, name not in a.without, name not in b.without))
    return found
