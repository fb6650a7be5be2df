"""Forecasts: what each party believes when it weighs a contract, read from the railway as it is.

Beliefs in money come from last year's marginal values, costs and trains, each multiplied by the
party's own error, which changes once a year. What they leave out: which limit binds next, others'
plans, shocks to come. Keys ending in `_musd` are MUSD a year unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agents.valuation import STOCK_SIZES, Forecast
from model.fleet import standing_for_parts
from model.orders import expected_lateness, locomotives_needed, on_order, yearly_due
from model.works import expected_worth, steps_left
from rulebook.addition import add_up
from rulebook.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from rulebook.world import Supplier

if TYPE_CHECKING:
    from model.railway import Railway

Beliefs = dict[str, float]


def forecast_of(railway: Railway, seat: str, maker: Supplier | None) -> Forecast:
    """A party's forecast this month, with its own error in every belief in money or lateness."""
    key = (railway.month, seat, maker.supplier if maker is not None else "")
    if key not in railway.judged:
        if railway.judged and next(iter(railway.judged))[0] != railway.month:
            railway.judged.clear()
        exact = _READERS.get(seat, read_maker)(railway, maker)
        seen = {
            name: value * _error(railway, seat, name) if _is_judged(name) else value
            for name, value in exact.items()
        }
        railway.judged[key] = Forecast(seat, seen, railway.p, maker)
    return railway.judged[key]


def _is_judged(name: str) -> bool:
    return "_musd" in name or name == "late_years"


def _error(railway: Railway, seat: str, name: str) -> float:
    """A party's error in one belief, as a factor: its own luck, drawn anew each year."""
    year = railway.t - railway.t % MONTHS_PER_YEAR
    draw = float(railway.luck.normals(f"belief.{seat}.{name}")[year])
    return max(0.0, 1.0 + railway.p["talk.forecast_error"] * draw)


# -- the railway's side -------------------------------------------------------------------------
def read_operator(railway: Railway, maker: Supplier | None) -> Beliefs:
    """The operator: what more trains, ready locomotives and calm are worth, and what they cost."""
    beliefs = {**_money(railway), **_gates(railway), **_workers(railway), **_works(railway),
               **_transit(railway)}  # fmt: skip
    if maker is not None:
        beliefs |= _locomotives(railway, maker)
    return beliefs


def margin_musd(railway: Railway, tkm_a_day: float) -> float:
    """MUSD a year that some worth-weighted tonne-km a day leave to the operator."""
    p = railway.p
    tenge = tkm_a_day * DAYS_PER_YEAR * p["talk.margin_kzt_tkm"] * railway.price_level
    return tenge / (railway.rates["USD"] * 1e6)


def in_musd(railway: Railway, tenge: float) -> float:
    """MUSD of an amount in tenge of the start, at the month's prices and rate."""
    return tenge * railway.price_level / (railway.rates["USD"] * 1e6)


def _money(railway: Railway) -> Beliefs:
    p = railway.p
    return {
        "depreciation": p["talk.depreciation"],
        "indexed_gain": p["prices.inflation"] - p["talk.depreciation"],
        "own_rate": p["debt.tenge_rate"], "public_money": 1.0,
        "guarantee_saves": p["talk.guarantee_saves"],
        "revenue_musd": _revenue_musd(railway),
    }  # fmt: skip


def _revenue_musd(railway: Railway) -> float:
    """Tariff revenue of a year at this month's trains, MUSD."""
    tenge = add_up(
        railway.passed[j] * railway.plan.tonne_km[j] * path.flow.tariff_kzt_tkm
        for j, path in enumerate(railway.plan.paths)
    )
    level = railway.tariff_level * railway.p["tariff.factor"] / railway.price_level
    return in_musd(railway, float(tenge) * DAYS_PER_YEAR * level)


def ready_year_musd(railway: Railway) -> float:
    """Worth of one more ready locomotive for a year: its own use, and the trains it frees."""
    p = railway.p
    shadow = railway.mean_shadow.get("locomotives", 0.0)
    own = p["talk.locomotive_value"] / p["talk.value_years"]
    return own + margin_musd(railway, shadow * p["talk.traction_worth"])


