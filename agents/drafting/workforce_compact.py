"""The compact between the railway and its workers: pay, training, jobs, peace."""

from __future__ import annotations

from collections.abc import Mapping

from agents.drafting import Signing
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, during, together

DEPOTS = "depots:maintenance"


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose a compact."""
    parts: list[Term] = [Duty("wage", "wage", "operator", "workforce", terms["real_wage"])]
    if terms["trainees"] > 0.0:
        parts.append(Duty("train", "train", "operator", "workforce", terms["trainees"],
                          where=DEPOTS))  # fmt: skip
    if terms["no_strike"] >= 0.5:
        parts.append(Duty("no_strike", "no_strike", "workforce", "operator"))
    if terms["jobs_guaranteed"] > 0.0:
        parts.append(Duty("keep_jobs", "keep_jobs", "operator", "workforce",
                          terms["jobs_guaranteed"], where=DEPOTS))  # fmt: skip
    return during(1, int(terms["years"] * MONTHS_PER_YEAR), together(*parts))
