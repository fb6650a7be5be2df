"""Runs: one scenario, some replicates, and what the railway would have been without something."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from model.ledger import COLUMNS
from model.outcomes import Value, meaning_of
from model.promises import OPEN, all_milestones
from model.railway import Railway
from model.scenario import Scenario
from rulebook.addition import add_up
from rulebook.calendar import MONTHS_PER_YEAR, month_text
from rulebook.decision import Mind
from rulebook.term_sheet import load_term_sheets

SILENT_MONTHS = 24  # throughput is compared over this time after a supplier falls silent
Without = dict[str, float | None]  # tonne-km by silent supplier; None where it has no locomotive
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
    silenced: dict[int, Without] = {}
    while railway.month < scenario.end:
        since = railway.month - scenario.start
        far_enough = scenario.end - railway.month >= SILENT_MONTHS
        if dependence and since and since % ASKED_EVERY == 0 and far_enough:
            silenced[railway.month] = _carried_without_each(railway)
        railway.step()
        if told is not None:
            told(since + 1)
    # What would have been carried otherwise is what this very railway went on to carry.
    return Result(railway, {month: _losses(_carried(railway, month), without)
                            for month, without in silenced.items()})  # fmt: skip


def take_suppliers_away(railway: Railway) -> dict[str, float]:
    """Share of tonne-km lost in the 24 months after each supplier stops parts and service.

    Each counterfactual is the same railway with the same luck from this month on; it equals a
    run from the start with `setting.silence` set, since nothing differs before.
    """
    going_on = fork(railway).run_to(railway.month + SILENT_MONTHS)
    return _losses(_carried(going_on, railway.month), _carried_without_each(railway))


def _losses(base: float, without: Without) -> dict[str, float]:
    return {supplier: (base - carried) / base if base and carried is not None else 0.0
            for supplier, carried in without.items()}  # fmt: skip


def _carried_without_each(railway: Railway) -> Without:
    """Tonne-km carried in the next 24 months on a copy of the railway, by silent supplier."""
    carried: Without = {}
    for supplier, series in railway.series.items():
        carried[supplier] = None
        if not series.count:
            continue
        other = fork(railway)
        other.setting = railway.setting.changed(silence=(supplier, railway.month))
        other.run_to(railway.month + SILENT_MONTHS)
        carried[supplier] = _carried(other, railway.month)
    return carried


def _carried(railway: Railway, month: int) -> float:
    """Tonne-km carried in the 24 months from a month on."""
    first = month - railway.setting.start
    months = railway.history[first : first + SILENT_MONTHS]
    return add_up(float(row["throughput_tkm"]) for row in months)


def fork(railway: Railway) -> Railway:
    """Copy a railway as it stands; tables, luck and what is past are shared, not copied."""
    memo: dict[int, Any] = {}
    for shared in (railway.world, railway.luck, railway.setting, railway.network, railway.p,
                   *railway.world.suppliers.values(), *load_term_sheets().values(),
                   *(affair.contract for affair in railway.affairs.values())):  # fmt: skip
        memo[id(shared)] = shared
    past: tuple[list[Any], ...] = (railway.history, railway.ledger.written, railway.decisions,
                                   railway.talks, railway.contracts)  # fmt: skip
    for written in past:
        memo[id(written)] = list(written)
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


def promise_table(results: list[Result]) -> pd.DataFrame:
    """Every milestone of every clause: what was promised by when, and how it ended."""
    rows = [
        (i, one.clause, one.debtor, month_text(one.month), one.promised, one.done, one.state,
         month_text(one.settled) if one.state != OPEN else "")
        for i, result in enumerate(results) for one in all_milestones(result.railway)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["replicate", "clause", "debtor", "month", "promised",
                                       "done", "state", "settled"])  # fmt: skip


def contract_table(results: list[Result]) -> pd.DataFrame:
    """Every clause of every contract in force in each replicate."""
    rows: list[dict[str, Any]] = []
    for i, one in enumerate(results):
        for contract in one.railway.contracts:
            for clause in contract.clauses:
                state = one.railway.standing[clause.id]
                affair = one.railway.affairs[contract.id]
                rows.append({
                    "replicate": i, "contract": contract.id, "sheet": contract.sheet,
                    "signed": month_text(contract.signed), "clause": clause.id,
                    "kind": clause.kind, "debtor": clause.debtor, "creditor": clause.creditor,
                    "start": month_text(clause.start),
                    "end": month_text(clause.end) if clause.end < 12 * 9999 else "",
                    "amount": clause.amount, "rate": clause.rate, "currency": clause.currency,
                    "where": clause.where, "done": state.done, "late": state.late,
                    "paid_kzt": state.paid, "owed_kzt": state.owed, "contract_state": affair.state,
                    "ended": month_text(affair.ended) if affair.ended else "",
                })  # fmt: skip
    return pd.DataFrame(rows)


def ledger_table(results: list[Result]) -> pd.DataFrame:
    """Every ledger line of every replicate."""
    rows = [
        (i, month_text(n.month), n.source, n.target, n.amount, n.unit, n.cause)
        for i, one in enumerate(results) for n in one.railway.ledger.lines
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["replicate", *COLUMNS])
