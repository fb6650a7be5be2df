"""Sweeps: what is run, what a run is called, and that a table does not tell who ran it."""

from __future__ import annotations

import argparse
import gc
import json
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import commands, engine, mesa_engine
from experiments.axis import Axis
from experiments.design import Design
from experiments.engine import Block, outcomes_of_model
from experiments.output import Output
from experiments.plan import FOLDER, find_plan, read_plan
from experiments.store import Store
from experiments.sweep import sweep
from experiments.traces import TRACES
from model.railway import Railway
from model.run import run
from model.scenario import find_scenario
from rulebook.calendar import month_number

TINY = """
title = "Tiny"
seed = 3
replicates = 2

[scenario]
end = "2025-03"

[design]
kind = "latin_hypercube"
size = 5

[parameters."border.reliability_china"]
low = 0.5
high = 0.9

[[policies]]
name = "signed"
[[policies]]
name = "border"
base = "border_first"

[[outputs]]
name = "tonnes"
outcome = "throughput_mt"
how = "sum"
[[outputs]]
name = "held_by"
outcome = "binding_dostyk"
"""


def plan_of(text: str = TINY):
    return read_plan(tomllib.loads(text), Path("tiny.toml"), text)


def table_of(folder: Path) -> pd.DataFrame:
    return Store(folder).read_parts().sort_values("key", ignore_index=True)


def obey(*words):
    top = argparse.ArgumentParser()
    commands.register(top.add_subparsers())
    args = top.parse_args(list(words))
    return args.action(args)


def test_each_row_is_the_run_that_its_columns_say(tmp_path):
    plan = plan_of()
    ended = sweep(plan, tmp_path, quiet=True)
    assert (ended.runs, ended.fresh, ended.failed) == (20, 20, 0)
    table = table_of(tmp_path)
    assert len(table) == table["key"].nunique() == 20
    row = table[table["policy"] == "border"].iloc[3]
    scenario = find_scenario("border_first").changed(end=month_number("2025-03") + 1)
    changes = {"border.reliability_china": float(row["border.reliability_china"])}
    history = run(scenario, int(row["seed"]), int(row["replicate"]), changes).history
    assert row["tonnes"] == sum(float(month["throughput_mt"]) for month in history)
    assert row["held_by"] in {month["binding_dostyk"] for month in history}


def test_keys_tell_runs_apart_and_nothing_else():
    keys = [run.key for run in plan_of().runs()]
    assert len(set(keys)) == len(keys) == plan_of().count
    assert keys == [run.key for run in plan_of().runs()]
    others = (("seed = 3", "seed = 4"), ('"2025-03"', '"2025-04"'), ("low = 0.5", "low = 0.6"),
              ('how = "sum"', 'how = "mean"'))  # fmt: skip
    for old, new in others:
        assert old in TINY
        assert not set(keys) & {run.key for run in plan_of(TINY.replace(old, new)).runs()}
    longer = {run.key for run in plan_of(TINY.replace("replicates = 2", "replicates = 3")).runs()}
    assert set(keys) < longer
    retitled = TINY.replace('title = "Tiny"', 'title = "Other words"')
    assert keys == [run.key for run in plan_of(retitled).runs()]


def test_policies_and_points_share_their_luck_unless_said():
    for luck, most in (("shared", {0, 1}), ("own", set(range(10)))):
        runs = list(plan_of(f'luck = "{luck}"\n' + TINY).runs())
        assert {run.draw.replicate for run in runs} == most
        by_policy = [[run.draw for run in runs if run.policy == i] for i in (0, 1)]
        assert by_policy[0] == by_policy[1]


class Backwards(mesa_engine.MesaEngine):
    """Another engine: it takes its runs from the last to the first."""

    def run_block(self, policy, draws, outcomes):
        block = super().run_block(policy, list(reversed(draws)), outcomes)
        turned = {name: values[::-1] for name, values in block.outcomes.items()}
        return Block(turned, {len(draws) - 1 - i: why for i, why in block.failures.items()})


