"""Drafting: a signed term sheet becomes a contract. One module for each sheet, found by its name.

A module holds one function, `draft(terms, signing)`, that composes the sheet's terms.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType

from rulebook.calendar import month_text
from rulebook.composition import settle
from rulebook.contract import Contract
from rulebook.term_sheet import SheetError, TermSheet
from rulebook.world import Supplier


@dataclass(frozen=True)
class Signing:
    """Who signs what, when: seats by role, the maker's card, and the contract it changes.

    `left` is what an older contract still owes, `came` what it has brought, in locomotives.
    """

    month: int
    seats: Mapping[str, str]
    maker: Supplier | None = None
    old: Contract | None = None
    left: float = 0.0
    came: float = 0.0
    extra: Mapping[str, float] = field(default_factory=dict[str, float])

    def seat(self, role: str) -> str:
        """The seat that fills a role."""
        return self.seats[role]

    @property
    def supplier(self) -> Supplier:
        """The maker's card.

        Raises:
            SheetError: no maker sits at this table.
        """
        if self.maker is None:
            raise SheetError("this sheet needs a maker at the table")
        return self.maker


def drafter(sheet: str) -> ModuleType:
    """The module that drafts a sheet.

    Raises:
        SheetError: there is none.
    """
    try:
        return import_module(f"{__name__}.{sheet}")
    except ModuleNotFoundError as error:
        raise SheetError(f"no module agents/drafting/{sheet}.py drafts this sheet") from error


def draft(sheet: TermSheet, terms: Mapping[str, float], signing: Signing) -> Contract:
    """Draft the contract of a package."""
    parties = tuple(signing.seat(role) for role in sheet.parties)
    hand = next((seat for seat in reversed(parties) if seat != "operator"), parties[-1])
    if signing.maker is not None:
        hand = signing.maker.supplier
    name = f"{sheet.name}:{hand}:{month_text(signing.month)}"
    if signing.old is not None:  # two contracts with one maker may change in one month
        name += f":{month_text(signing.old.signed)}:{signing.old.sheet}"
    term = drafter(sheet.name).draft(terms, signing)
    replaces = signing.old.id if signing.old is not None else ""
    clauses = settle(term, name, signing.month)
    return Contract(name, sheet.name, parties, signing.month, dict(terms), clauses, replaces)


def known_terms(sheet: TermSheet, terms: Mapping[str, float]) -> dict[str, float]:
    """Terms of a contract signed in the real world, whose values need not be steps.

    Raises:
        SheetError: an unknown issue, or a value below zero (or the first step) or beyond the last.
    """
    whole = {issue.name: issue.default for issue in sheet.issues}
    issues = {issue.name: issue for issue in sheet.issues}
    for name, value in terms.items():
        if name not in issues:
            near = difflib.get_close_matches(name, issues, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SheetError(f"{sheet.name}: no issue is named {name!r}{hint}")
        low, high = min(0.0, issues[name].steps[0]), issues[name].steps[-1]
        if not low <= value <= high:
            raise SheetError(f"{sheet.name}: field {name!r}: value {value:g} — allowed: a number"
                             f" from {low:g} to {high:g} {issues[name].unit}")  # fmt: skip
        whole[name] = float(value)
    return whole
