"""Benchmark: what a run costs on this machine, as ratios measured in one go."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable

from experiments.frameworks import compare_frameworks
from experiments.pace import pace
from experiments.speed import negmas_speed
from model.run import run
from model.scenario import find_scenario

FULL_RUN = 240  # months


def benchmark(quick: bool = False) -> dict[str, float]:
    """Time a run, its parts, and what others take for the same.

    Returns:
        seconds of one run of 240 months, its share for dependence, where numba is installed how
        many times faster the ensemble is than `mesa.batch_run` on the same model, per core
        (`batch_run_ratio`), how much quicker a compiled toy is than the same in Mesa, agentpy and
        the EMA workbench (`toy_..._ratio`), and where NegMAS is installed how many times faster
        talks are held.
    """
    scenario = find_scenario("baseline")
    scenario = scenario.changed(end=scenario.start + FULL_RUN)
    run(scenario.changed(end=scenario.start + 12), 1)  # load tables before the clock starts
    repeats = 1 if quick else 5
    plain = _median([_seconds(lambda i=i: run(scenario, 1, i)) for i in range(repeats)])
    whole = _seconds(lambda: run(scenario, 1, 0, dependence=True))
    return {
        "months": float(scenario.months),
        "seconds_per_run": plain,
        "dependence_over_plain_ratio": whole / plain,
        **(pace(quick) if importlib.util.find_spec("numba") else {}),
        **compare_frameworks(quick),
        **(negmas_speed(quick) if importlib.util.find_spec("negmas") else {}),
    }


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
