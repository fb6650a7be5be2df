"""Sensitivity: how much each lever matters, by moving it alone from end to end on the same luck."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
from tqdm import tqdm

from model.run import run
from viz.levers import NO_YEAR, Lever, load_levers
from viz.setting import Setting

OUTCOMES = ("throughput_tkm", "jobs_total", "ready_share", "cost_per_tkm", "transit_hours",
            "local_content_delivered", "debt_tenge")  # fmt: skip
LAST_MONTHS = 60  # an outcome is its mean over the last five years
CARD_AFTER = 5  # years after the start in which a shock is tried


def ends_of(lever: Lever) -> tuple[float, float]:
    """The two values between which a lever is moved."""
    if lever.group == "card":
        return NO_YEAR, lever.low + CARD_AFTER
    return lever.low, lever.high


def levels(task: tuple[Setting, int]) -> list[float]:
    """Each outcome's level at the end of one run."""
    setting, replicate = task
    scenario, changes = setting.to_run()
    rows = run(scenario, setting.seed, replicate, changes).history[-LAST_MONTHS:]
    return [float(np.mean([float(row[name]) for row in rows])) for name in OUTCOMES]


def tasks_of(base: Setting, names: list[str]) -> Iterator[tuple[Setting, int]]:
    """Every run: the setting itself, then each lever at its two ends, on each luck."""
    table = load_levers()
    arms = [base] + [replace(base, levers=((name, end),))
                     for name in names for end in ends_of(table[name])]  # fmt: skip
    for arm in arms:
        for replicate in range(base.runs):
            yield arm, replicate


def measure(base: Setting, workers: int = 2, names: list[str] | None = None) -> pd.DataFrame:
    """Weigh every lever.

    Returns:
        a row a lever: `weight` from 0 to 1, the mean over outcomes of its effect against the
        largest effect of any lever; and for each outcome the change from the lever's low end to
        its high end as a share of the level.
    """
    names = names or list(load_levers())
    tasks = list(tasks_of(base, names))
    with ProcessPoolExecutor(workers) as pool:
        found = list(tqdm(pool.map(levels, tasks, chunksize=4), total=len(tasks), unit="run"))
    table = np.array(found).reshape(-1, base.runs, len(OUTCOMES))
    level = np.abs(table[0].mean(axis=0))
    effects = (table[2::2] - table[1::2]).mean(axis=1) / np.where(level > 0.0, level, 1.0)
    return weigh(names, effects)


def weigh(names: list[str], effects: np.ndarray) -> pd.DataFrame:
    """Weights from effects of shape (levers, outcomes), heaviest first."""
    most = np.abs(effects).max(axis=0)
    weights = (np.abs(effects) / np.where(most > 0.0, most, 1.0)).mean(axis=1)
    kinds = [load_levers()[name].kind for name in names]
    table = pd.DataFrame({"lever": names, "kind": kinds, "weight": weights.round(4)})
    for i, outcome in enumerate(OUTCOMES):
        table[outcome] = effects[:, i].round(4)
    return table.sort_values("weight", ascending=False, kind="stable", ignore_index=True)
