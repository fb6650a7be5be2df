"""Talks: the protocol refuses what it must, nobody gains from a trick, rivals are a lever."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.actor import Keep, replay
from agents.bargainer import Bargainer, decision_of
from agents.negotiation import (
    AGREED,
    ELSEWHERE,
    EXPIRED,
    OPEN,
    WALKED,
    Move,
    Side,
    StaleOffer,
    Talk,
    TalkError,
    hold_talk,
)
from agents.strategy import STRATEGIES, strategy
from model.affairs import REPLACED
from model.railway import Railway
from model.run import fork
from model.scenario import find_scenario
from rulebook.bargain import liking
from rulebook.decision import Decision
from rulebook.haggle import haggle
from rulebook.term_sheet import SheetError, load_term_sheets, read_term_sheet

SHEETS = load_term_sheets()
SLOTS, PACT, SUPPLY = (SHEETS[n] for n in ("caspian_slots", "localisation_pact",
                                           "locomotive_supply"))  # fmt: skip
BASE = find_scenario("baseline")
NAMES = list(STRATEGIES)


# -- the protocol ---------------------------------------------------------------------------------
def test_the_protocol_refuses_what_it_must():
    talk = Talk(SLOTS, ("a", "b"), 5)
    with pytest.raises(StaleOffer):
        talk.make("b", Move("accept", version=0))
    talk.make("a", Move("offer", 3))
    with pytest.raises(TalkError, match="cannot accept its own"):
        talk.make("a", Move("accept", version=1))
    talk.make("b", Move("offer", 7))
    with pytest.raises(StaleOffer, match="version 1 is no longer on the table; version 2 is"):
        talk.make("b", Move("accept", version=1))
    talk.make("b", Move("withdraw"))
    with pytest.raises(StaleOffer, match="nothing is"):
        talk.make("a", Move("accept", version=2))
    with pytest.raises(TalkError, match="package 999 — allowed: 0 to 199"):
        talk.make("a", Move("offer", 999))
    with pytest.raises(TalkError, match="no party"):
        talk.make("c", Move("walk"))
    with pytest.raises(TalkError, match="action 'bribe' — allowed: offer, accept, withdraw, walk"):
        talk.make("a", Move("bribe"))
    talk.make("a", Move("walk"))
    assert talk.state == WALKED
    with pytest.raises(TalkError, match="over"):
        talk.make("b", Move("offer", 1))
    assert [r.move.action for r in talk.history] == ["offer", "offer", "withdraw", "walk"]


def test_three_parties_must_all_accept_the_same_version():
    talk = Talk(PACT, ("government", "wabtec", "workforce"), 5)
    talk.make("government", Move("offer", 100))
    talk.make("wabtec", Move("accept", version=1))
    talk.make("wabtec", Move("accept", version=1))  # twice is once
    assert talk.state == OPEN and talk.accepted_by == ("wabtec",)
    talk.make("workforce", Move("offer", 200))
    assert talk.accepted_by == ()
    with pytest.raises(StaleOffer):
        talk.make("government", Move("accept", version=1))
    talk.make("government", Move("accept", version=2))
    talk.make("wabtec", Move("accept", version=2))
    assert talk.state == AGREED and talk.agreed == 200


def test_an_issue_is_moved_only_by_its_proposers_and_those_who_follow_them(tmp_path):
    text, both = _file("border_windows").read_text(), 'proposers = ["operator", "china"]'
    assert both in text
    path = tmp_path / "border_windows.toml"
    path.write_text(text.replace(both, 'proposers = ["operator"]'))
    sheet = read_term_sheet(path)
    paid = sheet.number(sheet.terms({"east_gate_trains": 4, "co_investment_musd": 80}))
    more = sheet.number(sheet.terms({"east_gate_trains": 2, "co_investment_musd": 80}))
    free = sheet.number(sheet.terms({"east_gate_trains": 2}))
    talk = Talk(sheet, ("operator", "china"), 5)
    with pytest.raises(TalkError, match="china may not propose co_investment_musd 80 — allowed: 0"):
        talk.make("china", Move("offer", paid))
    talk.make("china", Move("offer", free))
    talk.make("operator", Move("offer", paid))
    talk.make("china", Move("offer", more))
    assert talk.version == 3


def _file(name):
    from rulebook.term_sheet import FOLDER

    return FOLDER / f"{name}.toml"


moves = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["offer", "accept", "withdraw",
                 "walk", "offer", "offer"]), st.integers(-1, 210), st.integers(0, 12)),
                 max_size=30)  # fmt: skip


@given(moves)
def test_no_sequence_of_moves_breaks_the_table(script):
    """No accept after withdrawal, none of an old version, no package outside the sheet."""
    talk, table, version = Talk(SLOTS, ("a", "b"), 50), None, 0
    for who, action, package, said in script:
        party = "ab"[who]
        try:
            talk.make(party, Move(action, package, said))
        except TalkError:
            if action == "accept" and talk.state == OPEN:
                assert table is None or said != version or table[0] == party
            if action == "offer" and talk.state == OPEN:
                assert not 0 <= package < SLOTS.count
            continue
        if action == "offer":
            version += 1
            table = (party, package)
            assert talk.version == version
        elif action == "withdraw":
            assert table is not None and table[0] == party
            table = None
        elif action == "accept":
            assert table is not None and table[0] != party and said == version
            assert talk.state == AGREED and talk.agreed == table[1]
        else:
            assert talk.state == WALKED
    assert talk.agreed == -1 or talk.state == AGREED


worths = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).normal(0.0, 5.0, len(SLOTS.agenda))
)
names = st.sampled_from(NAMES)


@given(worths, worths, names, names, st.integers(1, 25), st.floats(-3.0, 8.0))
def test_nobody_signs_at_or_below_the_outside_option(left, right, mine, theirs, rounds, reserve):
    a = Side("a", left, reserve, strategy(mine))
    b = Side("b", right, 0.0, strategy(theirs))
    talk = hold_talk(SLOTS, (a, b), rounds)
    assert talk.state in (AGREED, EXPIRED, WALKED)
    if talk.state == AGREED:
        place = SLOTS.place[talk.agreed]
        assert left[place] > reserve and right[place] > 0.0
    if left.max() <= reserve:
        assert talk.state == WALKED and len(talk.history) == 1
    offers = [r for r in talk.history if r.move.action == "offer"]
    for record in offers:  # and nobody offers what is worth no more than no deal
        side = a if record.party == "a" else b
        assert side.worth[SLOTS.place[record.move.package]] > side.reserve


@given(worths, worths, names, names, st.integers(1, 25))
@settings(max_examples=40)
def test_the_loop_for_sweeps_makes_the_same_moves(left, right, mine, theirs, rounds):
    sides = (Side("a", left, 0.0, strategy(mine)), Side("b", right, 0.0, strategy(theirs)))
    talk = hold_talk(SLOTS, sides, rounds)
    chosen = [strategy(mine), strategy(theirs)]
    agreed, made, offers = haggle(
        np.array([one.style for one in chosen]), np.array([one.exponent for one in chosen]),
        np.array([left, right]), np.zeros(2), SLOTS.agenda_steps, SLOTS.spans, rounds,
    )  # fmt: skip
    seen = [SLOTS.place[r.move.package] for r in talk.history if r.move.action == "offer"]
    assert list(offers[:len(seen)]) == seen and made == len(talk.history)
    assert agreed == (SLOTS.place[talk.agreed] if talk.state == AGREED else -1)


def test_two_conceders_with_room_to_agree_do():
    worth = np.linspace(1.0, 9.0, len(SLOTS.agenda))
    sides = (Side("a", worth, 0.0, strategy("conceder")),
             Side("b", worth[::-1].copy(), 0.0, strategy("conceder")))  # fmt: skip
    assert hold_talk(SLOTS, sides, 20).state == AGREED


def test_named_strategies_differ():
    stakes = np.random.default_rng(4).random((8, 2, len(SLOTS.agenda)))

    def traces(name):
        found = []
        for left, right in stakes:
            sides = (Side("a", left, 0.0, strategy(name)),
                     Side("b", right, 0.5, strategy("boulware")))  # fmt: skip
            found += [(r.party, r.move) for r in hold_talk(SLOTS, sides, 20).history]
        return tuple(found)

    assert len({traces(name) for name in NAMES}) == len(NAMES) == 7
    with pytest.raises(ValueError, match="strategy 'tough' — allowed: boulware, linear"):
        strategy("tough")


def test_a_frequency_model_finds_what_the_other_cares_for():
    """Offers that keep one issue and vary another: packages with the kept step are liked most."""
    steps = SLOTS.agenda_steps
    kept = [place for place in range(len(steps)) if steps[place, 0] == 3][:6]
    liked = liking(np.array(kept), steps)
    assert set(steps[np.argsort(-liked)[:10], 0]) == {3}


# -- at the model's tables ------------------------------------------------------------------------
def test_what_a_seat_is_shown_holds_nothing_of_the_others():
    """Checked on what is serialised: every figure of the other's worth and reserve, as bytes."""
    import pickle

    seen = []

    class Spy:
        def decide(self, view, request):
            if request.kind == "talk":
                seen.append(view)
            return Bargainer(Keep()).decide(view, request)

    scenario = BASE.changed(end=BASE.start + 40, sheets=("border_windows", "workforce_compact"))
    railway = Railway(scenario, 1, minds={"china": Spy(), "workforce": Spy()})
    railway.run_to(BASE.start + 40)
    assert {view.seat for view in seen} == {"china", "workforce"}
    for held in railway.talks:
        other, me = held.talk.parties
        last = [view for view in seen if view.seat == me and view.month <= held.month][-1]
        sent = pickle.dumps(last)
        figures = {*held.worth[other].tolist(), held.reserve[other]}
        for figure in figures - {*held.worth[me].tolist(), 0.0}:
            assert not any(struct.pack(order, figure) in sent for order in ("<d", ">d"))


