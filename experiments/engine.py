"""Engines: what turns a policy and many sets of parameters into outcomes by the month.

An engine is chosen by name and answers for a block of runs at once; what is then made of the
months (sums, means, dates) is the same code for all, so a table of results does not tell which
engine filled it. Each engine must give the same bits as the model itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.policy import Policy
from model.outcomes import MEANINGS
from rulebook.world import load_world

# By name: module and class; a further engine is one more row here.
ENGINES = {"mesa": ("experiments.mesa_engine", "MesaEngine")}
NAMED = ("binding_",)  # outcomes whose values are names, not numbers


@dataclass(frozen=True)
class Draw:
    """One run asked of an engine: parameters set, and whose luck."""

    changes: Mapping[str, float]
    seed: int
    replicate: int


@dataclass(frozen=True)
class Failure:
    """Why a run gave nothing: the error in one line, and where it arose."""

    error: str
    traceback: str


@dataclass
class Block:
    """Outcomes of some runs, by name: shape (runs, months), of numbers or of names.

    A run that failed has its row filled with NaN or "", and stands in `failures` by its place.
    """

    outcomes: dict[str, NDArray[Any]]
    failures: dict[int, Failure] = field(default_factory=dict[int, Failure])


class Engine(Protocol):
    """What a sweep asks of an engine."""

    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes that this engine can give."""
        ...

    def runs_a_block(self, months: int) -> int:
        """How many runs of so many months it should be given at once."""
        ...

    def prepare(self, runs: int) -> None:
        """Get ready in this process for the work of so many full runs: load what pays."""
        ...

    def run_block(self, policy: Policy, draws: Sequence[Draw], outcomes: Iterable[str]) -> Block:
        """Run every draw under a policy; a run that fails does not stop the others."""
        ...


def find_engine(name: str) -> Engine:
    """Make the engine of a name.

    Raises:
        ValueError: there is none.
    """
    if name not in ENGINES:
        raise ValueError(f"--engine {name} — allowed: {', '.join(ENGINES)}")
    module, made = ENGINES[name]
    engine: Engine = getattr(import_module(module), made)()
    return engine


def outcomes_of_model() -> tuple[str, ...]:
    """Names of every outcome that a month of the model has, and of dependence."""
    world = load_world()
    used = {gate for flow in world.flows for gate in flow.gates}
    corridors = [*(gate for gate in world.network.gates if gate in used), "domestic"]
    makers = list(world.suppliers)
    return (
        *MEANINGS,
        *(f"fleet_share_{maker}" for maker in makers),
        *(f"dependence_loss_{maker}" for maker in makers),
        *(f"binding_{corridor}" for corridor in corridors),
        *(f"marginal_{corridor}" for corridor in corridors),
    )


def is_named(outcome: str) -> bool:
    """Tell whether an outcome's values are names."""
    return outcome.startswith(NAMED)


def empty_block(runs: int, months: int, outcomes: Iterable[str]) -> Block:
    """A block in which every run has yet to be filled in."""
    return Block({
        name: np.full((runs, months), "", dtype=object) if is_named(name)
        else np.full((runs, months), np.nan)
        for name in outcomes
    })  # fmt: skip
