"""Believing: the parts of a forecast that several parties share, and a party's own error."""

from __future__ import annotations

from typing import Any

from model.ensemble import codes
from model.ensemble.codes import OPERATOR, USD
from model.ensemble.fleet import mean_age, standing_for_parts
from model.ensemble.luck import fill_normals
from model.ensemble.orders import expected_lateness, locomotives_needed
from model.ensemble.works import expected_worth
from rulebook.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR


def judge(
    s: Any, lay: Any, p: Any, fate: Any, slot: int, seat: int, belief: int, exact: float
) -> None:
    """Hold a belief with the seat's own error in it, which is drawn anew each year."""
    year = s.t // MONTHS_PER_YEAR
    if s.error_of[seat, belief] != year:
        s.error_of[seat, belief] = year
        if fate.drawn[seat, belief] == 0:
            fate.drawn[seat, belief] = 1
            fill_normals(fate, s.key, lay.belief_stream[seat, belief], fate.errors[seat], belief,
                         lay.months, MONTHS_PER_YEAR)  # fmt: skip
        draw = fate.errors[seat, year, belief]
        s.error[seat, belief] = max(0.0, 1.0 + p.talk_forecast_error * draw)
    s.belief[slot, belief] = exact * s.error[seat, belief]


def margin_musd(s: Any, p: Any, tkm_a_day: float) -> float:
    """MUSD a year that some worth-weighted tonne-km a day leave to the operator."""
    tenge = tkm_a_day * DAYS_PER_YEAR * p.talk_margin_kzt_tkm * s.price_level
    return tenge / (s.rates[USD] * 1e6)


def in_musd(s: Any, tenge: float) -> float:
    """MUSD of an amount in tenge of the start, at the month's prices and rate."""
    return tenge * s.price_level / (s.rates[USD] * 1e6)


def believe_money(s: Any, lay: Any, p: Any, fate: Any, slot: int, seat: int) -> None:
    """The fall of the tenge, the own rate, and what tariffs bring in a year."""
    b = s.belief[slot]
    b[codes.DEPRECIATION] = p.talk_depreciation
    b[codes.INDEXED_GAIN] = p.prices_inflation - p.talk_depreciation
    b[codes.OWN_RATE], b[codes.PUBLIC_MONEY] = p.debt_tenge_rate, 1.0
    b[codes.GUARANTEE_SAVES] = p.talk_guarantee_saves
    tenge = 0.0
    for j in range(s.passed.shape[0]):
        tenge += s.passed[j] * s.tonne_km[j] * lay.tariff[j]
    level = s.tariff_level * p.tariff_factor / s.price_level
    revenue = in_musd(s, tenge * DAYS_PER_YEAR * level)
    judge(s, lay, p, fate, slot, seat, codes.REVENUE, revenue)


def ready_year_musd(s: Any, lay: Any, p: Any) -> float:
    """Worth of one more ready locomotive for a year: its own use, and the trains it frees."""
    own = p.talk_locomotive_value / p.talk_value_years
    shadow = s.mean_shadow[lay.diesel_name + 1]
    return own + margin_musd(s, p, shadow * p.talk_traction_worth)


