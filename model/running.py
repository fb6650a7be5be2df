"""Running: trains over the network and through the borders, and those that wait."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.demand import offered_trains
from model.fleet import keep_ready, retire_worn
from model.plan import Layout
from model.room import room_of_limits, trains_at_border
from model.traffic import move_trains, price_moving_stock, slowness_of, used_of
from model.widening import widen
from model.workforce import depot_pace
from rulebook.addition import add_up
from rulebook.border import crossing_hours, turned_away, waiting_after
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR

if TYPE_CHECKING:
    from model.railway import Railway


def keep_fleet(railway: Railway) -> None:
    """Retire the worn, repair the failed, wait for parts."""
    p = railway.p
    pace = depot_pace(railway) + railway.added.get("depot", 0.0)
    for name, series in railway.series.items():
        worn = retire_worn(series, railway.month, p[f"fleet.life_{series.supplier.traction}"])
        railway.post("locomotive", "operator", "scrap", worn, "rule:retirement")
        share, _ = railway.supply_open(name)
        served = min(1.0, railway.terms.served.get(name, 0) / max(series.count, 1))
        lead = p["parts.lead_factor"] * (1.0 - served * (1.0 - p["service.lead_factor"]))
        keep_ready(series, p, railway.month, pace, lead, share)


def run_trains(railway: Railway) -> None:
    """Solve the month's trains and note what moved, what waits and what each limit is worth."""
    p, plan = railway.p, railway.plan
    season = railway.shock_factor("line")
    price_moving_stock(plan, p, railway.slowness, season)
    offered = offered_trains(railway)
    backlog = [waiting / DAYS_PER_MONTH for waiting in railway.waiting]
    railway.wanted = [a + b for a, b in zip(offered, backlog, strict=True)]
    railway.limits = widen(railway, room_of_limits(railway, season))
    moved, railway.shadow = move_trains(plan, railway.wanted, railway.limits, p)
    railway.passed = moved.tolist()
    railway.used = used_of(plan.use, moved)
    fresh = slowness_of(plan, railway.used, railway.limits, p["line.variability"])
    # Rosters follow delays slowly; taken at once, slow months and quick ones would alternate.
    follow = p["line.delay_follow"]
    railway.slowness = [old + (new - old) * follow
                        for old, new in zip(railway.slowness, fresh, strict=True)]  # fmt: skip
    _remember_limits(railway)
    _keep_waiting(railway, offered)
    _count_boxes(railway)
    _buy_wagons(railway)
    _hire_crews(railway)


def _remember_limits(railway: Railway) -> None:
    """Note the size of each limit, and what more of it was worth over the last months."""
    names, memory = railway.plan.names, railway.p["forecast.memory"]
    mean = railway.mean_shadow
    railway.limit_sizes.update(zip(names, railway.limits, strict=True))
    for name, worth in zip(names, railway.shadow.tolist(), strict=True):
        old = mean.get(name, 0.0)
        mean[name] = old + (worth - old) * memory


def _hire_crews(railway: Railway) -> None:
    """Let the operator train more crews when nearly all are on the line."""
    p = railway.p
    row = railway.plan.rows["crews"]
    if float(railway.used[row]) > p["crews.hire_above"] * railway.limits[row]:
        growth = railway.crews * p["crews.most_growth"] / MONTHS_PER_YEAR
        hired = railway.whole("crews", growth)
        railway.crews += hired
        railway.post("crew", "labour_market", "operator", hired, "rule:crew_training")


class Boxes(NamedTuple):
    """Accounts of one flow's containers: where they come from, lie, and go."""

    column: int
    teu: float
    moves: tuple[tuple[str, str, str, str], ...]  # counter, source, target, cause