def test_rivals_at_the_table_lower_the_price():
    """The same needs, luck and forecasts: more makers, a better deal for the buyer."""
    gain, months = {}, 12 * 12
    for tenders in (("wabtec",), ("wabtec", "crrc", "tmh")):
        scenario = BASE.changed(tenders=tenders, sheets=("locomotive_supply",))
        worth = []
        for seed in (1, 2, 3, 4):
            railway = Railway(scenario, seed).run_to(BASE.start + months)
            for held in railway.talks:
                if held.talk.state == AGREED:
                    place = SUPPLY.place[held.talk.agreed]
                    worth.append(held.worth["operator"][place] - held.reserve["operator"])
            states = {held.talk.state for held in railway.talks}
        gain[len(tenders)] = np.mean(worth) if worth else 0.0
        if len(tenders) > 1:
            assert ELSEWHERE in states
    assert gain[3] > gain[1]


def test_a_tender_signs_one_contract_and_the_buyer_never_takes_the_worse_of_two():
    railway = Railway(BASE.changed(sheets=("locomotive_supply",)), 3).run_to(BASE.end)
    by_table = {}
    for held in railway.talks:
        maker = railway.world.suppliers[held.talk.parties[1]]
        by_table.setdefault((held.month, maker.traction), []).append(held)
    several = [held for held in by_table.values() if len(held) > 1]
    assert several
    for table in several:
        won = [held for held in table if held.talk.state == AGREED]
        assert len(won) <= 1
        for held in won:
            worth = held.worth["operator"][SUPPLY.place[held.talk.agreed]]
            for other in table:
                talk = other.talk
                if other is not held and talk.offer >= 0 and talk.offered_by != "operator":
                    assert worth >= other.worth["operator"][SUPPLY.place[talk.offer]]