def believe_locomotives(s: Any, lay: Any, p: Any, fate: Any, slot: int, maker: int) -> None:
    """What a maker's locomotives and its care for them are worth to the operator."""
    b, year = s.belief[slot], ready_year_musd(s, lay, p)
    fee = lay.service_kusd[maker] / 1e3
    parts = fee * p.parts_share_of_service
    b[codes.PULL_WORTH] = p.talk_pull_worth
    b[codes.MOST] = locomotives_needed(s, lay, p, lay.maker_electric[maker])
    b[codes.OWNED], b[codes.OPENED] = unserved(s, maker), opened_by(s, lay, maker)
    b[codes.CONTENT_CEILING] = lay.assembly_ceiling[maker]
    b[codes.BELIEVED] = p.talk_content_believed
    _believe_stocks(s, lay, p, slot, maker)
    judge(s, lay, p, fate, slot, OPERATOR, codes.VALUE, year * p.talk_value_years)
    judge(s, lay, p, fate, slot, OPERATOR, codes.ELSEWHERE_WORTH, p.talk_overhaul_worth)
    judge(s, lay, p, fate, slot, OPERATOR, codes.LATE_YEARS, expected_lateness(s, p, maker))
    judge(s, lay, p, fate, slot, OPERATOR, codes.READY_YEAR, year)
    judge(s, lay, p, fate, slot, OPERATOR, codes.SERVICE_SAVES, fee * p.talk_own_service)
    judge(s, lay, p, fate, slot, OPERATOR, codes.ACCESS_SAVES, parts * p.talk_access_saves)
    judge(s, lay, p, fate, slot, OPERATOR, codes.CONTENT_WORTH, p.talk_content_worth_musd)
    judge(s, lay, p, fate, slot, OPERATOR, codes.HANDOVER_WORTH, p.talk_handover_worth_musd)
    _believe_training(s, lay, p, fate, slot)


def _believe_training(s: Any, lay: Any, p: Any, fate: Any, slot: int) -> None:
    judge(s, lay, p, fate, slot, OPERATOR, codes.TRAINED_MAINTENANCE,
          p.talk_technician_worth_musd)  # fmt: skip
    judge(s, lay, p, fate, slot, OPERATOR, codes.TRAINED_ENGINEERING, p.talk_engineer_worth_musd)
    judge(s, lay, p, fate, slot, OPERATOR, codes.TRAINING_COSTS, p.talk_training_cost_musd)


def _believe_stocks(s: Any, lay: Any, p: Any, slot: int, maker: int) -> None:
    """Part of a series that no longer stands for parts when some months are in stock."""
    count, age = max(s.count[maker], int(p.talk_series_reckoned)), mean_age(s, maker)
    bare = standing_for_parts(lay, p, maker, count, age, 0.0)
    for size in range(lay.stock_size.shape[0]):
        stocked = standing_for_parts(lay, p, maker, count, age, lay.stock_size[size])
        s.belief[slot, codes.STOCK_GAIN + size] = (bare - stocked) / count


def unserved(s: Any, maker: int) -> float:
    """Locomotives of a maker that no service contract covers yet."""
    return float(s.count[maker] - min(s.count[maker], s.served[maker]))


def opened_by(s: Any, lay: Any, maker: int) -> float:
    """Component engineering that a maker has opened already."""
    plant = lay.maker_plant[maker]
    return s.access[plant] if plant >= 0 else 0.0


def believe_gates(s: Any, lay: Any, p: Any, fate: Any, slot: int) -> None:
    """Worth of one more train a day at each gate, and of the hours that trains spend there."""
    for place in range(lay.gate_of_belief.shape[0]):
        gate = lay.gate_of_belief[place]
        shadow = s.mean_shadow[lay.accept_name + gate] + s.mean_shadow[lay.ship_name + gate]
        judge(s, lay, p, fate, slot, OPERATOR, codes.TRAIN_AT + place, margin_musd(s, p, shadow))
        saved = time_musd(s, lay, p, gate) * p.talk_time_captured
        judge(s, lay, p, fate, slot, OPERATOR, codes.HOURS_AT + place, saved)
    s.belief[slot, codes.EMPTY_SHARE] = p.talk_empty_share
    judge(s, lay, p, fate, slot, OPERATOR, codes.NOTICE_COSTS, p.talk_notice_cost_musd)


def time_musd(s: Any, lay: Any, p: Any, gate: int) -> float:
    """What the hours of crossing a gate cost the shippers of its boxes in a year, MUSD."""
    boxes = 0.0
    for j in range(s.passed.shape[0]):
        if lay.flow_in[j] == gate or lay.flow_out[j] == gate:
            boxes += s.passed[j] * lay.teu[j] * 0.5
    return boxes * DAYS_PER_YEAR * s.gate_base_hours[gate] * p.choice_value_of_time / 1e6


