"""Self-check: does the calibration find parameters that are known because they made the data?

Simulation-based calibration (Talts et al. 2018): a point's own run stands for the record, the other
points are weighed by it, and the share of weight below the true value is noted. Were weights and
bands right, these shares would be even between 0 and 1 over many points.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import kstest

from experiments.calibration import (
    KNOWN_UNTIL,
    SEED,
    TRAINED,
    Discrepancies,
    Ensemble,
    Numbers,
    Record,
    log_likelihood,
)

TRUTHS = 128


def check_itself(
    ensemble: Ensemble, record: Record, discrepancies: Discrepancies, truths: int = TRUTHS
) -> pd.DataFrame:
    """Ranks of known truths among what the calibration makes of them.

    Args:
        ensemble: runs; each of `truths` points spread over it stands for the truth once.
        record: says which values are recorded, and how well.
        discrepancies: by series, in logs.
        truths: number of points; all where there are fewer.

    Returns:
        what (a parameter, or a series of the forecast years), in_50_band and in_90_band (share of
        truths inside), uneven (p-value of Kolmogorov and Smirnov; small means not even).
    """
    rng = np.random.default_rng(SEED)
    ranks: dict[str, list[float]] = {}
    for truth in np.linspace(0, ensemble.size - 1, min(truths, ensemble.size)).astype(int):
        weights = _weigh_others(ensemble, record, discrepancies, int(truth), rng)
        for name in ensemble.points:
            values = ensemble.points[name].to_numpy(dtype=float)
            ranks.setdefault(str(name), []).append(float(weights[values < values[truth]].sum()))
        for (series, year), logs in ensemble.logs.items():
            if year > KNOWN_UNTIL:
                off = discrepancies[series] * rng.standard_normal(logs.shape)
                true = float(logs[truth, 0] + discrepancies[series] * rng.standard_normal())
                below = (logs + off < true).mean(axis=1)
                name = f"{series}, after {KNOWN_UNTIL}"
                ranks.setdefault(name, []).append(float(weights @ below))
    rows: list[dict[str, float | str]] = []
    for name, found in ranks.items():
        away = np.abs(np.array(found) - 0.5)
        rows.append({"what": name, "in_50_band": float(np.mean(away <= 0.25)),
                     "in_90_band": float(np.mean(away <= 0.45)),
                     "uneven": float(kstest(found, "uniform").pvalue)})  # fmt: skip
    return pd.DataFrame(rows)


def _weigh_others(
    ensemble: Ensemble, record: Record, discrepancies: Discrepancies, truth: int,
    rng: np.random.Generator,
) -> Numbers:  # fmt: skip
    """Weights of all points but the truth, by a record that the truth made."""
    values = dict(record.values)
    for key in record.of_years(TRAINED):
        spread = np.hypot(record.errors[key], discrepancies[key[0]])
        values[key] = float(np.exp(ensemble.logs[key][truth, 0] + spread * rng.standard_normal()))
    logs = log_likelihood(ensemble, Record(values, record.errors), TRAINED, discrepancies)
    logs[truth] = -np.inf
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()
