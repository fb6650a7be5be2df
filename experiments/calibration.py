"""Calibration: which parameter values does the record of 2015-2019 make likely?

Importance weighting over a designed ensemble of history runs: a point's weight is its likelihood,
each recorded value being lognormal about the point's runs with the record's own error, by its
grade, and the model's discrepancy in that series. The discrepancies are chosen by how likely they
make 2020-2022; what comes after 2022 is only reported.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.backtest import KNOWN_UNTIL, QUANTILES, SERIES, read_history
from experiments.results import Results
from experiments.rivals import RIVALS
from rulebook.parameters import DATA

Numbers = NDArray[np.float64]
Discrepancies = Mapping[str, float]  # by series, in logs
TRAINED, CHOSEN = range(2015, 2020), range(2020, 2023)
# Of a recorded value, in logs; assumed, for the sources state none.
RECORD_ERROR = {"A": 0.02, "B": 0.04, "C": 0.10, "D": 0.20}
DISCREPANCIES = (0.05, 0.1, 0.2, 0.4, 0.8)
DRAWS = 4000
SEED = 1


@dataclass(frozen=True)
class Record:
    """Recorded values with their errors in logs, by (series, year)."""

    values: dict[tuple[str, int], float]
    errors: dict[tuple[str, int], float]

    def of_years(self, years: range) -> list[tuple[str, int]]:
        """The recorded values of some years, in order."""
        return [key for key in sorted(self.values) if key[1] in years]


def read_record() -> Record:
    """The record of every calibrated series, from `data/history.csv`."""
    table = pd.read_csv(DATA / "history.csv")
    table = table[table["series"].isin(SERIES)]
    keys = [(str(row.series), int(row.year)) for row in table.itertuples()]
    errors = [RECORD_ERROR[grade] for grade in table["grade"]]
    return Record(dict(zip(keys, table["value"].astype(float), strict=True)),
                  dict(zip(keys, errors, strict=True)))  # fmt: skip


@dataclass(frozen=True)
class Ensemble:
    """Runs of a calibration: logs of each series and year, shape (points, replicates)."""

    points: pd.DataFrame
    logs: dict[tuple[str, int], Numbers]

    @property
    def size(self) -> int:
        """Number of points."""
        return len(self.points)


def gather(results: Results) -> Ensemble:
    """Read an ensemble from a sweep; points with a missing run are left out.

    Raises:
        ValueError: no point has all its runs.
    """
    table = results.table
    whole = table.groupby("point").size() == results.manifest["replicates"]
    kept = whole.index[whole]
    if len(kept) < 2:
        raise ValueError(f"{results.store.folder}: fewer than two points have all their runs")
    table = table[table["point"].isin(kept)].sort_values(["point", "replicate"])
    shape = (len(kept), results.manifest["replicates"])
    logs: dict[tuple[str, int], Numbers] = {}
    for output in results.outputs:
        series, _, year = output.rpartition("_")
        values = table[output].to_numpy(dtype=float).reshape(shape) * SERIES[series][0]
        logs[series, int(year)] = np.log(np.maximum(values, 1e-12))
    points = table.groupby("point")[results.parameters].first().reset_index(drop=True)
    return Ensemble(points, logs)


def log_likelihood(
    ensemble: Ensemble, record: Record, years: range, discrepancies: Discrepancies
) -> Numbers:
    """Log density of the recorded values at each point, shape (points,).

    The runs of a point are a sample of what it would give, so a value's density is the mean of
    the lognormal densities about each of them.
    """
    total = np.zeros(ensemble.size)
    for key in record.of_years(years):
        if key[0] not in discrepancies:
            continue
        spread = math.hypot(record.errors[key], discrepancies[key[0]])
        apart = (math.log(record.values[key]) - ensemble.logs[key]) / spread
        density = -0.5 * apart**2 - math.log(spread * math.sqrt(2.0 * math.pi))
        total += _log_mean(density, axis=1)
    return total


def _log_mean(logs: Numbers, axis: int) -> Numbers:
    most = logs.max(axis=axis, keepdims=True)
    return np.log(np.exp(logs - most).mean(axis=axis)) + most.squeeze(axis)


def weigh(ensemble: Ensemble, record: Record, discrepancies: Discrepancies) -> Numbers:
    """Weights of the points by 2015-2019, adding to one."""
    return _as_weights(log_likelihood(ensemble, record, TRAINED, discrepancies))


def _as_weights(logs: Numbers) -> Numbers:
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def choose(ensemble: Ensemble, record: Record) -> tuple[Discrepancies, pd.DataFrame]:
    """Choose each series' discrepancy by how likely all together make 2020-2022.

    Returns:
        the chosen ones by series, and a table: series, discrepancy, log_score (of all values of
        2020-2022, the other series at their best), effective_points, chosen.
    """
    alone = {(series, size): (log_likelihood(ensemble, record, TRAINED, {series: size}),
                              log_likelihood(ensemble, record, CHOSEN, {series: size}))
             for series in SERIES for size in DISCREPANCIES}  # fmt: skip
    scores: dict[tuple[float, ...], tuple[float, float]] = {}
    for sizes in itertools.product(DISCREPANCIES, repeat=len(SERIES)):
        parts = [alone[pair] for pair in zip(SERIES, sizes, strict=True)]
        weights = _as_weights(np.sum([past for past, _ in parts], axis=0))
        ahead = np.sum([future for _, future in parts], axis=0)
        score = math.log(np.sum(weights * np.exp(ahead - ahead.max()))) + ahead.max()
        scores[sizes] = (float(score), float(1.0 / np.sum(weights**2)))
    best = max(scores, key=lambda sizes: scores[sizes][0])
    rows: list[dict[str, float | str | bool]] = []
    for place, series in enumerate(SERIES):
        for size in DISCREPANCIES:
            found = max(pair for sizes, pair in scores.items() if sizes[place] == size)
            rows.append({"series": series, "discrepancy": size, "log_score": found[0],
                         "effective_points": found[1], "chosen": size == best[place]})  # fmt: skip
    return dict(zip(SERIES, best, strict=True)), pd.DataFrame(rows)


def forecast(
    ensemble: Ensemble, weights: Numbers, record: Record, discrepancies: Discrepancies
) -> pd.DataFrame:
    """Bands of every series and year, with records and naive forecasts, as `backtest` has them.

    A draw is a run taken by its point's weight, and off by its series' discrepancy.
    """
    rng = np.random.default_rng(SEED)
    point = rng.choice(ensemble.size, DRAWS, p=weights)
    known = read_history()
    rows: list[dict[str, float | int | str]] = []
    for (series, year), logs in sorted(ensemble.logs.items()):
        run = rng.integers(0, logs.shape[1], DRAWS)
        drawn = np.exp(logs[point, run] + discrepancies[series] * rng.standard_normal(DRAWS))
        row: dict[str, float | int | str] = {"year": year, "series": series}
        row |= {column: float(np.quantile(drawn, q)) for column, q in QUANTILES.items()}
        row["observed"] = record.values.get((series, year), math.nan)
        for rival in ("naive_last", "naive_trend"):
            row[rival] = RIVALS[rival](known.get(series, {}), year, KNOWN_UNTIL)
        rows.append(row)
    return pd.DataFrame(rows)


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Share of recorded values inside the 50% and 90% bands, by what the years were used for."""
    seen = table.dropna(subset=["observed"]).copy()
    spans = ((TRAINED, "trained"), (CHOSEN, "chosen on"), (range(2023, 2026), "neither"))
    rows: list[dict[str, float | int | str]] = []
    for years, use in spans:
        part = seen[seen["year"].isin(years)]
        half, most = (((part["observed"] >= part[low]) & (part["observed"] <= part[high])).mean()
                      for low, high in (("p25", "p75"), ("p05", "p95")))  # fmt: skip
        rows.append({"years": f"{years.start}-{years.stop - 1}", "use": use, "values": len(part),
                     "in_50_band": float(half), "in_90_band": float(most)})  # fmt: skip
    return pd.DataFrame(rows)