def read_workers(s: Any, lay: Any, p: Any) -> tuple[float, float, float]:
    """A year's wage, the payroll, and what strikes cost in a year, MUSD."""
    wage = in_musd(s, p.cost_wage_month * MONTHS_PER_YEAR * s.real_wage)
    ready, card = 0.0, lay.depot_strike
    for maker in range(s.ready.shape[0]):
        ready += s.ready[maker]
    lost = ready * (1.0 - lay.card_factor[card]) * lay.card_length[card] / MONTHS_PER_YEAR
    strike = lay.card_hazard[card] * s.strike_factor * lost * ready_year_musd(s, lay, p)
    return wage, wage * (p.cost_staff + s.people[0, 1]), strike


def believe_workers(s: Any, lay: Any, p: Any, fate: Any, slot: int) -> None:
    """Pay, strikes and training as the operator sees them."""
    wage, payroll, strike = read_workers(s, lay, p)
    s.belief[slot, codes.USUAL_RISE] = p.workforce_city_growth * p.workforce_wage_follow
    judge(s, lay, p, fate, slot, OPERATOR, codes.PAYROLL, payroll)
    judge(s, lay, p, fate, slot, OPERATOR, codes.IDLE_JOB_COSTS, wage)
    judge(s, lay, p, fate, slot, OPERATOR, codes.STRIKE_COSTS, strike)
    calm = strike * p.workforce_strike_sense
    judge(s, lay, p, fate, slot, OPERATOR, codes.CALM_WORTH, calm)
    _believe_training(s, lay, p, fate, slot)


def believe_works(s: Any, lay: Any, p: Any, fate: Any, tops: Any, slot: int, seat: int) -> None:
    """Worth of a step of each package, and of a MUSD for whatever is best."""
    b, best = s.belief[slot], 0.0
    for i in range(lay.packages):
        worth = margin_musd(s, p, expected_worth(s, lay, p, fate, tops, i)[2]) * p.talk_value_years
        best = max(best, worth / lay.package_cost[i])
        if lay.package_agreed[i] == 0:  # no sheet asks for it by name
            continue
        judge(s, lay, p, fate, slot, seat, codes.STEP + i, worth)
        if seat != OPERATOR:
            jobs = lay.package_jobs[i] * p.talk_job_worth_musd * lay.package_months[i]
            volume = worth * p.talk_volume_weight
            judge(s, lay, p, fate, slot, seat, codes.STEP_WORTH + i,
                  volume + jobs / MONTHS_PER_YEAR)  # fmt: skip
            judge(s, lay, p, fate, slot, seat, codes.STEP_COSTS + i, lay.package_cost[i])
    b[codes.WORKS_RETURN] = max(p.talk_works_return, min(best, 2.0))


def read_transit(s: Any, lay: Any, p: Any, fate: Any, slot: int, seat: int) -> None:
    """China-Europe boxes: trains, revenue, and what one more train a day leaves."""
    b, trains, tkm, tariff = s.belief[slot], 0.0, 0.0, -1.0
    for j in range(s.passed.shape[0]):
        if lay.is_europe[j] != 0:
            trains += s.passed[j]
            tkm += s.passed[j] * s.tonne_km[j]
            tariff = lay.tariff[j] if tariff < 0.0 else tariff
    level = s.tariff_level / s.price_level
    revenue = in_musd(s, tkm * DAYS_PER_YEAR * (tariff * p.tariff_factor) * level)
    margin = margin_musd(s, p, tkm)
    b[codes.TRANSIT_TRAINS], b[codes.PRICE_RESPONSE] = trains, p.talk_price_response
    b[codes.SURE_SHARE] = p.talk_sure_share
    judge(s, lay, p, fate, slot, seat, codes.TRANSIT_REVENUE, revenue)
    judge(s, lay, p, fate, slot, seat, codes.TRANSIT_MARGIN, margin)
    judge(s, lay, p, fate, slot, seat, codes.TRANSIT_TRAIN, margin / max(trains, 1.0))
    judge(s, lay, p, fate, slot, seat, codes.PLEDGE_COSTS,
          revenue / max(trains, 1.0) * p.talk_pledge_risk)  # fmt: skip

