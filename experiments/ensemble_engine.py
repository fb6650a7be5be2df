"""The compiled engine: the same months some hundred times quicker, where numba is installed.

What it does not hold goes to the Mesa engine, run by run, and is said beforehand by policy: so a
table of results is the same whichever engine filled it, failures and their tracebacks included.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np

from experiments.engine import Block, Draw, empty_block, is_named
from experiments.mesa_engine import MesaEngine
from experiments.policy import Policy
from experiments.traces import TRACES
from model.ensemble.compiled import can_compile, is_compiled
from model.ensemble.ensemble import Draw as OneRun
from model.ensemble.ensemble import Ensemble, EnsembleError, Runs, compile_all
from model.ensemble.outcomes import BOOKED

MONTHS_A_BLOCK = 60_000  # some seconds of work
MOST_RUNS = 256
WORTH_LOADING, WORTH_COMPILING = 12, 300  # full runs: some seconds, some minutes


class EnsembleEngine:
    """Runs blocks by the compiled rooms, and by the Mesa engine what they do not hold."""

    def __init__(self) -> None:
        """Nothing is loaded before it is asked for."""
        self.mesa = MesaEngine()
        self.ready = False
        self._known: dict[str, Ensemble | str] = {}

    def outcomes(self) -> tuple[str, ...]:
        """Whatever the Mesa engine gives."""
        return self.mesa.outcomes()

    def runs_a_block(self, months: int) -> int:
        """A few seconds of runs."""
        return max(1, min(MOST_RUNS, MONTHS_A_BLOCK // max(months, 1)))

    def prepare(self, runs: int) -> None:
        """Load the compiled rooms, or compile them, if that pays for so many full runs."""
        self.ready = not why_not_compiled(runs) and _compile()
        if not self.ready:
            self.mesa.prepare(runs)

    def remarks(
        self, policies: Sequence[Policy], outcomes: Iterable[str], runs: int
    ) -> Iterator[str]:
        """What the Mesa engine will do instead, and why; that it must be compiled first."""
        reason = why_not_compiled(runs) or why_not_outcomes(outcomes)
        if reason:
            yield f"all by the Mesa engine: {reason}"
            return
        if not is_compiled():
            yield "compiling once for this environment, some two minutes"
        if not _compile():
            yield "all by the Mesa engine: no compiled code can be kept in this environment"
            return
        for policy in policies:
            held = self._held(policy)
            if isinstance(held, str):
                yield f"{policy.name}: by the Mesa engine: {held}"

    def run_block(self, policy: Policy, draws: Sequence[Draw], outcomes: Iterable[str]) -> Block:
        """Run every draw; what the compiled rooms stop at is run by the Mesa engine."""
        wanted = tuple(outcomes)
        ensemble = self._held(policy) if self.ready and not why_not_outcomes(wanted) else ""
        if isinstance(ensemble, str):
            return self.mesa.run_block(policy, draws, wanted)
        runs = ensemble.run([OneRun(one.changes, one.seed, one.replicate) for one in draws], wanted)
        block = _block_of(ensemble, runs, len(draws), wanted)
        for place in runs.failures:
            alone = self.mesa.run_block(policy, [draws[place]], wanted)
            for name in wanted:
                block.outcomes[name][place] = alone.outcomes[name][0]
            if alone.failures:
                block.failures[place] = alone.failures[0]
        return block

    def _held(self, policy: Policy) -> Ensemble | str:
        """The policy laid out, or why it cannot be; the last one is kept."""
        key = json.dumps(policy.content, sort_keys=True)
        if key not in self._known:
            self._known.clear()
            script = [(line.seat, line.kind, line.month, dict(line.values))
                      for line in policy.script]  # fmt: skip
            try:
                self._known[key] = Ensemble(policy.scenario, script=script)
            except EnsembleError as error:
                self._known[key] = str(error)
        return self._known[key]


def why_not_compiled(runs: int) -> str:
    """Why compiled rooms are not used for so many full runs; empty where they are."""
    if not can_compile():
        return "numba is not installed (pip install 'twogauges[ensemble]')"
    if runs < WORTH_LOADING:
        return "so few runs do not pay for loading compiled code"
    if runs < WORTH_COMPILING and not is_compiled():
        return f"nothing is compiled yet, which pays from {WORTH_COMPILING} runs on"
    return ""


def why_not_outcomes(outcomes: Iterable[str]) -> str:
    """Why these outcomes need the Mesa engine; empty where they do not."""
    traces = [name for name in outcomes if name in TRACES and name not in BOOKED]
    return f"{', '.join(traces)}: read from the talks, which no ensemble keeps" if traces else ""


@lru_cache(maxsize=1)
def _compile() -> bool:
    """Compile or load the rooms; tells whether that can be done here."""
    try:
        compile_all()
    except OSError:
        return False
    return True


def _block_of(ensemble: Ensemble, runs: Runs, count: int, wanted: tuple[str, ...]) -> Block:
    """Outcomes as every engine gives them: limits by name."""
    block = empty_block(count, ensemble.scenario.months, wanted)
    names = np.array([*ensemble.limits, "demand"], dtype=object)  # the last one is number -1
    good = [place for place in range(count) if place not in runs.failures]
    for name in wanted:
        found = runs.outcomes[name][good]
        block.outcomes[name][good] = names[found.astype(int)] if is_named(name) else found
    return block