def test_a_table_does_not_tell_which_engine_filled_it(tmp_path, monkeypatch):
    monkeypatch.setitem(engine.ENGINES, "backwards", (__name__, "Backwards"))
    sweep(plan_of(), tmp_path / "a", quiet=True)
    sweep(plan_of(), tmp_path / "b", engine="backwards", quiet=True)
    pd.testing.assert_frame_equal(table_of(tmp_path / "a"), table_of(tmp_path / "b"))
    ours, theirs = ((tmp_path / one / "manifest.json").read_bytes() for one in "ab")
    assert ours == theirs


def test_workers_change_nothing(tmp_path):
    sweep(plan_of(), tmp_path / "one", quiet=True)
    sweep(plan_of(), tmp_path / "two", workers=2, quiet=True)
    pd.testing.assert_frame_equal(table_of(tmp_path / "one"), table_of(tmp_path / "two"))


def test_runs_that_are_over_leave_nothing_behind(tmp_path):
    """A sweep of a million runs must not hold them all."""
    def alive() -> int:
        gc.collect()
        return sum(type(one) is Railway for one in gc.get_objects())

    before = alive()  # other tests may hold some
    sweep(plan_of(), tmp_path, quiet=True)
    assert alive() <= before


def test_more_replicates_run_only_what_is_missing(tmp_path):
    sweep(plan_of(), tmp_path, quiet=True)
    before = {path.name: path.read_bytes() for path in (tmp_path / "parts").iterdir()}
    again = sweep(plan_of(), tmp_path, quiet=True)
    assert (again.fresh, again.found) == (0, 20)
    more = plan_of(TINY.replace("replicates = 2", "replicates = 3"))
    ended = sweep(more, tmp_path, quiet=True)
    assert (ended.runs, ended.fresh, ended.found) == (30, 10, 20)
    kept = {path.name: path.read_bytes() for path in (tmp_path / "parts").iterdir()}
    assert before.items() <= kept.items()


def test_a_failing_run_is_recorded_and_the_rest_goes_on(tmp_path, capsys):
    twice = '\n'.join(f'[[policies.script]]\nseat = "operator"\nkind = "capital_plan"\n'
                      f'month = "{year}-01"\nvalues = {{ yard_dostyk = 3 }}'
                      for year in (2025, 2026))  # fmt: skip
    text = TINY.replace('"2025-03"', '"2026-01"').replace("size = 5", "size = 2")
    text = text.replace('base = "border_first"', twice)
    path = tmp_path / "greedy.toml"
    path.write_text(text)
    assert obey("sweep", str(path), "--out", str(tmp_path / "out"), "--workers", "1") == 1
    assert "4 runs failed" in capsys.readouterr().err
    failed = Store(tmp_path / "out").read_failures()
    assert set(failed["policy"]) == {"border"} and len(failed) == 4
    assert failed["error"].str.contains("allowed: a number from 0 to 1 trains").all()
    assert failed["traceback"].str.contains("check_decision").all()
    assert set(failed["seed"]) == {"3"} and set(failed["replicate"]) == {"0", "1"}
    assert len(table_of(tmp_path / "out")) == 4
    again = sweep(find_plan(str(path)), tmp_path / "out", quiet=True)
    assert (again.fresh, again.failed) == (0, 4)
    assert sweep(find_plan(str(path)), tmp_path / "out", retry=True, quiet=True).fresh == 4


