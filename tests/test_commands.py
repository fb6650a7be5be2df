"""The commands: what they print and leave, and how they refuse."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments import commands
from experiments.backtest import errors, naive_last, naive_trend, read_history
from model.scenario import ScenarioError, find_scenario, list_scenarios, read_scenario
from rulebook.parameters import DATA, load_parameters
from rulebook.tables import TableError

ROOT = Path(__file__).resolve().parent.parent


def obey(*words):
    top = argparse.ArgumentParser()
    commands.register(top.add_subparsers())
    args = top.parse_args(list(words))
    return args.action(args)


def test_run_leaves_what_the_contract_says(tmp_path, capsys):
    words = ("run", "--scenario", "baseline", "--seed", "3", "--replicates", "2", "--end", "2027",
             "--set", "line.speed_kmh=45", "--out", str(tmp_path))  # fmt: skip
    assert obey(*words) == 0
    assert "throughput_mt" in capsys.readouterr().out
    outcomes = pd.read_csv(tmp_path / "outcomes.csv")
    assert list(outcomes.columns) == ["replicate", "month", "outcome", "value"]
    assert set(outcomes["replicate"]) == {0, 1}
    assert outcomes["month"].min() == "2025-01" and outcomes["month"].max() == "2027-12"
    units = pd.read_csv(tmp_path / "outcomes_units.csv").set_index("outcome")
    assert set(outcomes["outcome"]) == set(units.index)
    for name in ("throughput_mt", "throughput_tkm", "transit_teu", "transit_hours",
                 "border_queue_trains", "locomotives_ready", "jobs_assembly", "jobs_maintenance",
                 "jobs_engineering", "jobs_total", "value_added_domestic_share",
                 "local_content_delivered", "debt_foreign_share", "cost_per_tkm",
                 "public_money_spent", "binding_dostyk"):  # fmt: skip
        assert name in units.index
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["seed"] == 3 and manifest["parameters_set"] == {"line.speed_kmh": 45.0}
    ledger = pd.read_parquet(tmp_path / "ledger.parquet")
    clauses = set(pd.read_csv(tmp_path / "contracts.csv")["clause"])
    assert clauses & set(ledger["cause"])
    assert (ledger["amount"] > 0).all()


def test_dependence_is_written_by_supplier(tmp_path, capsys):
    assert obey("run", "--end", "2031", "--out", str(tmp_path)) == 0
    outcomes = pd.read_csv(tmp_path / "outcomes.csv")
    lost = outcomes[outcomes["outcome"] == "dependence_loss_wabtec"]
    assert list(lost["month"]) == ["2030-01"]
    assert 0.0 < float(lost["value"].iloc[0]) < 1.0


@pytest.mark.parametrize(("words", "said"), [
    (("run", "--scenario", "atlantis"), "no scenario is named 'atlantis' — allowed: baseline"),
    (("run", "--set", "line.sped_kmh=45"), "no parameter is named 'line.sped_kmh'; did you mean"),
    (("run", "--set", "line.speed_kmh=900"), "line.speed_kmh: value 900 — allowed: a number from"),
    (("run", "--set", "line.speed_kmh"), "allowed: name=number"),
    (("run", "--end", "2020"), "allowed: a month after the start"),
    (("run", "--start", "2025-13"), "not written as YYYY-MM"),
    (("run", "--replicates", "0"), "allowed: 1 or more"),
    (("run", "--seed", "-1", "--end", "2025-02"), "seed -1 is outside"),
])  # fmt: skip
def test_bad_input_is_one_clear_sentence(words, said, capsys, tmp_path):
    assert obey(*words, "--out", str(tmp_path / "out")) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_scenarios_and_parameters_are_listed(capsys):
    assert obey("scenarios", "--json") == 0
    assert {"baseline", "history"} <= set(json.loads(capsys.readouterr().out))
    assert obey("parameters", "--search", "speed") == 0
    assert "line.speed_kmh" in capsys.readouterr().out
    assert obey("parameters", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == len(load_parameters())


def test_every_scenario_runs_its_first_year():
    from model.run import run

    for scenario in list_scenarios().values():
        assert len(run(scenario.changed(end=scenario.start + 12), 1).history) == 12


@pytest.mark.parametrize(("text", "said"), [
    ('titel = "x"', "unknown key 'titel'"),
    ("start = 2025", "start"),
    ('start = "2025-01"\nend = "2024-01"', "'end'"),
    ('[parameters]\n"line.speed_kmh" = "fast"', "'parameters'"),
    ("= broken", "bad.toml"),
])  # fmt: skip
def test_a_bad_scenario_file_names_its_field(tmp_path, text, said):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=said):
        read_scenario(path)
    with pytest.raises(ScenarioError, match=said):
        find_scenario(str(path))


@pytest.mark.parametrize(("field", "cell", "said"), [
    (1, "900", "field 'value': value '900' — allowed: number from 25 to 55"),
    (1, "fast", "field 'value': value 'fast' — allowed: number"),
    (5, "E", "field 'grade': value 'E' — allowed: one of A, B, C, D"),
    (6, "", "field 'source'"),
])  # fmt: skip
def test_a_bad_parameter_row_is_refused_with_its_place(tmp_path, field, cell, said):
    lines = (DATA / "parameters.csv").read_text().splitlines()
    row = next(i for i, line in enumerate(lines) if line.startswith("line.speed_kmh"))
    cells = ["line.speed_kmh", "42", "km/h", "25", "55", "B", "some source", "some meaning"]
    cells[field] = cell
    lines[row] = ",".join(cells)
    (tmp_path / "parameters.csv").write_text("\n".join(lines))
    with pytest.raises(TableError) as caught:
        load_parameters(tmp_path)
    assert said in str(caught.value) and f"parameters.csv:{row + 1}" in str(caught.value)


def test_every_parameter_is_used_and_nothing_else_is_asked_for():
    """A number in the table that no rule reads would only pretend to matter."""
    text = "".join(path.read_text() for room in ("rulebook", "agents", "model")
                   for path in (ROOT / room).rglob("*.py"))  # fmt: skip
    text += "".join(path.read_text() for path in (ROOT / "data/term_sheets").glob("*.toml"))
    families = ("choice.constant_", "cost.energy_", "fleet.life_", "training.months_",
                "currency.", "debt.share_", "debt.rate_")  # fmt: skip
    unread = [name for name in load_parameters()
              if f'"{name}"' not in text and not name.startswith(families)]  # fmt: skip
    assert unread == []


def test_naive_forecasts_know_nothing_after_their_origin():
    known = {2019: 10.0, 2020: 11.0, 2022: 13.0, 2024: 99.0}
    assert naive_last(known, 2025, 2022) == 13.0
    assert naive_last(known, 2020, 2022) == 10.0
    assert naive_trend(known, 2023, 2022) == pytest.approx(13.0 * 1.09, rel=0.03)


@pytest.mark.slow
def test_backtest_has_a_row_for_every_series_and_year(tmp_path, capsys):
    assert obey("backtest", "--replicates", "2", "--out", str(tmp_path)) == 0
    table = pd.read_csv(tmp_path / "series.csv")
    assert set(table.columns) == {"year", "series", "p05", "p25", "p50", "p75", "p95", "observed",
                                  "naive_last", "naive_trend"}  # fmt: skip
    for _, rows in table.groupby("series"):
        assert list(rows["year"]) == list(range(2015, 2026))
        assert (rows["p05"] <= rows["p95"]).all()
    recorded = read_history()["china_border_mt"]
    china = table[table["series"] == "china_border_mt"].set_index("year")
    assert china.loc[2022, "observed"] == recorded[2022]
    assert {"model", "naive_last", "naive_trend", "in_90_band"} <= set(errors(table).columns)


@pytest.mark.slow
def test_import_order_changes_nothing():
    """The same run in a fresh process with its modules imported backwards."""
    code = (
        "import viz.picture, experiments.tables, agents.valuation, rulebook.parts, model.railway;"
        "from model.run import run; from model.scenario import find_scenario as f;"
        "s = f('baseline'); print(repr(run(s.changed(end=s.start + 30), 9).history[-1]))"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                           check=True)  # fmt: skip
    from model.run import run

    base = find_scenario("baseline")
    assert found.stdout.strip() == repr(run(base.changed(end=base.start + 30), 9).history[-1])
