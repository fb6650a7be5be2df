"""Runs: one scenario, some replicates, and what the railway would have been without something."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from model.ledger import COLUMNS
from model.outcomes import Value, meaning_of
from model.railway import Railway
from model.scenario import Scenario
from rulebook.addition import add_up
from rulebook.calendar import MONTHS_PER_YEAR, month_text
from rulebook.decision import Mind
from rulebook.term_sheet import load_term_sheets

SILENT_MONTHS = 24  # throughput is compared over this time after a supplier falls silent
ASKED_EVERY = 5 * MONTHS_PER_YEAR  # dependence is measured every five years


@dataclass
class Result:
    """One replicate as run: the railway at its end, and its dependence on each supplier.

    `dependence` holds by month and supplier the share of tonne-km lost.
    """

    railway: Railway
    dependence: dict[int, dict[str, float]] = field(default_factory=dict[int, dict[str, float]])

    @property
    def history(self) -> list[dict[str, Value]]:
        """Outcomes month by month; dependence stands in the months it was measured."""
        start = self.railway.setting.start
        rows = [dict(row) for row in self.railway.history]
        for month, losses in self.dependence.items():
            for supplier, loss in losses.items():
                rows[month - start][f"dependence_loss_{supplier}"] = loss
        return rows


def run(
    scenario: Scenario, seed: int = 0, replicate: int = 0,
    changes: Mapping[str, float] | None = None, minds: Mapping[str, Mind] | None = None,
    dependence: bool = False, told: Callable[[int], None] | None = None,
) -> Result:  # fmt: skip
    """Run one replicate from start to end.

    Args:
        scenario: start, policy and planned events.
        seed: seed of the run.
        replicate: its number; replicates differ in luck only.
        changes: parameters set for this run.
        minds: who decides for a seat instead of the house's AI.
        dependence: measure it every five years by taking each supplier away.
        told: called after each month with the number of months done.

    Raises:
        ValueError: an unknown parameter, or a value out of range.
    """
    railway = Railway(scenario, seed, replicate, minds, changes)
    result = Result(railway)
    while railway.month < scenario.end:
        since = railway.month - scenario.start
        far_enough = scenario.end - railway.month >= SILENT_MONTHS
        if dependence and since and since % ASKED_EVERY == 0 and far_enough:
            result.dependence[railway.month] = take_suppliers_away(railway)
        railway.step()
        if told is not None:
            told(since + 1)
    return result


def take_suppliers_away(railway: Railway) -> dict[str, float]:
    """Share of tonne-km lost in the 24 months after each supplier stops parts and service.

    Each counterfactual is the same railway with the same luck from this month on; it equals a
    run from the start with `setting.silence` set, since nothing differs before.
    """
    base = _carried_after(railway, None)
    losses: dict[str, float] = {}
    for supplier, series in railway.series.items():
        owned = series.count > 0
        without = _carried_after(railway, supplier) if owned else base
        losses[supplier] = (base - without) / base if base else 0.0
    return losses


def _carried_after(railway: Railway, silent: str | None) -> float:
    """Tonne-km carried in the next 24 months on a copy of the railway."""
    other = fork(railway)
    if silent is not None:
        other.setting = railway.setting.changed(silence=(silent, railway.month))
    start = len(other.history)
    other.run_to(railway.month + SILENT_MONTHS)
    return add_up(float(row["throughput_tkm"]) for row in other.history[start:])


def fork(railway: Railway) -> Railway:
    """Copy a railway as it stands; tables, luck and what is past are shared, not copied."""
    shared: tuple[Any, ...] = (railway.world, railway.luck, railway.setting, railway.network,
                               railway.p)  # fmt: skip
    memo: dict[int, Any] = {id(one): one for one in shared}
    for row in railway.history:
        memo[id(row)] = row
    for line in railway.ledger.lines:
        memo[id(line)] = line
    affairs = [affair.contract for affair in railway.affairs.values()]
    sheets = load_term_sheets().values()
    for entry in (*railway.decisions, *railway.talks, *railway.contracts, *affairs, *sheets,
                  *railway.world.suppliers.values()):
        memo[id(entry)] = entry
    return copy.deepcopy(railway, memo)


def outcome_rows(result: Result, replicate: int) -> Iterator[tuple[int, str, str, Value]]:
    """Rows (replicate, month, outcome, value) of a replicate, in order."""
    start = result.railway.setting.start
    for t, row in enumerate(result.history):
        month = month_text(start + t)
        for outcome, value in row.items():
            yield replicate, month, outcome, value


def outcome_table(results: list[Result]) -> pd.DataFrame:
    """Outcomes of all replicates in long form."""
    rows = [row for i, one in enumerate(results) for row in outcome_rows(one, i)]
    return pd.DataFrame(rows, columns=["replicate", "month", "outcome", "value"])


def unit_table(outcomes: list[str]) -> pd.DataFrame:
    """Unit and meaning of each outcome."""
    rows = [(name, *meaning_of(name)) for name in sorted(set(outcomes))]
    return pd.DataFrame(rows, columns=["outcome", "unit", "meaning"])


def contract_table(results: list[Result]) -> pd.DataFrame:
    """Every clause of every contract in force in each replicate."""
    rows: list[dict[str, Any]] = []
    for i, one in enumerate(results):
        for contract in one.railway.contracts:
            for clause in contract.clauses:
                state = one.railway.standing[clause.id]
                rows.append({
                    "replicate": i, "contract": contract.id, "sheet": contract.sheet,
                    "signed": month_text(contract.signed), "clause": clause.id,
                    "kind": clause.kind, "debtor": clause.debtor, "creditor": clause.creditor,
                    "start": month_text(clause.start),
                    "end": month_text(clause.end) if clause.end < 12 * 9999 else "",
                    "amount": clause.amount, "rate": clause.rate, "currency": clause.currency,
                    "where": clause.where, "done": state.done, "late": state.late,
                    "paid_kzt": state.paid,
                })  # fmt: skip
    return pd.DataFrame(rows)


def ledger_table(results: list[Result]) -> pd.DataFrame:
    """Every ledger line of every replicate."""
    rows = [
        (i, month_text(n.month), n.source, n.target, n.amount, n.unit, n.cause)
        for i, one in enumerate(results) for n in one.railway.ledger.lines
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["replicate", *COLUMNS])
