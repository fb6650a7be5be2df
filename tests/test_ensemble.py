"""The compiled ensemble: every month of every run as the railway has it, to the last bit."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from agents.actor import Keep, Script
from agents.agenda import parts_of
from agents.drafting import Signing, draft
from agents.strategy import STRATEGIES
from model.ensemble import sheets
from model.ensemble.ensemble import Draw, Ensemble, lay_out
from model.ensemble.faults import EnsembleError
from model.scenario import find_scenario, list_scenarios
from rulebook.flow import solve_flow
from rulebook.luck import Luck, stream_key
from rulebook.term_sheet import TermSheet, load_term_sheets
from rulebook.world import load_world
from tests.twin import Twin, generate_changes, generate_policy

needs_numba = pytest.mark.skipif(
    importlib.util.find_spec("numba") is None, reason="the ensemble extra is not installed"
)
WHOLE_RUNS, GENERATED, MONTHS = 2, 24, 84


@needs_numba
@pytest.mark.parametrize("name", list(list_scenarios()))
def test_whole_runs_of_each_scenario_are_equal(name: str) -> None:
    ensemble = Ensemble(find_scenario(name))
    for replicate in range(WHOLE_RUNS):
        twin = Twin(ensemble, Draw({}, 11, replicate))
        for month in range(ensemble.scenario.months):
            assert list(twin.step()) == [], (name, replicate, month)
        assert list(twin.whole()) == [], (name, replicate)


@needs_numba
def test_generated_policies_parameters_seeds_and_shocks_are_equal() -> None:
    ended = Counter[str]()
    p = load_world().parameters
    for seed in range(GENERATED):
        rng = random.Random(seed)
        scenario = generate_policy(rng, MONTHS)
        changes = generate_changes(rng, p, rng.choice((0.0, 0.1, 0.5)))
        twin = Twin(Ensemble(scenario), Draw(changes, rng.randrange(1 << 32), rng.randrange(99)))
        for month in range(MONTHS):
            assert list(twin.step()) == [], (seed, month)
            if twin.error is not None or twin.refused:
                break
        else:
            assert list(twin.whole()) == [], seed
            ended["whole"] += 1
            ended["signed"] += int(twin.ensemble.state.contracts)
    assert ended["whole"] > 0.8 * GENERATED
    assert ended["signed"] > 5 * GENERATED


@pytest.mark.parametrize("name", [n for n, sheet in load_term_sheets().items() if sheet.every])
def test_packages_are_drafted_whole_from_their_parts(name: str) -> None:
    """An ensemble signs what stands in the parts, so each issue must own up to all it moves."""
    sheet, rng = load_term_sheets()[name], random.Random(name)
    makers = list(load_world().suppliers.values()) if "supplier" in sheet.parties else [None]
    for maker in makers:
        seats = {role: maker.supplier if role == "supplier" and maker else role
                 for role in sheet.parties}  # fmt: skip
        signing = Signing(0, seats, maker, extra={"tenge_rate": 0.1})
        parts = parts_of(sheet, signing)
        for _ in range(40):
            chosen = {one.name: rng.choice(one.steps) for one in sheet.issues if one.open}
            drafted = draft(sheet, {**sheet.terms({}), **chosen}, signing).clauses
            gathered = [c for part in parts for c in _clauses(sheet, part, chosen)]
            assert sorted(gathered, key=lambda c: c.id) == list(drafted), chosen


def _clauses(sheet: TermSheet, part, chosen):
    """Clauses of a part under chosen values."""
    number = 0
    opened = [one for one in sheet.issues if one.open]
    for issue, size in zip(opened, part.shape, strict=True):
        number = number * size + (issue.steps.index(chosen[issue.name]) if size > 1 else 0)
    return part.drafts[number][1]


@needs_numba
def test_many_runs_at_once_are_the_runs_one_by_one() -> None:
    scenario = find_scenario("baseline")
    scenario = scenario.changed(end=scenario.start + 30)
    ensemble = Ensemble(scenario)
    draws = [Draw({"line.speed_kmh": 40.0 + i}, 7, i % 3) for i in range(6)]
    names = ("throughput_mt", "promise_index", "binding_dostyk")
    together = ensemble.run(draws, names)
    for place, draw in enumerate(reversed(draws)):
        alone = ensemble.run([draw], names)
        for name in names:
            assert np.array_equal(alone.outcomes[name][0], together.outcomes[name][5 - place])
    assert not together.failures
    different = together.outcomes["throughput_mt"]
    assert len({tuple(row) for row in different}) == len(draws)


@needs_numba
def test_a_bad_run_is_told_and_the_others_go_on() -> None:
    scenario = find_scenario("baseline")
    ensemble = Ensemble(scenario.changed(end=scenario.start + 3))
    runs = ensemble.run([Draw({"line.speed_kmh": 1e9}), Draw()], ["throughput_mt"])
    assert list(runs.failures) == [0] and "line.speed_kmh" in runs.failures[0]
    assert np.isnan(runs.outcomes["throughput_mt"][0]).all()
    assert np.isfinite(runs.outcomes["throughput_mt"][1]).all()


@needs_numba
def test_what_only_the_railway_does_is_refused_by_name() -> None:
    base = find_scenario("baseline")
    with pytest.raises(EnsembleError, match="601 months"):
        Ensemble(base.changed(end=base.start + 601))
    with pytest.raises(EnsembleError, match="removed 'decision:operator"):
        Ensemble(base.changed(removed=frozenset({"decision:operator:capital_plan@24300"})))


def test_the_rooms_are_imported_without_numba() -> None:
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "import model.ensemble.ensemble, model.ensemble.compiled as c\n"
        "try: c.compiled_rooms()\n"
        "except ModuleNotFoundError as e: print(e)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "twogauges[ensemble]" in told.stdout


@needs_numba
def test_luck_is_numpys_own() -> None:
    ensemble = Ensemble(find_scenario("baseline"))
    luck, fate = ensemble.rooms.rooms["model.ensemble.luck"], ensemble.fate
    table = np.zeros((4000, 2))
    for replicate in range(5):
        mine = Luck(9, replicate, 4000)
        key, stream = (np.uint64(word) for word in stream_key(9, replicate, "tried"))
        luck.fill_normals(fate, key, stream, table, 0, 4000, 1)
        luck.fill_uniforms(fate, key, stream, table, 1, 4000)
        assert table[:, 0].tobytes() == mine.normals("tried").tobytes()
        assert table[:, 1].tobytes() == mine.uniforms("tried").tobytes()
        luck.fill_normals(fate, key, stream, table, 0, 4000, 7)
        assert np.array_equal(table[:572, 0], mine.normals("tried")[::7])


@needs_numba
def test_the_flow_kernel_takes_the_rulebooks_steps() -> None:
    ensemble = Ensemble(find_scenario("baseline"))
    fate, rng = ensemble.fate, np.random.default_rng(3)
    flow = ensemble.rooms.rooms["model.ensemble.flow"]
    for _ in range(150):
        m, n = rng.integers(1, 30), 2 * rng.integers(1, 30)
        use = np.tile(rng.uniform(0.0, 2.0, (m, n // 2)) * (rng.random((m, n // 2)) < 0.4), 2)
        upper = rng.uniform(0.0, 9.0, n) * (rng.random(n) < 0.9)
        weights = np.round(rng.uniform(0.0, 5.0, n), 1)  # with ties
        room = rng.uniform(0.0, 20.0, m) * (rng.random(m) < 0.9)
        fate.weights[:n], fate.upper[:n], fate.room[:m] = weights, upper, room
        fate.tight_use[:m, :n] = use
        flow.solve_flow(fate, m, n)
        units, prices, _ = solve_flow(weights, upper, use, room)
        assert np.array_equal(fate.units[:n], units) and np.array_equal(fate.prices[:m], prices)


@needs_numba
@pytest.mark.parametrize("style", list(STRATEGIES))
def test_a_style_answers_as_the_rulebook_has_it(style: str) -> None:
    """Whole talks whose parties follow one style, each held to the railway's month by month."""
    scenario = find_scenario("baseline")
    seats = ("operator", "government", "china", "shippers", "workforce", *load_world().suppliers)
    scenario = scenario.changed(end=scenario.start + 40, strategies=dict.fromkeys(seats, style))
    twin = Twin(Ensemble(scenario), Draw({"talk.forecast_error": 0.3}, 5, 1))
    for month in range(40):
        assert list(twin.step()) == [], month
    assert list(twin.whole()) == []
    assert twin.railway.talks


