"""Benchmark: what a run costs on this machine, as ratios measured in one go."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable

import mesa

from experiments.speed import negmas_speed
from model.railway import Railway
from model.run import run
from model.scenario import find_scenario

FULL_RUN = 240  # months


class Batched(Railway):
    """The railway as `mesa.batch_run` builds it: one keyword argument a parameter."""

    def __init__(self, seed: int = 1, replicate: int = 0) -> None:
        """Set up the baseline."""
        super().__init__(find_scenario("baseline"), seed, replicate)
        self.datacollector = mesa.DataCollector({"throughput_mt": _last_throughput})

    def step(self) -> None:
        """Run a month and collect."""
        super().step()
        self.datacollector.collect(self)


def _last_throughput(railway: Railway) -> float:
    return float(railway.history[-1]["throughput_mt"])


def benchmark(quick: bool = False) -> dict[str, float]:
    """Time a run, its parts and Mesa's own batch runner.

    Returns:
        seconds of one run of 240 months, its share for dependence, how many times faster
        a plain run is than `mesa.batch_run` on the same model (`batch_run_ratio`), and, where
        NegMAS is installed, how many times faster talks are held than by NegMAS.
    """
    scenario = find_scenario("baseline")
    scenario = scenario.changed(end=scenario.start + FULL_RUN)
    run(scenario.changed(end=scenario.start + 12), 1)  # load tables before the clock starts
    repeats = 1 if quick else 5
    plain = _median([_seconds(lambda i=i: run(scenario, 1, i)) for i in range(repeats)])
    whole = _seconds(lambda: run(scenario, 1, 0, dependence=True))
    batch = _seconds(lambda: mesa.batch_run(
        Batched, {"replicate": list(range(repeats))}, iterations=1,
        max_steps=scenario.months - 1, data_collection_period=-1, display_progress=False,
        number_processes=1,
    ))  # fmt: skip
    return {
        "months": float(scenario.months),
        "seconds_per_run": plain,
        "dependence_over_plain_ratio": whole / plain,
        "batch_run_ratio": batch / repeats / plain,
        **(negmas_speed(quick) if importlib.util.find_spec("negmas") else {}),
    }


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
