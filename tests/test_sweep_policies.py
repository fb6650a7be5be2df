"""Policies: what a scenario may change in makers, weights and trains, and scripts of decisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.policy import read_policy
from model.railway import Railway
from model.run import run
from model.scenario import ScenarioError, find_scenario
from rulebook.calendar import month_number
from rulebook.world import load_world

BASE = find_scenario("baseline")
SHORT = BASE.changed(end=BASE.start + 14, talks=False)
HERE = Path("here.toml")


def policy_of(**words):
    return read_policy({"name": "this", "base": "baseline", **words}, HERE)


def test_a_makers_card_is_changed_for_one_scenario_alone():
    near = SHORT.changed(makers={"wabtec": {"lead_days": 20.0}})
    here = Railway(near, 1)
    assert here.world.suppliers["wabtec"].lead_days == 20.0
    assert load_world().suppliers["wabtec"].lead_days == 68.0
    assert Railway(near, 2).world is here.world
    ready = [run(one, 3).history[-1]["locomotives_ready"] for one in (SHORT, near)]
    assert ready[1] > ready[0]
    again = run(SHORT, 3).history
    assert again == run(SHORT, 3).history and again[-1]["locomotives_ready"] == ready[0]


def test_complete_imports_leave_no_plant():
    imported = SHORT.changed(makers={"wabtec": {"plant": ""}})
    assert set(Railway(SHORT, 1).plants) - set(Railway(imported, 1).plants) == {"lkz"}


def test_longer_trains_carry_more_up_to_the_loops():
    names = [flow.flow for flow in load_world().flows]
    coal = names.index("coal_south")
    longer = SHORT.changed(loads={"coal_south": 3.0})
    for wagons, load in ((104.0, 2.0), (52.0, 1.0)):
        there = Railway(longer, 1, changes={"line.loop_wagons": wagons, "wagons.per_train": 52.0})
        flow = there.world.flows[coal]
        assert flow.load == load and flow.net_tonnes == 3900.0 * load
        assert there.world.flows[coal - 1].load == 1.0
    railway = Railway(longer, 1, changes={"line.loop_wagons": 104.0}).run_to(BASE.start + 3)
    plain = Railway(SHORT, 1).run_to(BASE.start + 3)
    assert railway.offered[coal] == pytest.approx(plain.offered[coal] / 2.0)
    for row in ("diesel", "locomotives", "wagons"):
        mine = railway.plan.use[railway.plan.rows[row]][coal]
        assert mine == pytest.approx(2.0 * plain.plan.use[plain.plan.rows[row]][coal], rel=0.02)
    crews = railway.plan.use[railway.plan.rows["crews"]][coal]
    assert crews == pytest.approx(plain.plan.use[plain.plan.rows["crews"]][coal], rel=0.05)


def test_weights_let_a_market_go_first():
    tight = {"traction.run_km_day": 380.0}
    first = SHORT.changed(weights={"transit_europe": 8.0})
    plain, ahead = (run(one, 1, 0, tight).railway for one in (SHORT, first))
    columns = [j for j, f in enumerate(plain.world.flows) if f.market == "transit_europe"]
    through = [sum(one.passed[j] for j in columns) for one in (plain, ahead)]
    assert through[1] > through[0]


def test_a_script_orders_works_on_its_date_and_contracts_come_and_go():
    line = {"seat": "operator", "kind": "capital_plan", "month": "2026-01",
            "values": {"dispatching": 2}}  # fmt: skip
    policy = policy_of(script=[line], without=["locomotive_supply:wabtec:2025-09"], talks=False,
                       parameters={"government.works_musd": 0.0}, end="2026-03")  # fmt: skip
    for _ in range(2):  # minds are made anew, so a second run finds the script from its start
        railway = run(policy.scenario, 1, minds=policy.minds()).railway
        assert railway.steps_ordered == {"dispatching": 2}
    assert "locomotive_supply:wabtec:2025-09" not in railway.affairs
    changed = policy_of(terms={"locomotive_supply:wabtec:2025-09": {"units": 30}})
    assert [one["terms"]["units"] for one in changed.scenario.signed] == [93, 30, 117, 60]
    assert [one["terms"]["units"] for one in BASE.signed] == [93, 300, 117, 60]


def test_a_shock_is_cut_in_every_month_but_its_planned_ones():
    policy = policy_of(removed=["shock:home_priority"], cards={"home_priority": ["2026-02"]},
                       end="2029-12", talks=False,
                       parameters={"shock.hazard_factor": 4.0})  # fmt: skip
    causes = {line.cause for line in run(policy.scenario, 5).railway.ledger.lines
              if line.cause.startswith("shock:home_priority")}  # fmt: skip
    assert causes == {f"shock:home_priority@{month_number('2026-02')}"}


@pytest.mark.parametrize(("words", "said"), [
    ({"makers": {"acme": {}}}, "field 'makers': 'acme' — allowed: wabtec"),
    ({"makers": {"wabtec": {"colour": 1}}}, "wabtec: 'colour' — allowed: currency, plant"),
    ({"makers": {"wabtec": {"lead_days": 900}}}, "lead_days = 900 — allowed: a number from 5 to"),
    ({"makers": {"wabtec": {"currency": "XYZ"}}}, "currency = 'XYZ' — allowed: 'CHF'"),
    ({"weights": {"tea": 2}}, "field 'weights': 'tea' — allowed:"),
    ({"weights": {"all": 99}}, "all = 99 — allowed: a factor from 0.1 to 10"),
    ({"loads": {"caspian": 0}}, "caspian = 0 — allowed: a factor from 0.1 to 4"),
    ({"loads": {"caspian": True}}, "caspian = True — allowed: a factor"),
])  # fmt: skip
def test_what_a_scenario_cannot_change_is_refused(words, said):
    with pytest.raises(ScenarioError, match=re.escape(said)):
        policy_of(**words)
