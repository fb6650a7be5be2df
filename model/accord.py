"""Accords: what people at a table agreed, put in force; and what one seat expects of a package.

The model's own talks (`model.talks`) do the same for the house's minds. Here the talking was done
elsewhere, and a new accord may take the place of a running one on the same sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.drafting import Signing, draft
from agents.valuation import Forecast
from model.affairs import IN_FORCE, TERMINATED, end_contract, sign
from model.breach import worth_now
from model.forecast import forecast_of
from model.talks import signing_at
from rulebook.contract import Contract
from rulebook.term_sheet import TermSheet
from rulebook.world import Supplier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.railway import Railway


@dataclass(frozen=True)
class Outlook:
    """What one seat expects of a sheet: its forecast, and its worth of no new deal, MUSD.

    Without a new deal a running contract on the same sheet goes on.
    """

    forecast: Forecast
    reserve: float


def sign_accord(
    railway: Railway, sheet: TermSheet, terms: Mapping[str, float], maker: str, renews: bool
) -> str:
    """Sign what was agreed; gives the contract's id, empty where the terms owe nothing.

    With `renews` a running contract of the same sheet and parties ends; what survives it goes on.
    """
    card = railway.world.suppliers[maker] if maker else None
    signed = draft(sheet, terms, signing_at(railway, sheet, card, railway.month))
    old = running_contract(railway, sheet, card) if renews else None
    if old is not None:
        end_contract(railway, old.id, TERMINATED, signed.id)
    sign(railway, signed)
    return signed.id if signed.clauses else ""


def running_contract(
    railway: Railway, sheet: TermSheet, maker: Supplier | None
) -> Contract | None:
    """The contract in force on a sheet between the same parties, signed last; None where none."""
    seats = {maker.supplier if role == "supplier" and maker else role for role in sheet.parties}
    found = [
        affair.contract for affair in railway.affairs.values()
        if affair.state == IN_FORCE and affair.contract.sheet == sheet.name
        and set(affair.contract.parties) == seats
        and any(clause.end > railway.month for clause in affair.contract.clauses)
    ]  # fmt: skip
    return found[-1] if found else None


def outlook_of(
    railway: Railway, sheet: TermSheet, party: str, maker: str, renews: bool
) -> Outlook:
    """What a party expects of a sheet this month, by its own forecast alone."""
    card = railway.world.suppliers[maker] if maker else None
    seen = forecast_of(railway, party, card)
    reserve = 0.0
    if sheet.moves("deliver"):
        reserve = seen.get("most") * seen.get("elsewhere_musd")
    old = running_contract(railway, sheet, card) if renews else None
    if old is not None:
        left = old.surviving(railway.month)
        reserve += worth_now(railway, old, party) - worth_now(railway, left, party)
    return Outlook(seen, reserve)


def accord_signing(railway: Railway, sheet: TermSheet, maker: str) -> Signing:
    """Who would sign a sheet now."""
    card = railway.world.suppliers[maker] if maker else None
    return signing_at(railway, sheet, card, railway.month)
