"""The engine that is the model itself: one Mesa run after another, in plain Python."""

from __future__ import annotations

import math
import traceback
from collections.abc import Iterable, Sequence

from experiments.engine import Block, Draw, Failure, empty_block, is_named, outcomes_of_model
from experiments.policy import Policy
from experiments.traces import TRACES, trace
from model.run import run
from rulebook.kernel import prepare_for

MONTHS_A_BLOCK = 1500  # some seconds of work: what is lost at most when a process is killed
MOST_RUNS = 48


class MesaEngine:
    """Runs the model as every other command does."""

    def outcomes(self) -> tuple[str, ...]:
        """Every outcome of the model, and what is read from its ledger afterwards."""
        return (*outcomes_of_model(), *TRACES)

    def runs_a_block(self, months: int) -> int:
        """A few seconds of runs."""
        return max(1, min(MOST_RUNS, MONTHS_A_BLOCK // max(months, 1)))

    def prepare(self, runs: int) -> None:
        """Use the compiled flow kernel where it pays for so many runs."""
        prepare_for(runs)

    def run_block(self, policy: Policy, draws: Sequence[Draw], outcomes: Iterable[str]) -> Block:
        """Run every draw; what one run raises is kept beside its place."""
        wanted = tuple(outcomes)
        block = empty_block(len(draws), policy.scenario.months, wanted)
        for place, draw in enumerate(draws):
            try:
                _fill(block, place, policy, draw, wanted)
            except Exception as error:  # any failing run is recorded, and the rest goes on
                said = f"{type(error).__name__}: {error}"
                block.failures[place] = Failure(said, traceback.format_exc())
        return block


def _fill(block: Block, place: int, policy: Policy, draw: Draw, wanted: tuple[str, ...]) -> None:
    """Run one draw and write its months in the block."""
    asked = any(name.startswith("dependence_loss_") for name in wanted)
    found = run(policy.scenario, draw.seed, draw.replicate, draw.changes, policy.minds(), asked)
    history = found.history
    for name in wanted:
        if name in TRACES:
            block.outcomes[name][place] = trace(name, found.railway)
        elif is_named(name):
            block.outcomes[name][place] = [str(row.get(name, "")) for row in history]
        else:
            block.outcomes[name][place] = [float(row.get(name, math.nan)) for row in history]
