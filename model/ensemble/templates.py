"""Templates: drafted contracts written as rows of clauses, dated from the month of signing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.drafting import Signing, draft
from model.ensemble.codes import EVENT, KIND, LENDERS, MAKERS, SEATS
from model.ensemble.faults import EnsembleError
from model.ensemble.layout import WORDS
from model.ensemble.record import CURRENCIES, SKILLS
from model.ensemble.survey import Survey
from rulebook.contract import Clause, Contract
from rulebook.term_sheet import TermSheet

TENGE_RATES = (0.0625, 0.09375)  # drafted at two, to find the clauses that carry a run's own
HIGHEST_RANK = 15


@dataclass
class Templates:
    """Rows written so far, and the names of clauses in alphabetical order."""

    found: Survey
    words: tuple[str, ...]
    written: int = 0
    drafts: int = 0
    built: set[int] = field(default_factory=set[int])
    placed: dict[tuple[Clause, bool], int] = field(
        default_factory=dict[tuple[Clause, bool], int])  # fmt: skip

    def word(self, name: str) -> int:
        """Number of a clause's name; -1 where none is called so."""
        return self.words.index(name) if name in self.words else -1

    def write(self, clauses: Sequence[Clause], at_rate: Sequence[bool]) -> int:
        """Write clauses as rows; gives the first.

        Raises:
            EnsembleError: what an ensemble has no room or no code for.
        """
        rows = self.found.lay.template
        if self.written + len(clauses) > len(rows):
            raise EnsembleError("more clauses on agendas than an ensemble holds")
        first = self.written
        for clause, carries in zip(clauses, at_rate, strict=True):
            self._write(rows[self.written], clause, carries)
            self.written += 1
        return first

    def place(self, clause: Clause, carries: bool) -> int:
        """The row of a clause that is only looked at, written once."""
        if (clause, carries) not in self.placed:
            self.placed[clause, carries] = self.write([clause], [carries])
        return self.placed[clause, carries]

    def _write(self, row: Any, clause: Clause, carries: bool) -> None:
        row.kind, row.word = KIND[clause.kind], self.word(clause.name)
        row.debtor, row.creditor = self._party(clause.debtor), self._party(clause.creditor)
        row.start, row.end = clause.start, clause.end
        row.currency = CURRENCIES.index(clause.currency)
        row.where = self._where(clause)
        row.of = self.word(clause.of.partition("/")[2]) if clause.of else -1
        row.survives, row.at_tenge_rate = clause.survives, carries
        row.amount, row.rate, row.pull = clause.amount, clause.rate, clause.factor
        if not 0 <= clause.rank <= HIGHEST_RANK or len(clause.conditions) > len(row.event):
            raise EnsembleError(f"{clause.id}: a rank or conditions that an ensemble does not hold")
        row.rank, row.conditions = clause.rank, len(clause.conditions)
        for i, condition in enumerate(clause.conditions):
            if condition.latched:
                raise EnsembleError(f"{clause.id}: a condition that holds once and for all")
            row.event[i], row.least[i] = EVENT[condition.event], condition.least
            row.holds[i] = condition.holds
            row.subject[i] = self._subject(condition.event, condition.subject)

    def _party(self, name: str) -> int:
        if name.startswith("lender:"):
            return LENDERS + MAKERS + self.found.makers[name.partition(":")[2]]
        if name in SEATS:
            return SEATS.index(name)
        if name not in self.found.makers:
            raise EnsembleError(f"party {name!r} is none that an ensemble knows")
        return MAKERS + self.found.makers[name]

    def _where(self, clause: Clause) -> int:
        """Number of the place that a clause names, as its kind counts places."""
        kind, where, found = clause.kind, clause.where, self.found
        if kind in ("window", "sail", "notice"):
            gates = ("dostyk", "altynkol") if clause.creditor == "shippers" else (
                "dostyk", "altynkol", "aktau")  # fmt: skip
            if where not in gates:
                raise EnsembleError(f"{clause.id}: gate {where!r} — allowed: {', '.join(gates)}")
            return found.gates[where]
        if kind in ("discount", "pledge"):
            return found.markets[where]
        if kind in ("train", "keep_jobs"):
            site, _, skill = where.partition(":")
            place = 0 if site == "depots" else 1 + found.plants[site]
            return place * len(SKILLS) + SKILLS.index(skill)
        if kind in ("hand_over", "content"):
            return found.plants.get(where, -1)
        if kind == "build":
            self.built.add(found.packages[where])
            return found.packages[where]
        return -1

    def _subject(self, event: str, subject: str) -> int:
        if event in ("late", "done"):
            return self.word(subject.partition("/")[2])
        if event == "struck":
            return self.found.target(subject)
        if event == "blocked":
            return self.found.makers[subject]
        return CURRENCIES.index(subject) if event == "moved" else 0


def draft_twice(
    sheet: TermSheet, terms: Mapping[str, float], signing: Signing
) -> tuple[Contract, list[bool]]:
    """Draft a contract from month 0, and tell which clauses carry the run's own tenge rate.

    Raises:
        EnsembleError: a clause depends on that rate otherwise than by carrying it.
    """
    one, other = (
        draft(sheet, terms, Signing(0, signing.seats, signing.maker, extra={"tenge_rate": rate}))
        for rate in TENGE_RATES
    )
    return one, carried_rates(one, other)


def carried_rates(one: Contract, other: Contract) -> list[bool]:
    """Which clauses of a draft carry the run's own tenge rate, seen in drafts at two rates."""
    carries: list[bool] = []
    for a, b in zip(one.clauses, other.clauses, strict=True):
        carries.append(a != b)
        if a != b and (a.amount, b.amount) != TENGE_RATES:
            raise EnsembleError(f"{a.id}: a clause that depends on the tenge rate in its own way")
    return carries


def words_of(contracts: Sequence[Contract]) -> tuple[str, ...]:
    """Names of all clauses that may occur, in alphabetical order.

    Raises:
        EnsembleError: more than an ensemble holds.
    """
    restated = ("content", "hand_over", "train", "serve", "stock", "access")
    names = {clause.name for contract in contracts for clause in contract.clauses}
    words = tuple(sorted(names | set(WORDS) | set(restated)))
    if len(words) > 63:
        raise EnsembleError("more names of clauses than an ensemble holds")
    return words
