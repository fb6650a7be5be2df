"""Traffic: the month's trains over the network, and the limit that held each corridor back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rulebook.line import crowding_delay, locomotive_days, usable_pairs
from rulebook.network import Network, shortest_path
from rulebook.parameters import Parameters
from rulebook.world import Flow

Floats = NDArray[np.float64]
TRACTIONS = ("diesel", "electric")
# Diesels may run under the wires, electrics nowhere else: what diesels must do has a row, and
# what all locomotives together do has another.
MOVING_STOCK = ("diesel", "locomotives", "crews", "wagons")
FREE = "demand"  # the name of the limit where nothing but demand holds a corridor back


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


@dataclass
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
    rows: dict[str, int] = field(default_factory=dict[str, int])


def draw_plan(network: Network, flows: tuple[Flow, ...], electrified: frozenset[str]) -> Plan:
    """Lay every flow over the network and gather the limits it meets."""
    paths = [find_path(network, flow, electrified) for flow in flows]
    pairs = [0.5 * (1.0 + flow.empty_return) for flow in flows]
    by_trains: dict[tuple[float, ...], list[str]] = {}
    for section in network.segments:
        pattern = tuple(
            pairs[j] * path.sections.count(section) for j, path in enumerate(paths)
        )
        if any(pattern):
            by_trains.setdefault(pattern, []).append(section)
    names = [f"line:{sections[0]}" for sections in by_trains.values()]
    table = [list(pattern) for pattern in by_trains]

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
    tonne_km = np.array([path.length * path.flow.net_tonnes for path in paths])
    plan = Plan(paths, names, list(by_trains.values()), np.array(table), tonne_km)
    plan.rows = {name: i for i, name in enumerate(names)}
    return plan


def price_moving_stock(plan: Plan, p: Parameters, slowness: list[float], season: float) -> None:
    """Fill the rows of locomotives, crews and wagons: days of each that a daily train takes.

    Args:
        plan: changed in place.
        p: parameters.
        slowness: extra running time of each path as a share, from last month's crowding.
        season: share of speed left by weather.
    """
    dwell = p["traction.dwell_days"]
    for j, path in enumerate(plan.paths):
        run = p["traction.run_km_day"] * season / (1.0 + slowness[j])
        back = path.flow.empty_return
        total = locomotive_days(path.length, run, back, dwell)
        wireless = path.kilometres["diesel"]
        diesel = locomotive_days(wireless, run, back, dwell * wireless / path.length)
        plan.use[plan.rows["diesel"], j] = diesel
        plan.use[plan.rows["locomotives"], j] = total
        hours = path.length * (1.0 + back) * (1.0 + slowness[j]) / p["line.speed_kmh"]
        plan.use[plan.rows["crews"], j] = hours / p["crews.hours_a_day"]
        turn = locomotive_days(path.length, run, back, p["wagons.terminal_days"])
        plan.use[plan.rows["wagons"], j] = turn * p["wagons.per_train"]


def line_limits(
    network: Network, plan: Plan, p: Parameters, dispatching: float, season: float,
    added_pairs: dict[str, float],
) -> list[float]:  # fmt: skip
    """Usable freight pairs a day of each group of sections: the tightest section counts."""
    limits: list[float] = []
    for sections in plan.groups:
        tightest = float("inf")
        for name in sections:
            section = network.segments[name]
            double = section.tracks > 1
            passenger = p["line.passenger_double" if double else "line.passenger_single"]
            share = p["line.usable_double" if double else "line.usable_single"]
            nominal = section.capacity_pairs + added_pairs.get(name, 0.0)
            usable = usable_pairs(nominal, min(passenger, nominal * p["line.passenger_most"]),
                                  share, dispatching, season)  # fmt: skip
            tightest = min(tightest, usable)
        limits.append(tightest)
    return limits


def cut_tranches(
    plan: Plan, offered: list[float], p: Parameters
) -> tuple[Floats, Floats, Floats]:
    """Cut each flow in two tranches of unlike worth, so that scarce room is shared.

    Returns:
        weights (tonne-km a train as worth, shape 2n), upper bounds (trains a day), use (m, 2n).
    """
    worth = plan.tonne_km * np.array([path.flow.worth for path in plan.paths])
    first = p["traffic.first_share"]
    trains = np.array(offered)
    weights = np.concatenate([worth * p["traffic.first_worth"], worth])
    upper = np.concatenate([trains * first, trains * (1.0 - first)])
    return weights, upper, np.concatenate([plan.use, plan.use], axis=1)


def used_of(use: Floats, trains: Floats) -> Floats:
    """How much of each limit the trains take; summed in order, so the same everywhere."""
    return np.cumsum(use * trains, axis=1)[:, -1]


def slowness_of(plan: Plan, used: Floats, limits: list[float], variability: float) -> list[float]:
    """Extra running time of each path as a share, from how crowded its sections are."""
    delay = [
        crowding_delay(float(used[g]) / limits[g] if limits[g] > 0.0 else 1.0, variability)
        for g in range(len(plan.groups))
    ]
    counts = np.array([float(len(sections)) for sections in plan.groups])
    met = np.where(plan.use[: len(plan.groups)] > 0.0, 1.0, 0.0)
    weighted = np.cumsum(met * (np.array(delay) * counts).reshape((-1, 1)), axis=0)[-1]
    return [float(w) / len(path.sections) for w, path in zip(weighted, plan.paths, strict=True)]


def binding_limit(plan: Plan, shadow: Floats, columns: list[int]) -> tuple[str, float]:
    """The limit that costs these flows most, and the worth one more unit of it would move.

    Returns:
        name of the limit and its marginal value (worth-weighted tonne-km a day); FREE and 0
        where none binds.
    """
    best, cost = FREE, 0.0
    for i, name in enumerate(plan.names):
        if shadow[i] > 0.0:
            share = 0.0
            for j in columns:
                share += plan.use[i, j] * shadow[i] / plan.tonne_km[j]
            if share > cost:
                best, cost = name, share
    return best, float(shadow[plan.rows[best]]) if best != FREE else 0.0
