"""How fast the ensemble runs: against `mesa.batch_run` on the very same model, in the same minutes.

Each side runs in a process of its own, in turn, some rounds; the best round of each counts, by the
processor's time, so that what else the machine does weighs little. Loading and compiling are done
before the clock starts. The same months of the same runs are compared before any ratio is given.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import resource
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import mesa

from experiments.batch import BatchRailway
from model.scenario import Scenario, find_scenario
from rulebook.calendar import month_text

OUTCOME, SEED = "throughput_mt", 1
FULL_RUN = 240  # months
MILLION = 1_000_000


@dataclass(frozen=True)
class Round:
    """What one process took: seconds of its own, seconds by the clock, its peak memory, figures."""

    own: float
    clock: float
    peak_mb: float
    last: list[float]


def pace(quick: bool = False) -> dict[str, float]:
    """Time runs of the baseline both ways.

    Returns:
        times that `mesa.batch_run` takes as long per run and core (`batch_run_ratio`), the EMA
        workbench's sequential evaluator likewise where it is installed, runs a second by one
        process and by two, what two gain over one, peak memory of both, and the minutes that
        follow for 100,000 and a million runs on two cores.

    Raises:
        ValueError: the two gave different figures, so there is nothing to compare.
    """
    runs, few, rounds = (20, 1, 1) if quick else (200, 3, 3)
    theirs, ours, pairs = list[Round](), list[Round](), list[tuple[Round, ...]]()
    with _process(1) as one, _process(2) as two:
        one.submit(run_ensemble, 1).result()  # compiled once, before others ask for it
        for warmed in [two.submit(run_ensemble, 1) for _ in range(2)]:
            warmed.result()
        for _ in range(rounds):
            with _process(1) as mine:
                theirs.append(mine.submit(run_batch, few).result())
            ours.append(one.submit(run_ensemble, runs).result())
            asked = [two.submit(run_ensemble, runs) for _ in range(2)]
            pairs.append(tuple(each.result() for each in asked))
    if ours[0].last[:few] != theirs[0].last:
        raise ValueError(f"{ours[0].last[:few]}, {theirs[0].last}: the two engines differ")
    batch = min(one.own for one in theirs) / few
    alone = min(one.own for one in ours) / runs
    by_one = runs / min(one.clock for one in ours)
    by_two = 2 * runs / min(max(one.clock for one in pair) for pair in pairs)
    return {
        "batch_run_ratio": batch / alone,
        **({"workbench_ratio": run_workbench(few) / alone} if _has("ema_workbench") else {}),
        "seconds_per_batch_run": batch, "seconds_per_ensemble_run": alone,
        "ensemble_runs_per_second_1": by_one, "ensemble_runs_per_second_2": by_two,
        "scaling_1_to_2": by_two / by_one,
        "minutes_for_100000_runs": MILLION / 10 / by_two / 60.0,
        "minutes_for_1000000_runs": MILLION / by_two / 60.0,
        "peak_mb_batch_run": max(one.peak_mb for one in theirs),
        "peak_mb_ensemble": max(one.peak_mb for one in ours),
    }  # fmt: skip


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _process(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))


def _baseline() -> Scenario:
    scenario = find_scenario("baseline")
    return scenario.changed(end=scenario.start + FULL_RUN)


def run_ensemble(runs: int) -> Round:
    """Run replicates by the compiled rooms; called in a process of its own."""
    from model.ensemble.ensemble import Draw, Ensemble

    ensemble = _KEPT.setdefault("ensemble", Ensemble(_baseline()))
    ensemble.run([Draw({}, SEED, 0)], [OUTCOME])  # compiled or loaded
    own, clock = time.process_time(), time.perf_counter()
    found = ensemble.run([Draw({}, SEED, i) for i in range(runs)], [OUTCOME])
    own, clock = time.process_time() - own, time.perf_counter() - clock
    return Round(own, clock, _peak_mb(), found.outcomes[OUTCOME][:, -1].tolist())


_KEPT: dict[str, Any] = {}


def run_batch(runs: int) -> Round:
    """Run the same replicates by Mesa's batch runner; called in a process of its own."""
    scenario = _baseline()
    told: dict[str, Any] = {"replicate": list(range(runs)), "luck_seed": SEED,
                            "end": month_text(scenario.end - 1)}  # fmt: skip
    mesa.batch_run(BatchRailway, {**told, "replicate": 0, "end": "2025-03"},
                   data_collection_period=-1, display_progress=False)  # fmt: skip
    own, clock = time.process_time(), time.perf_counter()
    rows = mesa.batch_run(BatchRailway, told, max_steps=FULL_RUN + 1, number_processes=1,
                          data_collection_period=-1, display_progress=False)  # fmt: skip
    own, clock = time.process_time() - own, time.perf_counter() - clock
    return Round(own, clock, _peak_mb(), [float(row[OUTCOME]) for row in rows])


def run_workbench(runs: int) -> float:
    """Seconds of the processor for one run of 240 months by the workbench's own evaluator."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator

    from model.run import run

    scenario = _baseline()

    def railway(speed: float) -> dict[str, float]:
        history = run(scenario, SEED, 0, {"line.speed_kmh": speed}).history
        return {OUTCOME: float(history[-1][OUTCOME])}

    made: Any = Model("railway", function=railway)
    made.uncertainties = [RealParameter("speed", 41.0, 43.0)]
    made.outcomes = [ScalarOutcome(OUTCOME)]
    own = time.process_time()
    with SequentialEvaluator(made) as evaluator:
        evaluator.perform_experiments(scenarios=runs)
    return (time.process_time() - own) / runs


def _peak_mb() -> float:
    """Most memory that this process has held, MB."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1024.0 * 1024.0 if sys.platform == "darwin" else 1024.0)
