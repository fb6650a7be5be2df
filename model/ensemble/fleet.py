"""The fleet: locomotives by maker and age, their failures, parts and readiness."""

from __future__ import annotations

from typing import Any

from model.ensemble.faults import COHORTS
from model.ensemble.shocks import supply_open
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.line import round_half_up
from rulebook.parts import (
    expected_backorders,
    failures_of,
    family_need,
    lead_months,
    parts_held,
    parts_on_order,
    ready_locomotives,
    standing_locomotives,
)
from rulebook.skill import repair_pace

COHORTS_AT_START = 9  # as in model.fleet


def found_series(s: Any, maker: int, count: int, age: float, spread: float) -> None:
    """Set up a maker's locomotives at the start, ages spread evenly about the mean."""
    each, extra = count // COHORTS_AT_START, count % COHORTS_AT_START
    s.cohorts[maker] = s.count[maker] = s.months_built[maker] = 0
    s.pull[maker], s.oldest[maker] = 0.0, 0
    for i in range(COHORTS_AT_START):
        size = each + (1 if i < extra else 0)
        years = max(0.0, age + spread * (2.0 * i / (COHORTS_AT_START - 1) - 1.0))
        if size > 0:
            add_cohort(s, maker, size, s.month - round_half_up(years * MONTHS_PER_YEAR), 1.0)


def add_cohort(s: Any, maker: int, size: int, built: int, pull: float) -> None:
    """Take in locomotives delivered together."""
    i = s.cohorts[maker]
    if i == s.cohort_count.shape[1]:
        s.fault = COHORTS
        return
    s.cohort_count[maker, i], s.cohort_built[maker, i] = size, built
    s.cohort_pull[maker, i] = pull
    s.cohorts[maker] += 1
    _count_in(s, maker, i)


def _count_in(s: Any, maker: int, i: int) -> None:
    """Add a cohort to its maker's totals."""
    size, built = s.cohort_count[maker, i], s.cohort_built[maker, i]
    s.oldest[maker] = min(s.oldest[maker], built) if i > 0 else built
    s.count[maker] += size
    s.months_built[maker] += size * built
    s.pull[maker] += size * s.cohort_pull[maker, i]


def retire_worn(s: Any, maker: int, life_years: float) -> None:
    """Take out locomotives past their life."""
    limit = round_half_up(life_years * MONTHS_PER_YEAR)
    if s.month - s.oldest[maker] < limit:
        return
    had, left = s.cohorts[maker], 0
    s.count[maker] = s.months_built[maker] = s.oldest[maker] = 0
    s.pull[maker] = 0.0
    for i in range(had):
        if s.month - s.cohort_built[maker, i] < limit:
            s.cohort_count[maker, left] = s.cohort_count[maker, i]
            s.cohort_built[maker, left] = s.cohort_built[maker, i]
            s.cohort_pull[maker, left] = s.cohort_pull[maker, i]
            _count_in(s, maker, left)
            left += 1
    s.cohorts[maker] = left


def mean_pull(s: Any, maker: int) -> float:
    """Mean pull of a maker's locomotives against the standard type."""
    return s.pull[maker] / s.count[maker] if s.count[maker] > 0 else 1.0


def mean_age(s: Any, maker: int) -> float:
    """Mean age of a maker's locomotives in years; 0 for none."""
    count = s.count[maker]
    total = count * s.month - s.months_built[maker]
    return total / (count * MONTHS_PER_YEAR) if count > 0 else 0.0


def keep_fleet(s: Any, lay: Any, p: Any) -> None:
    """Retire the worn, repair the failed, wait for parts."""
    pace = depot_pace(s, lay, p) + s.depots_added
    for maker in range(s.count.shape[0]):
        electric = lay.maker_electric[maker] != 0
        retire_worn(s, maker, p.fleet_life_electric if electric else p.fleet_life_diesel)
        share = supply_open(s, lay, p, maker)
        served = min(1.0, s.served[maker] / max(s.count[maker], 1))
        lead = p.parts_lead_factor * (1.0 - served * (1.0 - p.service_lead_factor))
        _keep_ready(s, lay, p, maker, pace, lead, share)


def depot_pace(s: Any, lay: Any, p: Any) -> float:
    """Repair pace of the depots against the norm, with strikes."""
    total = 0
    for maker in range(s.count.shape[0]):
        total += s.count[maker]
    needed = total * p.depot_technicians_per_locomotive
    pace = repair_pace(s.people[0, 1], needed, 1.0)
    return max(p.depot_slowest, pace * s.factor[lay.on_depot])


def _keep_ready(
    s: Any, lay: Any, p: Any, maker: int, pace: float, lead_factor: float, open_share: float
) -> None:
    """Run a month of failures, parts and repair of one maker's locomotives."""
    count = s.count[maker]
    failures = failures_of(lay.failures[maker], p.fleet_failure_growth, mean_age(s, maker))
    need = family_need(count, failures, p.parts_failures_needing, p.parts_families)
    lead = lead_months(lay.lead_days[maker], lead_factor)
    if s.on_order[maker] == 0.0:
        s.on_order[maker] = need * lead
    s.on_order[maker] = parts_on_order(s.on_order[maker], need, lead, open_share)
    stock = parts_held(p.parts_depot_stock, p.parts_cover_months, s.stock_months[maker], need)
    owed = expected_backorders(s.on_order[maker], stock)
    s.standing[maker] = standing_locomotives(owed, p.parts_families, p.parts_cannibalised, count,
                                             p.parts_most_standing)  # fmt: skip
    s.ready[maker] = ready_locomotives(
        count, lay.planned_share[maker], failures, p.fleet_repair_days / pace, s.standing[maker]
    )


def standing_for_parts(
    lay: Any, p: Any, maker: int, count: int, age: float, months: float
) -> float:
    """Locomotives of a maker that stand for parts in steady times with some months in stock."""
    failures = failures_of(lay.failures[maker], p.fleet_failure_growth, age)
    need = family_need(count, failures, p.parts_failures_needing, p.parts_families)
    lead = lead_months(lay.lead_days[maker], p.parts_lead_factor)
    stock = parts_held(p.parts_depot_stock, p.parts_cover_months, months, need)
    owed = expected_backorders(need * lead, stock)
    return standing_locomotives(owed, p.parts_families, p.parts_cannibalised, count,
                                p.parts_most_standing)  # fmt: skip
