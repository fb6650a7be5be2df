"""Works: the state's programme as announced, and the packages that the operator orders."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from model.plan import Plan, draw_plan
from model.traffic import FREE, binding_limit, costs_of
from rulebook.addition import add_up
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.decision import Lever, Request, View
from rulebook.line import round_half_up
from rulebook.network import Network, Work, as_of, due
from rulebook.world import Flow, Package

if TYPE_CHECKING:
    from model.railway import Railway


@dataclass
class Order:
    """Steps of a package under way: what they widen, when they are due, who caused them."""

    package: Package
    steps: int
    target: str
    due: int
    cause: str


@lru_cache(maxsize=512)
def _planned(
    network_key: tuple[int, int], electrified: frozenset[str], slips: tuple[int, ...], year: int,
    month: int,
) -> tuple[Network, Plan]:  # fmt: skip
    network, flows = _KNOWN[network_key]
    by_work = dict(zip(network.works, slips, strict=True))
    now = as_of(network, (year, month), lambda work: by_work[work.work])
    return now, draw_plan(now, flows, electrified)


_KNOWN: dict[tuple[int, int], tuple[Network, tuple[Flow, ...]]] = {}


def lay_network(railway: Railway) -> None:
    """Open what is due this month and draw the plan anew if anything changed."""
    month = railway.month
    opened = [w for w, when in railway.work_months.items() if when < month]
    key = (tuple(opened), railway.electrified)
    if key == railway.network_key:
        return
    for name in opened:
        if railway.network_key and name not in railway.network_key[0]:
            target = f"open:{railway.world.network.works[name].target}"
            railway.post("works", "building_site", target, 1, f"work:{name}")
    railway.network_key = key
    world = railway.world
    known = (id(world.network), id(world.flows))
    _KNOWN[known] = (world.network, world.flows)
    slips = tuple(railway.slips[name] for name in world.network.works)
    network, plan = _planned(known, railway.electrified, slips,
                             month // MONTHS_PER_YEAR, month % MONTHS_PER_YEAR + 1)  # fmt: skip
    railway.network = network
    railway.plan = plan.copy()


def draw_slips(railway: Railway) -> dict[str, int]:
    """Months that each announced work falls behind, by chance, the same in paired runs."""
    mean = railway.p["works.slip_months"]
    slips: dict[str, int] = {}
    for name in railway.world.network.works:
        drawn = railway.luck.uniform(f"works.{name}", 0)
        slips[name] = int(-mean * math.log(1.0 - drawn)) if railway.setting.chance else int(mean)
    return slips


def month_of(work: Work, slip: int) -> int:
    """Month number in which a work is open for traffic."""
    year, month = due(work, lambda _: slip)
    return year * MONTHS_PER_YEAR + month - 1


def order_works(railway: Railway) -> None:
    """Each January the operator spends the programme's money on packages."""
    _finish_orders(railway)
    if railway.month % MONTHS_PER_YEAR:
        return
    packages = railway.world.packages
    levers = tuple(
        Lever(name, 0.0, steps_left(railway, package), package.unit, 0.0)
        for name, package in packages.items()
    )
    own = {"budget_musd": railway.works_money_musd}
    targets: dict[str, str] = {}
    for name, package in packages.items():
        targets[name], own[f"worth.{name}"] = expected_worth(railway, package)
        own[f"cost.{name}"] = package.cost_musd
    request = Request("capital_plan", "operator", railway.month, levers)
    values, cause = railway.ask(
        "operator", View("operator", railway.month, railway.public(), own), request
    )
    for name, steps in values.items():
        if steps >= 1.0:
            _order(railway, packages[name], int(steps), targets[name], cause)


def steps_left(railway: Railway, package: Package) -> float:
    """Steps of a package that can still be ordered."""
    return max(0.0, package.most_steps - railway.steps_ordered.get(package.package, 0))


def order_steps(railway: Railway, name: str, steps: int, cause: str) -> int:
    """Order steps of a package by contract, with the state's own money; gives those ordered."""
    package = railway.world.packages[name]
    steps = min(steps, int(steps_left(railway, package)))
    if steps > 0:
        railway.works_money_musd += steps * package.cost_musd
        _order(railway, package, steps, expected_worth(railway, package)[0], cause)
    return steps


