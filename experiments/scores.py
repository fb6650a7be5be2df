"""Scores of the talks that a run held: each against its Pareto frontier, Nash and Kalai points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from agents.negotiation import AGREED
from experiments.tournament import CHAIRS, scaled, score, yardstick
from model.railway import Railway
from model.talks import Held
from rulebook.calendar import month_text

COLUMNS = ("month", "sheet", "state", "contract", "offers", *(f"{c}_party" for c in CHAIRS),
           *(f"utility_{c}" for c in CHAIRS), "nash_product", "frontier_distance",
           "nash_distance", "kalai_distance")  # fmt: skip


def talk_score(held: Held) -> dict[str, Any]:
    """Score one talk that is over.

    Each side's worth is the one it last had, scaled so that no deal is 0 and its best package 1. An
    agreement off the agenda counts as the package on it that agrees on every open issue. Where no
    package gains all there is no Nash and no Kalai point, and their distances are missing.
    """
    talk = held.talk
    worth = np.array([scaled(held.worth[seat], held.reserve[seat]) for seat in talk.parties])
    agreed = talk.sheet.nearest_place(talk.agreed) if talk.state == AGREED else -1
    return {
        "month": month_text(held.month), "sheet": talk.sheet.name, "state": talk.state,
        "contract": held.contract,
        "offers": sum(record.move.action == "offer" for record in talk.history),
        **{f"{CHAIRS[i]}_party": seat for i, seat in enumerate(talk.parties)},
        **score(worth, agreed, yardstick(worth)),
    }  # fmt: skip


def talk_scores(railway: Railway) -> pd.DataFrame:
    """Score every talk a railway held, in the order in which they ended; columns `COLUMNS`."""
    return pd.DataFrame([talk_score(held) for held in railway.talks], columns=list(COLUMNS))
