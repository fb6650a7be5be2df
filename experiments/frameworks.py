"""The same toy in Mesa, agentpy, the EMA workbench, as a loop and compiled: equal, then timed."""

from __future__ import annotations

import importlib.util
import time
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from experiments import toy
from rulebook.kernel import FOLDER, compile_modules, version_of

Floats = NDArray[np.float64]
Case = tuple[float, int]  # reliability, seed
Found = list[tuple[float, float]]
MODULES = ("rulebook.calendar", "rulebook.line", "rulebook.border", "rulebook.demand",
           "experiments.toy")  # fmt: skip
ROUNDS = 3


@lru_cache(maxsize=4096)
def luck_of(seed: int) -> Floats:
    """Normal draws of a run, shape (months, 1 + gates); drawn before any clock starts."""
    rng = np.random.Generator(np.random.Philox(key=seed))
    return rng.standard_normal((toy.MONTHS, 1 + toy.GATES))


def cases_of(count: int) -> list[Case]:
    """Runs to make: a reliability and a seed each."""
    return [(0.6 + 0.4 * i / max(count - 1, 1), i) for i in range(count)]


def by_loop(cases: Sequence[Case], run: Callable[..., tuple[float, float]] = toy.run_toy) -> Found:
    """All runs by a loop without a framework."""
    level, waiting = np.zeros(toy.GATES), np.zeros(toy.GATES)
    return [run(reliability, luck_of(seed), level, waiting) for reliability, seed in cases]


def by_compiled(cases: Sequence[Case]) -> Found:
    """All runs by the same loop, compiled."""
    return by_loop(cases, _compiled())


@lru_cache(maxsize=1)
def _compiled() -> Callable[..., tuple[float, float]]:
    place = FOLDER / f"toy-{version_of(MODULES)}"
    made: Any = compile_modules(MODULES, place)["experiments.toy"]
    return made.run_toy


class MesaGate(mesa.Agent):
    """A gate as an agent of Mesa."""

    def __init__(self, model: MesaGates, place: int) -> None:
        """Start empty."""
        super().__init__(model)
        self.place, self.level, self.waiting = place, toy.FIRST_LEVEL, toy.FIRST_WAITING

    def step(self) -> None:
        """Run a month."""
        model: Any = self.model
        luck = model.luck[model.t]
        self.level = toy.next_level(self.level, luck[0], luck[1 + self.place])
        passed = toy.passed_trains(self.level, self.waiting, model.reliability)
        self.waiting = toy.next_waiting(self.level, self.waiting, passed)
        model.total += passed
        model.hours += toy.hours_at(self.waiting, passed, model.reliability)


class MesaGates(mesa.Model):
    """The toy as a model of Mesa; `case` is a reliability and a seed."""

    def __init__(self, case: Case = (0.9, 0), **told: Any) -> None:
        """Make the gates."""
        super().__init__(**told)
        (self.reliability, number), self.t = case, 0
        self.luck, self.total, self.hours = luck_of(number), 0.0, 0.0
        self.gates = [MesaGate(self, place) for place in range(toy.GATES)]
        read = {"found": lambda one: (one.total, one.hours)}
        self.datacollector = mesa.DataCollector(read)

    def step(self) -> None:
        """Run a month and collect; stop after the last."""
        self.hours = 0.0
        self.agents.do("step")
        self.t += 1
        self.datacollector.collect(self)
        self.running = self.t < toy.MONTHS


