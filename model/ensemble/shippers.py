"""Shippers: which way the boxes between China and Europe go, and what tariffs do to the rest."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.codes import (
    BY_ALTYNKOL,
    BY_CASPIAN,
    BY_DOSTYK,
    BY_SEA,
    BY_TRANSSIB,
)
from model.ensemble.faults import NO_BASE
from rulebook.choice import attraction, generalised_cost, share_by_land


def let_shippers_choose(s: Any, lay: Any, p: Any) -> None:
    """Let the shippers of China-Europe boxes choose their way, by last month's hours."""
    _share_out(s, lay, p)
    if s.chosen == 0:
        s.chosen = 1
        s.first_shares[:] = s.shares
    by_tariff = math.pow(s.tariff_level / s.price_level, -p.demand_tariff_elasticity)
    for j in range(s.attracted.shape[0]):
        way = lay.way_of[j]
        if way < 0:
            s.attracted[j] = by_tariff
        elif s.first_shares[way] == 0.0:
            s.fault = NO_BASE
        else:
            s.attracted[j] = s.shares[way] / s.first_shares[way]


def _share_out(s: Any, lay: Any, p: Any) -> None:
    """Shares of each way by nested logit on generalised cost."""
    tariff = s.tariff_level / s.price_level
    if lay.europe >= 0:
        tariff = tariff * (1.0 - s.discount[lay.europe])
    rail = p.choice_rail_rate * (1.0 - p.choice_home_share + p.choice_home_share * tariff)
    fare = s.fare - p.caspian_fare_usd_feu if s.has_fare != 0 else 0.0
    by_dostyk = _pull(p, rail, _hours(s, lay, p, BY_DOSTYK), p.choice_constant_dostyk)
    by_altynkol = _pull(p, rail, _hours(s, lay, p, BY_ALTYNKOL), p.choice_constant_altynkol)
    by_transsib = _pull(p, p.choice_transsib_rate, p.choice_transsib_hours,
                        p.choice_constant_transsib)  # fmt: skip
    by_caspian = _pull(p, p.choice_caspian_rate + fare, p.choice_caspian_hours,
                       p.choice_constant_caspian)  # fmt: skip
    cost = _cost(p, s.sea_rate, p.choice_sea_hours)
    by_sea = attraction(cost, p.choice_constant_sea, p.choice_sea_scale)
    total = 0.0 + by_dostyk + by_altynkol + by_transsib + by_caspian
    if total <= 0.0:
        s.shares[:] = 0.0
        s.shares[BY_SEA] = 1.0
        return
    land = share_by_land(total, by_sea, p.choice_nest_ratio)
    s.shares[BY_DOSTYK] = land * by_dostyk / total
    s.shares[BY_ALTYNKOL] = land * by_altynkol / total
    s.shares[BY_TRANSSIB] = land * by_transsib / total
    s.shares[BY_CASPIAN] = land * by_caspian / total
    s.shares[BY_SEA] = 1.0 - land


def _pull(p: Any, rate: float, hours: float, constant: float) -> float:
    """Attraction of a land way."""
    cost = _cost(p, rate, hours)
    return attraction(cost, constant, p.choice_land_scale) if cost < math.inf else 0.0


def _cost(p: Any, rate: float, hours: float) -> float:
    """Cost of a way as a shipper feels it, USD per FEU."""
    return generalised_cost(
        rate, hours, p.choice_hours_sd * hours, p.choice_value_of_time, p.choice_reliability_ratio
    )


def _hours(s: Any, lay: Any, p: Any, way: int) -> float:
    """Hours China-Europe by a gate: this country's part as run, the rest as published."""
    j = lay.europe_by[way]
    return p.choice_abroad_hours + (s.flow_hours[j] if j >= 0 else 0.0)
