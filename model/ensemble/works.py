"""Works: the packages that the operator orders, and what each is worth by its own forecast."""

from __future__ import annotations

from typing import Any

from model.ensemble.codes import (
    TO_DEPOTS,
    TO_DISPATCHING,
    TO_GATE,
    TO_LINE,
    TO_WIRES,
    TO_YARDS,
)
from model.ensemble.faults import NEGATIVE, ORDERS, OUT_OF_RANGE
from model.ensemble.money import spend_public
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.line import round_half_up


def order_works(s: Any, lay: Any, p: Any, fate: Any, tops: Any) -> None:
    """Each January the operator spends the programme's money on packages."""
    _finish_orders(s, lay)
    if s.month % MONTHS_PER_YEAR != 0:
        return
    for i in range(lay.packages):
        fate.targets[i], fate.places[i], fate.worths[i] = expected_worth(s, lay, p, fate, tops, i)
        fate.steps[i] = 0
    year = january_of(lay, s.month)
    if lay.plan_scripted[year] != 0:
        _follow_script(s, lay, fate, year)
    elif lay.programmed > 0:
        _follow_programme(s, lay, fate)
    else:
        _choose_best(s, lay, fate)
    for i in range(lay.packages):
        if fate.steps[i] >= 1:
            _order(s, lay, p, i, fate.steps[i], fate.targets[i], fate.places[i])


def january_of(lay: Any, month: int) -> int:
    """Number of the year of a run that a January begins."""
    return month // MONTHS_PER_YEAR - lay.start // MONTHS_PER_YEAR


def _follow_script(s: Any, lay: Any, fate: Any, year: int) -> None:
    """Order what the policy's script says for this January."""
    for i in range(lay.packages):
        steps = lay.plan_steps[year, i]
        if not 0.0 <= steps <= steps_left(s, lay, i):
            s.fault = OUT_OF_RANGE
        elif steps >= 1.0:
            fate.steps[i] = int(steps)


def _choose_best(s: Any, lay: Any, fate: Any) -> None:
    """Order what its own short forecast says moves most for the money, as `OperatorMind` does."""
    money = s.works_money
    for i in range(lay.packages):
        fate.turn[i] = i
    for i in range(1, lay.packages):  # the greatest worth first, equals in the table's order
        one, k = fate.turn[i], i
        while k > 0 and fate.worths[fate.turn[k - 1]] < fate.worths[one]:
            fate.turn[k] = fate.turn[k - 1]
            k -= 1
        fate.turn[k] = one
    for k in range(lay.packages):
        i = fate.turn[k]
        if fate.worths[i] <= 0.0:
            break
        while fate.steps[i] < steps_left(s, lay, i) and lay.package_cost[i] <= money:
            fate.steps[i] += 1
            money -= lay.package_cost[i]


def _follow_programme(s: Any, lay: Any, fate: Any) -> None:
    """Spend the year's money on packages in a fixed order, as `PlannedOperator` does."""
    money = s.works_money
    for k in range(lay.programmed):
        i = lay.programme[k]
        while fate.steps[i] < steps_left(s, lay, i) and lay.package_cost[i] <= money:
            fate.steps[i] += 1
            money -= lay.package_cost[i]


def steps_left(s: Any, lay: Any, package: int) -> float:
    """Steps of a package that can still be ordered."""
    return max(0.0, lay.package_most[package] - s.steps_ordered[package])


def order_steps(s: Any, lay: Any, p: Any, fate: Any, tops: Any, package: int, steps: int) -> int:
    """Order steps of a package by contract, with the state's own money; gives those ordered."""
    steps = min(steps, int(steps_left(s, lay, package)))
    if steps > 0:
        s.works_money += steps * lay.package_cost[package]
        kind, place, _ = expected_worth(s, lay, p, fate, tops, package)
        _order(s, lay, p, package, steps, kind, place)
    return steps


def _order(s: Any, lay: Any, p: Any, package: int, steps: int, kind: int, place: int) -> None:
    """Pay for steps of a package and set the month they are due."""
    cost = round_half_up(
        steps * lay.package_cost[package] * 1e6 * p.currency_usd * s.price_level
    )
    if cost < 0:
        s.fault = NEGATIVE
    spend_public(s, cost)
    s.works_money -= steps * lay.package_cost[package]
    s.steps_ordered[package] += steps
    if s.orders == s.order_package.shape[0]:
        s.fault = ORDERS
        return
    months = lay.package_months[package]
    i = s.orders
    s.order_package[i], s.order_steps[i] = package, steps
    s.order_kind[i], s.order_place[i] = kind, place
    s.order_due[i] = s.month + round_half_up(months + p.works_package_slip * months)
    s.orders += 1