def _locomotives(railway: Railway, maker: Supplier) -> Beliefs:
    p = railway.p
    year, fee = ready_year_musd(railway), maker.service_kusd / 1e3
    parts = fee * p["parts.share_of_service"]
    gains = {
        f"stock_gain.{months:g}": _stock_gain(railway, maker, months)
        for months in STOCK_SIZES
    }
    return {
        "value_musd": year * p["talk.value_years"], "pull_worth": p["talk.pull_worth"],
        "most": locomotives_needed(railway, maker.traction),
        "elsewhere_musd": p["talk.overhaul_worth"],
        "late_years": expected_lateness(railway, maker.supplier),
        "owned": _unserved(railway, maker), "ready_year_musd": year,
        "service_saves_musd": fee * p["talk.own_service"],
        "access_saves_musd": parts * p["talk.access_saves"],
        "content_worth_musd": p["talk.content_worth_musd"],
        "content_ceiling": maker.assembly_ceiling, "believed": p["talk.content_believed"],
        "handover_worth_musd": p["talk.handover_worth_musd"],
        "opened": _opened(railway, maker), **gains,
    }  # fmt: skip


def _unserved(railway: Railway, maker: Supplier) -> float:
    """Locomotives of a maker that no service contract covers yet."""
    count = railway.series[maker.supplier].count
    return float(count - min(count, railway.terms.served.get(maker.supplier, 0)))


def _opened(railway: Railway, maker: Supplier) -> float:
    """Component engineering that a maker has opened already."""
    plant = railway.plant_of(maker.supplier)
    return plant.access if plant is not None else 0.0


def _stock_gain(railway: Railway, maker: Supplier, months: float) -> float:
    """Part of a series that no longer stands for parts when some months of them are in stock."""
    series = railway.series[maker.supplier]
    count = max(series.count, int(railway.p["talk.series_reckoned"]))
    args = (maker, count, series.mean_age(railway.month), railway.p, railway.p["parts.lead_factor"])
    return (standing_for_parts(*args, 0.0) - standing_for_parts(*args, months)) / count


def _gates(railway: Railway) -> Beliefs:
    """Worth of one more train a day at each gate, and of the hours that trains spend there."""
    p, beliefs = railway.p, Beliefs()
    for gate in ("dostyk", "altynkol", "aktau"):
        shadow = railway.mean_shadow.get(f"accept:{gate}", 0.0)
        shadow += railway.mean_shadow.get(f"transship:{gate}", 0.0)
        beliefs[f"train_musd.{gate}"] = margin_musd(railway, shadow)
        saved = time_musd(railway, gate) * p["talk.time_captured"]
        beliefs[f"hours_musd.{gate}"] = saved
    beliefs["empty_share"] = p["talk.empty_share"]
    beliefs["notice_costs_musd"] = p["talk.notice_cost_musd"]
    return beliefs


def time_musd(railway: Railway, gate: str) -> float:
    """What the hours of crossing a gate cost the shippers of its boxes in a year, MUSD."""
    boxes = add_up(
        railway.passed[j] * path.flow.teu * 0.5
        for j, path in enumerate(railway.plan.paths) if gate in path.gates
    )  # fmt: skip
    hours = railway.network.gates[gate].base_hours
    return boxes * DAYS_PER_YEAR * hours * railway.p["choice.value_of_time"] / 1e6


def _workers(railway: Railway) -> Beliefs:
    p = railway.p
    wage = in_musd(railway, p["cost.wage_month"] * MONTHS_PER_YEAR * railway.workers.real_wage)
    people = p["cost.staff"] + railway.depots.people["maintenance"]
    strike = strike_musd(railway)
    return {
        "usual_rise": p["workforce.city_growth"] * p["workforce.wage_follow"],
        "payroll_musd": wage * people, "idle_job_costs_musd": wage,
        "strike_costs_musd": strike, "calm_worth_musd": strike * p["workforce.strike_sense"],
        "trained_worth_musd.maintenance": p["talk.technician_worth_musd"],
        "trained_worth_musd.engineering": p["talk.engineer_worth_musd"],
        "training_costs_musd": p["talk.training_cost_musd"],
    }  # fmt: skip


