"""Shippers: which way the boxes between China and Europe go, and what tariffs do to the rest."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from model.money import discount_on
from model.plan import Layout
from rulebook.decision import Lever, Request, View
from rulebook.world import Flow

if TYPE_CHECKING:
    from model.railway import Railway

WAYS = ("dostyk", "altynkol", "transsib", "caspian", "sea")
SHARES = tuple(Lever(way, 0.0, 1.0, "share", 1.0 / len(WAYS)) for way in WAYS)


def let_shippers_choose(railway: Railway) -> None:
    """Ask the shippers of China-Europe boxes how they send them, by last month's hours."""
    request = Request("route", "shippers", railway.month, SHARES)
    view = View("shippers", railway.month, railway.public(), _what_shippers_know(railway))
    shares, _ = railway.ask("shippers", view, request)
    if not railway.first_shares:
        railway.first_shares = dict(shares)
    railway.shares = shares
    cost = railway.tariff_level / railway.price_level
    by_tariff = math.pow(cost, -railway.p["demand.tariff_elasticity"])
    first = railway.first_shares
    railway.attracted = [shares[way] / first[way] if way else by_tariff
                         for way in _ways_chosen(railway.plan.layout)]  # fmt: skip


def _what_shippers_know(railway: Railway) -> dict[str, float]:
    p = railway.p
    tariff = railway.tariff_level / railway.price_level
    tariff = tariff * (1.0 - discount_on(railway, "transit_europe"))
    rail = p["choice.rail_rate"] * (1.0 - p["choice.home_share"] + p["choice.home_share"] * tariff)
    fare = 0.0 if railway.terms.fare is None else railway.terms.fare - p["caspian.fare_usd_feu"]
    own = {
        "rate.dostyk": rail, "rate.altynkol": rail, "rate.transsib": p["choice.transsib_rate"],
        "rate.caspian": p["choice.caspian_rate"] + fare, "rate.sea": railway.sea_rate,
        "hours.dostyk": _europe_hours(railway, "dostyk"),
        "hours.altynkol": _europe_hours(railway, "altynkol"),
        "hours.transsib": p["choice.transsib_hours"],
        "hours.caspian": p["choice.caspian_hours"], "hours.sea": p["choice.sea_hours"],
        "value_of_time": p["choice.value_of_time"],
        "reliability_ratio": p["choice.reliability_ratio"],
        "land_scale": p["choice.land_scale"], "nest_ratio": p["choice.nest_ratio"],
        "sea_scale": p["choice.sea_scale"],
    }  # fmt: skip
    for way in WAYS:
        own[f"hours_sd.{way}"] = p["choice.hours_sd"] * own[f"hours.{way}"]
        own[f"constant.{way}"] = p[f"choice.constant_{way}"]
    return own


@lru_cache(maxsize=64)
def _ways_chosen(layout: Layout) -> list[str]:
    return [_way_of(flow) for flow in layout.flows]


def _way_of(flow: Flow) -> str:
    """The way whose share moves a flow; empty where only the tariff does."""
    if flow.market == "transit_europe":
        for way in ("dostyk", "altynkol"):
            if way in (flow.gate_in, flow.gate_out):
                return way
    return "caspian" if flow.market == "caspian" and "altynkol" in flow.gates else ""


def _europe_hours(railway: Railway, gate: str) -> float:
    """Hours China-Europe by a gate: this country's part as run, the rest as published."""
    abroad = railway.p["choice.abroad_hours"]
    for hours, flow in zip(railway.flow_hours, railway.world.flows, strict=True):
        if flow.market == "transit_europe" and flow.gate_in == gate:
            return abroad + hours
    return abroad + 0.0
