"""Ensembles: many replicates of one policy by the compiled rooms, block by block."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.ensemble.compiled import Compiled, compiled_rooms, place_of
from model.ensemble.faults import NEEDS_TOPOLOGY, SOUND, EnsembleError, refusal
from model.ensemble.outcomes import OUTCOMES
from model.ensemble.record import (
    CAPACITY,
    blank,
    fill_parameters,
    parameter_record,
    sizes_of,
)
from model.ensemble.sheets import survey_sheets
from model.ensemble.state import STATE
from model.ensemble.survey import (
    Script,
    Survey,
    begin_survey,
    close_survey,
    make_fate,
    names_of_limits,
    survey_cards,
    survey_flows,
    survey_load,
    survey_makers,
    survey_network,
    survey_policy,
    survey_script,
    survey_widening,
)
from model.ensemble.topology import Topologies
from model.run import ASKED_EVERY, SILENT_MONTHS
from model.scenario import Scenario, find_scenario
from model.variant import world_of
from rulebook.addition import add_up
from rulebook.luck import stream_key
from rulebook.term_sheet import load_term_sheets
from rulebook.world import World, load_world

Floats = NDArray[np.float64]
DEPENDENCE, CARRIED = "dependence_loss_", "throughput_tkm"


@dataclass(frozen=True)
class Draw:
    """One run: parameters set for it, and whose luck."""

    changes: Mapping[str, float] = field(default_factory=dict[str, float])
    seed: int = 0
    replicate: int = 0


@dataclass
class Runs:
    """Outcomes of a block of runs by name, shape (runs, months); why a run failed, by place.

    Outcomes that name a limit hold its number in `Ensemble.limits`, -1 where none binds.
    """

    outcomes: dict[str, Floats]
    failures: dict[int, str] = field(default_factory=dict[int, str])


class Ensemble:
    """A policy laid out for many runs; `run` gives what the Mesa run gives, to the last bit."""

    def __init__(
        self, scenario: Scenario, world: World | None = None, rooms: Compiled | None = None,
        script: Script = (),
    ) -> None:  # fmt: skip
        """Lay out a policy.

        Args:
            scenario: start, policy and planned events; the house's own minds decide.
            world: tables; the house's own where not given.
            rooms: compiled before; made or loaded where not given.
            script: decisions of the operator and the government on given dates.

        Raises:
            EnsembleError: the policy asks for what only the Mesa engine does.
        """
        check_policy(scenario)
        self.tables, self.scenario = world or load_world(), scenario
        self.base = self.tables.parameters.changed(scenario.parameters)
        self.world = world_of(scenario, self.tables, self.base)
        self.found = lay_out(self.world, scenario, script)
        self.lay = self.found.lay
        sizes = sizes_of(self.world)
        self.topologies = Topologies(self.found)
        self._states = blank(STATE, sizes, 2)  # a run's, and room for a copy of it
        self.state, self.fate = self._states[0], make_fate(sizes)
        self.parameters = parameter_record(self.base)[0]
        self._out = blank(OUTCOMES, sizes)
        self.out, self.flat = self._out[0], self._out.view(np.float64).reshape(-1)
        self.columns = _columns(self.found)
        self.limits = names_of_limits(self.world.network)
        self.rooms = rooms or compiled_rooms()

    def open(self, draw: Draw) -> None:
        """Set the state to the start of a run.

        Raises:
            ValueError: an unknown parameter, or a value, seed or replicate out of range.
        """
        p = self.base.changed(draw.changes)
        fill_parameters(self.parameters, p)
        if self.scenario.loads:  # trains are no longer than this run's loops
            for j, flow in enumerate(world_of(self.scenario, self.tables, p).flows):
                survey_load(self.lay, j, flow)
        self.state.key = stream_key(draw.seed, draw.replicate, "")[0]
        self.state.every[:] = 0
        for i, sheet in enumerate(load_term_sheets().values()):
            if self.lay.sheet_talked[i]:
                self.state.every[i] = int(p[sheet.every])
        self.rooms.open_railway(self.state, self.lay, self.parameters, self.fate)

    def run_to(self, until: int, columns: Any, table: Any, state: Any = None) -> int:
        """Run the opened replicate, or a copy of it, on to a month of its count.

        Returns:
            SOUND or a fault.
        """
        state = self.state if state is None else state
        while True:
            status = self.rooms.run_months(
                state, self.lay, self.parameters, self.fate, self.topologies.rows, self.out,
                self.flat, columns, table, until,
            )  # fmt: skip
            if status != NEEDS_TOPOLOGY:
                return status
            self.topologies.add(state)

    def run(self, draws: Sequence[Draw], outcomes: Iterable[str]) -> Runs:
        """Run every draw from start to end.

        Raises:
            KeyError: an outcome that an ensemble does not have.
        """
        names = tuple(outcomes)
        asked = [name for name in names if not name.startswith(DEPENDENCE)]
        rows = [names.index(name) for name in asked]
        with_carried = (*asked, CARRIED) if len(asked) < len(names) else tuple(asked)
        columns = np.array([self.columns[name] for name in with_carried], dtype=np.int64)
        kept = np.full((len(draws), len(names), self.scenario.months), np.nan)
        runs = Runs({})
        table = np.empty((len(columns), self.scenario.months))
        for place, draw in enumerate(draws):
            try:
                self.open(draw)
                losses = self._run_whole(columns, table, names)
            except (ValueError, _Stopped) as error:
                runs.failures[place] = str(error)
                continue
            kept[place, rows] = table[: len(rows)]
            for (name, t), loss in losses.items():
                kept[place, names.index(name), t] = loss
        runs.outcomes = {name: kept[:, i] for i, name in enumerate(names)}
        return runs

    # -- dependence -----------------------------------------------------------------------------
    def _run_whole(
        self, columns: Any, table: Any, names: tuple[str, ...]
    ) -> dict[tuple[str, int], float]:
        """Run the opened replicate to its end; gives the dependence asked for by name and month.

        Every five years each supplier is taken from a copy of the state for 24 months, as
        `model.run` does with a copy of the railway.
        """
        months, without = self.scenario.months, dict[tuple[str, int], float]()
        makers = {f"{DEPENDENCE}{maker}": i for maker, i in self.found.makers.items()}
        wanted = {name: makers[name] for name in names if name.startswith(DEPENDENCE)}
        for t in range(ASKED_EVERY, months - SILENT_MONTHS + 1, ASKED_EVERY):
            if wanted:
                self._go_on(t, columns, table)
                without |= {(name, t): self._carried_without(maker, t)
                            for name, maker in wanted.items()}  # fmt: skip
        self._go_on(months, columns, table)
        carried = {t: add_up(table[-1, t : t + SILENT_MONTHS].tolist()) for _, t in without}
        return {(name, t): 0.0 if math.isnan(other) or carried[t] == 0.0
                else (carried[t] - other) / carried[t]
                for (name, t), other in without.items()}  # fmt: skip

    def _go_on(self, until: int, columns: Any, table: Any, state: Any = None) -> None:
        status = self.run_to(until, columns, table, state)
        if status != SOUND:
            raise _Stopped(refusal(status))

    def _carried_without(self, maker: int, t: int) -> float:
        """Tonne-km carried in the next months on a copy; NaN where it has no locomotive."""
        if self.state.count[maker] == 0:
            return math.nan
        memory = self._states.view(np.uint8).reshape(2, -1)
        memory[1] = memory[0]
        copy = self._states[1]
        copy.silent, copy.silent_from = maker, self.state.month
        column = np.array([self.columns[CARRIED]], dtype=np.int64)
        table = np.empty((1, self.scenario.months))
        self._go_on(t + SILENT_MONTHS, column, table, copy)
        return add_up(table[0, t : t + SILENT_MONTHS].tolist())


class _Stopped(Exception):
    """A run met a fault."""


def compile_all() -> None:
    """Compile the rooms, or load them, and note that they are there.

    Raises:
        OSError: the compiled code cannot be kept.
    """
    scenario = find_scenario("baseline")
    ensemble = Ensemble(scenario.changed(end=scenario.start + 1))
    ensemble.run([Draw()], [CARRIED])
    (place_of() / "ready").touch()


def lay_out(world: World, scenario: Scenario, script: Script) -> Survey:
    """Lay out a world and a policy.

    Raises:
        EnsembleError: names what an ensemble does not hold.
    """
    found = begin_survey(world, scenario)
    survey_policy(found)
    survey_script(found, script)
    survey_flows(found)
    survey_network(found)
    survey_widening(found)
    survey_makers(found)
    survey_cards(found)
    survey_sheets(found)
    close_survey(found)
    return found


def check_policy(scenario: Scenario) -> None:
    """Refuse what only the Mesa engine does.

    Raises:
        EnsembleError: names it.
    """
    if scenario.months > CAPACITY["month"]:
        raise EnsembleError(f"{scenario.months} months — allowed: {CAPACITY['month']}")
    signed = {(entry["sheet"], entry.get("supplier", "")) for entry in scenario.signed}
    for cut in scenario.removed:
        parts = cut.partition("/")[0].split(":")
        of_signed = len(parts) == 3 and any(parts[0] == sheet for sheet, _ in signed)
        if not cut.startswith("shock:") and not of_signed:
            raise EnsembleError(f"removed {cut!r} — allowed in an ensemble: shocks, and contracts"
                                " that stand signed at the start")  # fmt: skip


def _columns(found: Survey) -> dict[str, int]:
    """Where each outcome stands among a month's numbers."""
    columns: dict[str, int] = {}
    used = {gate for flow in found.world.flows for gate in flow.gates}
    at = 0
    for name, _, shape in OUTCOMES:
        if name == "fleet_share":
            columns |= {f"fleet_share_{maker}": at + i for maker, i in found.makers.items()}
        elif shape:
            columns |= {f"{name}_{gate}": at + i for gate, i in found.gates.items()
                        if gate in used}  # fmt: skip
            columns[f"{name}_domestic"] = at + len(found.gates)
        else:
            columns[name] = at
        at += int(np.prod([found.sizes[size] for size in shape], dtype=int))
    return columns
