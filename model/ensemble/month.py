"""The month: one step of a replicate, in the order of `Railway.step`."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.contracts import let_clauses_fall_due
from model.ensemble.demand import raise_demand
from model.ensemble.faults import NOT_FINITE, SOUND, TOO_MUCH
from model.ensemble.fleet import keep_fleet
from model.ensemble.money import exchange_currencies, open_books, settle_money
from model.ensemble.network import lay_network
from model.ensemble.outcomes import read_outcomes
from model.ensemble.running import run_trains
from model.ensemble.shippers import let_shippers_choose
from model.ensemble.shocks import strike
from model.ensemble.talks import let_parties_bargain
from model.ensemble.traffic import note_binding
from model.ensemble.treasury import govern
from model.ensemble.workforce import teach_workers
from model.ensemble.works import order_works

MOST_TENGE = 4e18  # a word of 64 bits holds some more; the Mesa run has no such bound


def step(s: Any, lay: Any, p: Any, fate: Any, tops: Any, out: Any) -> int:
    """Run one month of one replicate.

    Returns:
        SOUND, NEEDS_TOPOLOGY (nothing was done; add the plan and call again), or a fault.
    """
    if lay_network(s, lay, tops) != SOUND:  # it stands on the month alone, so it may come first
        return lay_network(s, lay, tops)
    open_books(s)
    strike(s, lay, p, fate)
    exchange_currencies(s, lay, p, fate)
    govern(s, lay, p)
    order_works(s, lay, p, fate, tops)
    raise_demand(s, lay, p, fate)
    let_shippers_choose(s, lay, p)
    let_parties_bargain(s, lay, p, fate, tops)
    let_clauses_fall_due(s, lay, p, fate, tops)
    keep_fleet(s, lay, p)
    teach_workers(s, lay, p)
    run_trains(s, lay, p, fate, tops[s.topology])
    note_binding(s, lay, p, fate, tops[s.topology])
    settle_money(s, lay, p)
    s.cost_this_month, s.running_cost = float(s.running_cost), 0
    read_outcomes(s, lay, p, out)
    if not math.isfinite(out.throughput_tkm + out.cash_tenge + out.debt_tenge):
        s.fault = NOT_FINITE
    if not abs(out.cash_tenge) + float(s.owed) < MOST_TENGE:
        s.fault = TOO_MUCH
    s.t += 1
    s.month += 1
    return s.fault


def run_months(
    s: Any, lay: Any, p: Any, fate: Any, tops: Any, out: Any, flat: Any, columns: Any,
    table: Any, until: int,
) -> int:  # fmt: skip
    """Run a replicate on until a month of its own count.

    Args:
        s: its state.
        lay: the layout.
        p: its parameters.
        fate: its luck.
        tops: topologies known.
        out: a month's outcomes.
        flat: the same memory as numbers, shape (outcomes,).
        columns: which of them are kept, shape (k,).
        table: where they are kept, shape (k, months).
        until: months since the start.

    Returns:
        as `step`.
    """
    while s.t < until:
        t = s.t
        status = step(s, lay, p, fate, tops, out)
        if status != SOUND:
            return status
        for k in range(columns.shape[0]):
            table[k, t] = flat[columns[k]]
    return SOUND
