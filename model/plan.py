"""The plan: every flow's way over the network, and the limits that it meets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rulebook.network import Network, shortest_path
from rulebook.world import Flow

Floats = NDArray[np.float64]
# Diesels may run under the wires, electrics nowhere else: what diesels must do has a row, and
# what all locomotives together do has another.
MOVING_STOCK = ("diesel", "locomotives", "crews", "wagons")
GATE_LIMITS = ("accept", "admit", "transship")
MOST_DRAWN = 512  # plans kept; runs that differ in luck alone share nearly all of theirs


@dataclass(frozen=True)
class Path:
    """The way of one flow: sections in order, kilometres by traction, yards and gates."""

    flow: Flow
    sections: tuple[str, ...]
    kilometres: dict[str, float]
    yards: tuple[str, ...]

    @cached_property
    def gates(self) -> tuple[str, ...]:
        """Border crossings and ports on the way."""
        return self.flow.gates

    @cached_property
    def length(self) -> float:
        """Kilometres in all."""
        return self.kilometres["diesel"] + self.kilometres["electric"]


def find_path(network: Network, flow: Flow, electrified: frozenset[str]) -> Path:
    """Find a flow's shortest way by its stations; `electrified` sections are electric now."""
    sections: list[str] = []
    stops = flow.stations
    for here, there in zip(stops, stops[1:], strict=False):
        sections += shortest_path(network, here, there)
    kilometres = {"diesel": 0.0, "electric": 0.0}
    for name in sections:
        section = network.segments[name]
        electric = name in electrified or section.traction == "electric"
        kilometres["electric" if electric else "diesel"] += section.length_km
    stations = {flow.origin, *flow.via, flow.destination}
    yards = tuple(y.yard for y in network.yards.values() if y.station in stations)
    return Path(flow, tuple(sections), kilometres, yards)


class Layout:
    """What follows from the paths and rows of a plan alone: drawn once, then only read."""

    def __init__(self, paths: list[Path], names: list[str], groups: list[list[str]],
                 use: Floats) -> None:  # fmt: skip
        """Gather by column what the month asks of each path."""
        flows = [path.flow for path in paths]
        self.flows = flows
        self.length = np.array([path.length for path in paths])
        self.wireless = np.array([path.kilometres["diesel"] for path in paths])
        self.wired = np.array([path.kilometres["electric"] for path in paths])
        self.empty_return = np.array([flow.empty_return for flow in flows])
        self.load = np.array([flow.load for flow in flows])
        self.net_tonnes = np.array([flow.net_tonnes for flow in flows])
        self.tariff = np.array([flow.tariff_kzt_tkm for flow in flows])
        self.tonne_km = np.array([path.length * path.flow.net_tonnes for path in paths])
        self.worth = self.tonne_km * np.array([flow.worth for flow in flows])
        self.sections = np.array([float(len(path.sections)) for path in paths])
        # Each line's row counts once for every section that shares it.
        self.met = np.where(use[: len(groups)] > 0.0, 1.0, 0.0)
        self.shared_by = np.array([float(len(sections)) for sections in groups])
        self.places = [(kind, place) for kind, _, place in
                       (name.partition(":") for name in names[len(groups):])]  # fmt: skip
        self._paths, self._use = paths, use
        self._rows = {name: i for i, name in enumerate(names)}

    @cached_property
    def over(self) -> dict[str, list[int]]:
        """Columns of the flows over each gate, and of those over none, named domestic."""
        over: dict[str, list[int]] = {}
        for j, path in enumerate(self._paths):
            for gate in dict.fromkeys(path.gates or ("domestic",)):
                over.setdefault(gate, []).append(j)
        return over

    @cached_property
    def gate_rows(self) -> dict[str, list[int]]:
        """Rows of each gate's own limits."""
        gates = [gate for gate in self.over if gate != "domestic"]
        return {gate: [self._rows[name] for name in (f"{kind}:{gate}" for kind in GATE_LIMITS)
                       if name in self._rows] for gate in gates}  # fmt: skip

    @cached_property
    def gate_rows_met(self) -> list[set[int]]:
        """For each path the rows of gates' limits that its trains use."""
        return [
            {i for gate in path.gates for i in self.gate_rows[gate] if self._use[i, j] > 0.0}
            for j, path in enumerate(self._paths)
        ]


