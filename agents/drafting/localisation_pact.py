"""Local content between government, maker and workers: three parties, one pact."""

from __future__ import annotations

from collections.abc import Mapping

from agents.drafting import Signing
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, during, surviving, together


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose a pact; a maker without a plant at home has nothing to localise."""
    maker, parts = signing.supplier, list[Term]()
    name, plant = maker.supplier, maker.plant
    if not plant:
        return together()
    if terms["content_promised"] > 0.0:
        parts.append(Duty("content", "content", name, "government", terms["content_promised"],
                          terms["content_years"], where=plant))  # fmt: skip
    if terms["engineering_handover"] > 0.0:
        parts.append(surviving(Duty("hand_over", "hand_over", name, "government",
                                    terms["engineering_handover"], where=plant)))  # fmt: skip
    if terms["engineers_trained"] > 0.0:
        parts.append(Duty("train", "train", name, "government", terms["engineers_trained"],
                          where=f"{plant}:engineering"))  # fmt: skip
    if terms["jobs_guaranteed"] > 0.0:
        parts.append(Duty("keep_jobs", "keep_jobs", name, "workforce", terms["jobs_guaranteed"],
                          where=f"{plant}:assembly"))  # fmt: skip
    if terms["subsidy_musd"] > 0.0:
        parts.append(Duty("invest", "invest", "government", name, terms["subsidy_musd"] * 1e6,
                          MONTHS_PER_YEAR, currency="USD"))  # fmt: skip
    return during(1, int(terms["years"] * MONTHS_PER_YEAR), together(*parts))
