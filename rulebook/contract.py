"""Contracts: a signed sheet as a short list of clauses, held as data.

A clause says who owes what to whom, from when to when, and what its breach costs. One
interpreter (`model.contracts`) runs them; the ledger names the clause in every line it causes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

ClauseKind = Literal[
    "deliver",  # locomotives, `amount` in all at `rate` a month
    "pay",  # `amount` in `currency` for each locomotive delivered
    "lend",  # a lender pays the price, the buyer repays over `rate` months
    "serve",  # `amount` in `currency` a year for each locomotive served
    "stock",  # parts for `amount` months of need kept in the country
    "train",  # `amount` people a year trained at the debtor's cost
    "hand_over",  # access to component engineering, `amount` from 0 to 1
    "content",  # local content of `amount` promised from `start`
    "penalty",  # `amount` of the price for a month of lateness of clause `of`
    "window",  # `amount` trains a day of acceptance at gate `where`
    "sail",  # `amount` trains a day of ship slots at gate `where`
    "invest",  # `amount` in `currency` paid once, by `rate` equal months
    "priority",  # the debtor's home market comes first when it surges (force majeure)
]
KINDS: tuple[str, ...] = ClauseKind.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Clause:
    """One obligation: debtor owes creditor, from month `start` up to but not at `end`."""

    id: str
    kind: ClauseKind
    debtor: str
    creditor: str
    start: int
    end: int
    amount: float = 0.0
    rate: float = 0.0
    currency: str = "KZT"
    where: str = ""
    of: str = ""

    def runs(self, month: int) -> bool:
        """Tell whether the clause is in force in a month."""
        return self.start <= month < self.end


@dataclass(frozen=True, slots=True)
class Contract:
    """A signed term sheet: its parties, the month of signing and its clauses."""

    id: str
    sheet: str
    parties: tuple[str, str]
    signed: int
    terms: dict[str, float] = field(default_factory=dict[str, float])
    clauses: tuple[Clause, ...] = ()

    def without(self, clause_id: str) -> Contract:
        """Give the same contract with one clause cut out, to ask what it did.

        Raises:
            KeyError: the contract has no such clause.
        """
        if all(clause.id != clause_id for clause in self.clauses):
            raise KeyError(f"contract {self.id} has no clause {clause_id!r}")
        kept = tuple(clause for clause in self.clauses if clause.id != clause_id)
        return replace(self, clauses=kept)
