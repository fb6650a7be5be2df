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


def test_a_pair_that_was_run_is_not_run_again(tmp_path, monkeypatch):
    import experiments.gains as rooms

    ran = []

    def told(task):
        ran.append(task)
        return [{"question": task[0], "seed": task[1], "outcome": "jobs_total", "without": 10.0,
                 "difference": float(task[1])}]  # fmt: skip

    class Here:
        def __init__(self, *_, **__):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def submit(self, action, task):
            from concurrent.futures import Future

            future = Future()
            future.set_result(told(task))
            return future

    monkeypatch.setattr(rooms, "ProcessPoolExecutor", Here)
    kept = tmp_path / "pairs.jsonl"
    first = rooms.gains(3, 1, kept)
    kept.write_text(kept.read_text() + '[{"question": "cut off')  # killed in the middle of a line
    assert len(ran) == 12
    assert rooms.gains(3, 1, kept).equals(first) and len(ran) == 12
    rooms.gains(4, 1, kept)
    assert len(ran) == 16
    rooms.gains(4, 1, kept)
    assert len(ran) == 16
