"""Claims: their files, their language, and verdicts whose answers are known."""

from __future__ import annotations

import json
import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from experiments import engine
from experiments.claim import find_claim, list_claims, read_claim
from experiments.court import try_claims
from experiments.engine import empty_block
from experiments.expression import Expression
from experiments.store import Store
from experiments.verdict import DEPENDS, FAILS, HOLDS
from model.outcomes import MEANINGS
from rulebook.parameters import load_parameters
from rulebook.world import load_world
from tests.test_sweep import obey

NAMES = {"shift", "assembly", "absorb", "parts-far", "currency", "neighbours-first", "other-lever",
         "home-first", "sequence", "jobs-value", "talisman", "main-corridors", "short-circuit",
         "heavy-haul", "fast-talks", "targets"}  # fmt: skip
A, B = "border.reliability_china", "traction.run_km_day"
CLAIM = f"""
title = "More is more"
sentence = "Much carries more than little."
effect = "mean(much.tonnes - little.tonnes)"
unit = "Mt"
confirms = "effect > 1"
refutes = "effect < 0"
pair = "much.tonnes - little.tonnes > 1"
[also]
twice = "mean(much.tonnes) * 2"
[scenario]
end = "2025-02"
talks = false
[[arms]]
name = "little"
[[arms]]
name = "much"
parameters = {{ "tariff.factor" = 1.5 }}
[[outputs]]
name = "tonnes"
outcome = "throughput_mt"
how = "first"
[[outputs]]
name = "spent"
outcome = "public_money_spent"
how = "last"
[survives]
"{A}" = [0.4, 1.0]
"{B}" = [400, 800]
"""


class Known:
    """An engine whose arms differ by a known gain, which a parameter may turn."""

    gain, turned_below = 2.0, 0.0

    def outcomes(self):
        return ("throughput_mt", "public_money_spent")

    def runs_a_block(self, months):
        return 32

    def prepare(self, runs):
        """Nothing to do."""

    def run_block(self, policy, draws, outcomes):
        block = empty_block(len(draws), policy.scenario.months, outcomes)
        for place, draw in enumerate(draws):
            luck = np.random.default_rng([draw.seed, draw.replicate]).normal()
            gain = self.gain if draw.changes[A] >= self.turned_below else -self.gain
            more = gain + 0.1 * luck if policy.name == "much" else 0.0
            block.outcomes["throughput_mt"][place] = 10.0 + luck + more
            block.outcomes["public_money_spent"][place] = 5.0 if policy.name == "much" else 4.0
        return block


def verdict_of(folder: Path, monkeypatch, pairs: int = 40, **known):
    for name, value in known.items():
        monkeypatch.setattr(Known, name, value)
    monkeypatch.setitem(engine.ENGINES, "known", (__name__, "Known"))
    claim = read_claim(tomllib.loads(CLAIM), Path("more.toml"), CLAIM)
    return try_claims([claim], folder, pairs, engine="known", quiet=True)[0]


@pytest.mark.claim
def test_a_clear_gain_holds_and_a_clear_loss_fails(tmp_path, monkeypatch):
    holds = verdict_of(tmp_path / "a", monkeypatch)
    assert (holds.verdict, holds.condition) == (HOLDS, "")
    assert holds.believed.low < 2.0 < holds.believed.high
    assert holds.believed.high - holds.believed.low < 0.2, "pairs must share their luck"
    assert holds.runs == 160 and holds.lost == 0
    assert holds.money == {"little": 4.0, "much": 5.0}
    fails = verdict_of(tmp_path / "b", monkeypatch, gain=-2.0)
    assert (fails.verdict, fails.condition) == (FAILS, "")
    between = verdict_of(tmp_path / "c", monkeypatch, gain=0.5)
    assert between.verdict == DEPENDS
    assert "neither threshold is passed for sure" in between.condition
    assert "not so: effect > 1" in between.condition


