"""Widening: a counterfactual in which one limit is larger from some month on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.railway import Railway


def widen(railway: Railway, limits: list[float]) -> list[float]:
    """Multiply the limits that the scenario widens, in the order of the plan's rows."""
    for name, factor, since in railway.setting.widened:
        row = railway.plan.rows.get(name)
        if row is not None and railway.month >= since:
            limits[row] *= factor
    return limits
