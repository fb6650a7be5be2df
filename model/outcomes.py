"""Outcomes: jobs, dependence, throughput, and what each tenge bought, read every month."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.money import HOME, debt_in_tenge
from model.plan import Layout
from model.promises import owed_by_contracts, promise_index
from model.workforce import SKILLS, jobs_at_suppliers
from rulebook.addition import add_up
from rulebook.calendar import DAYS_PER_MONTH, MONTHS_PER_YEAR
from rulebook.world import Flow

if TYPE_CHECKING:
    from model.railway import Railway

Value = float | str
CHINA = ("dostyk", "altynkol", "bakhty")
CASPIAN = ("aktau", "kuryk")

MEANINGS: dict[str, tuple[str, str]] = {
    "throughput_mt": ("Mt a month", "cargo carried"),
    "throughput_tkm": ("tonne-km a month", "cargo carried times distance"),
    "transit_teu": ("TEU a month", "transit containers carried"),
    "transit_mt": ("Mt a month", "transit cargo carried"),
    "china_border_mt": ("Mt a month", "cargo over the Chinese border, both ways"),
    "caspian_route_mt": ("Mt a month", "cargo over the Caspian ports"),
    "transit_hours": ("hours", "China-Europe boxes through the country, borders included"),
    "border_crossing_hours": ("hours", "mean hours at the two Chinese gates"),
    "border_queue_trains": ("trains", "trains waiting at gates and ports"),
    "refused_trains": ("trains a month", "trains turned away by loading bans"),
    "locomotives_ready": ("locomotives", "mainline locomotives fit for service"),
    "locomotives_owned": ("locomotives", "mainline locomotives owned"),
    "ready_share": ("share", "locomotives ready of those owned"),
    "jobs_assembly": ("jobs", "assembly workers at plants"),
    "jobs_maintenance": ("jobs", "technicians at depots"),
    "jobs_engineering": ("jobs", "component engineers at plants"),
    "jobs_suppliers": ("jobs", "home suppliers of parts, by money spent at home this year"),
    "jobs_abroad": ("jobs", "jobs abroad, by money spent abroad this year"),
    "jobs_total": ("jobs", "assembly, maintenance, engineering and home suppliers"),
    "value_added_domestic_share": ("share", "part of locomotive and service money spent at home"),
    "local_content_delivered": ("share", "local content of locomotives built at home"),
    "local_content_promised": ("share", "local content that contracts in force promise"),
    "engineering_level": ("share", "component engineering mastered, mean of plants"),
    "debt_tenge": ("KZT", "debt in tenge at the month's rates"),
    "debt_foreign_share": ("share", "part of debt in foreign currency"),
    "cost_per_tkm": ("KZT of the start a tonne-km", "operating cost, prices of the start"),
    "cash_tenge": ("KZT", "the operator's cash"),
    "public_money_spent": ("KZT of the start", "spent on fleet, service and works since start"),
    "tkm_per_public_tenge": ("tonne-km per KZT", "gain over the first year per tenge spent"),
    "kzt_per_usd": ("KZT", "exchange rate"),
    "promise_index": ("share", "promises of contracts kept in time, of those judged"),
    "bills_unpaid": ("KZT", "owed under contracts and not paid"),
    "real_wage": ("of the start", "railway pay in prices of the start"),
    "fleet_share_largest": ("share", "part of the fleet from its largest supplier"),
    "parts_foreign_share": ("share", "part of parts and service money paid abroad"),
}


def meaning_of(outcome: str) -> tuple[str, str]:
    """Unit and meaning of an outcome.

    Raises:
        KeyError: there is no such outcome.
    """
    for prefix, unit, words in (
        ("dependence_loss_", "share", "throughput lost in the 24 months after it falls silent: "),
        ("fleet_share_", "share", "part of the fleet from "),
        ("binding_", "name", "limit that held this corridor back: "),
        ("marginal_", "worth-weighted tonne-km a day", "moved by one more unit of the limit of "),
    ):
        if outcome.startswith(prefix) and outcome not in MEANINGS:
            return unit, words + outcome.removeprefix(prefix)
    return MEANINGS[outcome]


def read_outcomes(railway: Railway) -> dict[str, Value]:
    """Read every outcome of the month that has just run."""
    values: dict[str, Value] = {}
    _read_cargo(railway, values)
    _read_fleet(railway, values)
    _read_jobs(railway, values)
    _read_money(railway, values)
    _read_word(railway, values)
    for corridor, name in railway.binding.items():
        values[f"binding_{corridor}"] = name
        values[f"marginal_{corridor}"] = railway.marginal[corridor]
    return values


class Counted(NamedTuple):
    """Columns of the flows that count as transit, over a border, or as China-Europe boxes."""

    transit: list[int]
    china: list[int]
    caspian: list[int]
    europe: list[int]


@lru_cache(maxsize=64)
def _count_where(layout: Layout) -> Counted:
    def columns(counts: Callable[[Flow], bool]) -> list[int]:
        return [j for j, flow in enumerate(layout.flows) if counts(flow)]

    return Counted(
        columns(lambda f: f.market.startswith("transit")
                or f.flow in ("caspian_west", "north_south")),
        columns(lambda f: any(gate in CHINA for gate in f.gates)),
        columns(lambda f: any(gate in CASPIAN for gate in f.gates)),
        columns(lambda f: f.market == "transit_europe"),
    )  # fmt: skip


def _read_word(railway: Railway, values: dict[str, Value]) -> None:
    """How contracts are kept, and what workers are paid."""
    values["promise_index"] = promise_index(railway)
    values["bills_unpaid"] = float(owed_by_contracts(railway))
    values["real_wage"] = railway.workers.real_wage


def _read_cargo(railway: Railway, values: dict[str, Value]) -> None:
    lay, counted = railway.plan.layout, _count_where(railway.plan.layout)
    trains = np.array(railway.passed) * DAYS_PER_MONTH
    moved: list[float] = (trains * lay.net_tonnes).tolist()
    tkm: list[float] = (trains * lay.tonne_km).tolist()
    ran: list[float] = trains.tolist()
    boxes = add_up(ran[j] for j in counted.europe)
    hours = add_up(railway.flow_hours[j] * ran[j] for j in counted.europe)
    values["throughput_mt"] = add_up(moved) / 1e6
    # A NumPy number, since Python 3.12 would correct the rounding in a sum() of plain floats.
    values["throughput_tkm"] = np.float64(add_up(tkm))
    values["transit_teu"] = add_up(ran[j] * lay.flows[j].teu for j in counted.transit)
    values["transit_mt"] = add_up(moved[j] for j in counted.transit) / 1e6
    values["china_border_mt"] = add_up(moved[j] for j in counted.china) / 1e6
    values["caspian_route_mt"] = add_up(moved[j] for j in counted.caspian) / 1e6
    values["transit_hours"] = hours / boxes if boxes else 0.0
    gates = [railway.gate_hours[g] for g in ("dostyk", "altynkol") if g in railway.gate_hours]
    values["border_crossing_hours"] = add_up(gates) / len(gates)
    values["border_queue_trains"] = add_up(
        railway.waiting[j] for j, held in enumerate(railway.gate_bound) if held
    )
    values["refused_trains"] = add_up(railway.refused)


def _read_fleet(railway: Railway, values: dict[str, Value]) -> None:
    owned = sum(series.count for series in railway.series.values())
    ready = add_up(series.ready for series in railway.series.values())
    values["locomotives_owned"] = float(owned)
    values["locomotives_ready"] = ready
    values["ready_share"] = ready / owned if owned else 0.0
    largest = 0.0
    for name, series in railway.series.items():
        share = series.count / owned if owned else 0.0
        values[f"fleet_share_{name}"] = share
        largest = max(largest, share)
    values["fleet_share_largest"] = largest


def _read_jobs(railway: Railway, values: dict[str, Value]) -> None:
    people: dict[str, int] = dict.fromkeys(SKILLS, 0)
    people["maintenance"] += railway.depots.people["maintenance"]
    for plant in railway.plants.values():
        for skill, number in plant.people.items():
            people[skill] += number
    for skill in SKILLS:
        values[f"jobs_{skill}"] = float(people[skill])
    home, abroad = railway.value_of_year()
    values["jobs_suppliers"] = float(
        jobs_at_suppliers(home, railway.p["jobs.home_per_musd"])
    )
    values["jobs_abroad"] = float(jobs_at_suppliers(abroad, railway.p["jobs.abroad_per_musd"]))
    values["jobs_total"] = float(sum(people.values())) + float(values["jobs_suppliers"])
    spent = home + abroad
    values["value_added_domestic_share"] = home / spent if spent else 0.0
    built = [(plant.yearly_orders, plant.content) for plant in railway.plants.values()]
    total = add_up(number for number, _ in built)
    values["local_content_delivered"] = (
        add_up(n * c for n, c in built) / total if total else max(c for _, c in built)
    )
    promised = [c.amount for k in railway.contracts for c in k.clauses
                if c.kind == "content" and c.runs(railway.month)]  # fmt: skip
    values["local_content_promised"] = max(promised, default=0.0)
    levels = [plant.engineering for plant in railway.plants.values()]
    values["engineering_level"] = add_up(levels) / len(levels)


def _read_money(railway: Railway, values: dict[str, Value]) -> None:
    total, foreign = debt_in_tenge(railway)
    values["debt_tenge"] = total
    values["debt_foreign_share"] = foreign / total if total else 0.0
    tkm = float(values["throughput_tkm"])
    cost = railway.cost_this_month / railway.price_level
    values["cost_per_tkm"] = cost / tkm if tkm else 0.0
    values["cash_tenge"] = float(railway.ledger.balance(HOME, "operator"))
    values["public_money_spent"] = railway.public_spent
    first = railway.first_year_tkm
    gain = tkm - add_up(first) / len(first) if len(first) == MONTHS_PER_YEAR else 0.0
    railway.gained_tkm += gain
    spent = railway.public_spent
    values["tkm_per_public_tenge"] = railway.gained_tkm / spent if spent else 0.0
    if len(first) < MONTHS_PER_YEAR:
        first.append(tkm)
    values["kzt_per_usd"] = railway.rates["USD"]
    paid = railway.parts_abroad_share()
    values["parts_foreign_share"] = paid
