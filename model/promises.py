"""Promises: what contracts promised by when, and whether it was kept, came late or was broken.

Each year of a clause that promises something to be done or held is a milestone. A milestone is
kept when, on its day, at least `promise.kept_share` of what was promised by then is done; late
when that comes true afterwards; broken when it has not after `promise.late_months`, or when the
contract ends before. The promise index is the share kept of all that were judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.affairs import Milestone, Standing
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.contract import Clause

if TYPE_CHECKING:
    from model.railway import Railway

CATCHING_UP = ("deliver", "train", "fund", "build", "content")  # what comes late still comes
LEVELS = ("serve", "stock", "window", "sail", "pledge", "keep_jobs")
OPEN, KEPT, LATE, BROKEN = "open", "kept", "late", "broken"


def mark_milestones(railway: Railway) -> None:
    """Set this month's milestones and judge those that are open."""
    for contract in railway.contracts:
        for clause in contract.clauses:
            standing = railway.standing[clause.id]
            _judge(railway, clause, standing)
            if _is_anniversary(railway, clause):
                _set(railway, clause, standing)


def _is_anniversary(railway: Railway, clause: Clause) -> bool:
    """Tell whether a year of a clause that promises something ends this month."""
    if clause.kind not in CATCHING_UP and clause.kind not in LEVELS:
        return False
    since = railway.month - clause.start + 1
    running = clause.start <= railway.month < clause.end
    return running and since > 0 and since % MONTHS_PER_YEAR == 0


def _set(railway: Railway, clause: Clause, standing: Standing) -> None:
    """Set a milestone; a level is judged by its year at once."""
    promised, done, month = standing.promised, standing.done, railway.month
    if clause.kind in LEVELS:
        standing.promised = standing.done = 0.0
    if promised <= 0.0:
        return
    if clause.kind == "deliver" and standing.milestones:
        if standing.milestones[-1].promised >= clause.amount:
            return  # all was promised by the last one
    kept = done >= promised * railway.p["promise.kept_share"]
    state = KEPT if kept else BROKEN if clause.kind in LEVELS else OPEN
    standing.milestones.append(
        Milestone(clause.id, clause.debtor, month, promised, done, state, month)
    )


def _judge(railway: Railway, clause: Clause, standing: Standing) -> None:
    """Settle open milestones that are reached, given up or cut off."""
    for one in standing.milestones:
        if one.state != OPEN:
            continue
        if standing.done >= one.promised * railway.p["promise.kept_share"]:
            one.state, one.settled = LATE, railway.month
        elif railway.month >= clause.end or (
            railway.month - one.month > railway.p["promise.late_months"]
        ):
            one.state, one.settled = BROKEN, railway.month


def all_milestones(railway: Railway) -> list[Milestone]:
    """Every milestone so far, clause by clause."""
    return [one for standing in railway.standing.values() for one in standing.milestones]


def promise_index(railway: Railway, debtor: str = "") -> float:
    """Share of judged milestones that were kept in time, of one debtor or of all; 1 if none."""
    kept = judged = 0
    for standing in railway.standing.values():
        for one in standing.milestones:
            if one.state != OPEN and (not debtor or one.debtor == debtor):
                judged += 1
                kept += one.state == KEPT
    return kept / judged if judged else 1.0


def lateness_of(railway: Railway, maker: str) -> list[float]:
    """Months by which a maker's settled delivery milestones came after their day."""
    late: list[float] = []
    for clause_id, standing in railway.standing.items():
        if clause_id.endswith("/deliver"):
            late += [float(one.settled - one.month) for one in standing.milestones
                     if one.debtor == maker and one.state != OPEN]  # fmt: skip
    return late


def owed_by_contracts(railway: Railway) -> int:
    """Tenge that the operator owes on unpaid bills."""
    return sum(standing.owed for standing in railway.standing.values())
