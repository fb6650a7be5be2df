"""Orders: locomotives that contracts still owe, who could build them, who needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.promises import lateness_of
from rulebook.addition import add_up
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.contract import Clause

if TYPE_CHECKING:
    from model.railway import Railway


def on_order(railway: Railway, supplier: str) -> float:
    """Locomotives that contracts in force still owe."""
    total = 0.0
    for contract in railway.contracts:
        for clause in contract.clauses:
            if clause.kind == "deliver" and clause.debtor == supplier:
                if clause.end > railway.month:
                    total += max(0.0, clause.amount - railway.standing[clause.id].done)
    return total


def locomotives_needed(railway: Railway, traction: str) -> float:
    """Locomotives that will be worn out over the horizon, or are short, and not on order."""
    p = railway.p
    soon = railway.month + int(p["talk.horizon_months"])
    life = p[f"fleet.life_{traction}"] * MONTHS_PER_YEAR
    worn = ordered = owned = 0.0
    for name, series in railway.series.items():
        if series.supplier.traction == traction:
            worn += sum(c.count for c in series.cohorts if soon - c.built >= life)
            ordered += on_order(railway, name)
            owned += series.count
    short = railway.mean_shadow.get("locomotives", 0.0) > 0.0
    extra = owned * p["talk.growth_share"] if short else 0.0
    return max(0.0, (worn + extra) * p["talk.most_needed_share"] - ordered)


def yearly_due(railway: Railway, supplier: str) -> float:
    """Locomotives a year that contracts in force want from a supplier next year."""
    total = 0.0
    soon = railway.month + int(railway.p["plant.foresight_months"])
    for contract in railway.contracts:
        for clause in contract.clauses:
            state = railway.standing[clause.id]
            mine = clause.kind == "deliver" and clause.debtor == supplier
            if mine and clause.start <= soon and clause.end > railway.month:
                left = clause.amount - state.done
                if left > 0:
                    pace = max(clause.rate, state.late / MONTHS_PER_YEAR)
                    total += min(left, pace * MONTHS_PER_YEAR)
    return total


def maker_capacity(railway: Railway, supplier: str) -> float:
    """Locomotives a month a maker can spare: its home market comes first when it surges."""
    maker = railway.world.suppliers[supplier]
    return maker.yearly_capacity / MONTHS_PER_YEAR * railway.home_surge()


def lending_for(railway: Railway, pay: Clause) -> Clause | None:
    """The lend clause that finances a pay clause, if any is in force."""
    for contract in railway.contracts:
        for clause in contract.clauses:
            if clause.kind == "lend" and clause.of == pay.of and clause.runs(railway.month):
                return clause
    return None


def expected_lateness(railway: Railway, supplier: str) -> float:
    """Lateness a buyer expects of a maker, years: its record, with one prior case of its own."""
    return lateness(lateness_of(railway, supplier), railway.p["talk.late_years"])


def lateness(months_late: list[float], prior_years: float) -> float:
    """Mean lateness in years of what was seen and one prior case.

    >>> lateness([], 0.4), lateness([24.0], 0.4)
    (0.4, 1.2)
    """
    seen = add_up(months / MONTHS_PER_YEAR for months in months_late)
    return (prior_years + seen) / (1.0 + len(months_late))
