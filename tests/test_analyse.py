"""Analysis: indices, boxes and regret of functions whose answers are known."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import engine
from experiments.analyse import analyse
from experiments.discovery import find_boxes, tree_rules
from experiments.engine import Failure, empty_block
from experiments.plan import read_plan
from experiments.regret import regrets, satisfied
from experiments.results import Results
from experiments.sensitivity import indices
from experiments.sweep import sweep
from tests.test_sweep import obey

A, B, C = "border.reliability_china", "traction.run_km_day", "demand.growth_extra"
STUDY = f"""
title = "A known function"
seed = 1
replicates = {{replicates}}
[scenario]
end = "2025-02"
[design]
kind = "{{kind}}"
size = {{size}}
[parameters."{A}"]
low = 0.5
high = 0.9
[parameters."{B}"]
low = 400
high = 800
[parameters."{C}"]
[[policies]]
name = "steady"
[[policies]]
name = "bold"
parameters = {{{{ "tariff.factor" = 1.5 }}}}
[[outputs]]
name = "gain"
outcome = "throughput_mt"
how = "first"
[[outputs]]
name = "hours"
outcome = "transit_hours"
how = "first"
better = "less"
[[fails]]
output = "gain"
below = 3.0
"""


class Formula:
    """An engine that knows a formula: gain = 10 a + b / 100, with a penalty for the bold."""

    def outcomes(self):
        return ("throughput_mt", "transit_hours")

    def runs_a_block(self, months):
        return 64

    def prepare(self, runs):
        """Nothing to do."""

    def run_block(self, policy, draws, outcomes):
        block = empty_block(len(draws), policy.scenario.months, outcomes)
        bold = policy.scenario.parameters.get("tariff.factor", 1.0) > 1.0
        for place, draw in enumerate(draws):
            a, b = draw.changes[A], draw.changes[B]
            gain = 10.0 * (a - 0.5) + (b - 400.0) / 100.0
            if bold:
                gain = 1.5 * gain - (4.0 if a < 0.6 and b > 600.0 else 0.0)
            block.outcomes["throughput_mt"][place] = gain
            block.outcomes["transit_hours"][place] = 100.0 - gain
            if draw.changes.get(C, 0.0) > 0.079:
                block.failures[place] = Failure("ValueError: too fast", "here")
        return block


def study(folder: Path, monkeypatch, kind: str, size: int, replicates: int = 1) -> Results:
    monkeypatch.setitem(engine.ENGINES, "formula", (__name__, "Formula"))
    text = STUDY.format(kind=kind, size=size, replicates=replicates)
    sweep(read_plan(tomllib.loads(text), Path("known.toml"), text), folder, "formula", quiet=True)
    return Results(folder)


def value_of(table: pd.DataFrame, policy: str, parameter: str, index: str, column: str = "value"):
    row = table[(table["policy"] == policy) & (table["parameter"] == parameter)
                & (table["index"] == index) & (table["output"] == "gain")]  # fmt: skip
    return float(row[column].iloc[0])


def test_sobol_indices_of_a_sum_are_its_shares_of_variance(tmp_path, monkeypatch):
    monkeypatch.setattr(Formula, "run_block", without_failures(Formula.run_block))
    found = indices(study(tmp_path, monkeypatch, "saltelli", 512))
    share = {A: 0.5, B: 0.5, C: 0.0}  # both terms run over four units
    for name, wanted in share.items():
        for index in ("S1", "ST"):
            assert value_of(found, "steady", name, index) == pytest.approx(wanted, abs=0.05)
            low, high = (value_of(found, "steady", name, index, side) for side in ("low", "high"))
            assert low - 0.02 <= wanted <= high + 0.02
    assert value_of(found, "bold", A, "ST") > value_of(found, "bold", A, "S1") + 0.05


def without_failures(run_block):
    def run(self, policy, draws, outcomes):
        block = run_block(self, policy, draws, outcomes)
        block.failures.clear()
        return block

    return run


def test_morris_effects_of_a_sum_are_its_slopes(tmp_path, monkeypatch):
    monkeypatch.setattr(Formula, "run_block", without_failures(Formula.run_block))
    found = indices(study(tmp_path, monkeypatch, "morris", 20))
    for name, wanted in ((A, 4.0), (B, 4.0), (C, 0.0)):
        assert value_of(found, "steady", name, "mu_star") == pytest.approx(wanted, abs=1e-9)
        assert value_of(found, "steady", name, "sigma") == pytest.approx(0.0, abs=1e-9)
    assert value_of(found, "bold", A, "sigma") > 0.5


def test_points_that_failed_leave_rank_correlations(tmp_path, monkeypatch):
    results = study(tmp_path, monkeypatch, "saltelli", 64)
    assert results.failed_share() > 0.0 and len(results.failures()) > 0
    found = indices(results)
    assert set(found["index"]) == {"rank"}
    assert value_of(found, "steady", A, "rank", "low") > 0.3
    assert value_of(found, "steady", C, "rank", "low") < 0.0


def test_prim_and_cart_find_the_box_that_was_planted():
    rng = np.random.default_rng(5)
    points = pd.DataFrame(rng.random((600, 4)), columns=["a.one", "b", "c", "d"])
    failed = ((points["a.one"] > 0.7) & (points["c"] < 0.4)).to_numpy()
    box = find_boxes(points, failed)[0]
    assert set(box.limits) == {"a.one", "c"}
    assert box.limits["a.one"] == (pytest.approx(0.7, abs=0.06), np.inf)
    assert box.limits["c"] == (-np.inf, pytest.approx(0.4, abs=0.06))
    assert box.coverage > 0.8 and box.density > 0.8
    assert "a.one above 0.6" in box.words or "a.one above 0.7" in box.words
    rule = tree_rules(points, failed).iloc[0]
    assert "a.one >" in rule["rule"] and "c ≤" in rule["rule"] and rule["density"] > 0.9


def test_where_nothing_decides_no_box_is_named():
    rng = np.random.default_rng(6)
    points = pd.DataFrame(rng.random((300, 3)), columns=["a", "b", "c"])
    assert find_boxes(points, np.zeros(300, dtype=bool)) == []
    assert find_boxes(points, np.ones(300, dtype=bool)) == []
    chance = find_boxes(points, rng.random(300) < 0.3, 1)
    assert not chance or chance[0].density < 0.8


def test_regret_is_what_the_best_of_the_same_future_has_more(tmp_path, monkeypatch):
    results = study(tmp_path, monkeypatch, "latin_hypercube", 60, replicates=2)
    wide = results.futures("gain")
    lost = (wide["steady"] - wide["bold"]).clip(lower=0.0)
    found = regrets(results).set_index(["output", "policy"])
    assert found.loc[("gain", "bold"), "mean"] == pytest.approx(lost.mean())
    assert found.loc[("gain", "bold"), "greatest"] == pytest.approx(lost.max())
    assert found.loc[("gain", "bold"), "best"] == pytest.approx((lost == 0.0).mean())
    less = found.loc[("hours", "bold"), "mean"]
    assert less == pytest.approx(lost.mean())
    assert 0.0 < found.loc[("gain", "steady"), "best"] < 1.0
    table = results.table
    holds = satisfied(results).set_index("policy").loc["steady", "gain holds"]
    assert holds == (table.loc[table["policy"] == "steady", "gain"] >= 3.0).mean()


def test_duckdb_and_pandas_agree(tmp_path, monkeypatch):
    results = study(tmp_path, monkeypatch, "sobol", 64)
    asked = results.query('SELECT policy, avg(gain) AS m FROM runs GROUP BY policy ORDER BY policy')
    by_hand = results.table.groupby("policy", observed=True)["gain"].mean()
    for row in asked.itertuples():
        assert row.m == pytest.approx(by_hand[row.policy])
    summary = results.summary().set_index(["output", "policy"])
    assert summary.loc[("gain", "bold"), "mean"] == pytest.approx(by_hand["bold"])
    assert summary.loc[("gain", "bold"), "low"] < by_hand["bold"]


def test_a_report_fetches_nothing_and_is_the_same_twice(tmp_path, monkeypatch):
    results = study(tmp_path / "out", monkeypatch, "latin_hypercube", 200)
    tables = analyse(results, tmp_path / "one")
    analyse(Results(tmp_path / "out"), tmp_path / "two")
    text = (tmp_path / "one" / "report.html").read_text()
    assert text == (tmp_path / "two" / "report.html").read_text()
    assert not re.search(r'(src|href|url)\s*[=(]\s*["\']?(https?:|//)', text)
    assert text.count("<svg") >= 5 and text.count("<table") >= 5
    for name, rows in tables.items():
        assert list(pd.read_csv(tmp_path / "one" / f"{name}.csv").columns) == list(rows.columns)
    bold = tables["boxes"][tables["boxes"]["policy"] == "bold"]["box"].iloc[0]
    assert "below" in bold and A in bold
    assert "too fast" in text


def test_what_cannot_be_analysed_is_refused(tmp_path, monkeypatch, capsys):
    assert obey("analyse", str(tmp_path)) == 2
    assert "holds no sweep: no manifest.json in it" in capsys.readouterr().err
    study(tmp_path / "out", monkeypatch, "latin_hypercube", 20)
    part = next((tmp_path / "out" / "parts").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    assert obey("analyse", str(tmp_path / "out")) == 2
    assert f"{part}: cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "out" / "report").exists()


def test_analyse_prints_what_a_program_can_read(tmp_path, monkeypatch, capsys):
    study(tmp_path / "out", monkeypatch, "latin_hypercube", 20)
    assert obey("analyse", str(tmp_path / "out"), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {"summary", "boxes", "indices", "regret"} <= set(found)
    assert (tmp_path / "out" / "report" / "report.html").exists()
