"""Who gains from what: the arms differ in one thing, and the verdict follows the interval."""

from __future__ import annotations

import pandas as pd

from experiments.gains import questions, summarise


def test_the_arms_of_a_question_differ_in_one_field():
    for without, with_it in questions().values():
        ours, theirs = vars(without), vars(with_it)
        changed = [name for name in ours if ours[name] != theirs[name]]
        assert changed in (["signed"], ["tenders"])


def test_a_verdict_needs_an_interval_clear_of_zero():
    table = pd.DataFrame({
        "question": ["q"] * 8, "outcome": ["up"] * 4 + ["mixed"] * 4, "seed": [1, 2, 3, 4] * 2,
        "without": [10.0] * 8, "difference": [1.0, 1.1, 0.9, 1.0, 2.0, -2.0, 1.0, -1.2],
    })  # fmt: skip
    found = summarise(table).set_index("outcome")
    assert found.loc["up", "verdict"] == "more" and found.loc["up", "low"] > 0.9
    assert found.loc["mixed", "verdict"] == "open"
