"""Demand: what cargo appears each month, before anyone chooses its way."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from model.plan import Layout
from rulebook.addition import add_up
from rulebook.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from rulebook.demand import damped_growth, level_between, reverted_rate, walked_level
from rulebook.world import KNOT_YEARS, Flow

if TYPE_CHECKING:
    from model.railway import Railway


def known_stretch(month: int, known_until: int) -> tuple[int, int, float] | None:
    """Numbers of the known levels before and after a month, and the share of the way between.

    None after the last one known by then.
    """
    year = month / MONTHS_PER_YEAR
    years = [y for y in KNOT_YEARS if y <= known_until]
    if year <= years[0]:
        return 0, 0, 0.0
    for i in range(1, len(years)):
        if year <= years[i]:
            return i - 1, i, (year - years[i - 1]) / (years[i] - years[i - 1])
    return None


def recent_stretch(known_until: int, span_years: float) -> tuple[int, int] | None:
    """Numbers of the known levels about the last stretch of at least `span_years`, if any."""
    last = max(i for i, year in enumerate(KNOT_YEARS) if year <= known_until)
    earlier = [i for i in range(last) if KNOT_YEARS[last] - KNOT_YEARS[i] >= span_years]
    return (max(earlier), last) if earlier else None


def recent_growth(flow: Flow, stretch: tuple[int, int] | None) -> float:
    """Log growth a year over a stretch of known levels."""
    if stretch is None:
        return flow.growth
    first, last = stretch
    return math.log(flow.knots[last] / flow.knots[first]) / (KNOT_YEARS[last] - KNOT_YEARS[first])


class Outlook(NamedTuple):
    """What is known of a flow's walk beforehand: its recent growth and the names of its luck."""

    flow: Flow
    recent: float
    market_luck: str
    own_luck: str


@lru_cache(maxsize=64)
def _outlooks(layout: Layout, stretch: tuple[int, int] | None) -> list[Outlook]:
    return [Outlook(flow, recent_growth(flow, stretch), f"demand.{flow.market}",
                    f"demand.{flow.flow}") for flow in layout.flows]  # fmt: skip


def raise_demand(railway: Railway) -> None:
    """Set each flow's level in Mt a year, and the sea's rate."""
    p, flows = railway.p, railway.world.flows
    known = known_stretch(railway.month, railway.setting.known_until)
    if known is None:
        _walk_levels(railway)
    else:
        before, after, share = known
        railway.levels = [
            level_between(flow.knots[before], flow.knots[after], share) if after else flow.knots[0]
            for flow in flows
        ]
    swing = railway.luck.normal("sea_rate", railway.t)
    railway.sea_rate = reverted_rate(
        railway.sea_rate, p["choice.sea_rate"], p["choice.sea_pull"], p["choice.sea_spread"], swing
    )


def _walk_levels(railway: Railway) -> None:
    """Let each flow's level follow its trend and its luck, partly shared by its market."""
    p, t, luck = railway.p, railway.t, railway.luck
    known_until = railway.setting.known_until
    years = railway.month / MONTHS_PER_YEAR - max(y for y in KNOT_YEARS if y <= known_until)
    stretch = recent_stretch(known_until, p["demand.trend_span"])
    extra, weight = p["demand.growth_extra"], p["demand.trend_weight"]
    fading, spread = p["demand.trend_years"], p["demand.spread_factor"]
    tie = p["demand.common_share"]
    for j, (flow, recent, market, name) in enumerate(_outlooks(railway.plan.layout, stretch)):
        growth = damped_growth(flow.growth + extra, recent, weight, years, fading)
        common, own = luck.normal(market, t), luck.normal(name, t)
        railway.levels[j] = walked_level(
            railway.levels[j], growth, flow.growth_sd * spread, tie, common, own
        )


def offered_trains(railway: Railway) -> list[float]:
    """Trains a day each flow offers after shippers have chosen and shocks have struck."""
    offered: list[float] = []
    for flow, level, pull in zip(
        railway.world.flows, railway.levels, railway.attracted, strict=True
    ):
        daily = level * 1e6 / DAYS_PER_YEAR / flow.net_tonnes
        offered.append(daily * pull * railway.shock_factor(f"demand.{flow.market}"))
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
