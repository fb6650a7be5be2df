"""Demand: what cargo appears each month, before anyone chooses its way."""

from __future__ import annotations

from typing import Any

from rulebook.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from rulebook.demand import damped_growth, reverted_rate, walked_level


def raise_demand(s: Any, lay: Any, p: Any, fate: Any) -> None:
    """Set each flow's level in Mt a year, and the sea's rate."""
    draws = fate.normals[s.t]
    if lay.known[s.t] != 0:
        s.levels[:] = lay.known_level[s.t]
    else:
        _walk_levels(s, lay, p, draws)
    s.sea_rate = reverted_rate(
        s.sea_rate, p.choice_sea_rate, p.choice_sea_pull, p.choice_sea_spread, draws[lay.sea_luck]
    )


def _walk_levels(s: Any, lay: Any, p: Any, draws: Any) -> None:
    """Let each flow's level follow its trend and its luck, partly shared by its market."""
    years = s.month / MONTHS_PER_YEAR - lay.knot_year[lay.knots - 1]
    recent = lay.recent[_stretch(lay, p)]
    for j in range(s.levels.shape[0]):
        growth = damped_growth(
            lay.growth[j] + p.demand_growth_extra, recent[j], p.demand_trend_weight, years,
            p.demand_trend_years,
        )  # fmt: skip
        s.levels[j] = walked_level(
            s.levels[j], growth, lay.growth_sd[j] * p.demand_spread_factor, p.demand_common_share,
            draws[lay.market_luck[j]], draws[lay.flow_luck[j]],
        )  # fmt: skip


def _stretch(lay: Any, p: Any) -> int:
    """Row of recent growth: from the latest knot far enough back, else the long run's."""
    last = lay.knots - 1
    for i in range(last - 1, -1, -1):
        if lay.knot_year[last] - lay.knot_year[i] >= p.demand_trend_span:
            return i
    return last


def offer_trains(s: Any, lay: Any, p: Any) -> None:
    """Trains a day each flow offers after shippers have chosen and shocks have struck."""
    for j in range(s.levels.shape[0]):
        daily = s.levels[j] * 1e6 / DAYS_PER_YEAR / lay.net_tonnes[j]
        factor = s.factor[lay.market_target[lay.market[j]]]
        s.offered_anew[j] = daily * s.attracted[j] * factor
    for market in range(s.pledge.shape[0]):
        if s.pledge[market] > 0.0:
            _keep_pledge(s, lay, p, market)


def _keep_pledge(s: Any, lay: Any, p: Any, market: int) -> None:
    """Shippers send what they pledged, as far as they keep their word, where they would not."""
    total = 0.0
    for j in range(s.levels.shape[0]):
        if lay.market[j] == market:
            total += s.offered_anew[j]
    least = s.pledge[market] * p.pledge_kept
    if 0.0 < total < least:
        for j in range(s.levels.shape[0]):
            if lay.market[j] == market:
                s.offered_anew[j] = s.offered_anew[j] * least / total


def offered_in(s: Any, lay: Any, market: int) -> float:
    """Trains a day that a market offered last month."""
    total = 0.0
    for j in range(s.offered.shape[0]):
        if lay.market[j] == market:
            total += s.offered[j]
    return total
