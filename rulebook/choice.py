"""How cargo chooses its way: generalised cost and nested logit."""

from __future__ import annotations

import math


def generalised_cost(
    rate: float, hours: float, hours_sd: float, value_of_time: float, reliability_ratio: float
) -> float:
    """Cost of a way as a shipper feels it, USD per FEU: rate, time and its spread."""
    return rate + value_of_time * hours + reliability_ratio * value_of_time * hours_sd


def attraction(cost: float, constant: float, scale: float) -> float:
    """Exponential attraction of an alternative; `scale` in USD per FEU."""
    return math.exp(constant - cost / scale)


def share_by_land(pull: float, by_sea: float, nest_ratio: float) -> float:
    """Share that goes by land of what goes by land or by sea.

    Args:
        pull: attraction of all land ways together, above zero.
        by_sea: attraction of the sea.
        nest_ratio: dissimilarity of the land nest, 0 < ratio <= 1.
    """
    by_land = math.exp(nest_ratio * math.log(pull))
    return by_land / (by_land + by_sea)


def nested_shares(
    land: tuple[float, ...], sea: float, land_scale: float, nest_ratio: float, sea_scale: float,
    land_constants: tuple[float, ...], sea_constant: float,
) -> tuple[float, ...]:
    """Shares of each land way, then of the sea, by nested logit; they add to one.

    Args:
        land: generalised cost of each land way, USD per FEU; `math.inf` closes a way.
        sea: generalised cost by sea, USD per FEU.
        land_scale: spread of tastes within the land nest, USD per FEU.
        nest_ratio: dissimilarity of the land nest, 0 < ratio <= 1.
        sea_scale: spread of tastes between land and sea, USD per FEU.
        land_constants: attraction constants of the land ways.
        sea_constant: attraction constant of the sea.

    >>> a, b, c = nested_shares((3000.0, 3000.0), 9e9, 500.0, 0.5, 1000.0, (0.0, 0.0), 0.0)
    >>> a == b and c == 0.0
    True
    """
    pull = [0.0] * len(land)
    total = 0.0
    for i in range(len(land)):
        if land[i] < math.inf:
            pull[i] = attraction(land[i], land_constants[i], land_scale)
        total += pull[i]
    by_sea = attraction(sea, sea_constant, sea_scale)
    if total <= 0.0:
        return (*pull, 1.0)
    land_share = share_by_land(total, by_sea, nest_ratio)
    return (*[land_share * p / total for p in pull], 1.0 - land_share)