def _order(railway: Railway, package: Package, steps: int, target: str, cause: str) -> None:
    """Pay for steps of a package and set the month they are due."""
    cost = round_half_up(
        steps * package.cost_musd * 1e6 * railway.p["currency.usd"] * railway.price_level
    )
    railway.post("KZT", "state", "home:industry", cost, cause)
    railway.spend_public(cost)
    railway.works_money_musd -= steps * package.cost_musd
    taken = railway.steps_ordered.get(package.package, 0)
    railway.steps_ordered[package.package] = taken + steps
    slip = railway.p["works.package_slip"] * package.months
    when = railway.month + round_half_up(package.months + slip)
    railway.orders.append(Order(package, steps, target, when, cause))


def _finish_orders(railway: Railway) -> None:
    """Put finished works to use."""
    for order in [one for one in railway.orders if one.due <= railway.month]:
        railway.orders.remove(order)
        gain = order.steps * order.package.gain
        if order.target.startswith("section:"):
            railway.electrified = railway.electrified | {order.target.partition(":")[2]}
        else:
            railway.added[order.target] = railway.added.get(order.target, 0.0) + gain
        railway.post("works", "building_site", f"open:{order.target}", order.steps, order.cause)


def expected_worth(railway: Railway, package: Package) -> tuple[str, float]:
    """What a step would widen, and its worth by last year's marginal values, seen with error."""
    plan, shadow = railway.plan, railway.mean_shadow
    error = railway.luck.normal(f"forecast.{package.package}", railway.t)
    seen = 1.0 + railway.p["forecast.error"] * error

    def worth_of(prefix: str) -> tuple[str, float]:
        best = max(
            (name for name in plan.names if name.startswith(prefix)),
            key=lambda name: shadow.get(name, 0.0),
            default="",
        )
        return best, shadow.get(best, 0.0)

    limit = package.limit
    if limit.startswith("transship."):
        gate = limit.partition(".")[2]
        worth = shadow.get(f"transship:{gate}", 0.0) + shadow.get(f"accept:{gate}", 0.0)
        return f"gate:{gate}", worth * package.gain * seen
    if limit == "line":
        name, worth = worth_of("line:")
        section = name.partition(":")[2]
        return f"line:{section}", worth * package.gain * seen
    if limit == "yard":
        name, worth = worth_of("yard:")
        size = railway.limit_sizes.get(name, 0.0)
        return "yard", worth * package.gain * size * seen
    if limit == "dispatching":
        total = add_up(shadow.get(n, 0.0) * railway.limit_sizes.get(n, 0.0)
                    for n in plan.names if n.startswith("line:"))  # fmt: skip
        return "dispatching", total * package.gain * seen
    if limit == "depot":
        total = add_up(shadow.get(n, 0.0) * railway.limit_sizes.get(n, 0.0)
                    for n in ("diesel", "locomotives"))  # fmt: skip
        return "depot", total * package.gain * railway.p["depot.repair_share"] * seen
    return _electrify_worth(railway, package, seen)


def _electrify_worth(railway: Railway, package: Package, seen: float) -> tuple[str, float]:
    """The busiest diesel section, and the diesel days that its wires would free."""
    best, freed = "", 0.0
    for name, section in railway.network.segments.items():
        if section.traction == "diesel" and name not in railway.electrified:
            trains = add_up(railway.passed[j] * (1.0 + path.flow.empty_return)
                         for j, path in enumerate(railway.plan.paths)
                         if name in path.sections)  # fmt: skip
            days = trains * section.length_km / railway.p["traction.run_km_day"]
            if days > freed:
                best, freed = name, days
    return f"section:{best}", railway.mean_shadow.get("diesel", 0.0) * freed * seen


def note_binding(railway: Railway) -> None:
    """Record which limit held each corridor back this month, and what more of it would move."""
    plan, enough = railway.plan, railway.p["traffic.short_below"]
    pairs = zip(railway.passed, railway.wanted, strict=True)
    short = {j for j, (passed, wanted) in enumerate(pairs) if passed < wanted * enough}
    costs = costs_of(plan, railway.shadow) if short else []
    for corridor in (*railway.corridors, "domestic"):
        columns = plan.layout.over.get(corridor)
        if columns:
            name, worth = FREE, 0.0
            if not short.isdisjoint(columns):
                name, worth = binding_limit(plan, railway.shadow, costs, columns)
            railway.binding[corridor] = name
            railway.marginal[corridor] = worth