def test_outside_options_are_weighed_anew_when_the_world_changes():
    scenario = BASE.changed(sheets=("locomotive_supply",), tenders=("alstom",), chance=False)
    calm = Railway(scenario, 1)
    surge = Railway(scenario.changed(cards={"home_priority": (BASE.start + 37,)}), 1)
    months = {}
    for name, railway in (("calm", calm), ("surge", surge)):
        railway = railway.run_to(BASE.start + 37)
        thread = railway.tables[0].threads[0]
        before = thread.reserve["alstom"]
        railway.step()
        months[name] = (before, thread.reserve["alstom"])
    assert months["calm"][0] == months["surge"][0]
    assert months["surge"][1] != months["calm"][1]


def test_a_walk_away_is_never_worse_than_the_stated_outside_option():
    """By its own reckoning: who walks has nothing on the table worth more than no deal."""
    walked = 0
    for seed in (1, 2):
        railway = Railway(BASE, seed).run_to(BASE.end)
        for held in railway.talks:
            if held.talk.state != WALKED or held.talk.sheet.name == "amendment":
                continue
            who, sheet = held.talk.history[-1].party, held.talk.sheet
            walked += 1
            best = float(held.worth[who].max())
            rivals = held.talk.sheet.rivals and who == held.talk.parties[0]
            assert best <= held.reserve[who] or rivals
            assert sheet.count > 0
    assert walked


def test_a_person_bargains_off_the_agenda_and_an_ai_answers_by_its_worth():
    """A person offers the heavy type with open parts, which no AI would; it is weighed, signed."""
    package = SUPPLY.number(SUPPLY.terms({
        "units": 60, "price_factor": 1.2, "heavy": 1, "open_access": 0.5, "loan_share": 0.5,
    }))  # fmt: skip
    assert package not in SUPPLY.place

    class Person:
        def decide(self, view, request):
            if request.kind == "talk" and view.talk.sheet is SUPPLY:
                return decision_of(Move("offer", package))
            return Bargainer(Keep()).decide(view, request)

    scenario = BASE.changed(tenders=("alstom",), sheets=("locomotive_supply",))
    railway = Railway(scenario, 4, minds={"operator": Person()}).run_to(BASE.start + 110)
    talks = [held for held in railway.talks if held.talk.state == AGREED]
    assert talks and talks[0].talk.agreed == package
    clauses = {c.name for k in railway.contracts if k.signed > BASE.start for c in k.clauses}
    assert {"access", "lend", "deliver"} <= clauses


