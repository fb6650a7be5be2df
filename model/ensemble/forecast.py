"""Forecasts: what each party believes when it weighs a contract, read from the railway as it is.

A party's beliefs stand in a slot of their own for each maker at the table; they are read when
first asked for in a month, as `model.forecast` does, and kept for the rest of it.
"""

from __future__ import annotations

import math
from typing import Any

from model.ensemble import codes
from model.ensemble.believing import (
    believe_gates,
    believe_locomotives,
    believe_money,
    believe_workers,
    believe_works,
    in_musd,
    judge,
    opened_by,
    read_transit,
    read_workers,
    time_musd,
    unserved,
)
from model.ensemble.codes import (
    CASPIAN,
    CHINA,
    GATES,
    GOVERNMENT,
    MAKERS,
    MONEY,
    OPERATOR,
    SHIPPERS,
    TRANSIT,
    WORKERS,
    WORKS,
)
from model.ensemble.orders import on_order, yearly_due


def slot_of(s: Any, seat: int, maker: int) -> int:
    """Where a seat's beliefs stand with a maker at the table, or with none (-1)."""
    makers = s.count.shape[0]
    if seat >= MAKERS:
        return seat - MAKERS
    if seat == OPERATOR:
        return makers + maker + 1
    if seat == GOVERNMENT:
        return 2 * makers + maker + 2
    return 3 * makers + seat  # china, caspian, shippers and workforce


def believe(
    s: Any, lay: Any, p: Any, fate: Any, tops: Any, seat: int, maker: int, groups: int
) -> int:
    """Read what a seat believes this month, if it was not read already.

    Args:
        s: the replicate.
        lay: the layout.
        p: parameters.
        fate: its luck.
        tops: topologies.
        seat: who believes.
        maker: the maker at the table, -1 for none.
        groups: of the operator's beliefs those that the table asks for, a bit each.

    Returns:
        the slot in which the beliefs stand.
    """
    slot = slot_of(s, seat, maker)
    if seat == OPERATOR:
        _believe_as_operator(s, lay, p, fate, tops, slot, maker, groups)
    elif s.believed_in[slot, MONEY] != s.month:
        s.believed_in[slot, MONEY] = s.month
        _forget(s, slot)
        if seat == GOVERNMENT:
            _believe_as_government(s, lay, p, fate, tops, slot, maker)
        elif seat >= MAKERS:
            _believe_as_maker(s, lay, p, fate, slot, seat - MAKERS)
        elif seat == CHINA:
            judge(s, lay, p, fate, slot, seat, codes.TRAIN_COSTS, p.talk_window_cost_musd)
            judge(s, lay, p, fate, slot, seat, codes.OWN_TRADE, p.talk_exports_musd)
            judge(s, lay, p, fate, slot, seat, codes.NOTICE_COSTS, p.talk_notice_cost_musd)
        elif seat == CASPIAN:
            judge(s, lay, p, fate, slot, seat, codes.TRAIN_COSTS, p.talk_sailing_cost_musd)
            judge(s, lay, p, fate, slot, seat, codes.OWN_TRADE, 0.0)
        elif seat == SHIPPERS:
            _believe_as_shippers(s, lay, p, fate, slot)
        else:
            _believe_as_workforce(s, lay, p, fate, slot)
    return slot


def _forget(s: Any, slot: int) -> None:
    """Set what a party holds no belief on to what weighing takes in its place."""
    s.belief[slot] = 0.0
    s.belief[slot, codes.MOST] = math.inf
    s.belief[slot, codes.CONTENT_CEILING] = s.belief[slot, codes.BELIEVED] = 1.0
    s.belief[slot, codes.PUBLIC_MONEY] = 1.0


def _believe_as_operator(
    s: Any, lay: Any, p: Any, fate: Any, tops: Any, slot: int, maker: int, groups: int
) -> None:
    """The operator: what more trains, ready locomotives and calm are worth, and what they cost."""
    if maker >= 0 and s.believed_in[slot, MONEY] != s.month:
        groups = lay.groups_with_maker  # later this month all must stand as they do now
    if s.believed_in[slot, MONEY] != s.month:
        s.believed_in[slot, MONEY] = s.month
        _forget(s, slot)
        believe_money(s, lay, p, fate, slot, OPERATOR)
        if maker >= 0:
            believe_locomotives(s, lay, p, fate, slot, maker)
    if groups & (1 << GATES) and s.believed_in[slot, GATES] != s.month:
        s.believed_in[slot, GATES] = s.month
        believe_gates(s, lay, p, fate, slot)
    if groups & (1 << WORKERS) and s.believed_in[slot, WORKERS] != s.month:
        s.believed_in[slot, WORKERS] = s.month
        believe_workers(s, lay, p, fate, slot)
    if groups & (1 << WORKS) and s.believed_in[slot, WORKS] != s.month:
        s.believed_in[slot, WORKS] = s.month
        believe_works(s, lay, p, fate, tops, slot, OPERATOR)
    if groups & (1 << TRANSIT) and s.believed_in[slot, TRANSIT] != s.month:
        s.believed_in[slot, TRANSIT] = s.month
        read_transit(s, lay, p, fate, slot, OPERATOR)


