"""Contracts: clauses bind the railway, once a month, on their conditions, until they end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.drafting import Signing, draft, known_terms
from model.affairs import IN_FORCE, REPLACED, TERMINATED, end_contract, sign
from model.contracts import due_clauses
from model.duties import DUE
from model.railway import Railway
from model.scenario import find_scenario
from rulebook.contract import KINDS
from rulebook.decision import Decision
from rulebook.term_sheet import SheetError, load_term_sheets
from rulebook.world import load_world

BASE = find_scenario("baseline").changed(talks=False, chance=False)
TERMS = {"units": 24.0, "yearly": 24.0, "price_factor": 1.0, "first_unit_months": 2.0,
         "content_promised": 0.5, "engineering_handover": 1.0, "service_years": 3.0,
         "parts_stock_months": 4.0, "lateness_penalty": 0.1, "tenge_indexed": 0.0}  # fmt: skip
SUPPLY = load_term_sheets()["locomotive_supply"]


def signing(sheet, supplier="", month=BASE.start, old=None):
    seats = {role: supplier if role == "supplier" else role for role in sheet.parties}
    maker = load_world().suppliers[supplier] if supplier and "supplier" in sheet.parties else None
    is_change = sheet.name == "amendment"
    left, came = (10.0, 14.0) if is_change else (0.0, 0.0)
    return Signing(month, seats, maker, old if is_change else None, left, came,
                   {"tenge_rate": 0.115})  # fmt: skip


def supply(terms, supplier="crrc", month=BASE.start):
    """A supply as a contract, its terms not bound to the steps."""
    return draft(SUPPLY, known_terms(SUPPLY, terms), signing(SUPPLY, supplier, month))


def alone(terms, months, supplier="crrc", **changes):
    """A railway whose only contract is one supply, run for some months."""
    signed = ({"sheet": "locomotive_supply", "supplier": supplier, "month": "2025-01",
               "terms": terms},)  # fmt: skip
    scenario = BASE.changed(signed=signed, **changes)
    return Railway(scenario, 1).run_to(BASE.start + months)


def name_of(railway):
    return railway.contracts[0].id


def test_every_kind_of_clause_has_its_interpreter():
    assert set(DUE) == set(KINDS)


def test_locomotives_come_on_schedule_and_are_paid_once():
    railway = alone(TERMS, 30)
    deliver = name_of(railway) + "/deliver"
    arrived = [line.month - BASE.start for line in railway.ledger.caused_by(deliver)]
    assert railway.standing[deliver].done == 24
    assert arrived[0] == 2 and len(arrived) == 12
    pay, lend = (f"{name_of(railway)}/{kind}" for kind in ("pay", "lend"))
    to_maker = sum(n.amount for n in railway.ledger.caused_by(pay) if n.source == "operator")
    lent = sum(n.amount for n in railway.ledger.caused_by(lend) if n.target == "operator")
    assert to_maker == railway.standing[pay].paid > 0
    assert lent == pytest.approx(0.85 * to_maker, rel=1e-9)  # the default part of the price


def test_two_contracts_with_one_maker_share_its_capacity():
    twice = {**TERMS, "units": 90.0, "yearly": 60.0}
    signed = tuple(
        {"sheet": "locomotive_supply", "supplier": "crrc", "month": month, "terms": twice}
        for month in ("2025-01", "2025-02")
    )
    railway = Railway(BASE.changed(signed=signed), 1).run_to(BASE.start + 14)
    first, second = (railway.standing[k.id + "/deliver"].done for k in railway.contracts)
    assert first + second <= railway.world.suppliers["crrc"].yearly_capacity
    assert first == pytest.approx(60.0, abs=5.0) and second < first


def test_a_silent_maker_delivers_nothing_and_its_stock_is_used_up():
    railway = alone(TERMS, 6, silence=("crrc", BASE.start + 6))
    assert railway.series["crrc"].stock_months == 4.0
    left = []
    for _ in range(5):
        railway.step()
        left.append(railway.series["crrc"].stock_months)
    assert left == [3.0, 2.0, 1.0, 0.0, 0.0]
    railway.run_to(BASE.start + 20)
    deliver = name_of(railway) + "/deliver"
    assert railway.standing[deliver].done == 8


def test_lateness_is_charged_up_to_the_cap_and_not_while_the_home_market_surges():
    late = {**TERMS, "units": 300.0, "yearly": 60.0, "home_priority": 1.0}
    slow = {"home_priority": (BASE.start + 3,)}
    railway = alone(late, 60, "wabtec", cards=slow)
    name = name_of(railway)
    paid, fine = (railway.standing[f"{name}/{kind}"].paid for kind in ("pay", "penalty"))
    assert 0 < fine <= paid * railway.p["contract.penalty_cap"] + 1
    months = {line.month - BASE.start for line in railway.ledger.caused_by(name + "/penalty")}
    assert months and not months & set(range(3, 15))
    strict = alone({**late, "home_priority": 0.0}, 16, "wabtec", cards=slow)
    charged = {n.month - BASE.start for n in strict.ledger.caused_by(name_of(strict) + "/penalty")}
    assert charged & set(range(3, 15))


def test_home_priority_slips_deliveries():
    slow = {"home_priority": (BASE.start,)}
    hungry = {**TERMS, "units": 120.0, "yearly": 60.0}
    calm, surge = alone(hungry, 14), alone(hungry, 14, cards=slow)
    name = name_of(calm) + "/deliver"
    assert surge.standing[name].done < calm.standing[name].done


def test_handed_over_engineering_makes_content_grow():
    many = {**TERMS, "units": 300.0, "yearly": 36.0}
    with_it = alone(many, 130, "wabtec")
    without = alone({**many, "engineering_handover": 0.0}, 130, "wabtec")
    assert with_it.plants["lkz"].engineering > without.plants["lkz"].engineering
    assert with_it.plants["lkz"].content > without.plants["lkz"].content


def test_the_heavy_type_costs_more_and_pulls_more():
    light, heavy = (alone({**TERMS, "heavy": h}, 20) for h in (0.0, 1.0))
    maker = light.world.suppliers["crrc"]
    paid = [r.standing[name_of(r) + "/pay"].paid for r in (light, heavy)]
    assert paid[1] == pytest.approx(paid[0] * maker.heavy_price, rel=1e-6)
    assert heavy.series["crrc"].pull > light.series["crrc"].pull == 1.0


def test_a_price_in_tenge_follows_prices_and_not_the_dollar():
    storm = {"tenge_float": (BASE.start + 1,)}
    far = {**TERMS, "loan_share": 0.0, "service_years": 0.0}
    swiss, home = (alone({**far, "tenge_indexed": t}, 12, "wabtec", cards=storm) for t in (0, 1))
    assert (home.standing[name_of(home) + "/pay"].paid
            < 0.85 * swiss.standing[name_of(swiss) + "/pay"].paid)  # fmt: skip


def own_hires(railway):
    return sum(line.amount for line in railway.ledger.lines
               if line.target == "lkz:training" and line.cause.startswith("decision:"))  # fmt: skip


def test_trained_engineers_come_after_their_time_and_are_counted():
    many = {**TERMS, "units": 90.0, "yearly": 30.0, "engineers_trained": 24.0}
    with_it = alone(many, 40, "wabtec")
    without = alone({**many, "engineers_trained": 0.0}, 40, "wabtec")
    clause = name_of(with_it) + "/train"
    lines = [line for line in with_it.ledger.caused_by(clause) if line.unit == "worker"]
    assert sum(line.amount for line in lines) == with_it.standing[clause].done > 60
    assert {line.target for line in lines} == {"lkz:training"}
    money = [line for line in with_it.ledger.caused_by(clause) if line.unit == "KZT"]
    assert {line.source for line in money} == {"supplier:wabtec"}
    assert own_hires(with_it) < own_hires(without)  # trained people need not be hired


def test_windows_widen_the_gate_while_they_run_and_are_paid_by_their_debtor():
    terms = {"east_gate_trains": 4.0, "south_gate_trains": 0.0, "co_investment_musd": 24.0,
             "years": 2.0}  # fmt: skip
    signed = ({"sheet": "border_windows", "month": "2025-01", "terms": terms},)
    railway = Railway(BASE.changed(signed=signed), 1)
    plain = Railway(BASE.changed(signed=()), 1)
    for month in range(30):
        railway.step()
        plain.step()
        row = railway.plan.rows["accept:dostyk"]
        more = railway.limits[row] - plain.limits[plain.plan.rows["accept:dostyk"]]
        expected = 4.0 * railway.p["border.reliability_china"] if 1 <= month < 25 else 0.0
        assert more == pytest.approx(expected)
    invest = [n for n in railway.ledger.lines if n.cause.endswith("/invest")]
    assert len(invest) == 12 and {(n.source, n.target) for n in invest} == {("operator", "china")}


@pytest.mark.parametrize(("sheet", "terms", "seen"), [
    ("transit_tariff", {"discount": 0.1, "pledged_trains": 26, "hours_promised": 0.1},
     lambda r: (r.terms.discount["transit_europe"], r.terms.pledge["transit_europe"],
                r.terms.notice["dostyk"]) == (0.1, 26.0, 0.1)),
    ("workforce_compact", {"real_wage": 0.04, "no_strike": 1, "jobs_guaranteed": 500},
     lambda r: r.terms.no_strike and r.terms.wage_rise == 0.04
     and r.workers.real_wage > 1.03 and r.workers.strike_factor == 0.0),
    ("works_budget", {"dispatching": 1, "fund_musd": 100, "tariff_rise": 0.02,
                      "guarantee_musd": 500},
     lambda r: r.terms.tariff_rise == 0.02 and r.terms.guarantee > 0 and r.steps_ordered),
    ("caspian_slots", {"trains_a_day": 2, "fare_usd_feu": 700, "co_investment_musd": 10},
     lambda r: r.terms.windows["aktau"] == 2.0 and r.terms.fare == 700.0),
    ("service_only", {"years": 5, "open_access": 1.0, "parts_stock_months": 3},
     lambda r: r.terms.served["wabtec"] == r.series["wabtec"].count
     and r.terms.access["wabtec"] == 1.0 and r.terms.stock["wabtec"] == 3.0),
    ("localisation_pact", {"content_promised": 0.55, "engineering_handover": 1.0,
                           "engineers_trained": 50, "subsidy_musd": 40, "jobs_guaranteed": 600},
     lambda r: r.plants["lkz"].access == 1.0 and r.terms.jobs["lkz:assembly"] == 600.0),
])  # fmt: skip
def test_each_sheet_binds_the_railway(sheet, terms, seen):
    entry = {"sheet": sheet, "month": "2025-01", "terms": terms}
    if "supplier" in load_term_sheets()[sheet].parties:
        entry["supplier"] = "wabtec"
    railway = Railway(BASE.changed(signed=(entry,)), 1).run_to(BASE.start + 14)
    assert seen(railway)
    plain = Railway(BASE.changed(signed=()), 1).run_to(BASE.start + 14)
    assert railway.history[2:] != plain.history[2:]
    assert all(railway.ledger.total(unit) == 0 for unit in ("KZT", "worker", "locomotive"))


def test_a_draft_has_unique_clauses_and_can_lose_one():
    contract = supply(TERMS, "alstom")
    assert len({c.id for c in contract.clauses}) == len(contract.clauses)
    assert {"deliver", "pay", "lend", "content", "hand_over", "penalty"} <= set(contract.by_name)
    shorter = contract.without(contract.id + "/stock")
    assert len(shorter.clauses) == len(contract.clauses) - 1
    with pytest.raises(KeyError, match="has no clause"):
        contract.without("nothing")
    sheet = load_term_sheets()["border_windows"]
    assert draft(sheet, sheet.terms({}), signing(sheet)).clauses == ()


@pytest.mark.parametrize(("terms", "words"), [
    ({"unitz": 3}, "no issue is named 'unitz'; did you mean units?"),
    ({"units": 3000}, "field 'units': value 3000 — allowed: a number from 0 to 300 locomotives"),
])  # fmt: skip
def test_bad_terms_are_refused_before_anything_runs(terms, words):
    with pytest.raises(SheetError, match=words):
        known_terms(SUPPLY, terms)


# -- the interpreter's properties -----------------------------------------------------------------
def state_of(railway):
    """All that a railway has come to."""
    standing = {name: (s.done, s.paid, s.owed, s.behind) for name, s in railway.standing.items()}
    return railway.history, dict(railway.ledger.balances), standing


@given(st.randoms(use_true_random=False), st.sampled_from(["wabtec", "crrc", "alstom"]))
@settings(max_examples=6, deadline=None)
def test_the_order_of_clauses_and_of_contracts_in_a_month_does_not_matter(random, supplier):
    def run_shuffled(shuffle):
        railway = Railway(BASE.changed(signed=()), 3)
        drafts = [supply({**TERMS, "units": 60.0, "home_priority": 0.0}, supplier)]
        for name in ("border_windows", "transit_tariff", "workforce_compact", "works_budget"):
            sheet = load_term_sheets()[name]
            terms = sheet.terms({issue.name: issue.steps[-1] for issue in sheet.issues})
            drafts.append(draft(sheet, terms, signing(sheet)))
        if shuffle:
            random.shuffle(drafts)
        for contract in drafts:
            clauses = list(contract.clauses)
            if shuffle:
                random.shuffle(clauses)
            sign(railway, replace(contract, clauses=tuple(clauses)))
        return railway.run_to(BASE.start + 20)

    assert state_of(run_shuffled(False)) == state_of(run_shuffled(True))


@given(st.integers(1, 30), st.sampled_from(["wabtec", "crrc"]), st.floats(0.0, 0.9))
@settings(max_examples=8, deadline=None)
def test_a_terminated_contract_leaves_exactly_its_survival_clauses(month, supplier, access):
    railway = Railway(BASE.changed(signed=()), 2)
    contract = supply({**TERMS, "units": 120.0, "open_access": access}, supplier)
    sign(railway, contract)
    railway.run_to(BASE.start + month)
    end_contract(railway, contract.id, TERMINATED, "test")
    survivors = {c.id for c in contract.clauses if c.survives}
    before = len(railway.ledger.lines)
    due = set()
    for _ in range(24):
        due |= {clause.id for clause in due_clauses(railway)}
        railway.step()
    assert due <= survivors
    ids = {c.id for c in contract.clauses}
    later = {n.cause for n in railway.ledger.lines[before:] if n.cause in ids}
    owed = {name for name in ids if railway.standing[name].owed}
    assert later <= survivors | owed
    assert railway.ledger.balance("contract", TERMINATED) == 1
    assert railway.ledger.total("contract") == railway.ledger.total("KZT") == 0
    end_contract(railway, contract.id, TERMINATED, "again")  # ends once only
    assert railway.ledger.balance("contract", TERMINATED) == 1


def test_no_clause_fires_twice_in_a_month():
    railway = alone(TERMS, 24)
    seen = {}
    for line in railway.ledger.lines:
        if line.cause in railway.standing:
            key = (line.month, line.cause, line.unit, line.source, line.target)
            seen[key] = seen.get(key, 0) + 1
    assert seen and max(seen.values()) == 1
    railway.standing[name_of(railway) + "/serve"].last = railway.month
    with pytest.raises(RuntimeError, match="twice"):
        railway.step()


def test_unpaid_bills_stop_service_then_deliveries_and_are_paid_when_cash_comes():
    poor = {"cost.opening_cash_bn": 0.0, "cost.least_cash_bn": 0.0, "debt.covenant": 1.0,
            "tariff.factor": 0.6}  # fmt: skip
    terms = {**TERMS, "units": 120.0, "loan_share": 0.0, "first_unit_months": 6.0}
    signed = ({"sheet": "locomotive_supply", "supplier": "crrc", "month": "2025-01",
               "terms": terms},)  # fmt: skip
    railway = Railway(BASE.changed(signed=signed), 1, changes=poor).run_to(BASE.start + 20)
    name = name_of(railway)
    assert railway.standing[name + "/pay"].owed > 0
    assert railway.affairs[name].unpaid_months >= 6
    due = {clause.name for clause in due_clauses(railway)}
    assert "serve" not in due and "deliver" not in due and "end_unpaid" in due
    assert min(railway.ledger.balance("KZT", "operator"), 0) == 0  # the owner covers wages
    owed = railway.standing[name + "/pay"].owed
    railway.post("KZT", "state", "operator", 10 * owed, "decision:test")
    railway.step()
    railway.step()
    assert railway.standing[name + "/pay"].owed == 0 and railway.affairs[name].unpaid_months == 0


class Leaver:
    """Ends every contract it may end."""

    def decide(self, view, request):
        if request.kind == "end_contract":
            return Decision({"end": 1.0})
        return Decision(request.defaults())


def test_sanctions_suspend_deliveries_and_open_the_right_to_leave():
    terms = {**TERMS, "units": 200.0, "yearly": 36.0}
    signed = ({"sheet": "locomotive_supply", "supplier": "tmh", "month": "2025-01",
               "terms": terms},)  # fmt: skip
    cards = {"sanctions_parts": (BASE.start + 10,)}
    scenario = BASE.changed(signed=signed, cards=cards)
    stays = Railway(scenario, 1).run_to(BASE.start + 30)
    done = stays.standing[name_of(stays) + "/deliver"].done
    months = {n.month - BASE.start for n in stays.ledger.caused_by(name_of(stays) + "/deliver")}
    assert done > 0 and not months & set(range(10, 34))
    leaves = Railway(scenario, 1, minds={"operator": Leaver()}).run_to(BASE.start + 30)
    affair = leaves.affairs[name_of(leaves)]
    assert affair.state == TERMINATED and affair.cause.endswith("/end_blocked")
    assert affair.ended == BASE.start + 10
    kept = leaves.affairs[name_of(stays)].contract
    assert {c.name for c in kept.clauses if c.runs(leaves.month)} <= {"lend", "hand_over", "access"}


def test_an_amendment_replaces_the_contract_and_keeps_what_was_learned():
    railway = Railway(BASE.changed(signed=()), 1)
    old = supply({**TERMS, "units": 200.0, "yearly": 60.0}, "wabtec")
    sign(railway, old)
    railway.run_to(BASE.start + 24)
    sheet = load_term_sheets()["amendment"]
    left = 200.0 - railway.standing[old.id + "/deliver"].done
    terms = sheet.terms({"price_change": 0.1, "units_kept": 0.5, "pace": 0.5})
    change = replace(signing(sheet, "wabtec", railway.month, old), left=left)
    new = draft(sheet, terms, change)
    sign(railway, new)
    assert railway.affairs[old.id].state == REPLACED and new.replaces == old.id
    assert railway.affairs[new.id].state == IN_FORCE
    assert new.find("deliver").amount == int(left * 0.5)
    assert new.find("pay").amount == pytest.approx(old.find("pay").amount * 1.1)
    assert new.find("deliver").rate == old.find("deliver").rate * 0.5
    access = railway.plants["lkz"].access
    railway.run_to(BASE.start + 80)
    assert railway.plants["lkz"].access == access == 1.0
    assert railway.standing[new.id + "/deliver"].done == int(left * 0.5)
    assert railway.ledger.total("contract") == 0


def test_a_currency_clause_gives_back_while_the_tenge_has_fallen():
    terms = {**TERMS, "units": 60.0, "currency_clause": 0.1, "currency_fall": 0.3}
    storm = {"tenge_float": (BASE.start + 12,)}
    railway = alone(terms, 32, cards=storm)
    name = name_of(railway)
    back = {n.month - BASE.start: n.amount for n in railway.ledger.caused_by(name + "/rebate")}
    paid = {n.month - BASE.start: n.amount for n in railway.ledger.caused_by(name + "/pay")
            if n.source == "operator"}  # fmt: skip
    assert back and min(back) == 12
    for month, amount in back.items():
        assert amount == pytest.approx(0.1 * paid[month], rel=1e-6)
    calm = alone(terms, 12)
    assert not list(calm.ledger.caused_by(name_of(calm) + "/rebate"))


@st.composite
def signings_of_any_kind(draw):
    """Some sheets, each with a package anywhere in its range, a month, and perhaps an end."""
    found = []
    for name in draw(st.lists(st.sampled_from(sorted(set(load_term_sheets()) - {"amendment"})),
                              min_size=1, max_size=4, unique=True)):  # fmt: skip
        sheet = load_term_sheets()[name]
        number = draw(st.integers(0, sheet.count - 1))
        maker = draw(st.sampled_from(["wabtec", "alstom", "crrc", "tmh"]))
        found.append((sheet, number, maker, draw(st.integers(0, 12)), draw(st.integers(1, 40))))
    return found


@given(signings_of_any_kind(), st.integers(0, 999))
@settings(max_examples=12, deadline=None)
def test_no_package_makes_money_people_or_locomotives_out_of_nothing(signed, seed):
    railway = Railway(BASE.changed(signed=(), chance=True), seed)
    contracts = {}
    for month in range(36):
        for sheet, number, maker, when, end in signed:
            if month == when:
                table = signing(sheet, maker, railway.month)
                contract = draft(sheet, sheet.package(number), table)
                contracts[contract.id] = end
                sign(railway, contract)
            name = next((k for k in contracts if k.startswith(sheet.name)), "")
            if month == end and name in railway.affairs:
                end_contract(railway, name, TERMINATED, "decision:test")
        railway.step()
    for unit in {line.unit for line in railway.ledger.lines}:
        assert railway.ledger.total(unit) == 0
    for line in railway.ledger.lines:  # a clause moves things only between those it names
        clause = next((c for k in railway.contracts for c in k.clauses if c.id == line.cause), None)
        if clause is not None and line.unit == "KZT":
            named = {clause.debtor, clause.creditor}
            others = {"home:industry", "state", "shippers"}
            ends = {line.source.partition(":")[2] or line.source,
                    line.target.partition(":")[2] or line.target}  # fmt: skip
            assert ends & ({one.partition(":")[2] or one for one in named} | others), line
    assert railway.ledger.balance("KZT", "operator") >= 0
    owned = sum(series.count for series in railway.series.values())
    assert railway.ledger.balance("locomotive", "operator") == owned