def by_mesa(cases: Sequence[Case]) -> Found:
    """All runs by `mesa.batch_run`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa's own, about how seeds are told
        rows = mesa.batch_run(MesaGates, {"case": list(cases)}, number_processes=1,
                              max_steps=toy.MONTHS + 1, display_progress=False)  # fmt: skip
    return [row["found"] for row in rows]


def by_agentpy(cases: Sequence[Case]) -> Found:
    """All runs by an experiment of agentpy."""
    agentpy: Any = importlib.import_module("agentpy")

    class Gate(agentpy.Agent):
        def setup(self) -> None:
            self.level, self.waiting = toy.FIRST_LEVEL, toy.FIRST_WAITING

        def pass_trains(self) -> None:
            model = self.model
            luck = model.luck[model.t - 1]
            self.level = toy.next_level(self.level, luck[0], luck[self.id])
            passed = toy.passed_trains(self.level, self.waiting, model.reliability)
            self.waiting = toy.next_waiting(self.level, self.waiting, passed)
            model.total += passed
            model.hours += toy.hours_at(self.waiting, passed, model.reliability)

    class Gates(agentpy.Model):
        def setup(self) -> None:
            self.reliability, number = self.p.case
            self.luck, self.total, self.hours = luck_of(number), 0.0, 0.0
            self.gates = agentpy.AgentList(self, toy.GATES, Gate)  # numbered from 1

        def step(self) -> None:
            self.hours = 0.0
            self.gates.pass_trains()

        def end(self) -> None:
            self.report("total", self.total)
            self.report("hours", self.hours)

    sample = [{"case": case, "steps": toy.MONTHS} for case in cases]
    experiment = agentpy.Experiment(Gates, sample, record=False, randomize=False)
    found = experiment.run(display=False).reporters
    return list(zip(found["total"].tolist(), found["hours"].tolist(), strict=True))


def by_workbench(cases: Sequence[Case]) -> Found:
    """All runs by the EMA workbench's sequential evaluator, around the plain loop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of optional parts of the workbench
        from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator
        from ema_workbench.em_framework import Scenario as Future

    level, waiting = np.zeros(toy.GATES), np.zeros(toy.GATES)

    def gates(reliability: float, seed: float) -> dict[str, float]:
        total, hours = toy.run_toy(reliability, luck_of(int(seed)), level, waiting)
        return {"total": total, "hours": hours}

    model = Model("gates", function=gates)
    model.uncertainties = [RealParameter("reliability", 0.0, 1.0), RealParameter("seed", 0, 1e6)]
    model.outcomes = [ScalarOutcome("total"), ScalarOutcome("hours")]
    futures = [Future(f"{i}", reliability=case[0], seed=case[1]) for i, case in enumerate(cases)]
    with SequentialEvaluator(model) as evaluator:
        _, found = evaluator.perform_experiments(futures)
    return list(zip(found["total"].tolist(), found["hours"].tolist(), strict=True))


FRAMEWORKS: dict[str, tuple[str, Callable[[Sequence[Case]], Found]]] = {
    "mesa": ("mesa", by_mesa), "agentpy": ("agentpy", by_agentpy),
    "workbench": ("ema_workbench", by_workbench), "plain": ("numpy", by_loop),
    "compiled": ("numba", by_compiled),
}  # fmt: skip
"""By name: the package it needs, and what makes all runs of some cases."""


def compare_frameworks(quick: bool = False) -> dict[str, float]:
    """Time the toy in every framework that is installed, in turn, the best of three rounds.

    Returns:
        runs a second, and for each framework how many times faster the compiled loop is.

    Raises:
        ValueError: a framework gave other figures, so there is nothing to compare.
    """
    cases = cases_of(20 if quick else 200)
    here = {name: run for name, (needs, run) in FRAMEWORKS.items()
            if importlib.util.find_spec(needs) is not None}  # fmt: skip
    expected = by_loop(cases)  # draws the luck of all before the clock starts
    best = dict.fromkeys(here, float("inf"))
    for run in here.values():
        run(cases[:1])  # loaded and compiled
    for _ in range(1 if quick else ROUNDS):
        for name, run in here.items():
            began = time.process_time()
            found = run(cases)
            best[name] = min(best[name], time.process_time() - began)
            if found != expected:
                raise ValueError(f"{name} gave {found[0]}, the plain loop {expected[0]}")
    return {
        **{f"toy_{name}_runs_per_second": len(cases) / one for name, one in best.items()},
        **{f"toy_{name}_ratio": one / best["compiled"] for name, one in best.items()
           if "compiled" in best and name != "compiled"},
    }  # fmt: skip
