"""Quick runs of the explorer: the screen's records, as the railway itself gives them."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from model.ensemble.compiled import is_compiled
from model.ensemble.ensemble import compile_all
from model.railway import Railway
from model.run import run
from viz.hand import Task, carry_out
from viz.quick import find_ensemble, lose_quickly, run_quickly
from viz.record import FILM_EVERY, Camera, record
from viz.setting import Setting, scenarios

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("numba") is None, reason="the ensemble extra is not installed"
)
CHANGES = {"tariff.factor": 1.2, "border.reliability_china": 0.6}


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    compile_all()


def alike(one, other) -> bool:
    """Same bits, and NaN where the other has it."""
    return np.asarray(one).tobytes() == np.asarray(other).tobytes()


@pytest.mark.parametrize("name", sorted(scenarios()))
def test_a_quick_record_is_the_railways_record(name):
    scenario = scenarios()[name]
    ensemble = find_ensemble(scenario)
    assert ensemble is not None and is_compiled()
    quick = run_quickly(ensemble, CHANGES, 5, 2, True, lambda: None)
    railway = Railway(scenario, 5, 2, changes=CHANGES)
    camera = Camera(railway)
    while railway.month < scenario.end:
        railway.step()
        if len(railway.history) % FILM_EVERY == 0:
            camera.shoot(railway)
    slow = record(railway, 2, camera)
    assert (quick.replicate, quick.start, quick.months) == (2, slow.start, slow.months)
    assert set(quick.outcomes) == set(slow.outcomes)
    assert [n for n in slow.outcomes if not alike(quick.outcomes[n], slow.outcomes[n])] == []
    assert quick.bound == slow.bound
    for name in ("pairs", "use", "queue", "hours"):
        assert alike(getattr(quick.film, name), getattr(slow.film, name)), name
    for name in ("tracks", "electric", "worth", "sizes"):
        assert getattr(quick.film, name) == getattr(slow.film, name), name


def test_suppliers_taken_away_quickly_cost_what_they_cost_the_railway():
    scenario = scenarios()["baseline"].changed(end=scenarios()["baseline"].start + 96)
    ensemble = find_ensemble(scenario)
    assert ensemble is not None
    quick = lose_quickly(ensemble, {}, 5, 1)
    assert quick == run(scenario, 5, 1, {}, dependence=True).dependence != {}


def test_a_hand_gives_the_same_quickly_and_slowly(monkeypatch):
    setting = Setting(until=2027)
    looks: list[object] = []
    whole = carry_out(Task(setting, 0), looks.append, lambda: None)
    cuts = [next(cause for cause in whole.causes if cause.startswith(kind))
            for kind in ("shock:", "locomotive_supply:")]  # fmt: skip
    cuts.append(whole.decisions[0][0])
    looks.clear()
    tasks = [Task(setting, 3), Task(setting, 0, looks=True), Task(setting, 1, "value", end=24320)]
    tasks += [Task(setting, 0, "value", removed=(cut,)) for cut in cuts]
    quick = [carry_out(task, looks.append, lambda: None) for task in tasks]
    assert len(looks) == 1
    monkeypatch.setattr("viz.quick.find_ensemble", lambda scenario: None)
    slow = [carry_out(task, looks.append, lambda: None) for task in tasks]
    assert len(looks) == 2  # after 24 months; the quick one came whole
    for one, other in zip(quick[:2], slow[:2], strict=True):
        assert all(alike(one.outcomes[name], other.outcomes[name]) for name in other.outcomes)
        assert (one.bound, one.marks, one.causes) == (other.bound, other.marks, other.causes)
    for one, other in zip(quick[2:], slow[2:], strict=True):
        assert set(one[0]) == set(other[0]) and one[1] == other[1]
        assert all(alike(one[0][name], other[0][name]) for name in other[0])


def test_what_nobody_wants_any_more_stops():
    ensemble = find_ensemble(scenarios()["baseline"])
    assert ensemble is not None
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        run_quickly(ensemble, {}, 1, 1, True, check)
    again = run_quickly(ensemble, {}, 1, 1, False, lambda: None)
    assert again is not None and again.film is None
