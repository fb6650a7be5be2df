"""Running: trains over the network and through the borders, and those that wait."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.demand import offered_trains
from model.fleet import keep_ready, retire_worn
from model.traffic import (
    TRACTIONS,
    cut_tranches,
    line_limits,
    price_moving_stock,
    slowness_of,
    used_of,
)
from model.widening import widen
from model.workforce import depot_pace
from rulebook.addition import add_up
from rulebook.border import accepted_trains, crossing_hours, turned_away, waiting_after
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR
from rulebook.decision import Lever, Request, View
from rulebook.flow import solve_flow

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
        keep_ready(series, p, railway.month, pace, p["parts.lead_factor"], share)


def run_trains(railway: Railway) -> None:
    """Solve the month's trains and note what moved, what waits and what each limit is worth."""
    p, plan = railway.p, railway.plan
    season = railway.shock_factor("line")
    price_moving_stock(plan, p, railway.slowness, season)
    offered = offered_trains(railway)
    backlog = [waiting / DAYS_PER_MONTH for waiting in railway.waiting]
    railway.wanted = [a + b for a, b in zip(offered, backlog, strict=True)]
    railway.limits = widen(railway, _limits(railway, season))
    weights, upper, use = cut_tranches(plan, railway.wanted, p)
    trains, shadow, _ = solve_flow(weights, upper, use, np.array(railway.limits))
    count = len(plan.paths)
    moved = trains[:count] + trains[count:]
    railway.passed = [float(x) for x in moved]
    railway.shadow = shadow
    railway.used = used_of(plan.use, moved)
    fresh = slowness_of(plan, railway.used, railway.limits, p["line.variability"])
    # Rosters follow delays slowly; taken at once, slow months and quick ones would alternate.
    follow = p["line.delay_follow"]
    railway.slowness = [old + (new - old) * follow
                        for old, new in zip(railway.slowness, fresh, strict=True)]  # fmt: skip
    for i, name in enumerate(plan.names):
        railway.limit_sizes[name] = railway.limits[i]
        old = railway.mean_shadow.get(name, 0.0)
        railway.mean_shadow[name] = old + (float(shadow[i]) - old) * p["forecast.memory"]
    _keep_waiting(railway, offered)
    _count_boxes(railway)
    _buy_wagons(railway)
    _hire_crews(railway)


def _hire_crews(railway: Railway) -> None:
    """Let the operator train more crews when nearly all are on the line."""
    p = railway.p
    row = railway.plan.rows["crews"]
    if float(railway.used[row]) > p["crews.hire_above"] * railway.limits[row]:
        growth = railway.crews * p["crews.most_growth"] / MONTHS_PER_YEAR
        hired = railway.whole("crews", growth)
        railway.crews += hired
        railway.post("crew", "labour_market", "operator", hired, "rule:crew_training")


def _count_boxes(railway: Railway) -> None:
    """Write containers in and out of the country's rails in the ledger, in whole TEU."""
    for j, path in enumerate(railway.plan.paths):
        flow = path.flow
        if flow.teu:
            ground = f"rails:{flow.flow}"
            for name, trains, source, target in (
                ("in", railway.offered[j] * DAYS_PER_MONTH, flow.origin, ground),
                ("out", railway.passed[j] * DAYS_PER_MONTH, ground, flow.destination),
                ("away", railway.refused[j], ground, "other_ways"),
            ):
                boxes = railway.whole(f"teu.{name}.{flow.flow}", trains * flow.teu)
                railway.post("TEU", source, target, boxes, f"rule:boxes_{name}")


def _buy_wagons(railway: Railway) -> None:
    """Let wagon owners add to their stock when nearly all of it is in use."""
    p = railway.p
    row = railway.plan.rows["wagons"]
    if float(railway.used[row]) > p["wagons.buy_above"] * railway.limits[row]:
        growth = railway.wagons * p["wagons.most_growth"] / MONTHS_PER_YEAR
        bought = railway.whole("wagons", growth)
        railway.wagons += bought
        railway.post("wagon", "makers", "operator", bought, "rule:wagon_owners")


def _limits(railway: Railway, season: float) -> list[float]:
    """Every limit of the month, in the order of the plan's rows."""
    p, plan = railway.p, railway.plan
    quality = 1.0 + railway.added.get("dispatching", 0.0)
    added = {name.partition(":")[2]: gain for name, gain in railway.added.items()
             if name.startswith("line:")}  # fmt: skip
    limits = line_limits(railway.network, plan, p, quality, season, added)
    taken = _neighbours_take(railway)
    for name in plan.names[len(limits):]:
        kind, _, place = name.partition(":")
        limits.append(_limit(railway, kind, place, taken))
    return limits