@lru_cache(maxsize=64)
def _accounts_of_boxes(layout: Layout) -> list[Boxes]:
    found: list[Boxes] = []
    for j, flow in enumerate(layout.flows):
        ground = f"rails:{flow.flow}"
        ways = (("in", flow.origin, ground), ("out", ground, flow.destination),
                ("away", ground, "other_ways"))  # fmt: skip
        if flow.teu:
            found.append(Boxes(j, flow.teu, tuple(
                (f"teu.{name}.{flow.flow}", source, target, f"rule:boxes_{name}")
                for name, source, target in ways
            )))  # fmt: skip
    return found


def _count_boxes(railway: Railway) -> None:
    """Write containers in and out of the country's rails in the ledger, in whole TEU."""
    offered, passed, refused = railway.offered, railway.passed, railway.refused
    for j, teu, moves in _accounts_of_boxes(railway.plan.layout):
        trains = (offered[j] * DAYS_PER_MONTH, passed[j] * DAYS_PER_MONTH, refused[j])
        for number, (counter, source, target, cause) in zip(trains, moves, strict=True):
            railway.post("TEU", source, target, railway.whole(counter, number * teu), cause)


def _buy_wagons(railway: Railway) -> None:
    """Let wagon owners add to their stock when nearly all of it is in use."""
    p = railway.p
    row = railway.plan.rows["wagons"]
    if float(railway.used[row]) > p["wagons.buy_above"] * railway.limits[row]:
        growth = railway.wagons * p["wagons.most_growth"] / MONTHS_PER_YEAR
        bought = railway.whole("wagons", growth)
        railway.wagons += bought
        railway.post("wagon", "makers", "operator", bought, "rule:wagon_owners")


def _keep_waiting(railway: Railway, offered: list[float]) -> None:
    """Carry waiting trains over to the next month; those without room are turned away."""
    p = railway.p
    room_days = {True: p["border.room_days"], False: p["traffic.backlog_days"]}
    railway.offered, railway.gate_bound = offered, _full_gates(railway)
    refused, left = [0.0] * len(offered), [0.0] * len(offered)
    for j, daily in enumerate(offered):
        arrived, passed = daily * DAYS_PER_MONTH, railway.passed[j] * DAYS_PER_MONTH
        waiting, room = railway.waiting[j], room_days[railway.gate_bound[j]] * daily
        refused[j] = turned_away(waiting, arrived, passed, room)
        left[j] = waiting_after(waiting, arrived, passed, room)
    railway.refused, railway.waiting = refused, left
    _count_hours(railway)


def _full_gates(railway: Railway) -> list[bool]:
    """Tell of each flow whether a gate's own limit stops it, not something before it."""
    full: set[int] = set(np.flatnonzero(railway.shadow > 0.0).tolist())
    return [not full.isdisjoint(rows) for rows in railway.plan.layout.gate_rows_met]


def _count_hours(railway: Railway) -> None:
    """Hours to cross each gate, and hours through the country of each flow."""
    p, lay = railway.p, railway.plan.layout
    at_border, passed, hours = trains_at_border(railway), railway.passed, railway.gate_hours
    used, limits, variability = railway.used.tolist(), railway.limits, p["border.variability"]
    for gate, place in railway.network.gates.items():
        columns = lay.over.get(gate, ())
        waiting = add_up([at_border[j] for j in columns])
        through = add_up([passed[j] for j in columns])
        use = 0.0
        for row in lay.gate_rows.get(gate, ()):
            if limits[row] > 0.0:
                use = max(use, used[row] / limits[row])
        railway.queue[gate] = waiting
        base = place.base_hours * (1.0 - railway.terms.notice.get(gate, 0.0))
        hours[gate] = crossing_hours(base, waiting, through, use, variability)
    running = lay.length / p["line.speed_kmh"] * (1.0 + np.array(railway.slowness))
    railway.flow_hours = [
        on_line + add_up([hours[gate] for gate in path.gates if gate in hours])
        for on_line, path in zip(running.tolist(), railway.plan.paths, strict=True)
    ]
