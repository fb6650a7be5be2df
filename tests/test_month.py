"""The month: what is conserved, what never goes below zero, what never exceeds its limit."""

from __future__ import annotations

import pickle
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.actor import Script, replay
from model.railway import Railway
from model.run import fork, run, take_suppliers_away
from model.scenario import find_scenario
from rulebook.calendar import month_number
from rulebook.decision import BadDecision, Decision

BASE = find_scenario("baseline")
SHORT = BASE.changed(end=BASE.start + 40)
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# Parameters drawn over their whole ranges, so that the properties hold far from the defaults.
DRAWN = ("line.usable_single", "border.reliability_china", "border.room_days", "wagons.count",
         "traction.run_km_day", "crews.count", "parts.cover_months", "demand.growth_extra",
         "workforce.quits", "currency.drift", "shock.hazard_factor", "prices.inflation",
         "talk.tender_months", "government.works_musd", "fleet.repair_days")  # fmt: skip


@st.composite
def worlds(draw):
    """A seed and a handful of parameters anywhere in their ranges."""
    table = Railway(SHORT).p.table
    names = draw(st.lists(st.sampled_from(DRAWN), max_size=5, unique=True))
    changes = {n: draw(st.floats(table[n].low, table[n].high)) for n in names}
    return draw(st.integers(0, 2**32 - 1)), changes


def check_limits(railway):
    used = (railway.plan.use * np.array(railway.passed)).sum(1)
    assert (used <= np.array(railway.limits) * (1 + 1e-9) + 1e-9).all()
    for values in (railway.waiting, railway.passed, railway.refused, railway.limits):
        assert min(values) >= 0.0
    for j, wanted in enumerate(railway.wanted):
        assert railway.passed[j] <= wanted * (1 + 1e-9) + 1e-12


def check_books(railway):
    ledger = railway.ledger
    for unit in {line.unit for line in ledger.lines}:
        assert ledger.total(unit) == 0
    owned = sum(series.count for series in railway.series.values())
    assert ledger.balance("locomotive", "operator") == owned
    assert ledger.balance("wagon", "operator") == railway.wagons
    assert ledger.balance("crew", "operator") == railway.crews
    sites = {"depots": (railway.depots.people, railway.depots.trainees)}
    sites |= {k: (v.people, v.trainees) for k, v in railway.plants.items()}
    for site, (people, trainees) in sites.items():
        for skill, number in people.items():
            assert ledger.balance("worker", f"{site}:{skill}") == number >= 0
        assert ledger.balance("worker", f"{site}:training") == sum(n for _, _, n in trainees)
    for j, path in enumerate(railway.plan.paths):
        if path.flow.teu:
            boxes = ledger.balance("TEU", f"rails:{path.flow.flow}")
            # Whole boxes on the ground follow the waiting trains to within the rounding of three.
            assert abs(boxes - railway.waiting[j] * path.flow.teu) <= 3.0


@given(worlds())
@settings(max_examples=12)
def test_nothing_is_made_or_lost_and_no_limit_is_exceeded(world):
    seed, changes = world
    railway = Railway(SHORT, seed, 0, changes=changes)
    for _ in range(SHORT.months):
        railway.step()
        check_limits(railway)
    check_books(railway)


def test_a_month_of_trains_is_conserved_flow_by_flow():
    railway = Railway(BASE, 5)
    for _ in range(24):
        before = list(railway.waiting)
        railway.step()
        days = 365.25 / 12
        for j, waiting in enumerate(railway.waiting):
            arrived = before[j] + railway.offered[j] * days
            gone = railway.passed[j] * days + railway.refused[j] + waiting
            assert gone == pytest.approx(arrived, abs=1e-6)


def test_same_seed_same_result_whatever_ran_before():
    first = run(SHORT, 11, 2).history
    run(SHORT, 3, 0)
    assert run(SHORT, 11, 2).history == first
    assert run(SHORT, 11, 3).history != first


def test_replayed_decisions_give_the_same_railway():
    played = run(SHORT, 4).railway
    seats = {entry["seat"] for entry in played.decisions}
    assert {"operator", "government", "china", "shippers", "depots"} <= seats
    again = run(SHORT, 4, minds={seat: replay(played.decisions, seat) for seat in seats})
    assert again.history == run(SHORT, 4).history