def test_outputs_are_put_together_as_they_say():
    months = np.array([[1.0, 4.0, np.nan, 3.0], [np.nan] * 4])
    names = np.array([["demand", "line:a", "line:a", "demand"], ["x", "y", "y", "y"]], dtype=object)
    block = Block({"a": months, "binding_b": names})
    wanted = {"sum": 8.0, "mean": 8.0 / 3.0, "first": 1.0, "last": 3.0, "greatest": 4.0,
              "least": 1.0}  # fmt: skip
    for how, value in wanted.items():
        found = Output("o", "a", how, 100, 103).of(block, 100)
        assert found[0] == value and np.isnan(found[1])
    assert Output("o", "a", "sum", 101, 102).of(block, 100)[0] == 4.0
    assert Output("o", "a", "reach", 100, 103, 2.0).of(block, 100)[0] == 1 / 12
    assert Output("o", "a", "fall", 101, 103, 3.0).of(block, 100)[0] == 2 / 12
    assert Output("o", "a", "reach", 100, 103, 9.0).of(block, 100)[0] == np.inf
    assert list(Output("o", "binding_b", "mode", 100, 103).of(block, 100)) == ["demand", "y"]


@pytest.mark.parametrize("kind", ["grid", "latin_hypercube", "sobol", "saltelli", "morris"])
def test_designs_have_the_points_they_promise(kind):
    axes = tuple(Axis(name, low, low + 1.0, (low, low + 0.5, low + 1.0))
                 for name, low in (("b", 0.0), ("a", 5.0), ("c", -2.0)))  # fmt: skip
    for second in (False, True):
        design = Design(kind, 8, 4, axes, second)
        points = design.points()
        assert len(points) == design.count
        assert (points >= [0.0, 5.0, -2.0]).all() and (points <= [1.0, 6.0, -1.0]).all()
        assert (points == design.points()).all()
        assert len(np.unique(points, axis=0)) > 3
        other = Design(kind, 8, 5, axes, second).points()
        assert kind == "grid" or not (points == other).all()


def test_the_names_of_outcomes_are_those_of_a_run():
    history = run(find_scenario("baseline").changed(end=month_number("2032-03")), 1,
                  dependence=True).history  # fmt: skip
    seen = {name for row in history for name in row}
    assert seen == set(outcomes_of_model())


def test_traces_agree_with_the_outcomes_of_the_same_run():
    railway = run(find_scenario("baseline").changed(end=month_number("2036-01")), 1).railway
    found = {name: reckon(railway) for name, (reckon, _, _) in TRACES.items()}
    assert all(values.shape == (railway.setting.months,) for values in found.values())
    assert found["price_level"][-1] == pytest.approx(railway.price_level, rel=1e-9)
    own = [float(row["throughput_tkm"]) * float(row["cost_per_tkm"]) for row in railway.history]
    served = sum(n / found["price_level"][month - railway.setting.start]
                 for month, source, _, n, unit, cause in railway.ledger.written
                 if source == "operator" and cause.endswith("/serve"))  # fmt: skip
    margin = (found["revenue_real"] - np.array(own)).sum()
    assert served > 0 and found["surplus_real"].sum() == pytest.approx(margin + served)
    assert found["revenue_real"].min() > 0.0
    came = sum(railway.standing[c.id].done for k in railway.contracts for c in k.clauses
               if c.kind == "deliver")  # fmt: skip
    assert found["delivered"].sum() == came > 0
    prices = found["tender_price"][~np.isnan(found["tender_price"])]
    assert len(prices) and (prices > 0.5).all()
    assert (found["contracts_paid"] != 0.0).any()


def test_every_sweep_of_the_house_is_whole(tmp_path, capsys):
    for path in FOLDER.glob("*.toml"):
        assert find_plan(path.stem).count > 0
    assert 1_900 <= find_plan("smoke").count <= 2_100
    assert obey("sweep", "smoke", "--check", "--out", str(tmp_path / "out")) == 0
    assert "2,004 runs" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_a_sweep_prints_what_a_program_can_read(tmp_path, capsys):
    path = tmp_path / "tiny.toml"
    path.write_text(TINY)
    out = tmp_path / "out"
    assert obey("sweep", str(path), "--out", str(out), "--workers", "1", "--json") == 0
    assert json.loads(capsys.readouterr().out)["runs"] == 20
    assert json.loads((out / "manifest.json").read_text())["runs"] == 20
    assert len(pd.read_parquet(out / "failures.parquet")) == 0
