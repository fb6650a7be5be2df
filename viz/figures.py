"""Figures: which outcomes are drawn, over which span, and what stands in every table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.outcomes import MEANINGS
from rulebook.calendar import MONTHS_PER_YEAR, month_text
from viz.answer import Answer

Floats = NDArray[np.float64]
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9  # the band holds eight runs of ten
QUARTER = 3
DEPENDENCE = "dependence"
LOSS = "dependence_loss_"


@dataclass(frozen=True)
class Line:
    """One line of a figure: an outcome, summed or averaged over twelve months, in a unit."""

    outcome: str
    over: str = "plain"  # "year_sum", "year_mean" or "plain"
    factor: float = 1.0


@dataclass(frozen=True)
class Figure:
    """A chart: its first line is what the title speaks of and has the band.

    `better` is 1 where more is better, -1 where less is, 0 where it depends on who asks.
    """

    name: str
    lines: tuple[Line, ...]
    better: int = 0


FIGURES = (
    Figure("throughput", (Line("throughput_mt", "year_sum"), Line("transit_mt", "year_sum"),
                          Line("china_border_mt", "year_sum")), 1),
    Figure("jobs", (Line("jobs_total"), Line("jobs_maintenance"), Line("jobs_suppliers"),
                    Line("jobs_assembly"), Line("jobs_engineering")), 1),
    Figure(DEPENDENCE, (Line(LOSS + "*", factor=100.0),), -1),
    Figure("cost", (Line("cost_per_tkm", "year_mean"),), -1),
    Figure("transit_time", (Line("transit_hours", "year_mean"),
                            Line("border_crossing_hours", "year_mean")), -1),
    Figure("local_content", (Line("local_content_delivered", factor=100.0),
                             Line("local_content_promised", factor=100.0),
                             Line("engineering_level", factor=100.0)), 1),
    Figure("debt", (Line("debt_tenge", factor=1e-12), Line("cash_tenge", factor=1e-12)), -1),
    Figure("queue", (Line("border_queue_trains", "year_mean"),), -1),
)  # fmt: skip
BY_NAME = {figure.name: figure for figure in FIGURES}


def figure_of(name: str) -> Figure | None:
    """A figure by name; any outcome of the model makes one of its own."""
    if name in BY_NAME:
        return BY_NAME[name]
    return Figure(name, (Line(name),)) if name in MEANINGS else None


def values_of(line: Line, monthly: Floats) -> Floats:
    """A line's values month by month; sums and means have none in the first eleven months."""
    if line.over == "plain":
        return monthly * line.factor
    found = np.full(len(monthly), np.nan)
    if len(monthly) >= MONTHS_PER_YEAR:
        windows = np.lib.stride_tricks.sliding_window_view(monthly, MONTHS_PER_YEAR)
        found[MONTHS_PER_YEAR - 1 :] = windows.sum(axis=1)
    return found * line.factor / (MONTHS_PER_YEAR if line.over == "year_mean" else 1)


def quarter_ends(months: int) -> NDArray[np.int64]:
    """Indices of the months that end a quarter."""
    return np.arange(QUARTER - 1, months, QUARTER)


def runs_of(answer: Answer, line: Line) -> Floats:
    """Values at quarters' ends, one row a run; as far as the shortest run goes."""
    records = answer.all_records
    if not records:
        return np.zeros((0, 0))
    months = min(one.months for one in records)
    empty = np.full(months, np.nan)
    rows = [values_of(line, one.outcomes.get(line.outcome, empty)[:months]) for one in records]
    return np.array(rows)[:, quarter_ends(months)]


def losses_of(answer: Answer) -> dict[str, tuple[list[int], Floats]]:
    """By supplier, months of asking and loss in per cent, one row a run."""
    found: dict[str, tuple[list[int], Floats]] = {}
    runs = [answer.losses[i] for i in sorted(answer.losses)]
    if not runs:
        return found
    months = sorted(runs[0])
    for supplier in (runs[0][months[0]] if months else {}):
        rows = [[100.0 * run[month][supplier] for month in months] for run in runs]
        found[supplier] = (months, np.array(rows))
    return found


def band(rows: Floats) -> tuple[Floats, Floats, Floats]:
    """Low end, middle and high end over runs."""
    if rows.size == 0:
        return (np.zeros(0),) * 3
    low, middle, high = np.quantile(rows, (LOW, MIDDLE, HIGH), axis=0)
    return low, middle, high


def series_of(answer: Answer, figure: Figure) -> list[tuple[str, list[int], Floats]]:
    """Every line of a figure as (name, months, rows); months are the model's numbers."""
    if figure.name == DEPENDENCE:
        return [(LOSS + supplier, months, rows)
                for supplier, (months, rows) in losses_of(answer).items()]  # fmt: skip
    records = answer.all_records
    if not records:
        return []
    start, months = records[0].start, min(one.months for one in records)
    ends = [start + int(t) for t in quarter_ends(months)]
    return [(line.outcome, ends, runs_of(answer, line)) for line in figure.lines]


def table_of(answer: Answer, figures: Sequence[Figure] = FIGURES, side: str = "a") -> pd.DataFrame:
    """Everything that is drawn, a row for each line and month."""
    parts: list[pd.DataFrame] = []
    for figure in figures:
        for outcome, months, rows in series_of(answer, figure):
            low, middle, high = band(rows)
            parts.append(pd.DataFrame({
                "side": side, "figure": figure.name, "outcome": outcome,
                "month": [month_text(m) for m in months], "runs": len(rows),
                "p10": low, "median": middle, "p90": high,
                "first_run": rows[0] if len(rows) else middle,
            }))  # fmt: skip
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
