"""The calibration as a study: its runs, its tables and its report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from experiments.backtest import KNOWN_UNTIL, errors
from experiments.calibration import (
    choose,
    coverage,
    forecast,
    gather,
    read_record,
    weigh,
)
from experiments.drawing import bands
from experiments.engine import USUAL
from experiments.labels import label_parameters, posterior
from experiments.page import figure, heading, page, paragraph, table, write_table
from experiments.plan import Plan, find_plan
from experiments.posterior import Posterior, keep, take_draws
from experiments.results import Results
from experiments.rivals import RIVALS
from experiments.selfcheck import check_itself
from experiments.sweep import sweep
from model.leavings import write_whole


def plan_calibration(points: int, replicates: int) -> Plan:
    """The house's calibration with so many points and replicates."""
    plan = find_plan("calibration")
    return replace(plan, design=replace(plan.design, size=points), replicates=replicates)


def calibrate(
    out: Path, plan: Plan, engine: str = USUAL, workers: int = 1, scheduler: str = "",
    quiet: bool = False, kept: bool = False,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Run what is missing, weigh it, and leave tables and report; `kept` hands it to `backtest`.

    Returns:
        tables by name: choice, posterior, points, series, skill, coverage, selfcheck, labels.

    Raises:
        ValueError: the folder is another sweep's or broken.
        OSError: the folder cannot be written, or the disk is full; what has run is kept.
    """
    sweep(plan, out / "runs", engine, workers, scheduler, quiet=quiet)
    tables = weigh_runs(Results(out / "runs"))
    for name, rows in tables.items():
        write_table(out, name, rows)
    write_whole(out / "report.html", page("Calibration and back-test", _parts(tables)))
    if kept:
        points = tables["points"]
        draws = take_draws(points.drop(columns="weight"), points["weight"].to_numpy(dtype=float))
        chosen = tables["choice"][tables["choice"]["chosen"]]
        keep(Posterior(draws, dict(zip(chosen["series"], chosen["discrepancy"], strict=True))))
    return tables


def weigh_runs(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a calibration, from its runs."""
    ensemble, record = gather(results), read_record()
    discrepancies, choice = choose(ensemble, record)
    weights = weigh(ensemble, record, discrepancies)
    found = posterior(ensemble.points, weights)
    series = forecast(ensemble, weights, record, discrepancies)
    return {
        "choice": choice, "posterior": found, "points": ensemble.points.assign(weight=weights),
        "series": series, "skill": skill(series), "coverage": coverage(series),
        "selfcheck": check_itself(ensemble, record, discrepancies),
        "labels": label_parameters(found),
    }  # fmt: skip


def skill(series: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute errors, and skill against each rival: 1 is perfect, below 0 is worse."""
    found = errors(series)
    for rival in RIVALS:
        found[f"skill_{rival}"] = 1.0 - found["model"] / found[rival]
    return found


def _parts(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    yield paragraph("Weights come from 2015-2019, the model's discrepancies from 2020-2022;"
                    f" what comes after {KNOWN_UNTIL} is shown as it is and chose nothing.")
    yield heading("The discrepancy")
    yield table(tables["choice"], "Discrepancies in logs, and how likely each makes 2020-2022")
    yield heading("What the record says of the parameters")
    yield table(tables["posterior"], "90% intervals before and after; width is after over before,"
                " by_chance how often shuffled weights give one as narrow")
    labels = tables["labels"]
    counts = labels["label"].value_counts().rename_axis("label").reset_index(name="parameters")
    yield table(counts, "Identified by the record, bounded by a source, or assumed")
    yield heading("Bands and records")
    for name, rows in tables["series"].groupby("series"):
        yield figure(bands(rows, str(name)), f"{name}: calibrated bands and the record")
    yield table(tables["coverage"], "Share of recorded values inside the bands")
    yield table(tables["skill"], "Mean absolute error as a share of the record, and skill")
    yield heading("Does it find what is known?")
    yield table(tables["selfcheck"], "Truths planted in turn: share inside the bands found")
    yield heading("Every parameter")
    yield table(labels, "Label of every parameter")