@needs_numba
def test_scripted_years_are_the_railways() -> None:
    scenario = find_scenario("baseline")
    scenario = scenario.changed(end=scenario.start + 50)
    january = scenario.start + 12
    script = [
        ("operator", "capital_plan", january, {"dispatching": 3.0, "yard_dostyk": 1.0}),
        ("government", "budget", january + 12, {"tariff_over_prices": 0.05}),
        ("government", "budget", january + 24, {"works_money_musd": 50.0}),
    ]
    lines = {seat: {(kind, month): [values] for who, kind, month, values in script if who == seat}
             for seat in ("operator", "government")}  # fmt: skip
    minds = {seat: Script(told, Keep()) for seat, told in lines.items()}
    twin = Twin(Ensemble(scenario, script=script), Draw({}, 3, 1), minds)
    for month in range(50):
        assert list(twin.step()) == [], month
    assert list(twin.whole()) == []
    assert twin.railway.steps_ordered["dispatching"] >= 3


def test_what_the_rooms_have_no_code_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = find_scenario("baseline")
    world = load_world()
    with monkeypatch.context() as changed:
        changed.setattr(sheets, "KINDS", (*sheets.KINDS, "dance"))
        with pytest.raises(EnsembleError, match="kinds of clause"):
            lay_out(world, scenario, ())
    with monkeypatch.context() as changed:
        changed.setattr(sheets, "BAND", -1)
        with pytest.raises(EnsembleError, match="style of bargaining"):
            lay_out(world, scenario, ())
    shared = replace(world.suppliers["crrc"], plant=world.suppliers["wabtec"].plant)
    with pytest.raises(EnsembleError, match="share a plant"):
        lay_out(replace(world, suppliers={**world.suppliers, "crrc": shared}), scenario, ())