def _limit(railway: Railway, kind: str, place: str, taken: dict[str, float]) -> float:
    p = railway.p
    added = railway.added
    if kind == "yard":
        gain = 1.0 + added.get("yard", 0.0) + added.get(f"yard:{place}", 0.0)
        return railway.network.yards[place].trains_per_day * gain
    if kind in ("accept", "admit", "transship"):
        return _gate_limit(railway, kind, place, taken)
    if kind in ("diesel", "locomotives"):
        return _free_locomotives(railway, ("diesel",) if kind == "diesel" else TRACTIONS)
    if kind == "crews":
        return railway.crews * (1.0 - p["crews.absent"])
    waiting = add_up(_at_border(railway)) * p["wagons.per_train"]
    return max(0.0, railway.wagons * p["wagons.ready_share"] - waiting)


def _free_locomotives(railway: Railway, tractions: tuple[str, ...]) -> float:
    """Ready locomotives less those on other duty and those that stand with waiting trains."""
    held = _held_locomotives(railway)
    free = 0.0
    for traction in tractions:
        ready = add_up(s.ready for s in railway.series.values() if s.supplier.traction == traction)
        free += ready * (1.0 - railway.p["traction.other_duty"]) - held[traction]
    return max(0.0, free)


def _gate_limit(railway: Railway, kind: str, gate: str, taken: dict[str, float]) -> float:
    place = railway.network.gates[gate]
    window = railway.windows.get(gate, 0.0)
    works = railway.added.get(f"gate:{gate}", 0.0)
    share = taken[gate]
    shock = railway.gate_factor(gate)
    if kind == "accept":
        return accepted_trains(place.acceptance_out, window, share, shock)
    if kind == "admit":
        own = railway.p["border.reliability_other"]
        return accepted_trains(place.acceptance_in, window, own, shock)
    room = place.transship_trains or 0.0
    return room + works + window * railway.p["border.window_transship"]


def _at_border(railway: Railway) -> list[float]:
    """Trains of each flow that wait made up at a gate; other cargo waits on the ground."""
    return [w if held else 0.0 for w, held in zip(railway.waiting, railway.gate_bound, strict=True)]


def _held_locomotives(railway: Railway) -> dict[str, float]:
    """Locomotives that stand with waiting trains: a tight border eats traction."""
    held = {"diesel": 0.0, "electric": 0.0}
    share = railway.p["border.held_locomotives"]
    waiting = _at_border(railway)
    for j, path in enumerate(railway.plan.paths):
        for traction in held:
            part = path.kilometres[traction] / path.length
            held[traction] += waiting[j] * share * part
    return held


def _neighbours_take(railway: Railway) -> dict[str, float]:
    """Ask each neighbour what share of the agreed trains it takes at its gates."""
    p = railway.p
    taken: dict[str, float] = {}
    sides: dict[str, list[str]] = {}
    for gate in railway.network.gates.values():
        sides.setdefault(gate.neighbour, []).append(gate.gate)
    for side, gates in sides.items():
        seat = side if side in railway.minds else "china"
        own = {f"luck.{g}": float(railway.luck.normals(f"gate.{g}")[railway.t]) for g in gates}
        usual = p["border.reliability_china" if side == "china" else "border.reliability_other"]
        own["reliability"] = usual
        own["reliability_sd"] = p["border.reliability_sd"] if railway.setting.chance else 0.0
        levers = tuple(Lever(g, 0.0, 1.0, "share", usual) for g in gates)
        request = Request("acceptance", seat, railway.month, levers)
        view = View(seat, railway.month, railway.public(), own)
        values, _ = railway.ask(seat, view, request)
        taken.update(values)
    return taken


def _keep_waiting(railway: Railway, offered: list[float]) -> None:
    """Carry waiting trains over to the next month; those without room are turned away."""
    p = railway.p
    railway.refused = [0.0] * len(offered)
    railway.offered = offered
    for j, daily in enumerate(offered):
        arrived, passed = daily * DAYS_PER_MONTH, railway.passed[j] * DAYS_PER_MONTH
        bound = _gate_is_full(railway, j)
        railway.gate_bound[j] = bound
        room = p["border.room_days" if bound else "traffic.backlog_days"] * daily
        refused = turned_away(railway.waiting[j], arrived, passed, room)
        railway.refused[j] = refused
        railway.waiting[j] = waiting_after(railway.waiting[j], arrived, passed, room)
    _count_hours(railway)


