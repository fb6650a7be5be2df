"""Public money for wires, yards and dispatching, against tariffs and jobs."""

from __future__ import annotations

from collections.abc import Mapping

from agents.drafting import Signing
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, during, together

PACKAGES = {"electrification": "electrification", "yards": "yards_inland",
            "dispatching": "dispatching"}  # fmt: skip


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose a budget."""
    parts: list[Term] = [
        Duty(f"build_{issue}", "build", "government", "operator", terms[issue], where=package)
        for issue, package in PACKAGES.items() if terms[issue] > 0.0
    ]  # fmt: skip
    if terms["fund_musd"] > 0.0:
        parts.append(Duty("fund", "fund", "government", "operator", terms["fund_musd"] * 1e6,
                          currency="USD"))  # fmt: skip
    if terms["guarantee_musd"] > 0.0:
        parts.append(Duty("guarantee", "guarantee", "government", "operator",
                          terms["guarantee_musd"] * 1e6, currency="USD"))  # fmt: skip
    if terms["tariff_rise"] != 0.0:
        parts.append(Duty("index_tariff", "index_tariff", "government", "operator",
                          terms["tariff_rise"]))  # fmt: skip
    if terms["jobs_kept"] > 0.0:
        parts.append(Duty("keep_jobs", "keep_jobs", "operator", "government", terms["jobs_kept"],
                          where="depots:maintenance"))  # fmt: skip
    return during(1, int(terms["years"] * MONTHS_PER_YEAR), together(*parts))