def _finish_orders(s: Any, lay: Any) -> None:
    """Put finished works to use."""
    left = 0
    for i in range(s.orders):
        if s.order_due[i] <= s.month:
            _put_to_use(s, lay, i)
            continue
        s.order_package[left], s.order_steps[left] = s.order_package[i], s.order_steps[i]
        s.order_kind[left], s.order_place[left] = s.order_kind[i], s.order_place[i]
        s.order_due[left] = s.order_due[i]
        left += 1
    s.orders = left


def _put_to_use(s: Any, lay: Any, i: int) -> None:
    kind, place = s.order_kind[i], s.order_place[i]
    gain = s.order_steps[i] * lay.package_gain[s.order_package[i]]
    if kind == TO_WIRES:
        if s.electrified[place] == 0:
            s.electrified[place], s.wired_anew = 1, 1
    elif kind == TO_GATE:
        s.gate_added[place] += gain
    elif kind == TO_LINE:
        s.line_added[place] += gain
        s.room_known = 0
    elif kind == TO_YARDS:
        s.yards_added += gain
    elif kind == TO_DISPATCHING:
        s.dispatching_added += gain
    else:
        s.depots_added += gain


def expected_worth(
    s: Any, lay: Any, p: Any, fate: Any, tops: Any, package: int
) -> tuple[int, int, float]:
    """What a step would widen, and its worth by last year's marginal values, seen with error."""
    top = tops[s.topology]
    seen = 1.0 + p.forecast_error * fate.normals[s.t, lay.package_luck[package]]
    kind, gain = lay.package_kind[package], lay.package_gain[package]
    if kind == TO_GATE:
        gate = lay.package_gate[package]
        worth = s.mean_shadow[lay.ship_name + gate] + s.mean_shadow[lay.accept_name + gate]
        return kind, gate, worth * gain * seen
    if kind == TO_LINE:
        name = _best(s, top, 0, lay.yard_name)
        worth = s.mean_shadow[name] if name >= 0 else 0.0
        return kind, name, worth * gain * seen
    if kind == TO_YARDS:
        name = _best(s, top, lay.yard_name, lay.accept_name)
        worth = s.mean_shadow[name] if name >= 0 else 0.0
        size = s.limit_sizes[name] if name >= 0 else 0.0
        return kind, -1, worth * gain * size * seen
    if kind == TO_DISPATCHING:
        total = 0.0
        for row in range(top.groups):
            name = top.row_name[row]
            total += s.mean_shadow[name] * s.limit_sizes[name]
        return kind, -1, total * gain * seen
    if kind == TO_DEPOTS:
        total = 0.0
        for name in range(lay.diesel_name, lay.diesel_name + 2):
            total += s.mean_shadow[name] * s.limit_sizes[name]
        return kind, -1, total * gain * p.depot_repair_share * seen
    return _electrify_worth(s, lay, p, top, seen)


def _best(s: Any, top: Any, low: int, high: int) -> int:
    """The limit of most worth among names from `low` up to `high`, the first of equals."""
    best = -1
    for row in range(top.rows):
        name = top.row_name[row]
        if low <= name < high and (best < 0 or s.mean_shadow[name] > s.mean_shadow[best]):
            best = name
    return best


def _electrify_worth(
    s: Any, lay: Any, p: Any, top: Any, seen: float
) -> tuple[int, int, float]:
    """The busiest diesel section, and the diesel days that its wires would free."""
    best, freed = s.line_open.shape[0], 0.0
    for line in range(s.line_open.shape[0]):
        if s.line_open[line] == 0 or s.line_electric[line] != 0 or s.electrified[line] != 0:
            continue
        trains = 0.0
        for j in range(s.passed.shape[0]):
            if top.passes[line, j] != 0:
                trains += s.passed[j] * (1.0 + lay.empty_return[j])
        days = trains * s.line_length[line] / p.traction_run_km_day
        if days > freed:
            best, freed = line, days
    return TO_WIRES, best, s.mean_shadow[lay.diesel_name] * freed * seen
