"""The compiled engine behind a sweep: the same tables as by Mesa, and what it passes on."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import ensemble_engine
from experiments.engine import Block, Draw
from experiments.ensemble_engine import EnsembleEngine
from experiments.mesa_engine import MesaEngine
from experiments.policy import Policy, read_policy
from model.ensemble.outcomes import BOOKED
from model.run import ASKED_EVERY, SILENT_MONTHS
from rulebook import kernel

needs_numba = pytest.mark.skipif(
    importlib.util.find_spec("numba") is None, reason="the ensemble extra is not installed"
)
OUTCOMES = ("throughput_mt", "binding_dostyk", "marginal_domestic", "cash_tenge",
            "dependence_loss_wabtec", "dependence_loss_crrc")  # fmt: skip
MANY = 10_000


@pytest.fixture(autouse=True)
def plain_again():
    yield
    kernel.use_plain()


def policy_of(months: int, **words: object) -> Policy:
    read = read_policy({"name": "tried", "base": "baseline", **words}, Path("here.toml"))
    scenario = read.scenario.changed(end=read.scenario.start + months)
    return replace(read, scenario=scenario)


def same(one: Block, other: Block) -> bool:
    assert one.failures == other.failures
    return all(_bits(one.outcomes[name]) == _bits(other.outcomes[name]) for name in other.outcomes)


def _bits(values: np.ndarray) -> object:
    return values.tolist() if values.dtype == object else values.tobytes()


@needs_numba
def test_a_block_is_the_mesa_engines_with_names_dependence_scripts_and_failures():
    script = [{"seat": "operator", "kind": "capital_plan", "month": "2026-01",
               "values": {"dispatching": 3, "yard_dostyk": 1}}]  # fmt: skip
    policy = policy_of(ASKED_EVERY + SILENT_MONTHS, script=script)
    draws = [Draw({"line.speed_kmh": 44.0}, 5, 0), Draw({"line.speed_kmh": -1.0}, 5, 1),
             Draw({}, 6, 2)]  # fmt: skip
    engine = EnsembleEngine()
    engine.prepare(MANY)
    assert engine.ready and list(engine.remarks([policy], OUTCOMES, MANY)) == []
    found = engine.run_block(policy, draws, OUTCOMES)
    assert same(found, MesaEngine().run_block(policy, draws, OUTCOMES))
    assert list(found.failures) == [1]
    losses = found.outcomes["dependence_loss_wabtec"]
    assert np.isfinite(losses[:, ASKED_EVERY]).tolist() == [True, False, True]
    assert (losses[[0, 2], ASKED_EVERY] > 0.0).any()
    assert np.isnan(np.delete(losses, ASKED_EVERY, axis=1)).all()


@needs_numba
@pytest.mark.parametrize("base", ["baseline", "history", "locomotives_only", "tenge_storm"])
def test_what_the_ledger_tells_is_kept_to_the_last_bit(base):
    policy = policy_of(120, base=base)
    draws = [Draw({"contract.penalty_cap": 0.3}, 3, 0), Draw({"tariff.factor": 0.5}, 4, 1)]
    engine = EnsembleEngine()
    engine.prepare(MANY)
    found = engine.run_block(policy, draws, BOOKED)
    assert same(found, MesaEngine().run_block(policy, draws, BOOKED))
    assert found.failures == {}
    assert (found.outcomes["delivered"].sum(axis=1) > 0.0).all()
    assert (found.outcomes["contracts_paid"] != 0.0).any()


@needs_numba
@pytest.mark.parametrize(("words", "outcomes", "said"), [
    ({"script": [{"seat": "china", "kind": "acceptance", "month": "2025-02",
                  "values": {"dostyk": 0.5}}]}, ("throughput_mt",), "script: china acceptance"),
    ({"removed": ["decision:operator:capital_plan@24312"]}, ("throughput_mt",), "removed 'deci"),
    ({}, ("throughput_mt", "tender_gain"), "all by the Mesa engine: tender_gain: read from t"),
])  # fmt: skip
def test_what_it_does_not_hold_goes_to_the_mesa_engine_and_is_said(words, outcomes, said):
    policy, draws = policy_of(14, **words), [Draw({}, 1, 0)]
    engine = EnsembleEngine()
    engine.prepare(MANY)
    (remark,) = engine.remarks([policy], outcomes, MANY)
    assert said in remark and "Mesa" in remark
    assert same(engine.run_block(policy, draws, outcomes),
                MesaEngine().run_block(policy, draws, outcomes))  # fmt: skip


@needs_numba
def test_a_run_that_the_rooms_stop_at_is_the_mesa_engines(monkeypatch):
    policy, draws = policy_of(6), [Draw({}, 1, i) for i in range(3)]
    engine = EnsembleEngine()
    engine.prepare(MANY)
    whole = engine.run_block(policy, draws, ("throughput_mt",))

    def stopped(ensemble, asked, outcomes):
        runs = type(ensemble).run(ensemble, asked, outcomes)
        runs.outcomes["throughput_mt"][1], runs.failures[1] = np.nan, "no more room"
        return runs

    held = engine._held(policy)
    assert not isinstance(held, str)
    monkeypatch.setattr(held, "run", lambda *told: stopped(held, *told))
    assert same(engine.run_block(policy, draws, ("throughput_mt",)), whole)


def test_without_numba_or_for_few_runs_all_is_the_mesa_engines(monkeypatch):
    policy = policy_of(3)
    few = EnsembleEngine()
    few.prepare(3)
    assert not few.ready
    assert "few runs" in next(iter(few.remarks([policy], ("cash_tenge",), 3)))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    without = EnsembleEngine()
    without.prepare(MANY)
    assert not without.ready
    assert "numba is not installed" in next(iter(without.remarks([policy], ("a",), MANY)))
    draws = [Draw({}, 1, 0)]
    assert same(without.run_block(policy, draws, ("cash_tenge",)),
                MesaEngine().run_block(policy, draws, ("cash_tenge",)))  # fmt: skip


@needs_numba
def test_nothing_is_compiled_for_a_sweep_that_would_not_pay(monkeypatch):
    monkeypatch.setattr(ensemble_engine, "is_compiled", lambda: False)
    monkeypatch.setattr(ensemble_engine, "_compile", lambda: pytest.fail("compiled"))
    engine = EnsembleEngine()
    engine.prepare(ensemble_engine.WORTH_COMPILING - 1)
    assert not engine.ready