def strike_musd(railway: Railway) -> float:
    """What depot strikes cost the operator in a year, by their chance and size."""
    card = railway.world.cards["depot_strike"]
    ready = add_up(series.ready for series in railway.series.values())
    lost = ready * (1.0 - card.factor) * card.months / MONTHS_PER_YEAR
    return card.hazard * railway.workers.strike_factor * lost * ready_year_musd(railway)


def _works(railway: Railway) -> Beliefs:
    """Worth of a step of each package, and of a MUSD for whatever is best."""
    years, beliefs, best = railway.p["talk.value_years"], Beliefs(), 0.0
    for name, package in railway.world.packages.items():
        worth = margin_musd(railway, expected_worth(railway, package)[1]) * years
        beliefs[f"step_musd.{name}"] = worth
        beliefs[f"steps_left.{name}"] = steps_left(railway, package)
        best = max(best, worth / package.cost_musd)
    beliefs["works_return"] = max(railway.p["talk.works_return"], min(best, 2.0))
    return beliefs


def _transit(railway: Railway) -> Beliefs:
    """China-Europe boxes: trains, revenue, and what one more train a day leaves."""
    p = railway.p
    columns = [j for j, path in enumerate(railway.plan.paths)
               if path.flow.market == "transit_europe"]  # fmt: skip
    trains = add_up(railway.passed[j] for j in columns)
    tkm = float(add_up(railway.passed[j] * railway.plan.tonne_km[j] for j in columns))
    tariff = railway.plan.paths[columns[0]].flow.tariff_kzt_tkm * p["tariff.factor"]
    level = railway.tariff_level / railway.price_level
    revenue = in_musd(railway, tkm * DAYS_PER_YEAR * tariff * level)
    margin = margin_musd(railway, tkm)
    return {
        "transit_trains": trains, "transit_revenue_musd": revenue, "transit_margin_musd": margin,
        "transit_train_musd": margin / max(trains, 1.0), "price_response": p["talk.price_response"],
        "sure_share": p["talk.sure_share"],
        "pledge_costs_musd": revenue / max(trains, 1.0) * p["talk.pledge_risk"],
    }  # fmt: skip


# -- the other sides ----------------------------------------------------------------------------
def read_government(railway: Railway, maker: Supplier | None) -> Beliefs:
    """The government: volume, jobs, content that arrives, and money it does not have."""
    p = railway.p
    beliefs = {**_money(railway), **_works(railway)}
    for name, package in railway.world.packages.items():
        jobs = package.jobs * p["talk.job_worth_musd"] * package.months / MONTHS_PER_YEAR
        volume = beliefs[f"step_musd.{name}"] * p["talk.volume_weight"]
        beliefs[f"step_worth_musd.{name}"] = volume + jobs
        beliefs[f"step_costs_musd.{name}"] = package.cost_musd
    beliefs |= {
        "public_money": p["talk.public_money"], "job_worth_musd": p["talk.job_worth_musd"],
        "tariff_pain": p["talk.tariff_pain"], "guarantee_costs": p["talk.guarantee_costs"],
        "content_worth_musd": p["talk.content_worth_musd"] * p["talk.content_weight"],
        "handover_worth_musd": p["talk.handover_worth_musd"] * p["talk.content_weight"],
        "believed": p["talk.content_believed"],
        "trained_worth_musd.engineering": p["talk.engineer_worth_musd"],
    }  # fmt: skip
    if maker is not None:
        plant = railway.plant_of(maker.supplier)
        beliefs |= {"builds": _builds(railway, maker), "opened": _opened(railway, maker),
                    "content_now": plant.content if plant is not None else 0.0}  # fmt: skip
    return beliefs