def _believe_as_government(
    s: Any, lay: Any, p: Any, fate: Any, tops: Any, slot: int, maker: int
) -> None:
    """The government: volume, jobs, content that arrives, and money it does not have."""
    b = s.belief[slot]
    believe_money(s, lay, p, fate, slot, GOVERNMENT)
    believe_works(s, lay, p, fate, tops, slot, GOVERNMENT)
    b[codes.PUBLIC_MONEY], b[codes.TARIFF_PAIN] = p.talk_public_money, p.talk_tariff_pain
    b[codes.GUARANTEE_COSTS], b[codes.BELIEVED] = p.talk_guarantee_costs, p.talk_content_believed
    judge(s, lay, p, fate, slot, GOVERNMENT, codes.JOB_WORTH, p.talk_job_worth_musd)
    judge(s, lay, p, fate, slot, GOVERNMENT, codes.CONTENT_WORTH,
          p.talk_content_worth_musd * p.talk_content_weight)  # fmt: skip
    judge(s, lay, p, fate, slot, GOVERNMENT, codes.HANDOVER_WORTH,
          p.talk_handover_worth_musd * p.talk_content_weight)  # fmt: skip
    judge(s, lay, p, fate, slot, GOVERNMENT, codes.TRAINED_ENGINEERING,
          p.talk_engineer_worth_musd)  # fmt: skip
    if maker >= 0:
        plant = lay.maker_plant[maker]
        b[codes.BUILDS], b[codes.OPENED] = _builds(s, lay, p, maker), opened_by(s, lay, maker)
        b[codes.CONTENT_NOW] = s.content[plant] if plant >= 0 else 0.0


def _builds(s: Any, lay: Any, p: Any, maker: int) -> float:
    """Locomotives that a maker's plant at home will build over the pact, by orders in hand."""
    return max(yearly_due(s, lay, p, maker), 1.0) * p.talk_pact_years


def _believe_as_maker(s: Any, lay: Any, p: Any, fate: Any, slot: int, maker: int) -> None:
    """A maker: its cost, its free slots, and what it gives away."""
    b, seat, plant = s.belief[slot], MAKERS + maker, lay.maker_plant[maker]
    fee, surge = lay.service_kusd[maker] / 1e3, s.factor[lay.on_home]
    free = lay.yearly_capacity[maker] * p.talk_supply_years * (1.0 - lay.home_share[maker])
    b[codes.MOST] = max(0.0, free * surge - on_order(s, maker))
    b[codes.INDEXED_GAIN] = p.prices_inflation - p.talk_depreciation
    b[codes.OWNED], b[codes.OPENED] = unserved(s, maker), opened_by(s, lay, maker)
    b[codes.CONTENT_NOW] = s.content[plant] if plant >= 0 else lay.content_now[maker]
    b[codes.BUILDS] = _builds(s, lay, p, maker)
    judge(s, lay, p, fate, slot, seat, codes.COST,
          lay.price_musd[maker] * lay.cost_floor[maker])  # fmt: skip
    judge(s, lay, p, fate, slot, seat, codes.ELSEWHERE_WORTH,
          lay.price_musd[maker] * p.talk_other_buyers / surge)  # fmt: skip
    judge(s, lay, p, fate, slot, seat, codes.LATE_YEARS,
          p.talk_late_years * p.talk_maker_optimism)  # fmt: skip
    judge(s, lay, p, fate, slot, seat, codes.SERVICE_COSTS, fee * (1.0 - p.talk_service_margin))
    judge(s, lay, p, fate, slot, seat, codes.STOCK_COSTS, p.talk_stock_cost_musd)
    judge(s, lay, p, fate, slot, seat, codes.ACCESS_COSTS,
          fee * p.parts_share_of_service * p.talk_service_margin)  # fmt: skip
    judge(s, lay, p, fate, slot, seat, codes.CONTENT_COSTS, p.talk_content_cost_musd)
    judge(s, lay, p, fate, slot, seat, codes.HANDOVER_COSTS, p.talk_handover_cost_musd)
    judge(s, lay, p, fate, slot, seat, codes.TRAINING_COSTS, p.talk_training_cost_musd)
    judge(s, lay, p, fate, slot, seat, codes.IDLE_JOB_COSTS,
          in_musd(s, p.cost_wage_month * 12) * p.talk_idle_jobs)  # fmt: skip


def _believe_as_shippers(s: Any, lay: Any, p: Any, fate: Any, slot: int) -> None:
    """Shippers: what they pay, how long boxes stand, what a pledge could cost them."""
    read_transit(s, lay, p, fate, slot, SHIPPERS)
    for place in range(2):
        gate = lay.gate_of_belief[place]
        judge(s, lay, p, fate, slot, SHIPPERS, codes.HOURS_AT + place,
              time_musd(s, lay, p, gate))  # fmt: skip


def _believe_as_workforce(s: Any, lay: Any, p: Any, fate: Any, slot: int) -> None:
    """The workers: pay, safe jobs, certificates, and the strike they could call."""
    b, seat = s.belief[slot], codes.WORKFORCE
    wage, payroll, strike = read_workers(s, lay, p)
    b[codes.USUAL_RISE] = p.workforce_city_growth * p.workforce_wage_follow
    b[codes.WAGE_WEIGHT] = p.talk_wage_weight
    judge(s, lay, p, fate, slot, seat, codes.PAYROLL, payroll)
    judge(s, lay, p, fate, slot, seat, codes.JOB_WORTH, wage * p.talk_job_security)
    certificate = wage * p.talk_certificate_worth
    judge(s, lay, p, fate, slot, seat, codes.TRAINED_MAINTENANCE, certificate)
    judge(s, lay, p, fate, slot, seat, codes.TRAINED_ENGINEERING, certificate)
    judge(s, lay, p, fate, slot, seat, codes.LEVERAGE, strike * p.talk_strike_leverage)
