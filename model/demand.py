"""Demand: what cargo appears each month, before anyone chooses its way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rulebook.addition import add_up
from rulebook.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from rulebook.demand import damped_growth, level_between, reverted_rate, walked_level
from rulebook.world import KNOT_YEARS, Flow

if TYPE_CHECKING:
    from model.railway import Railway


def known_level(flow: Flow, month: int, known_until: int) -> float | None:
    """Mt a year from the flow's known levels; None after the last one known by then."""
    year = month / MONTHS_PER_YEAR
    years = [y for y in KNOT_YEARS if y <= known_until]
    if year <= years[0]:
        return flow.knots[0]
    for i in range(1, len(years)):
        if year <= years[i]:
            share = (year - years[i - 1]) / (years[i] - years[i - 1])
            return level_between(flow.knots[i - 1], flow.knots[i], share)
    return None


def recent_growth(flow: Flow, known_until: int, span_years: float) -> float:
    """Log growth a year over the last known stretch of at least `span_years`."""
    last = max(i for i, year in enumerate(KNOT_YEARS) if year <= known_until)
    earlier = [i for i in range(last) if KNOT_YEARS[last] - KNOT_YEARS[i] >= span_years]
    if not earlier:
        return flow.growth
    first = max(earlier)
    span = KNOT_YEARS[last] - KNOT_YEARS[first]
    return math.log(flow.knots[last] / flow.knots[first]) / span


def raise_demand(railway: Railway) -> None:
    """Set each flow's level in Mt a year, and the sea's rate."""
    p, t, month = railway.p, railway.t, railway.month
    known_until = railway.setting.known_until
    last_year = max(year for year in KNOT_YEARS if year <= known_until)
    for j, flow in enumerate(railway.world.flows):
        level = known_level(flow, month, known_until)
        if level is None:
            recent = recent_growth(flow, known_until, p["demand.trend_span"])
            years = month / MONTHS_PER_YEAR - last_year
            growth = damped_growth(
                flow.growth + p["demand.growth_extra"], recent, p["demand.trend_weight"],
                years, p["demand.trend_years"],
            )  # fmt: skip
            common = float(railway.luck.normals(f"demand.{flow.market}")[t])
            own = float(railway.luck.normals(f"demand.{flow.flow}")[t])
            before = railway.levels[j]
            spread = flow.growth_sd * p["demand.spread_factor"]
            level = walked_level(before, growth, spread, p["demand.common_share"], common, own)
        railway.levels[j] = level
    swing = float(railway.luck.normals("sea_rate")[t])
    railway.sea_rate = reverted_rate(
        railway.sea_rate, p["choice.sea_rate"], p["choice.sea_pull"], p["choice.sea_spread"], swing
    )


def offered_trains(railway: Railway) -> list[float]:
    """Trains a day each flow offers after shippers have chosen and shocks have struck."""
    offered: list[float] = []
    for j, flow in enumerate(railway.world.flows):
        daily = railway.levels[j] * 1e6 / DAYS_PER_YEAR / flow.net_tonnes
        offered.append(daily * railway.attracted[j] * railway.shock_factor(f"demand.{flow.market}"))
    for market, pledged in railway.terms.pledge.items():
        _keep_pledge(railway, offered, market, pledged)
    return offered


def _keep_pledge(railway: Railway, offered: list[float], market: str, pledged: float) -> None:
    """Shippers send what they pledged, as far as they keep their word, where they would not."""
    columns = [j for j, flow in enumerate(railway.world.flows) if flow.market == market]
    total = add_up(offered[j] for j in columns)
    least = pledged * railway.p["pledge.kept"]
    if 0.0 < total < least:
        for j in columns:
            offered[j] = offered[j] * least / total


def offered_in(railway: Railway, market: str) -> float:
    """Trains a day that a market offered last month."""
    return add_up(railway.offered[j] for j, flow in enumerate(railway.world.flows)
                  if flow.market == market)  # fmt: skip
