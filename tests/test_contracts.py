"""Contracts: clauses bind the railway, once a month, and print their own cause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.drafting import draft_supply, draft_windows
from agents.negotiation import AGREED, EXPIRED, WALKED, Move, StaleOffer, Talk, TalkError, hold_talk
from agents.strategy import strategy
from model.railway import Railway
from model.scenario import find_scenario
from rulebook.contract import KINDS
from rulebook.term_sheet import SheetError, load_term_sheets, read_term_sheet

BASE = find_scenario("baseline").changed(talks=False, chance=False)
TERMS = {"units": 24.0, "yearly": 24.0, "price_factor": 1.0, "first_unit_months": 2.0,
         "content_promised": 0.5, "engineering_handover": 1.0, "service_years": 3.0,
         "parts_stock_months": 4.0, "lateness_penalty": 0.1, "tenge_indexed": 0.0}  # fmt: skip


def alone(terms, months, supplier="crrc", **changes):
    """A railway whose only contract is one supply, run for some months."""
    signed = ({"sheet": "locomotive_supply", "supplier": supplier, "month": "2025-01",
               "terms": terms},)  # fmt: skip
    scenario = BASE.changed(signed=signed, **changes)
    return Railway(scenario, 1).run_to(BASE.start + months)


def test_every_kind_of_clause_has_its_interpreter():
    from model.contracts import DUE

    assert set(DUE) == set(KINDS)


def test_locomotives_come_on_schedule_and_are_paid_once():
    railway = alone(TERMS, 30)
    deliver = next(c for c in railway.contracts[0].clauses if c.kind == "deliver")
    arrived = [line.month - BASE.start for line in railway.ledger.caused_by(deliver.id)]
    assert railway.standing[deliver.id].done == 24
    assert arrived[0] == 2 and len(arrived) == 12
    pay = railway.contracts[0].id + "/pay"
    to_maker = sum(n.amount for n in railway.ledger.caused_by(pay) if n.source == "operator")
    lent = sum(n.amount for n in railway.ledger.caused_by(railway.contracts[0].id + "/lend")
               if n.target == "operator")  # fmt: skip
    assert to_maker == lent == railway.standing[pay].paid > 0


def test_a_silent_maker_delivers_nothing_and_its_stock_stays():
    railway = alone(TERMS, 20, silence=("crrc", BASE.start + 6))
    deliver = railway.contracts[0].id + "/deliver"
    assert railway.standing[deliver].done == 8
    assert railway.standing[deliver].late == pytest.approx(16)
    assert railway.series["crrc"].stock_months == 4.0


def test_lateness_is_charged_up_to_the_cap():
    late = {**TERMS, "units": 300.0, "yearly": 300.0}
    railway = alone(late, 60)
    name = railway.contracts[0].id
    paid, charged = railway.standing[name + "/pay"].paid, railway.standing[name + "/penalty"].paid
    assert 0 < charged <= paid * railway.p["contract.penalty_cap"] + 1


def test_home_priority_slips_deliveries():
    slow = {"home_priority": tuple(range(BASE.start, BASE.start + 1))}
    hungry = {**TERMS, "units": 120.0, "yearly": 80.0}
    calm, surge = alone(hungry, 14), alone(hungry, 14, cards=slow)
    name = calm.contracts[0].id + "/deliver"
    assert surge.standing[name].done < calm.standing[name].done


def test_handed_over_engineering_makes_content_grow():
    many = {**TERMS, "units": 300.0, "yearly": 36.0}
    with_it = alone(many, 130, "wabtec")
    without = alone({**many, "engineering_handover": 0.0}, 130, "wabtec")
    assert with_it.plants["lkz"].engineering > without.plants["lkz"].engineering
    assert with_it.plants["lkz"].content > without.plants["lkz"].content


def own_hires(railway):
    return sum(line.amount for line in railway.ledger.lines
               if line.target == "lkz:training" and line.cause.startswith("decision:"))  # fmt: skip


def test_trained_engineers_come_after_their_time_and_are_counted():
    many = {**TERMS, "units": 90.0, "yearly": 30.0, "engineers_trained": 24.0}
    with_it, without = alone(many, 40, "wabtec"), alone({**many, "engineers_trained": 0.0}, 40,
                                                        "wabtec")  # fmt: skip
    clause = with_it.contracts[0].id + "/train"
    sent = list(with_it.ledger.caused_by(clause))
    assert sum(line.amount for line in sent) == with_it.standing[clause].done > 60
    # Those the maker sends for training are people the plant need not find itself.
    assert own_hires(with_it) < own_hires(without)


def test_windows_raise_acceptance_only_while_they_run():
    terms = {"east_gate_trains": 4.0, "south_gate_trains": 0.0, "co_investment_musd": 24.0,
             "years": 2.0}  # fmt: skip
    signed = ({"sheet": "border_windows", "month": "2025-01", "terms": terms},)
    scenario = BASE.changed(signed=signed)
    railway = Railway(scenario, 1)
    plain = Railway(BASE.changed(signed=()), 1)
    for month in range(30):
        railway.step()
        plain.step()
        row = railway.plan.rows["accept:dostyk"]
        more = railway.limits[row] - plain.limits[plain.plan.rows["accept:dostyk"]]
        expected = 4.0 * railway.p["border.reliability_china"] if 1 <= month < 25 else 0.0
        assert more == pytest.approx(expected)
    invest = [n for n in railway.ledger.lines if n.cause.endswith("/invest")]
    assert len(invest) == 12 and {n.source for n in invest} == {"state"}


def test_a_draft_has_unique_clauses_and_can_lose_one():
    maker = Railway(BASE).world.suppliers["alstom"]
    contract = draft_supply(maker, TERMS, BASE.start, 120)
    assert len({c.id for c in contract.clauses}) == len(contract.clauses) == 10 - 1
    shorter = contract.without(contract.id + "/stock")
    assert len(shorter.clauses) == len(contract.clauses) - 1
    with pytest.raises(KeyError, match="has no clause"):
        contract.without("nothing")
    nothing = {"east_gate_trains": 0.0, "co_investment_musd": 0.0, "years": 2.0}
    assert draft_windows({"east_gate_trains": "dostyk"}, nothing, 5).clauses == ()


SHEET = load_term_sheets()["caspian_slots"]


def test_the_protocol_refuses_what_it_must():
    talk = Talk(SHEET, ("a", "b"), 5)
    with pytest.raises(StaleOffer):
        talk.make("b", Move("accept", version=0))
    talk.make("a", Move("offer", 3))
    with pytest.raises(TalkError, match="cannot accept its own"):
        talk.make("a", Move("accept", version=1))
    talk.make("b", Move("offer", 7))
    with pytest.raises(StaleOffer, match="version 1 is no longer on the table"):
        talk.make("b", Move("accept", version=1))
    talk.make("b", Move("withdraw"))
    with pytest.raises(StaleOffer):
        talk.make("a", Move("accept", version=2))
    with pytest.raises(TalkError, match="package 999"):
        talk.make("a", Move("offer", 999))
    with pytest.raises(TalkError, match="no party"):
        talk.make("c", Move("walk"))
    talk.make("a", Move("walk"))
    assert talk.state == WALKED
    with pytest.raises(TalkError, match="over"):
        talk.make("b", Move("offer", 1))
    assert [r.move.action for r in talk.history] == ["offer", "offer", "withdraw", "walk"]


utilities = st.lists(st.floats(-10, 10), min_size=50, max_size=50)


names = st.sampled_from(["boulware", "linear", "conceder", "honest"])


@given(utilities, utilities, names, names, st.integers(1, 25))
def test_nobody_signs_below_the_outside_option(left, right, mine, theirs, rounds):
    import numpy as np

    a = strategy(mine, "a", np.array(left), 0.0)
    b = strategy(theirs, "b", np.array(right), 0.0)
    talk = hold_talk(SHEET, ("a", a), ("b", b), rounds)
    assert talk.state in (AGREED, EXPIRED, WALKED)
    if talk.state == AGREED:
        assert left[talk.agreed] >= 0.0 and right[talk.agreed] >= 0.0
    if max(left) <= 0.0:
        assert talk.state == WALKED


def test_two_conceders_with_room_to_agree_do():
    import numpy as np

    worth = np.linspace(1.0, 9.0, 50)
    a, b = strategy("conceder", "a", worth, 0.0), strategy("conceder", "b", worth[::-1], 0.0)
    assert hold_talk(SHEET, ("a", a), ("b", b), 20).state == AGREED


@pytest.mark.parametrize(("old", "new", "words"), [
    ("steps = [2, 4]", "steps = [4, 2]", "steps must rise"),
    ('unit = "years"', 'unitt = "years"', "allowed keys"),
    ('parties = ["operator", "caspian"]', 'parties = ["operator"]', "parties"),
])  # fmt: skip
def test_a_bad_sheet_is_refused(tmp_path, old, new, words):
    from rulebook.parameters import DATA

    text = (DATA / "term_sheets" / "caspian_slots.toml").read_text()
    assert old in text
    path = tmp_path / "bad.toml"
    path.write_text(text.replace(old, new))
    with pytest.raises(SheetError, match=words):
        read_term_sheet(path)


def test_a_value_off_the_steps_is_refused():
    with pytest.raises(SheetError, match="trains_a_day: value 9 — allowed: 0, 1, 2, 3, 4"):
        SHEET.number({"trains_a_day": 9.0, "co_investment_musd": 0.0, "years": 2.0})
    for number, package in enumerate(SHEET.packages):
        assert SHEET.number(package) == number
