"""Traffic: the month's trains over the network, and the limit that held each corridor back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.plan import Plan
from rulebook.flow import tight_limits
from rulebook.kernel import KERNEL
from rulebook.line import crowding_delay, locomotive_days, usable_pairs
from rulebook.network import Network
from rulebook.parameters import Parameters

Floats = NDArray[np.float64]
FREE = "demand"  # the name of the limit where nothing but demand holds a corridor back


def price_moving_stock(plan: Plan, p: Parameters, slowness: list[float], season: float) -> None:
    """Fill the rows of locomotives, crews and wagons: days of each that a daily train takes.

    Args:
        plan: changed in place.
        p: parameters.
        slowness: extra running time of each path as a share, from last month's crowding.
        season: share of speed left by weather.
    """
    dwell, lay = p["traction.dwell_days"], plan.layout
    longer = 1.0 + np.array(slowness)
    run, back = p["traction.run_km_day"] * season / longer, lay.empty_return
    plan.use[plan.rows["diesel"]] = locomotive_days(
        lay.wireless, run, back, dwell * lay.wireless / lay.length
    ) * lay.load  # a longer train wants as much more pull
    plan.use[plan.rows["locomotives"]] = locomotive_days(lay.length, run, back, dwell) * lay.load
    hours = lay.length * (1.0 + back) * longer / p["line.speed_kmh"]
    plan.use[plan.rows["crews"]] = hours / p["crews.hours_a_day"]
    turn = locomotive_days(lay.length, run, back, p["wagons.terminal_days"])
    plan.use[plan.rows["wagons"]] = turn * p["wagons.per_train"] * lay.load


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


def move_trains(
    plan: Plan, wanted: list[float], limits: list[float], p: Parameters
) -> tuple[Floats, Floats]:
    """Move what the limits let through: trains a day of each flow, worth of each limit."""
    room, trains = np.array(limits), np.array(wanted)
    tight = tight_limits(trains, plan.use, room)
    weights, upper = cut_tranches(plan, trains, p)
    use = plan.use[tight]
    twice = np.concatenate([use, use], axis=1)
    moved, worth, _ = KERNEL.solve(weights, upper, twice, room[tight])
    shadow = np.zeros(len(limits))
    shadow[tight] = worth
    count = len(wanted)
    return moved[:count] + moved[count:], shadow


def cut_tranches(plan: Plan, trains: Floats, p: Parameters) -> tuple[Floats, Floats]:
    """Cut each flow in two tranches of unlike worth, so that scarce room is shared.

    Returns:
        weights (tonne-km a train as worth, shape 2n) and upper bounds (trains a day).
    """
    worth, first = plan.layout.worth, p["traffic.first_share"]
    weights = np.concatenate([worth * p["traffic.first_worth"], worth])
    return weights, np.concatenate([trains * first, trains * (1.0 - first)])


def used_of(use: Floats, trains: Floats) -> Floats:
    """How much of each limit the trains take; summed in order, so the same everywhere."""
    return np.cumsum(use * trains, axis=1)[:, -1]


def slowness_of(plan: Plan, used: Floats, limits: list[float], variability: float) -> list[float]:
    """Extra running time of each path as a share, from how crowded its sections are."""
    lines = len(plan.groups)
    delay = [
        crowding_delay(taken / limit if limit > 0.0 else 1.0, variability)
        for taken, limit in zip(used[:lines].tolist(), limits[:lines], strict=True)
    ]
    lay = plan.layout
    met = lay.met * (np.array(delay) * lay.shared_by).reshape((-1, 1))
    return (np.cumsum(met, axis=0)[-1] / lay.sections).tolist()


def costs_of(plan: Plan, shadow: Floats) -> list[tuple[int, list[float]]]:
    """Each limit that binds: its row, and by column what it costs a tonne-kilometre."""
    binding = np.flatnonzero(shadow > 0.0)
    costs = plan.use[binding] * shadow[binding].reshape((-1, 1)) / plan.tonne_km
    return list(zip(binding.tolist(), costs.tolist(), strict=True))


def binding_limit(
    plan: Plan, shadow: Floats, costs: list[tuple[int, list[float]]], columns: list[int]
) -> tuple[str, float]:
    """The limit that costs these flows most, and the worth one more unit of it would move.

    Returns:
        name of the limit and its marginal value (worth-weighted tonne-km a day); FREE and 0
        where none binds.
    """
    best, cost = -1, 0.0
    for row, by_column in costs:
        share = 0.0
        for j in columns:
            share += by_column[j]
        if share > cost:
            best, cost = row, share
    return (plan.names[best], float(shadow[best])) if best >= 0 else (FREE, 0.0)
