"""Risks: who carries what under the terms that were signed, and who would without them."""

from __future__ import annotations

from collections.abc import Mapping

from game.cast import Pairing


def risks_of(pairing: Pairing, terms: Mapping[str, float]) -> dict[str, tuple[str, str]]:
    """By risk, the seat that would carry it without these terms, and the one that does with them.

    A shared risk is carried by both, written with a plus sign between them.
    """
    maker = pairing.maker
    if pairing.sheet.name == "locomotive_supply":
        return _supply(terms, maker)
    if pairing.sheet.name == "service_only" and terms["years"] > 0:
        parts = maker if terms["parts_stock_months"] >= 3 else f"operator+{maker}"
        falls = maker if terms["tenge_indexed"] else "operator"
        return {"parts": ("operator", parts), "currency": ("operator", falls)}
    if pairing.sheet.name == "workforce_compact":
        pay = "operator" if terms["real_wage"] > 0 else "workforce"
        peace = "workforce" if terms["no_strike"] else "operator"
        return {"wages": ("workforce", pay), "strike": ("operator", peace)}
    if pairing.sheet.name == "border_windows":
        promised = terms["east_gate_trains"] + terms["south_gate_trains"] > 0
        return {"border": ("operator", "operator+china" if promised else "operator")}
    if pairing.sheet.name == "caspian_slots" and terms["trains_a_day"] > 0:
        return {"empty_ships": ("caspian", "operator")}
    if pairing.sheet.name == "transit_tariff":
        pledged = terms["pledged_trains"] > 0
        return {"volume": ("operator", "operator+shippers" if pledged else "operator")}
    return {}


def _supply(terms: Mapping[str, float], maker: str) -> dict[str, tuple[str, str]]:
    """A supply: who loses when the tenge falls, when units come late, when parts fail to come."""
    falls = maker if terms["tenge_indexed"] else "operator"
    if not terms["tenge_indexed"] and terms["currency_clause"] > 0:
        falls = f"operator+{maker}"
    late = "operator"
    if terms["lateness_penalty"] > 0:
        late = f"operator+{maker}" if terms["home_priority"] else maker
    parts = maker if terms["parts_stock_months"] >= 3 else "operator"
    if terms["open_access"] > 0 and parts == "operator":
        parts = f"operator+{maker}"
    return {"currency": ("operator", falls), "delay": ("operator", late),
            "parts": ("operator", parts)}  # fmt: skip