@pytest.mark.claim
def test_what_turns_a_claim_is_found_and_named(tmp_path, monkeypatch):
    found = verdict_of(tmp_path, monkeypatch, pairs=100, turned_below=0.65)
    assert found.verdict == DEPENDS and found.believed.state == HOLDS
    limit = re.search(rf"speaks for it where {re.escape(A)} above ([0-9.]+)", found.condition)
    assert limit and float(limit[1]) == pytest.approx(0.65, abs=0.08)
    assert B not in found.condition.split("(")[0]


@pytest.mark.claim
def test_few_pairs_never_decide(tmp_path, monkeypatch):
    found = verdict_of(tmp_path, monkeypatch, pairs=4)
    assert found.verdict == DEPENDS and "4 pairs are too few to tell" in found.condition


@pytest.mark.claim
def test_more_pairs_keep_those_that_have_run(tmp_path, monkeypatch):
    verdict_of(tmp_path, monkeypatch, pairs=10)
    before = set(Store(tmp_path / "more").read_parts()["key"])
    found = verdict_of(tmp_path, monkeypatch, pairs=20)
    after = set(Store(tmp_path / "more").read_parts()["key"])
    assert before < after and len(after) == 80 and found.runs == 80


@pytest.mark.claim
def test_verdicts_and_report_say_what_was_found(tmp_path, monkeypatch):
    verdict_of(tmp_path, monkeypatch)
    (row,) = json.loads((tmp_path / "verdicts.json").read_text())
    assert {"claim", "verdict", "effect", "low", "high", "runs", "condition"} <= set(row)
    assert row["claim"] == "more" and row["verdict"] == "holds" and row["registered"] is False
    assert row["also"]["twice"] == pytest.approx(24.0, abs=1.0)
    report = (tmp_path / "report.html").read_text()
    for said in ("Much carries more than little.", "effect &gt; 1", "held as cash", A):
        assert said in report
    assert not re.search(r'(src|href)="https?:', report)


def test_every_sentence_has_its_experiment():
    assert set(list_claims()) == NAMES
    parameters = load_parameters().table
    for name in NAMES:
        claim = find_claim(name)
        assert len(claim.survives) >= 4
        assert all(parameters[axis.name].grade in "CD" for axis in claim.survives)
        assert claim.confirms.text != claim.refutes.text and claim.unit and claim.sentence
        assert any(output.outcome in MEANINGS for output in claim.outputs)
        assert claim.plan(3).count == 6 * len(claim.arms)
        assert find_claim(name).plan(3) == claim.plan(3)


def test_the_sequence_has_all_orders_at_equal_planned_money():
    claim = find_claim("sequence")
    assert len(claim.arms) == len(set(claim.arms)) == 24
    assert {tuple(sorted(arm)) for arm in claim.arms} == {tuple("BELS")}
    world = load_world()
    totals: list[float] = []
    for policy in claim.policies:
        own = [entry for entry in policy.scenario.signed if entry["month"] >= "2026"]
        bought = {entry["supplier"]: entry["terms"]["units"] * world.suppliers[
            entry["supplier"]].price_musd for entry in own}  # fmt: skip
        works = {line.month: sum(steps * world.packages[name].cost_musd
                                 for name, steps in line.values)
                 for line in policy.script}  # fmt: skip
        assert bought["wabtec"] == pytest.approx(650.0, rel=0.01)
        assert bought["crrc"] == pytest.approx(650.0, rel=0.01)
        assert bought["alstom"] + min(works.values()) == pytest.approx(650.0, rel=0.01)
        assert max(works.values()) == pytest.approx(650.0, rel=0.01)
        totals.append(sum(bought.values()) + sum(works.values()))
    assert max(totals) == min(totals)


VALUES = {"a": {"x": np.array([1.0, 2.0, 3.0]), "y": np.array([[1.0, 2.0], [0.0, 9.0], [5.0, 5.0]]),
                "w": np.array(["p", "q", "p"], dtype=object)}}  # fmt: skip
OUTPUTS = {"a": {"x", "y", "w"}}


