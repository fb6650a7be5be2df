"""The same railway through the EMA workbench and through Mesa's batch runner."""

from __future__ import annotations

import tomllib
import warnings
from pathlib import Path

import mesa
import numpy as np
import pandas as pd
import pytest

from experiments.batch import BatchRailway
from experiments.plan import read_plan
from experiments.workbench import workbench_model
from model.run import run
from model.scenario import find_scenario
from rulebook.calendar import month_number
from tests.test_sweep import TINY

SHORT = find_scenario("baseline").changed(end=month_number("2025-04") + 1)


def test_batch_run_gives_the_months_of_the_model():
    told = {"policy": ["baseline", "border_first"], "border.reliability_china": [0.6, 0.8],
            "replicate": [0, 2], "luck_seed": 7, "end": "2025-04"}  # fmt: skip
    rows = pd.DataFrame(mesa.batch_run(BatchRailway, told, data_collection_period=1,
                                       number_processes=1, display_progress=False))  # fmt: skip
    steps = rows.groupby("RunId")["Step"].apply(list)  # from 0 or 1, as Mesa's release has it
    assert len(steps) == 8
    assert all([step - one[0] for step in one] == list(range(SHORT.months)) for one in steps)
    mine = rows[(rows["policy"] == "baseline") & (rows["border.reliability_china"] == 0.8)
                & (rows["replicate"] == 2)]  # fmt: skip
    history = run(SHORT, 7, 2, {"border.reliability_china": 0.8}).history
    assert list(mine["throughput_mt"]) == [float(month["throughput_mt"]) for month in history]
    assert list(mine["binding_dostyk"]) == [month["binding_dostyk"] for month in history]


def test_batch_run_refuses_what_the_model_refuses():
    with pytest.raises(ValueError, match="line.speed_kmh: value 900"):
        mesa.batch_run(BatchRailway, {"line.speed_kmh": [900.0], "end": "2025-02"},
                       number_processes=1, display_progress=False)  # fmt: skip


def test_the_workbench_gives_the_runs_of_the_model():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench import SequentialEvaluator

    text = TINY.replace("replicates = 2", "replicates = 3")
    plan = read_plan(tomllib.loads(text), Path("tiny.toml"))
    with SequentialEvaluator(workbench_model(plan)) as evaluator:
        asked, found = evaluator.perform_experiments(scenarios=3, policies=4)
    assert len(asked) == 12 and set(found) == {"tonnes"}
    assert asked["border__reliability_china"].between(0.5, 0.9).all()
    row = asked.iloc[5]
    base = "border_first" if row["railway_policy"] == "border" else "baseline"
    scenario = find_scenario(base).changed(end=plan.start + plan.months)
    changes = {"border.reliability_china": float(row["border__reliability_china"])}
    history = run(scenario, plan.seed, int(row["replicate"]), changes).history
    wanted = sum(float(month["throughput_mt"]) for month in history)
    assert np.isclose(float(np.ravel(found["tonnes"])[5]), wanted, rtol=0, atol=1e-12)


def test_a_plan_without_parameters_has_nothing_for_the_workbench():
    words = tomllib.loads(TINY)
    del words["parameters"], words["design"]
    with pytest.raises(ValueError, match="field 'parameters': none"):
        workbench_model(read_plan(words, Path("tiny.toml")))
