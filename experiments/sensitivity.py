"""Sensitivity: which parameters move an output, by the indices that the design allows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from experiments.results import CONFIDENT, Results

RESAMPLES = 200
SEED = 1  # of the bootstrap, so that a report is the same twice
COLUMNS = ["policy", "output", "parameter", "index", "value", "low", "high"]


def indices(results: Results) -> pd.DataFrame:
    """Every index that the design allows: policy, output, parameter, index, value, low, high.

    Saltelli designs give Sobol's first-order (S1) and total (ST) indices, Morris designs the mean
    absolute effect (mu_star) and its spread (sigma), every other the rank correlation. Intervals
    are of 95%. A policy and output with missing points has rank correlations only.
    """
    rows: list[dict[str, Any]] = []
    for policy in results.policies:
        for output in results.outputs:
            values = results.means(policy, output)
            found = _indices_of(results, values)
            rows += [{"policy": policy, "output": output, **row} for row in found]
    return pd.DataFrame(rows, columns=COLUMNS)


def _indices_of(results: Results, values: np.ndarray) -> list[dict[str, Any]]:
    known = np.isfinite(values)
    if not results.parameters or len(np.unique(values[known])) < 2:
        return []
    whole = bool(known.all())
    if results.design.kind == "saltelli" and whole:
        return _sobol(results, values)
    if results.design.kind == "morris" and whole:
        return _morris(results, values)
    return _ranks(results, values)


def _sobol(results: Results, values: np.ndarray) -> list[dict[str, Any]]:
    from SALib.analyze import sobol

    design = results.design
    found = sobol.analyze(design.problem, values, calc_second_order=design.second_order,
                          num_resamples=RESAMPLES, seed=SEED)  # fmt: skip
    return [row for index in ("S1", "ST")
            for row in _rows(results, index, found[index], found[f"{index}_conf"])]  # fmt: skip


def _morris(results: Results, values: np.ndarray) -> list[dict[str, Any]]:
    from SALib.analyze import morris

    design = results.design
    found = morris.analyze(design.problem, design.points(), values, num_resamples=RESAMPLES,
                           seed=SEED)  # fmt: skip
    none = np.full(len(design.names), math.nan)
    rows = _rows(results, "mu_star", found["mu_star"], found["mu_star_conf"])
    return rows + _rows(results, "sigma", found["sigma"], none)


def _rows(results: Results, index: str, values: Any, wide: Any) -> list[dict[str, Any]]:
    return [
        {"parameter": name, "index": index, "value": float(value), "low": float(value - half),
         "high": float(value + half)}
        for name, value, half in zip(results.parameters, values, wide, strict=True)
    ]  # fmt: skip


def _ranks(results: Results, values: np.ndarray) -> list[dict[str, Any]]:
    """Spearman's rank correlation with Fisher's interval."""
    from scipy.stats import rankdata

    known = np.isfinite(values)
    points, ranks = results.design.points()[known], rankdata(values[known])
    rows: list[dict[str, Any]] = []
    for column, name in enumerate(results.parameters):
        if known.sum() < 5 or np.ptp(points[:, column]) == 0.0:
            continue
        value = float(np.corrcoef(rankdata(points[:, column]), ranks)[0, 1])
        half = CONFIDENT / math.sqrt(known.sum() - 3)
        middle = math.atanh(max(-0.999999, min(0.999999, value)))
        low, high = math.tanh(middle - half), math.tanh(middle + half)
        rows.append({"parameter": name, "index": "rank", "value": value, "low": low, "high": high})
    return rows