@pytest.mark.parametrize(("text", "wanted"), [
    ("mean(a.x) + 2 * p90(a.x) / 4", 2.0 + 0.5 * 2.8), ("median(-a.x)", -2.0),
    ("share(a.x >= 2)", 2 / 3), ("share(a.w == 'p')", 2 / 3), ("variance(a.x)", 1.0),
    ("mean(last(cumulated(a.y)))", (3 + 9 + 10) / 3), ("mean(peak(a.y))", (2 + 9 + 5) / 3),
    ("mean(years_until(a.y > 4))", math.inf), ("median(years_until(a.y > 4))", 2.0),
    ("rank(2, 3, 1, 2)", 2.0), ("mean(greatest(a.x, 2))", 7 / 3),
    ("share((a.x > 1) and not (a.x > 2))", 1 / 3),
])  # fmt: skip
def test_expressions_reckon(text, wanted):
    assert Expression(text, OUTPUTS, ()).of(VALUES) == pytest.approx(wanted)


def test_chained_comparisons_and_known_names():
    assert bool(Expression("0 < effect < 2", OUTPUTS, ("effect",)).of(VALUES, effect=1.0))
    assert not bool(Expression("0 < effect < 2", OUTPUTS, ("effect",)).of(VALUES, effect=3.0))


@pytest.mark.parametrize(("text", "said"), [
    ("mean(b.x)", "arm 'b' — allowed: a"), ("mean(a.z)", "output 'z' — allowed: w, x, y"),
    ("open(a.x)", "open — allowed: mean"), ("a.x.y", "allowed: arithmetic"),
    ("__import__('os')", "__import__ — allowed"), ("mean(a.x", "is no expression"),
    ("effects > 1", "name 'effects' — allowed: effect"), ("[1]", "allowed: arithmetic"),
    ("(lambda: 1)()", "allowed: arithmetic"), ("a.x ** 2", "allowed: arithmetic"),
])  # fmt: skip
def test_expressions_refuse_what_they_do_not_know(text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        Expression(text, OUTPUTS, ("effect",))


@pytest.mark.parametrize(("old", "new", "said"), [
    ('effect > 1"', 'effekt > 1"', "field 'confirms': 'effekt > 1': name 'effekt' — allowed"),
    ("much.tonnes - little", "much.tons - little", "field 'effect'"),
    ('sentence = "Much', 'sentense = "Much', "unknown key 'sentense'"),
    ('refutes = "effect < 0"', "", "field 'refutes' is missing"),
    ("[0.4, 1.0]", "[0.4, 3.0]", "low below high within 0.4 to 1 share"),
    (f'"{A}"', '"line.speed_kmh"', "line.speed_kmh has grade B — allowed: C or D"),
    (f'"{A}" = [0.4, 1.0]', '"tariff.factor" = []', "tariff.factor is set by an arm"),
    ('"throughput_mt"', '"tonnes"', "field 'outcome': 'tonnes' — allowed"),
])  # fmt: skip
def test_a_bad_claim_is_refused_before_anything_runs(old, new, said, tmp_path, capsys):
    assert old in CLAIM
    path = tmp_path / "bad.toml"
    path.write_text(CLAIM.replace(old, new, 1))
    assert obey("claims", str(path), "--out", str(tmp_path / "out")) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_bad_names_and_pairs_are_refused(tmp_path, capsys):
    assert obey("claims", "shrift", "--out", str(tmp_path / "out")) == 2
    assert "no claim is named 'shrift' — allowed: absorb" in capsys.readouterr().err
    assert obey("claims", "--pairs", "1", "--out", str(tmp_path / "out")) == 2
    assert "--pairs 1 — allowed: 2 to" in capsys.readouterr().err
    assert obey("claims", "--check") == 0
    assert "16 claims" in capsys.readouterr().out


@pytest.mark.claim
@pytest.mark.slow
def test_a_real_claim_from_the_command_line(tmp_path, capsys):
    text = (list_claims()["short-circuit"]).read_text().replace(
        'base = "baseline"\n', 'base = "baseline"\nend = "2027-06"\n')  # fmt: skip
    path = tmp_path / "short.toml"
    path.write_text(text)
    words = ("claims", str(path), "--pairs", "2", "--workers", "1", "--out", str(tmp_path / "out"))
    assert obey(*words, "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["claim"] == "short" and row["runs"] == 12 and row["runs_lost"] == 0
    assert row["money"]["own"] > row["money"]["none"]
