"""Outcomes: jobs, dependence, throughput, and what each tenge bought, read every month."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.codes import CONTENT, ENGINEERING, KZT, USD
from model.ensemble.money import value_of_year
from model.ensemble.record import Field
from model.outcomes import MEANINGS
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR

BOOKED = (
    "price_level", "revenue_real", "surplus_real", "contracts_paid", "contracts_paid_real",
    "delivered", "penalties_real", "longest_load",
)  # fmt: skip
"""What a railway's ledger tells after a run, kept here month by month, for no ledger is written."""
OUTCOMES: tuple[Field, ...] = (
    *((name, "f8", ()) for name in MEANINGS),
    ("fleet_share", "f8", ("maker",)), ("binding", "f8", ("corridor",)),
    ("marginal", "f8", ("corridor",)),
    *((name, "f8", ()) for name in BOOKED),
)  # fmt: skip
"""A month's outcomes under the names of `model.outcomes`; `binding` holds numbers of limits."""


def read_outcomes(s: Any, lay: Any, p: Any, out: Any) -> None:
    """Read every outcome of the month that has just run."""
    _read_cargo(s, lay, out)
    _read_fleet(s, out)
    _read_jobs(s, lay, p, out)
    _read_money(s, out)
    judged = s.promises_judged
    out.promise_index = s.promises_kept / judged if judged > 0 else 1.0
    out.bills_unpaid = float(s.owed)
    out.real_wage = s.real_wage
    for corridor in range(s.binding.shape[0]):
        out.binding[corridor] = s.binding[corridor]
        out.marginal[corridor] = s.marginal[corridor]
    _read_books(s, lay, p, out)


def _read_books(s: Any, lay: Any, p: Any, out: Any) -> None:
    level = s.month_overheads / (p.cost_other_month_bn * 1e9)
    out.price_level, out.revenue_real = level, s.month_tariff / level
    out.surplus_real = out.revenue_real - (s.month_rules + s.month_fares) / level
    out.contracts_paid = s.month_paid - s.month_brought
    out.contracts_paid_real = out.contracts_paid / level
    out.delivered, out.penalties_real = s.month_delivered, s.month_fines / level
    out.longest_load = lay.load[0]
    for j in range(1, lay.load.shape[0]):
        out.longest_load = max(out.longest_load, lay.load[j])


def _read_cargo(s: Any, lay: Any, out: Any) -> None:
    moved = tkm = boxes = hours = teu = transit = china = caspian = waiting = refused = 0.0
    for j in range(s.passed.shape[0]):
        ran = s.passed[j] * DAYS_PER_MONTH
        tonnes = ran * lay.net_tonnes[j]
        moved += tonnes
        tkm += ran * s.tonne_km[j]
        refused += s.refused[j]
        if lay.is_europe[j] != 0:
            boxes += ran
            hours += s.flow_hours[j] * ran
        if lay.is_transit[j] != 0:
            teu += ran * lay.teu[j]
            transit += tonnes
        if lay.is_china[j] != 0:
            china += tonnes
        if lay.is_caspian[j] != 0:
            caspian += tonnes
        if s.gate_bound[j] != 0:
            waiting += s.waiting[j]
    out.throughput_mt, out.throughput_tkm = moved / 1e6, tkm
    out.transit_teu, out.transit_mt = teu, transit / 1e6
    out.china_border_mt, out.caspian_route_mt = china / 1e6, caspian / 1e6
    out.transit_hours = hours / boxes if boxes != 0.0 else 0.0
    out.border_crossing_hours = _hours_at(s, lay.dostyk, lay.altynkol)
    out.border_queue_trains, out.refused_trains = waiting, refused


def _hours_at(s: Any, one: int, other: int) -> float:
    """Mean hours at two gates, as far as they are open."""
    total, count = 0.0, 0
    if one >= 0 and s.gate_seen[one] != 0:
        total += s.gate_hours[one]
        count += 1
    if other >= 0 and s.gate_seen[other] != 0:
        total += s.gate_hours[other]
        count += 1
    return total / count


def _read_fleet(s: Any, out: Any) -> None:
    owned, ready, largest = 0, 0.0, 0.0
    for maker in range(s.count.shape[0]):
        owned += s.count[maker]
        ready += s.ready[maker]
    for maker in range(s.count.shape[0]):
        share = s.count[maker] / owned if owned > 0 else 0.0
        out.fleet_share[maker] = share
        largest = max(largest, share)
    out.locomotives_owned, out.locomotives_ready = float(owned), ready
    out.ready_share = ready / owned if owned > 0 else 0.0
    out.fleet_share_largest = largest


def _read_jobs(s: Any, lay: Any, p: Any, out: Any) -> None:
    assembly = engineers = 0.0
    for plant in range(lay.plant_count):
        assembly += s.people[plant + 1, 0]
        engineers += s.people[plant + 1, ENGINEERING]
    technicians = s.people[0, 1]
    out.jobs_assembly, out.jobs_maintenance = assembly, float(technicians)
    out.jobs_engineering = engineers
    value_of_year(s)
    home, abroad = s.year_home, s.year_abroad
    held: int = math.floor(home * p.jobs_home_per_musd)
    lost: int = math.floor(abroad * p.jobs_abroad_per_musd)
    out.jobs_suppliers, out.jobs_abroad = float(held), float(lost)
    out.jobs_total = assembly + technicians + engineers + out.jobs_suppliers
    spent = home + abroad
    out.value_added_domestic_share = home / spent if spent != 0.0 else 0.0
    out.parts_foreign_share = abroad / spent if spent != 0.0 else 0.0
    out.local_content_delivered = _content_delivered(s, lay)
    promised = 0.0
    for i in range(s.actives):
        c = s.clause[s.active[i]]
        if c.kind == CONTENT and c.start <= s.month < c.end:
            promised = max(promised, c.amount)
    out.local_content_promised = promised
    level = 0.0
    for plant in range(lay.plant_count):
        level += s.engineering[plant]
    out.engineering_level = level / lay.plant_count


def _content_delivered(s: Any, lay: Any) -> float:
    """Local content of locomotives built at home, or the highest that a plant has reached."""
    total = weighed = 0.0
    best = s.content[0]
    for plant in range(lay.plant_count):
        total += s.yearly_built[plant]
        weighed += s.yearly_built[plant] * s.content[plant]
        best = max(best, s.content[plant])
    return weighed / total if total != 0.0 else best


def _read_money(s: Any, out: Any) -> None:
    total = foreign = 0.0
    for i in range(s.loans):
        value = s.loan_principal[i] * s.rates[s.loan_currency[i]]
        total += value
        if s.loan_currency[i] != KZT:
            foreign += value
    out.debt_tenge = total
    out.debt_foreign_share = foreign / total if total != 0.0 else 0.0
    tkm = out.throughput_tkm
    cost = s.cost_this_month / s.price_level
    out.cost_per_tkm = cost / tkm if tkm != 0.0 else 0.0
    out.cash_tenge, out.public_money_spent = float(s.cash), s.public_spent
    first = 0.0
    for i in range(s.firsts):
        first += s.first_tkm[i]
    full = s.firsts == MONTHS_PER_YEAR
    s.gained_tkm += tkm - first / s.firsts if full else 0.0
    out.tkm_per_public_tenge = s.gained_tkm / s.public_spent if s.public_spent != 0.0 else 0.0
    if not full:
        s.first_tkm[s.firsts] = tkm
        s.firsts += 1
    out.kzt_per_usd = s.rates[USD]
