"""Back-test: start in 2015, know nothing after 2022, and stand beside what was recorded.

Each replicate has luck of its own and parameters drawn from what the record up to 2022 left of
them (`calibrate`); a series is off by the discrepancy that was chosen for it there.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtri
from tqdm import tqdm

from experiments.posterior import Posterior, read_posterior
from experiments.rivals import RIVALS, naive_last, naive_trend
from model.run import run
from model.scenario import find_scenario
from rulebook.kernel import prepare_for
from rulebook.parameters import DATA

SERIES = {
    "china_border_mt": (1.0, "sum"),
    "container_transit_kteu": (1e-3, "sum"),
    "caspian_route_mt": (1.0, "sum"),
    "border_crossing_hours": (1.0, "mean"),
}
OUTCOME = {"container_transit_kteu": "transit_teu"}
KNOWN_UNTIL = 2022
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
OFF = ndtri((np.arange(21) + 0.5) / 21)  # standard normal deviates of equal weight


def read_history(folder: Path = DATA) -> dict[str, dict[int, float]]:
    """Recorded values by series and year."""
    table = pd.read_csv(folder / "history.csv")
    found: dict[str, dict[int, float]] = {}
    for row in table.itertuples():
        found.setdefault(str(row.series), {})[int(row.year)] = float(row.value)
    return found


def backtest(seed: int, replicates: int) -> pd.DataFrame:
    """Run the history scenario and set its bands beside records and naive forecasts."""
    prepare_for(replicates)
    scenario, posterior = find_scenario("history"), read_posterior()
    drawn: dict[str, list[pd.Series]] = {name: [] for name in SERIES}
    for replicate in tqdm(range(replicates), desc="back-test", unit="run"):
        changes = posterior.draw(replicate)
        history = pd.DataFrame(run(scenario, seed, replicate, changes=changes).history)
        year = (scenario.start + np.arange(len(history))) // 12
        for name, (factor, how) in SERIES.items():
            grouped = history[OUTCOME.get(name, name)].astype(float).groupby(year)
            drawn[name].append(grouped.agg(how) * factor)
    return _beside(drawn, read_history(), posterior)


def _beside(
    drawn: dict[str, list[pd.Series]], recorded: dict[str, dict[int, float]], posterior: Posterior
) -> pd.DataFrame:
    rows: list[dict[str, float | int | str]] = []
    for name, runs in drawn.items():
        table = pd.concat(runs, axis=1)
        known = recorded.get(name, {})
        off = np.exp(posterior.discrepancies[name] * OFF)
        for year in table.index:
            spread = np.outer(table.loc[year].to_numpy(dtype=float), off)
            row: dict[str, float | int | str] = {"year": int(year), "series": name}
            for column, q in QUANTILES.items():
                row[column] = float(np.quantile(spread, q))
            row["observed"] = known.get(int(year), math.nan)
            row["naive_last"] = naive_last(known, int(year), KNOWN_UNTIL)
            row["naive_trend"] = naive_trend(known, int(year), KNOWN_UNTIL)
            rows.append(row)
    return pd.DataFrame(rows)


def errors(table: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute percentage error of the model and its rivals, by series and span of years.

    Rivals within the known years look one year ahead; the model, started in 2015, is not told the
    years between. After the known years all forecast from 2022. ETS and ARIMA want five values;
    where they have fewer in any year of a span they have no error there.
    """
    rows: list[dict[str, float | int | str]] = []
    recorded = read_history()
    seen = table.dropna(subset=["observed", "naive_last"])
    for (name, after), part in seen.groupby(["series", seen["year"] > KNOWN_UNTIL]):
        row: dict[str, float | int | str] = {
            "series": str(name), "years": "2023-2025" if after else "2016-2022", "n": len(part),
        }  # fmt: skip
        row["model"] = float((part["p50"] / part["observed"] - 1.0).abs().mean())
        for rival, forecast in RIVALS.items():
            said = [forecast(recorded[str(name)], int(year), KNOWN_UNTIL) for year in part["year"]]
            row[rival] = float(np.mean(np.abs(np.array(said) / part["observed"] - 1.0)))
        for band, low, high in (("in_50_band", "p25", "p75"), ("in_90_band", "p05", "p95")):
            inside = (part["observed"] >= part[low]) & (part["observed"] <= part[high])
            row[band] = float(inside.mean())
        rows.append(row)
    return pd.DataFrame(rows)