@dataclass(eq=False)
class Plan:
    """Which flows use which limits: the network's part of the month's linear program.

    Sections with the same trains share a row, the tightest of them counts; `use` has a row for
    each limit and a column for each flow.
    """

    paths: list[Path]
    names: list[str]
    groups: list[list[str]]
    use: Floats
    tonne_km: Floats
    rows: dict[str, int]
    layout: Layout

    def copy(self) -> Plan:
        """Give a plan whose rows of moving stock are its own and all else is shared."""
        return replace(self, use=self.use.copy())

    def __deepcopy__(self, memo: dict[int, Any]) -> Plan:
        """Copy for a railway that goes its own way from now on."""
        return self.copy()


_DRAWN: dict[tuple[Any, ...], Plan] = {}


def draw_plan(network: Network, flows: tuple[Flow, ...], electrified: frozenset[str]) -> Plan:
    """Lay every flow over the network and gather the limits it meets; not to be changed.

    Works that only widen a part leave the plan as it was, so it is drawn once for its shape.
    """
    shape = (
        tuple((s.segment, s.begin, s.end, s.length_km, s.traction)
              for s in network.segments.values()),
        tuple((yard.yard, yard.station) for yard in network.yards.values()),
        tuple((g.gate, g.transship_trains is None) for g in network.gates.values()),
        electrified, flows,
    )  # fmt: skip
    plan = _DRAWN.get(shape)
    if plan is None:
        if len(_DRAWN) >= MOST_DRAWN:
            _DRAWN.clear()
        plan = _DRAWN[shape] = _draw(network, flows, electrified)
    return plan


def _draw(network: Network, flows: tuple[Flow, ...], electrified: frozenset[str]) -> Plan:
    paths = [find_path(network, flow, electrified) for flow in flows]
    groups, table = _share_lines(network, paths)
    names = [f"line:{sections[0]}" for sections in groups]

    def add(name: str, row: list[float]) -> None:
        if any(row):
            names.append(name)
            table.append(row)

    for yard in network.yards:
        add(f"yard:{yard}", [1.0 if yard in path.yards else 0.0 for path in paths])
    for gate in network.gates:
        add(f"accept:{gate}", [1.0 if flow.gate_out == gate else 0.0 for flow in flows])
        add(f"admit:{gate}", [1.0 if flow.gate_in == gate else 0.0 for flow in flows])
        if network.gates[gate].transship_trains is not None:
            add(f"transship:{gate}", [1.0 if gate in flow.gates else 0.0 for flow in flows])
    for name in MOVING_STOCK:
        names.append(name)
        table.append([0.0] * len(flows))
    use = np.array(table)
    layout = Layout(paths, names, groups, use)
    rows = {name: i for i, name in enumerate(names)}
    return Plan(paths, names, groups, use, layout.tonne_km, rows, layout)


def _share_lines(
    network: Network, paths: list[Path]
) -> tuple[list[list[str]], list[list[float]]]:
    """Groups of sections with the same trains, and the pairs that each flow's train takes."""
    pairs = [0.5 * (1.0 + path.flow.empty_return) for path in paths]
    times = [Counter(path.sections) for path in paths]
    by_trains: dict[tuple[float, ...], list[str]] = {}
    for section in network.segments:
        pattern = tuple(pairs[j] * counted[section] for j, counted in enumerate(times))
        if any(pattern):
            by_trains.setdefault(pattern, []).append(section)
    return list(by_trains.values()), [list(pattern) for pattern in by_trains]