def _builds(railway: Railway, maker: Supplier) -> float:
    """Locomotives that a maker's plant at home will build over the pact, by orders in hand."""
    return max(yearly_due(railway, maker.supplier), 1.0) * railway.p["talk.pact_years"]


def read_maker(railway: Railway, maker: Supplier | None) -> Beliefs:
    """A maker: its cost, its free slots, and what it gives away."""
    if maker is None:
        raise ValueError("a maker's beliefs need its card")
    p = railway.p
    plant = railway.plant_of(maker.supplier)
    fee = maker.service_kusd / 1e3
    free = maker.yearly_capacity * p["talk.supply_years"] * (1.0 - maker.home_share)
    taken = on_order(railway, maker.supplier)
    return {
        "cost_musd": maker.price_musd * maker.cost_floor,
        "most": max(0.0, free * railway.home_surge() - taken),
        "elsewhere_musd": maker.price_musd * p["talk.other_buyers"] / railway.home_surge(),
        "late_years": p["talk.late_years"] * p["talk.maker_optimism"],
        "indexed_gain": p["prices.inflation"] - p["talk.depreciation"],
        "owned": _unserved(railway, maker), "opened": _opened(railway, maker),
        "service_costs_musd": fee * (1.0 - p["talk.service_margin"]),
        "stock_costs_musd": p["talk.stock_cost_musd"],
        "access_costs_musd": fee * p["parts.share_of_service"] * p["talk.service_margin"],
        "content_costs_musd": p["talk.content_cost_musd"],
        "content_now": plant.content if plant is not None else maker.content_now,
        "handover_costs_musd": p["talk.handover_cost_musd"], "builds": _builds(railway, maker),
        "training_costs_musd": p["talk.training_cost_musd"],
        "idle_job_costs_musd": in_musd(railway, p["cost.wage_month"] * MONTHS_PER_YEAR)
        * p["talk.idle_jobs"],
    }  # fmt: skip


def read_china(railway: Railway, maker: Supplier | None) -> Beliefs:
    """The Chinese side: its yard, its own exports, its papers."""
    p = railway.p
    return {
        "train_costs_musd": p["talk.window_cost_musd"], "own_trade_musd": p["talk.exports_musd"],
        "notice_costs_musd": p["talk.notice_cost_musd"],
    }  # fmt: skip


def read_caspian(railway: Railway, maker: Supplier | None) -> Beliefs:
    """Ports and ship owners: what a slot costs them beyond its fare."""
    return {"train_costs_musd": railway.p["talk.sailing_cost_musd"], "own_trade_musd": 0.0}


def read_shippers(railway: Railway, maker: Supplier | None) -> Beliefs:
    """Shippers: what they pay, how long boxes stand, what a pledge could cost them."""
    beliefs = _transit(railway)
    for gate in ("dostyk", "altynkol"):
        beliefs[f"hours_musd.{gate}"] = time_musd(railway, gate)
    return beliefs


def read_workforce(railway: Railway, maker: Supplier | None) -> Beliefs:
    """The workers: pay, safe jobs, certificates, and the strike they could call."""
    p = railway.p
    own = _workers(railway)
    wage = own["idle_job_costs_musd"]
    return {
        "usual_rise": own["usual_rise"], "payroll_musd": own["payroll_musd"],
        "wage_weight": p["talk.wage_weight"],
        "job_worth_musd": wage * p["talk.job_security"],
        "trained_worth_musd.maintenance": wage * p["talk.certificate_worth"],
        "trained_worth_musd.engineering": wage * p["talk.certificate_worth"],
        "leverage_musd": own["strike_costs_musd"] * p["talk.strike_leverage"],
    }  # fmt: skip


_READERS: dict[str, Callable[[Railway, Supplier | None], Beliefs]] = {
    "operator": read_operator, "government": read_government, "china": read_china,
    "caspian": read_caspian, "shippers": read_shippers, "workforce": read_workforce,
}  # fmt: skip
