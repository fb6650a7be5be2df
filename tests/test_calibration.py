"""Calibration: a planted truth is found, noise is not, and what comes later chooses nothing."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from experiments.backtest import errors, read_history
from experiments.calibrate import plan_calibration, skill
from experiments.calibration import (
    CHOSEN,
    DISCREPANCIES,
    TRAINED,
    Ensemble,
    Record,
    choose,
    coverage,
    forecast,
    read_record,
    weigh,
)
from experiments.labels import label_parameters, posterior, weighted_quantile
from experiments.posterior import Posterior, keep, read_posterior, take_draws
from experiments.rivals import RIVALS, arima, exponential_smoothing, known_by
from experiments.selfcheck import check_itself
from rulebook.parameters import load_parameters
from tests.test_sweep import obey

A, B = "border.reliability_china", "traction.run_km_day"
YEARS = range(2015, 2026)
LEVELS = {"china_border_mt": 10.0, "caspian_route_mt": 1.0, "container_transit_kteu": 500.0,
          "border_crossing_hours": 40.0}  # fmt: skip


def planted(truth: float = 0.8, after_2022: float = 1.0, points: int = 400):
    """An ensemble whose tonnage follows A and nothing else, and the record of one value of A."""
    rng = np.random.default_rng(3)
    at = pd.DataFrame({A: rng.uniform(0.5, 1.0, points), B: rng.uniform(400, 800, points)})
    logs, values, mistakes = {}, {}, {}
    for year in YEARS:
        for series, level in LEVELS.items():
            luck = 0.02 * rng.standard_normal((points, 3))
            moved = np.log(at[A].to_numpy())[:, None] * 2.0 + luck
            logs[series, year] = math.log(level) + 0.05 * (year - 2015) + moved
            grown = after_2022 if year > 2022 else 1.0
            values[series, year] = level * math.exp(0.05 * (year - 2015)) * truth**2.0 * grown
            mistakes[series, year] = 0.03
    return Ensemble(at, logs), Record(values, mistakes)


def test_the_planted_value_is_found_and_an_idle_parameter_is_not():
    ensemble, record = planted()
    sizes, _ = choose(ensemble, record)
    found = posterior(ensemble.points, weigh(ensemble, record, sizes)).set_index("parameter")
    assert found.loc[A, "p05"] < 0.8 < found.loc[A, "p95"] and found.loc[A, "width"] < 0.3
    assert found.loc[A, "by_chance"] < 0.05
    labels = label_parameters(found.reset_index()).set_index("parameter")
    assert labels.loc[A, "label"] == "identified"
    assert labels.loc[B, "label"] == "bounded" and load_parameters().table[B].grade == "C"
    assert len(labels) == len(load_parameters())
    for name, row in load_parameters().table.items():
        if name != A:
            assert labels.loc[name, "label"] == ("assumed" if row.grade == "D" else "bounded")


def test_few_points_that_narrow_by_chance_identify_nothing():
    rng = np.random.default_rng(4)
    names = list(load_parameters())[:20]
    points = pd.DataFrame(rng.random((120, 20)), columns=names)
    weights = rng.pareto(0.7, 120)
    found = posterior(points, weights / weights.sum())
    labels = label_parameters(found)
    narrow = (found["width"] <= 0.7).sum()
    assert (labels["label"] == "identified").sum() < max(narrow, 1)


def test_years_after_2022_choose_nothing():
    ensemble, record = planted()
    _, later = planted(after_2022=3.0)
    sizes, table = choose(ensemble, record)
    assert (sizes, table.equals(choose(ensemble, later)[1])) == (choose(ensemble, later)[0], True)
    assert (weigh(ensemble, record, sizes) == weigh(ensemble, later, sizes)).all()
    inside = coverage(forecast(ensemble, weigh(ensemble, record, sizes), record, sizes))
    outside = coverage(forecast(ensemble, weigh(ensemble, later, sizes), later, sizes))
    assert inside["in_90_band"].min() > 0.8
    assert outside.set_index("use").loc["neither", "in_90_band"] == 0.0
    assert list(inside["values"]) == [20, 12, 12]


def test_the_discrepancy_grows_where_the_model_is_off():
    ensemble, record = planted()
    off = {key: value * (1.5 if key[0] == "caspian_route_mt" and key[1] % 2 else 1.0)
           for key, value in record.values.items()}  # fmt: skip
    sizes, table = choose(ensemble, Record(off, record.errors))
    assert sizes["caspian_route_mt"] > sizes["china_border_mt"] == min(DISCREPANCIES)
    assert table.groupby("series")["chosen"].sum().eq(1).all()
    assert table.loc[table["chosen"], "log_score"].nunique() == 1


def test_weights_and_quantiles_by_hand():
    values = np.array([3.0, 1.0, 2.0])
    assert weighted_quantile(values, np.array([1.0, 1.0, 1.0]), 0.5) == 2.0
    assert weighted_quantile(values, np.array([8.0, 1.0, 1.0]), 0.5) > 2.4
    ensemble, record = planted(points=50)
    weights = weigh(ensemble, record, dict.fromkeys(("china_border_mt",), 0.1))
    assert weights.sum() == pytest.approx(1.0)
    assert abs(ensemble.points[A][weights.argmax()] - 0.8) < 0.05


def test_the_record_is_the_houses_own():
    record, known = read_record(), read_history()
    assert record.values["china_border_mt", 2018] == known["china_border_mt"][2018]
    trained, chosen = (record.of_years(years) for years in (TRAINED, CHOSEN))
    assert len(trained) > 8 and len(chosen) > 5
    assert all(0.0 < record.errors[key] <= 0.2 for key in (*trained, *chosen))


def test_rivals_know_nothing_after_their_origin_and_follow_a_trend():
    known = {year: 10.0 * 1.1 ** (year - 2010) for year in range(2010, 2025)}
    spoiled = {**known, 2024: 1e9, 2023: 1e9}
    assert max(known_by(known, 2030, 2022)) == 2022 and max(known_by(known, 2020, 2022)) == 2019
    for forecast_by in RIVALS.values():
        assert forecast_by(known, 2025, 2022) == forecast_by(spoiled, 2025, 2022)
    assert arima(known, 2025, 2022) == pytest.approx(known[2022] * 1.1**3, rel=0.05)
    assert exponential_smoothing(known, 2025, 2022) == pytest.approx(known[2022] * 1.1**3, rel=0.1)
    few = {2019: 1.0, 2020: 2.0, 2021: 3.0}
    assert math.isnan(arima(few, 2022, 2022)) and math.isnan(exponential_smoothing(few, 2022, 2022))


def test_a_calibration_finds_what_made_the_data_and_false_weights_do_not():
    ensemble, record = planted(points=800)
    sizes = dict.fromkeys(LEVELS, 0.3)
    found = check_itself(ensemble, record, sizes).set_index("what")
    assert (found["uneven"] > 0.001).all()
    assert found["in_90_band"].between(0.8, 0.98).all()
    assert found["in_50_band"].between(0.35, 0.65).all()
    sure = Record(record.values, dict.fromkeys(record.errors, 0.0))
    narrow = check_itself(ensemble, sure, dict.fromkeys(LEVELS, 1e-3)).set_index("what")
    assert narrow.loc[A, "uneven"] < 0.001  # a luck of 2% cannot be known to a thousandth


def test_draws_follow_the_weights_and_survive_the_table(tmp_path):
    ensemble, record = planted()
    weights = weigh(ensemble, record, dict.fromkeys(LEVELS, 0.05))
    draws = take_draws(ensemble.points, weights, 200)
    share = draws[A].value_counts(normalize=True)
    for value, weight in zip(ensemble.points[A], weights, strict=True):
        assert abs(share.get(value, 0.0) - weight) <= 1.0 / 200 + 1e-12
    kept = Posterior(draws, {"china_border_mt": 0.1})
    keep(kept, tmp_path)
    back = read_posterior(tmp_path)
    assert back.discrepancies == kept.discrepancies
    assert back.draw(203) == back.draw(3) == pytest.approx(kept.draw(3), rel=1e-5)
    (tmp_path / "draws.csv").write_text(f"{A}\n9\n")
    with pytest.raises(ValueError, match=f"{A} — allowed: 0.4 to 1 share"):
        read_posterior(tmp_path)
    (tmp_path / "draws.csv").write_text("no.such\n9\n")
    with pytest.raises(ValueError, match="no parameter is named 'no.such'"):
        read_posterior(tmp_path)


def test_the_kept_posterior_is_the_designs():
    kept, plan = read_posterior(), plan_calibration(8, 1)
    assert set(kept.draws) == set(plan.design.names)
    assert set(kept.discrepancies) == set(LEVELS)


def test_skill_is_one_less_the_ratio_of_errors():
    ensemble, record = planted()
    sizes, _ = choose(ensemble, record)
    table = forecast(ensemble, weigh(ensemble, record, sizes), record, sizes)
    found = skill(table)
    assert list(found["model"]) == list(errors(table)["model"])
    assert (found["skill_naive_last"] == 1.0 - found["model"] / found["naive_last"]).all()


@pytest.mark.slow
def test_calibrate_from_the_command_line(tmp_path, capsys):
    words = ("calibrate", "--points", "6", "--replicates", "2", "--workers", "1", "--out",
             str(tmp_path))  # fmt: skip
    assert obey(*words) == 0
    said = capsys.readouterr().out
    assert "border.reliability_china" in said and "assumed" in said
    labels = pd.read_csv(tmp_path / "labels.csv")
    assert set(labels["label"]) <= {"identified", "bounded", "assumed"}
    assert list(labels["parameter"]) == list(load_parameters())
    series = pd.read_csv(tmp_path / "series.csv")
    assert set(series["year"]) == set(YEARS) and (series["p05"] <= series["p95"]).all()
    weights = pd.read_csv(tmp_path / "points.csv")["weight"]
    assert len(weights) == 6 and weights.sum() == pytest.approx(1.0)
    assert "<svg" in (tmp_path / "report.html").read_text()
    assert plan_calibration(6, 2).count == 12
    assert obey("calibrate", "--points", "1") == 2
    assert "--points 1 — allowed: 2 to" in capsys.readouterr().err
