"""Sweeps: run what is missing of a plan, and leave parts, failures and manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from experiments.engine import find_engine
from experiments.plan import Plan, Run
from experiments.pool import do_here
from experiments.store import Store
from experiments.task import Done, Task, cut_tasks

FULL_RUN = 252  # months of a run from 2025 to 2045, by which engines reckon what pays


@dataclass(frozen=True)
class Swept:
    """How a sweep ended: runs wanted, run now, found from before, and failed in all."""

    runs: int
    fresh: int
    found: int
    failed: int


def sweep(
    plan: Plan, out: Path, engine: str = "mesa", workers: int = 1, scheduler: str = "",
    retry: bool = False, quiet: bool = False,
) -> Swept:  # fmt: skip
    """Run what is missing of a plan.

    Args:
        plan: what to run, checked as a whole.
        out: its folder; what has run there before is not run again.
        engine: name of the engine.
        workers: processes on this machine.
        scheduler: address of a Dask scheduler whose workers run it instead.
        retry: run anew what failed before.
        quiet: no progress bar.

    Raises:
        ValueError: no such engine, or the folder is another sweep's or broken.
        OSError: the folder cannot be written, or the disk is full; what has run is kept.
    """
    chosen = find_engine(engine)
    size = chosen.runs_a_block(plan.months)
    with Store(out).opened(plan) as store:
        failures = store.read_failures()
        if retry:
            failures = failures.iloc[:0]
            store.write_failures(failures)
        known = set(store.read_parts()["key"])
        runs = _missing(plan, known | set(failures["key"]))
        found = sum(1 for run in _each_once(plan) if run.key in known)
        wanted = len(runs) + found
        worth = len(runs) * plan.months // FULL_RUN
        if not scheduler:
            chosen.prepare(worth)  # compiled here once, the workers find it
        tasks = cut_tasks(plan, iter(runs), engine, _fair(size, len(runs), workers), worth)
        done = _done_by(tasks, workers, scheduler)
        with tqdm(total=wanted, initial=found, unit="run", disable=quiet) as bar:
            failures = _keep(store, done, failures, bar)
        here = {run.key for run in _each_once(plan)}
        return Swept(len(here), len(runs), found, int(failures["key"].isin(here).sum()))


def _each_once(plan: Plan) -> Iterator[Run]:
    """Runs of a plan; designs that meet a point twice run it once."""
    seen: set[str] = set()
    for run in plan.runs():
        if run.key not in seen:
            seen.add(run.key)
            yield run


def _missing(plan: Plan, known: set[str]) -> list[Run]:
    return [run for run in _each_once(plan) if run.key not in known]


def _fair(size: int, runs: int, workers: int) -> int:
    """Smaller blocks where there are few runs, so that every worker has some."""
    return max(1, min(size, -(-runs // (4 * workers))))


def _done_by(tasks: Iterator[Task], workers: int, scheduler: str) -> Iterator[Done]:
    if not scheduler:
        return do_here(tasks, workers)
    from experiments.cluster import do_there

    return do_there(tasks, scheduler)


def _keep(store: Store, done: Iterator[Done], failures: pd.DataFrame, bar: tqdm) -> pd.DataFrame:
    """Write what comes in, failures first, so that no run is lost between the two."""
    for one in done:
        if len(one.failures):
            failures = pd.concat([failures, one.failures], ignore_index=True)
            store.write_failures(failures)
        if len(one.rows):
            store.write_part(one.rows)
        bar.update(len(one.rows) + len(one.failures))
    return failures
