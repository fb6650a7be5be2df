"""Shocks: cards that strike on a date or by chance, and what they multiply while they last."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rulebook.calendar import MONTHS_PER_YEAR, month_number
from rulebook.world import Card

if TYPE_CHECKING:
    from model.railway import Railway


@dataclass(frozen=True)
class Strike:
    """A card in force from `start` up to but not at `end`."""

    card: Card
    start: int
    end: int

    @property
    def cause(self) -> str:
        """The ledger's name for it."""
        return f"shock:{self.card.card}@{self.start}"


def strike(railway: Railway) -> None:
    """Let cards lapse, and strike those that are due by date or by chance."""
    month, t = railway.month, railway.t
    for lapsed in [s for s in railway.strikes if s.end <= month]:
        railway.strikes.remove(lapsed)
        railway.post("card", lapsed.card.target, "deck", 1, lapsed.cause)
    railway.fresh_strikes = []
    running = {s.card.card for s in railway.strikes}
    for name, card in railway.world.cards.items():
        planned = month in railway.setting.cards.get(name, ())
        chance = _chance_of(*_hazard(railway, card))
        drawn = railway.luck.uniform(f"shock.{name}", t) < chance
        if name not in running and (planned or (drawn and railway.setting.chance)):
            fresh = Strike(card, month, month + int(card.months))
            if fresh.cause not in railway.setting.removed:
                railway.strikes.append(fresh)
                railway.fresh_strikes.append(fresh)
                railway.post("card", "deck", card.target, 1, fresh.cause)


def _hazard(railway: Railway, card: Card) -> tuple[float, float]:
    """Strikes of a card by chance a year, and their factor; workers answer to their pay."""
    factor = railway.p["shock.hazard_factor"]
    if card.target == "depot":
        factor = factor * railway.workers.strike_factor
    return card.hazard, factor


@lru_cache(maxsize=512)
def _chance_of(hazard: float, factor: float) -> float:
    """Chance that a card strikes in a month."""
    return 1.0 - math.exp(-hazard * factor / MONTHS_PER_YEAR)


def struck_on(railway: Railway, target: str) -> bool:
    """Tell whether a card on a target is in force."""
    return any(one.card.target == target for one in railway.strikes)


def blocked(railway: Railway, supplier: str) -> bool:
    """Tell whether sanctions close the trade with a supplier, or a counterfactual silences it."""
    russian = railway.world.suppliers[supplier].country == "RU"
    return railway.silenced(supplier) or (russian and struck_on(railway, "parts.russia"))


def factor_on(railway: Railway, target: str) -> float:
    """Product of the factors of all cards in force on a target."""
    factor = 1.0
    for one in railway.strikes:
        if one.card.target == target:
            factor *= one.card.factor
    return factor


def gate_factor(railway: Railway, gate: str) -> float:
    """Share of a gate's acceptance that shocks leave, its neighbour's shocks included."""
    neighbour = railway.network.gates[gate].neighbour
    return factor_on(railway, f"gate.{gate}") * factor_on(railway, f"gate.{neighbour}")


def supply_open(railway: Railway, supplier: str) -> tuple[float, str]:
    """Share of a supplier's parts orders that are served, and the cause of what is not.

    A silent supplier leaves only what second sources make of generic parts.
    """
    if railway.silenced(supplier):
        return second_sources(railway, supplier), f"silence:{supplier}"
    share, cause = 1.0, "rule:parts"
    maker = railway.world.suppliers[supplier]
    for one in railway.strikes:
        russian = one.card.target == "parts.russia" and maker.country == "RU"
        disputed = one.card.target == "parts.contracted" and supplier == railway.largest_supplier()
        if russian or disputed:
            covered = second_sources(railway, supplier)
            share, cause = min(share, max(one.card.factor, covered)), one.cause
    return share, cause


def second_sources(railway: Railway, supplier: str) -> float:
    """Share of a supplier's parts that others can make, qualified on its own or by contract."""
    opened = railway.terms.access.get(supplier, 0.0)
    return railway.p["parts.generic_share"] * max(railway.p["parts.second_source"], opened)


def months_of(texts: list[str]) -> tuple[int, ...]:
    """Number the months of a card's planned strikes.

    Raises:
        ValueError: a month is not written YYYY-MM.
    """
    return tuple(month_number(text) for text in texts)
