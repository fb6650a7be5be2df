"""What a package is worth to a party, by its own objective and its own forecast, in MUSD."""

from __future__ import annotations

from collections.abc import Mapping

from rulebook.world import Supplier

Terms = Mapping[str, float]


def supply_to_operator(terms: Terms, maker: Supplier, p: Mapping[str, float], own: Terms) -> float:
    """Worth of a supply to the buyer.

    Args:
        terms: the package.
        maker: the seller's public card.
        p: parameters.
        own: the buyer's forecast: `needed` locomotives, `value_musd` of one.
    """
    useful = min(terms["units"], own["needed"])
    idle = terms["units"] - useful
    price = maker.price_musd * terms["price_factor"]
    extras = (
        p["talk.content_worth_musd"] * min(terms["content_promised"], maker.assembly_ceiling)
        + p["talk.handover_worth_musd"] * terms["engineering_handover"]
        + p["talk.stock_worth_musd"] * terms["parts_stock_months"] * maker.lead_days / 30.0
        + terms["lateness_penalty"] * price * p["talk.late_years"]
    )
    return useful * (own["value_musd"] + extras - price) - idle * price


def supply_to_maker(terms: Terms, maker: Supplier, p: Mapping[str, float], own: Terms) -> float:
    """Worth of a supply to the maker.

    Args:
        terms: the package.
        maker: its own card.
        p: parameters.
        own: its forecast: `cost_musd` of a locomotive, `free_slots` over the contract.
    """
    price = maker.price_musd * terms["price_factor"]
    costs = (
        own["cost_musd"]
        + p["talk.content_cost_musd"] * max(0.0, terms["content_promised"] - maker.content_now)
        + p["talk.handover_cost_musd"] * terms["engineering_handover"]
        + p["talk.stock_cost_musd"] * terms["parts_stock_months"]
        + terms["lateness_penalty"] * price * p["talk.late_years"]
    )
    made = min(terms["units"], own["free_slots"])
    service = p["talk.service_margin"] * maker.service_kusd / 1000.0 * p["talk.service_years"]
    return made * (price - costs + service)


def windows_to_operator(terms: Terms, p: Mapping[str, float], own: Terms) -> float:
    """Worth of border windows to the operator; `own` holds the worth of a train a day a year."""
    yearly = own["east_musd"] * terms["east_gate_trains"]
    yearly += own["south_musd"] * terms["south_gate_trains"]
    return yearly * terms["years"] - terms["co_investment_musd"]


def windows_to_china(terms: Terms, p: Mapping[str, float], own: Terms) -> float:
    """Worth of border windows to the Chinese side: joint works and own exports, less its cost.

    Each further train costs more than the one before: its yard has other uses.
    """
    trains = terms["east_gate_trains"] + terms["south_gate_trains"]
    cost = own["cost_musd"] * trains * (1.0 + trains * p["talk.crowding_cost"])
    exports = own["exports_musd"] * trains
    return (exports - cost) * terms["years"] + terms["co_investment_musd"]


def sailings_to_operator(terms: Terms, p: Mapping[str, float], own: Terms) -> float:
    """Worth of ship slots to the operator; `own` holds the worth of a train a day a year."""
    return own["train_musd"] * terms["trains_a_day"] * terms["years"] - terms["co_investment_musd"]


def sailings_to_caspian(terms: Terms, p: Mapping[str, float], own: Terms) -> float:
    """Worth of ship slots to the ports and ship owners."""
    trains = terms["trains_a_day"]
    cost = own["cost_musd"] * trains * (1.0 + trains * p["talk.crowding_cost"])
    return (own["fare_musd"] * trains - cost) * terms["years"] + terms["co_investment_musd"]
