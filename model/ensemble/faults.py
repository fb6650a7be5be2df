"""Faults: why a compiled run stopped before its end, each with a name that says what to do."""

from __future__ import annotations

SOUND = 0
NEEDS_TOPOLOGY = 1  # not a fault: lines are open that were never open together before
(
    COHORTS, LOANS, NOTES, ORDERS, CONTRACTS, CLAUSES, MILESTONES, RIGHTS, TABLES, HISTORY,
    RESTATED, TWICE, HIRES, NO_BASE, NEGATIVE, NOT_FINITE,
    OUT_OF_RANGE, TOO_MUCH,
) = range(2, 20)  # fmt: skip

MEANING = {
    COHORTS: "more deliveries to one maker's locomotives than an ensemble holds",
    LOANS: "more loans at once than an ensemble holds",
    NOTES: "more payments for locomotives in a year than an ensemble holds",
    ORDERS: "more works under way than an ensemble holds",
    CONTRACTS: "more contracts than an ensemble holds",
    CLAUSES: "more clauses than an ensemble holds",
    MILESTONES: "more promises than an ensemble holds",
    RIGHTS: "more rights to end contracts in a month than an ensemble holds",
    TABLES: "more tables open at once than an ensemble holds",
    HISTORY: "more offers in a talk than an ensemble holds",
    RESTATED: "an amendment that restates a clause which hangs on another one",
    TWICE: "two contracts of one name in a month: a clause would fire twice",
    HIRES: "hires beyond the range of the request",
    NO_BASE: "a way that no box takes at the start has no share to compare with",
    NEGATIVE: "a negative amount of money",
    OUT_OF_RANGE: "a scripted decision beyond what can be decided then",
    TOO_MUCH: "more tenge than an ensemble counts",
    NOT_FINITE: "an outcome that is no finite number",
}


class EnsembleError(ValueError):
    """A run or a policy that an ensemble does not hold; the Mesa engine takes it."""


def refusal(fault: int) -> str:
    """What a fault says."""
    return f"{MEANING[fault]}: run this one by the Mesa engine"