def _gate_is_full(railway: Railway, column: int) -> bool:
    """Tell whether a gate's own limit stops a flow, not something before it."""
    plan = railway.plan
    for gate in plan.paths[column].gates:
        for kind in ("accept", "admit", "transship"):
            row = plan.rows.get(f"{kind}:{gate}")
            if row is not None and plan.use[row, column] > 0.0 and railway.shadow[row] > 0.0:
                return True
    return False


def _count_hours(railway: Railway) -> None:
    """Hours to cross each gate, and hours through the country of each flow."""
    p, plan = railway.p, railway.plan
    at_border = _at_border(railway)
    for gate, place in railway.network.gates.items():
        columns = [j for j, path in enumerate(plan.paths) if gate in path.gates]
        waiting = add_up(at_border[j] for j in columns)
        passed = add_up(railway.passed[j] for j in columns)
        use = 0.0
        for kind in ("accept", "admit", "transship"):
            row = plan.rows.get(f"{kind}:{gate}")
            if row is not None and railway.limits[row] > 0.0:
                use = max(use, float(railway.used[row]) / railway.limits[row])
        railway.queue[gate] = waiting
        railway.gate_hours[gate] = crossing_hours(
            place.base_hours, waiting, passed, use, p["border.variability"]
        )
    for j, path in enumerate(plan.paths):
        running = path.length / p["line.speed_kmh"] * (1.0 + railway.slowness[j])
        railway.flow_hours[j] = running + add_up(railway.gate_hours[g] for g in path.gates
                                              if g in railway.gate_hours)  # fmt: skip


def let_shippers_choose(railway: Railway) -> None:
    """Ask the shippers of China-Europe boxes how they send them, by last month's hours."""
    p = railway.p
    rail = p["choice.rail_rate"] * (
        1.0 - p["choice.home_share"]
        + p["choice.home_share"] * railway.tariff_level / railway.price_level
    )  # fmt: skip
    hours = {gate: _europe_hours(railway, gate) for gate in ("dostyk", "altynkol")}
    own = {
        "rate.dostyk": rail, "rate.altynkol": rail, "rate.transsib": p["choice.transsib_rate"],
        "rate.caspian": p["choice.caspian_rate"], "rate.sea": railway.sea_rate,
        "hours.dostyk": hours["dostyk"], "hours.altynkol": hours["altynkol"],
        "hours.transsib": p["choice.transsib_hours"],
        "hours.caspian": p["choice.caspian_hours"], "hours.sea": p["choice.sea_hours"],
        "value_of_time": p["choice.value_of_time"],
        "reliability_ratio": p["choice.reliability_ratio"],
        "land_scale": p["choice.land_scale"], "nest_ratio": p["choice.nest_ratio"],
        "sea_scale": p["choice.sea_scale"],
    }  # fmt: skip
    ways = ("dostyk", "altynkol", "transsib", "caspian", "sea")
    for way in ways:
        own[f"hours_sd.{way}"] = p["choice.hours_sd"] * own[f"hours.{way}"]
        own[f"constant.{way}"] = p[f"choice.constant_{way}"]
    levers = tuple(Lever(way, 0.0, 1.0, "share", 1.0 / len(ways)) for way in ways)
    request = Request("route", "shippers", railway.month, levers)
    view = View("shippers", railway.month, railway.public(), own)
    shares, _ = railway.ask("shippers", view, request)
    if not railway.first_shares:
        railway.first_shares = dict(shares)
    railway.shares = shares
    cost = railway.tariff_level / railway.price_level
    for j, flow in enumerate(railway.world.flows):
        railway.attracted[j] = _attraction(railway, flow.market, flow.gates, shares, cost)


def _attraction(
    railway: Railway, market: str, gates: tuple[str, ...], shares: dict[str, float], cost: float
) -> float:
    """Cargo against its reference, after shippers' choice or the answer to tariffs."""
    if market == "transit_europe":
        for way in ("dostyk", "altynkol"):
            if way in gates:
                return shares[way] / railway.first_shares[way]
    if market == "caspian" and "altynkol" in gates:
        return shares["caspian"] / railway.first_shares["caspian"]
    return math.pow(cost, -railway.p["demand.tariff_elasticity"])


def _europe_hours(railway: Railway, gate: str) -> float:
    """Hours China-Europe by a gate: this country's part as run, the rest as published."""
    abroad = railway.p["choice.abroad_hours"]
    found = [
        railway.flow_hours[j] for j, path in enumerate(railway.plan.paths)
        if path.flow.market == "transit_europe" and path.flow.gate_in == gate
    ]  # fmt: skip
    return abroad + (found[0] if found else 0.0)
