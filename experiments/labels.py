"""Labels: what the record says of each parameter, and what every parameter rests on."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rulebook.parameters import load_parameters

Numbers = NDArray[np.float64]
NARROWER = 0.7  # a posterior's 90% interval at most so wide against the prior's: identified
SURE = 0.05
PERMUTATIONS = 400
SEED = 1


def weighted_quantile(values: Numbers, weights: Numbers, share: float) -> float:
    """The value below which a share of the weight lies."""
    order = np.argsort(values)
    heaped = np.cumsum(weights[order]) - 0.5 * weights[order]
    return float(np.interp(share, heaped / weights.sum(), values[order]))


def posterior(points: pd.DataFrame, weights: Numbers) -> pd.DataFrame:
    """What each parameter is after the record: quantiles, and its interval against the prior's.

    `by_chance` is the share of permuted weights whose interval is as narrow: few points with much
    weight narrow any parameter.
    """
    rng = np.random.default_rng(SEED)
    shuffled = [rng.permutation(weights) for _ in range(PERMUTATIONS)]
    even = np.full(len(points), 1.0 / len(points))
    rows: list[dict[str, float | str]] = []
    for name in points:
        values = points[name].to_numpy(dtype=float)
        after = [weighted_quantile(values, weights, q) for q in (0.05, 0.5, 0.95)]
        before = [weighted_quantile(values, even, q) for q in (0.05, 0.95)]
        widths = np.array([_width(values, one) for one in shuffled])
        rows.append({
            "parameter": str(name), "table": load_parameters()[str(name)], "prior_p05": before[0],
            "prior_p95": before[1], "p05": after[0], "p50": after[1], "p95": after[2],
            "width": (after[2] - after[0]) / (before[1] - before[0]),
            "by_chance": float(np.mean(widths <= after[2] - after[0])),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _width(values: Numbers, weights: Numbers) -> float:
    return weighted_quantile(values, weights, 0.95) - weighted_quantile(values, weights, 0.05)


def label_parameters(found: pd.DataFrame) -> pd.DataFrame:
    """Every parameter as identified, bounded or assumed, and why.

    Identified: the record narrows its 90% interval to at most 70% of the prior's, which chance
    would do less often than once in twenty. Bounded: a source gives it or derives it (grades A to
    C). Assumed: neither (grade D).
    """
    known = found[(found["width"] <= NARROWER) & (found["by_chance"] < SURE)]
    widths = dict(zip(found["parameter"], found["width"], strict=True))
    rows: list[dict[str, str | float]] = []
    for name, row in load_parameters().table.items():
        width = widths.get(name, math.nan)
        label = "assumed" if row.grade == "D" else "bounded"
        why = f"grade {row.grade}: {row.source}"
        if name in set(known["parameter"]):
            label, why = "identified", f"the record narrows it to {width:.0%} of its range"
        rows.append({"parameter": name, "label": label, "grade": row.grade, "width": width,
                     "why": why})  # fmt: skip
    return pd.DataFrame(rows)