def test_a_recorded_run_replays_every_talk():
    short = BASE.changed(end=BASE.start + 62)
    played = Railway(short, 5).run_to(short.end)
    assert any(held.talk.state == AGREED for held in played.talks)
    seats = {entry["seat"] for entry in played.decisions}
    again = Railway(short, 5, minds={seat: replay(played.decisions, seat) for seat in seats})
    again.run_to(short.end)
    assert again.history == played.history
    assert [h.contract for h in again.talks] == [h.contract for h in played.talks]


def test_a_fork_in_the_middle_of_a_talk_goes_its_own_way():
    railway = Railway(BASE, 6).run_to(BASE.start + 25)
    assert railway.tables
    other = fork(railway)
    before = [(t.talk.round, t.talk.version) for table in railway.tables for t in table.threads]
    other.run_to(BASE.start + 30)
    assert before == [(t.talk.round, t.talk.version)
                      for table in railway.tables for t in table.threads]  # fmt: skip
    railway.run_to(BASE.start + 30)
    assert railway.history == other.history


def test_trouble_brings_parties_back_to_the_table():
    cards = {"tenge_float": (BASE.start + 20, BASE.start + 22)}
    scenario = BASE.changed(sheets=("amendment",), cards=cards)
    railway = Railway(scenario, 2).run_to(BASE.start + 60)
    amended = [held for held in railway.talks if held.talk.sheet.name == "amendment"]
    assert amended
    for held in amended:
        if held.talk.state == AGREED:
            place = held.talk.sheet.place[held.talk.agreed]
            for seat in held.talk.parties:
                assert held.worth[seat][place] > held.reserve[seat]
    states = {affair.state for affair in railway.affairs.values()}
    signed = [held for held in amended if held.contract]
    assert (REPLACED in states) == bool(signed)


def test_strategies_by_seat_are_read_from_the_scenario(tmp_path):
    from model.scenario import ScenarioError, read_scenario

    path = tmp_path / "own.toml"
    path.write_text('base = "baseline"\n[strategies]\noperator = "boulware"\n')
    scenario = read_scenario(path)
    assert Railway(scenario, 1).minds["operator"].answer is STRATEGIES["boulware"]
    path.write_text('base = "baseline"\n[strategies]\noperator = "bully"\n')
    with pytest.raises(ScenarioError, match="strategy 'bully' — allowed: boulware"):
        read_scenario(path)


# -- sheets as data -------------------------------------------------------------------------------
@pytest.mark.parametrize(("old", "new", "words"), [
    ("steps = [2, 4]", "steps = [4, 2]", "steps must rise"),
    ('unit = "years"', 'unitt = "years"', "allowed keys"),
    ('parties = ["operator", "caspian"]', 'parties = ["operator"]', "parties"),
    ("default = 2", "default = 3", "default of years: value 3 — allowed: 2, 4 years"),
    ('moves = ["fare"]', 'moves = ["fair"]', "moves — allowed: deliver, pay"),
    ('every = "talk.window_months"\n', "", "key 'every' — allowed keys"),
    ('name = "years"', 'name = "years"\nproposers = ["shah"]', "proposers"),
    ("steps = [300, 500, 700, 900]", f"steps = {[500, *range(501, 700)]}", "on the agenda"),
])  # fmt: skip
def test_a_bad_sheet_is_refused(tmp_path, old, new, words):
    text = _file("caspian_slots").read_text()
    assert old in text
    path = tmp_path / "caspian_slots.toml"
    path.write_text(text.replace(old, new))
    with pytest.raises(SheetError, match=words):
        read_term_sheet(path)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
def test_packages_are_numbered_one_to_one(sheet):
    rng = np.random.default_rng(1)
    for number in {*sheet.agenda[:50].tolist(), *rng.integers(0, sheet.count, 50).tolist()}:
        assert sheet.number(sheet.package(number)) == number
    for place, number in enumerate(sheet.agenda.tolist()):
        assert sheet.nearest_place(number) == sheet.place[number] == place
    json.dumps(sheet.package(0))


def test_a_value_off_the_steps_is_refused():
    with pytest.raises(SheetError, match="trains_a_day: value 9 — allowed: 0, 1, 2, 3, 4"):
        SLOTS.number({**SLOTS.package(0), "trains_a_day": 9.0})
    with pytest.raises(SheetError, match="package -1 — allowed: 0 to 199"):
        SLOTS.package(-1)
    with pytest.raises(SheetError, match="issue 'yeers'"):
        SLOTS.terms({"yeers": 2})


def test_decisions_of_moves_pass_the_one_interface():
    assert decision_of(Move("walk")) == Decision({"action": 0.0}, "walk")
    assert decision_of(Move("accept", version=4)).values == {"action": 2.0, "version": 4.0}
    assert replace(Move("offer", 5), package=6) == Move("offer", 6)
