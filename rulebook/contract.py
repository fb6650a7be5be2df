"""Contracts in force: clauses in normal form, each with an id, held as data.

A clause says who owes what to whom, in which months and on what conditions. Drafts are composed
of terms (`rulebook.composition`) and settled into these clauses; one interpreter
(`model.contracts`) runs them, `agents.wording` prints them and `agents.valuation` weighs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

FOREVER = 1 << 30  # an end that no run reaches

Kind = Literal[
    "deliver",  # `amount` locomotives, `rate` a month, each pulling `factor` of the standard
    "pay",  # `amount` for each locomotive that clause `of` delivers
    "lend",  # `factor` of the price lent at `amount` a year, repaid over `rate` months
    "serve",  # `amount` a year for each locomotive of clause `of` and `rate` more in repair
    "stock",  # parts for `amount` months of need kept in the country
    "access",  # `amount` of generic parts may be bought elsewhere
    "train",  # `amount` people a year trained at `where` (site:skill)
    "hand_over",  # component engineering opened, `amount` from 0 to 1
    "content",  # local content of `amount`, reached over `rate` years
    "penalty",  # `amount` of the price for a year's lateness of clause `of`
    "rebate",  # `amount` of what clause `of` pays is given back
    "priority",  # the debtor's home market comes first when it surges (force majeure)
    "window",  # `amount` trains a day more accepted at gate `where`
    "notice",  # papers cleared before arrival: `amount` of the hours at gate `where` saved
    "sail",  # ship slots for `amount` trains a day at port `where`
    "fare",  # `amount` paid for each train slot of clause `of`, taken or not
    "invest",  # `amount` paid once, in `rate` equal months
    "fund",  # `amount` a year for works of the railway
    "build",  # `amount` steps of package `where` ordered at the start
    "index_tariff",  # tariffs rise by `amount` a year over prices
    "guarantee",  # the state answers for the railway's bills up to `amount`
    "discount",  # `amount` off the tariff of market `where`
    "pledge",  # at least `amount` trains a day of market `where`
    "wage",  # real wages rise by `amount` a year
    "keep_jobs",  # at least `amount` people at `where` (site:skill)
    "no_strike",  # no strike while it is in force
    "end",  # the creditor may end the contract
]
KINDS: tuple[str, ...] = Kind.__args__  # type: ignore[attr-defined]

Event = Literal[
    "late",  # clause `subject` is behind by `least` months
    "unpaid",  # bills under this contract are `least` months old
    "struck",  # a card on target `subject` is in force
    "blocked",  # sanctions close the trade with supplier `subject`
    "moved",  # tenge per unit of currency `subject` have risen by `least` since signing
    "done",  # clause `subject` has done `least` of its amount
]
EVENTS: tuple[str, ...] = Event.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Condition:
    """A state of the world, observed at the start of a month.

    `holds` False asks for the contrary; a `latched` condition, once met, stays met.
    """

    event: Event
    subject: str = ""
    least: float = 1.0
    holds: bool = True
    latched: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One obligation in normal form: debtor owes creditor from `start` up to but not at `end`.

    It is due in the months that lie in between and in which every condition holds. `rank` breaks
    ties where two clauses want the same scarce thing; `survives` keeps it past termination.
    """

    id: str
    kind: Kind
    debtor: str
    creditor: str
    start: int
    end: int
    amount: float = 0.0
    rate: float = 0.0
    factor: float = 1.0
    currency: str = "KZT"
    where: str = ""
    of: str = ""
    conditions: tuple[Condition, ...] = ()
    rank: int = 0
    survives: bool = False

    def runs(self, month: int) -> bool:
        """Tell whether a month lies in the clause's time."""
        return self.start <= month < self.end

    @property
    def name(self) -> str:
        """The clause's name within its contract."""
        return self.id.partition("/")[2]

    @property
    def months(self) -> int:
        """How long it runs."""
        return max(0, self.end - self.start)


@dataclass(frozen=True)
class Contract:
    """A signed term sheet: its parties, the month of signing and its clauses by id."""

    id: str
    sheet: str
    parties: tuple[str, ...]
    signed: int
    terms: dict[str, float] = field(default_factory=dict[str, float])
    clauses: tuple[Clause, ...] = ()
    replaces: str = ""

    def without(self, clause_id: str) -> Contract:
        """Give the same contract with one clause cut out, to ask what it did.

        Raises:
            KeyError: the contract has no such clause.
        """
        if all(clause.id != clause_id for clause in self.clauses):
            raise KeyError(f"contract {self.id} has no clause {clause_id!r}")
        kept = tuple(clause for clause in self.clauses if clause.id != clause_id)
        return replace(self, clauses=kept)

    @cached_property
    def by_name(self) -> dict[str, Clause]:
        """Its clauses by their names within the contract."""
        return {clause.name: clause for clause in self.clauses}

    def find(self, name: str) -> Clause | None:
        """The clause of a name within this contract, if it has one."""
        return self.by_name.get(name)

    def surviving(self, month: int) -> Contract:
        """What termination leaves: survival clauses whole, all others cut off at the month."""
        return replace(self, clauses=tuple(
            c if c.survives else replace(c, end=max(c.start, min(c.end, month)))
            for c in self.clauses
        ))  # fmt: skip