def test_a_person_at_the_table_binds_the_model_and_bad_input_is_refused():
    january = month_number("2026-01")
    plan = {("capital_plan", january): [{"dispatching": 2.0}]}
    seated = Railway(SHORT, 1, minds={"operator": Script(plan, _Nothing())})
    seated.run_to(SHORT.end)
    cause = f"decision:operator:capital_plan@{january}"
    lines = list(seated.ledger.caused_by(cause))
    assert {line.unit for line in lines} == {"KZT", "works"}
    assert seated.added["dispatching"] == pytest.approx(0.06)
    wrong = {("capital_plan", january): [{"dispatching": 99.0}]}
    with pytest.raises(BadDecision, match="field 'dispatching': value 99 — allowed: .* 0 to 5"):
        Railway(SHORT, 1, minds={"operator": Script(wrong, _Nothing())}).run_to(SHORT.end)
    with pytest.raises(ValueError, match="no seat 'tsar'"):
        Railway(SHORT, 1, minds={"tsar": _Nothing()})


class _Nothing:
    def decide(self, view, request):
        return Decision(request.defaults())


def test_a_silent_supplier_is_the_same_luck_with_one_difference():
    railway = Railway(BASE, 2).run_to(BASE.start + 60)
    losses = take_suppliers_away(railway)
    assert max(losses.values()) > 0.0
    assert railway.month == BASE.start + 60 and len(railway.history) == 60
    quiet = BASE.changed(silence=("wabtec", BASE.start + 60), end=BASE.start + 84)
    with_it = Railway(BASE, 2).run_to(BASE.start + 84)
    without = Railway(quiet, 2).run_to(BASE.start + 84)
    assert without.history[:60] == with_it.history[:60]
    def carried(r):
        return sum(row["throughput_tkm"] for row in r.history[60:84])
    assert losses["wabtec"] == (carried(with_it) - carried(without)) / carried(with_it)


def test_a_fork_leaves_the_original_alone():
    railway = Railway(BASE, 6).run_to(BASE.start + 13)
    before = list(railway.history)
    other = fork(railway)
    other.run_to(BASE.start + 20)
    assert railway.history == before and len(other.history) == 20
    assert railway.ledger.total("KZT") == other.ledger.total("KZT") == 0


def test_a_cut_clause_and_a_removed_shock_change_only_what_follows():
    clause = "locomotive_supply:wabtec:2025-09/hand_over"
    full = Railway(BASE, 8).run_to(BASE.start + 60)
    cut = Railway(BASE.changed(removed=frozenset({clause})), 8).run_to(BASE.start + 60)
    assert clause in full.standing and clause not in cut.standing
    assert full.plants["lkz"].access == 0.2 and cut.plants["lkz"].access == 0.0
    shocked = [s for s in full.ledger.lines]
    assert shocked and full.history[:6] == cut.history[:6]


def test_every_ledger_cause_is_a_decision_clause_or_rule_that_exists():
    railway = Railway(BASE, 9).run_to(BASE.start + 100)
    clauses, signed = set(railway.standing), {c.id for c in railway.contracts}
    works = {f"work:{name}" for name in railway.world.network.works}
    struck = {line.cause for line in railway.ledger.lines if line.unit == "card"}
    assert all(cause.partition("@")[0].removeprefix("shock:") in railway.world.cards
               for cause in struck)  # fmt: skip
    asked = {f"decision:{e['seat']}:{e['kind']}@{e['month']}" for e in railway.decisions}
    for line in railway.ledger.lines:
        known = line.cause in clauses or line.cause in asked or line.cause in signed
        assert known or line.cause.startswith("rule:") or line.cause in works | struck
    assert struck and works & {line.cause for line in railway.ledger.lines}


def test_views_show_no_one_elses_worth():
    """What a seat is shown in a talk holds nothing of the other side's worth or reserve."""
    seen = {}

    class Spy:
        def __init__(self, seat):
            self.seat = seat

        def decide(self, view, request):
            if request.kind == "talk":
                seen.setdefault(self.seat, view)
                return Decision({"action": 0.0})
            return Decision(request.defaults())

    railway = Railway(BASE, 1, minds={"china": Spy("china")})
    railway.run_to(BASE.start + 30)
    held = next(h for h in railway.talks if "china" in h.talk.parties)
    view = seen["china"]
    mine, theirs = held.worth["china"], held.worth["operator"]
    assert np.array_equal(view.talk.worth, mine) and not np.array_equal(mine, theirs)
    assert view.talk.reserve == held.reserve["china"] and not view.own
    # Serialised whole, the view holds no figure of the other side's worth or reserve.
    sent = pickle.dumps(view)
    for figure in {*theirs.tolist()} - {*mine.tolist(), 0.0}:
        assert not any(struct.pack(order, figure) in sent for order in ("<d", ">d"))
